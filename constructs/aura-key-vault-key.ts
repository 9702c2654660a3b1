import type { TerraformDataSource, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { CONTRIBUTION, type Contribution, type Contributor } from "../model/from-constructs";
import type { IAuraKey, KeyPhase, ResourceWithId } from "./interfaces";
import type { AuraKeyVaultKeyProps } from "./private/azure-props";
import { ImportedCloudKey } from "./private/imported-cloud-key";
import { azureParts } from "./private/load";
import { addMovedBlocks, formerly } from "./private/moved-blocks";
import { SynthCheck } from "./private/synth-check";
import * as prop from "./private/validate-props";

/** What is known about a key in Azure that is owned elsewhere. */
export interface ImportedKeyVaultKeyAttributes {
  /** Region of the vault of the key, which its identifier does not tell. */
  readonly region: string;
}

/**
 * Creates the key in Azure Key Vault that encrypts Aura instances: `azurerm_key_vault_key`, RSA, for wrapping and unwrapping only, with
 * automatic rotation and without an expiry, and its `azurerm_key_vault` unless one is given. In phase 2 the service principal of Aura's
 * application gets the role Key Vault Crypto Service Encryption User on the key: `azurerm_role_assignment`.
 *
 * A new vault has Azure RBAC, purge protection, 90 days of soft delete and "Azure Disk Encryption for volume encryption", and lets
 * trusted Microsoft services pass. The provider has to recover what was deleted and to purge nothing: {@link AuraAzureProvider} does so.
 * The deploying login needs the role Key Vault Crypto Officer, and one that may assign roles.
 *
 * Needs the packages `@cdktf/provider-azurerm` and `@cdktf/provider-azuread`; for CDK Terrain the bindings are in this package.
 * After 27 February 2027 only `azurerm` 4.81 to 4.x works: Azure switches the API of earlier ones off.
 *
 * IMPORTANT: if the key is lost, the data is lost. Terraform refuses to destroy vault, key and role as long as they are in the
 * configuration. The registered version of the key has to stay: Aura follows new versions by itself.
 * @see https://neo4j.com/docs/aura/security/customer-managed-keys/
 * @example
 * new AuraKeyVaultKey(stack, "orders-key", {
 *   region: "westeurope",
 *   vaultName: "acme-aura-orders",
 *   resourceGroupName: "aura",
 *   tenantId: "5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44",
 * });
 */
export class AuraKeyVaultKey extends Construct implements IAuraKey, Contributor {
  /**
   * Names a key that is owned elsewhere. Nothing is created; the key takes part in every check.
   * @param keyId identifier of a version of the key, `https://VAULT.vault.azure.net/keys/NAME/VERSION`, or a token for it
   * @param attributes what is known about the key besides its identifier
   */
  public static fromKeyId(
    scope: Construct,
    id: string,
    keyId: string,
    attributes: ImportedKeyVaultKeyAttributes,
  ): IAuraKey {
    prop.checkProps(scope, id, { keyId, ...attributes }, { keyId: prop.text, region: prop.text });
    return new ImportedCloudKey(scope, id, "azure", keyId, attributes.region);
  }

  public readonly cloudProvider = "azure";
  /** The Terraform resource of the key. */
  public readonly resource: ResourceWithId;
  /** The Terraform resource of the new vault; undefined where one was given. */
  public readonly vault: ResourceWithId | undefined;
  /** The service principal of Aura's application, which is read; undefined in phase 1. */
  public readonly servicePrincipal: TerraformDataSource | undefined;
  /** The role of the service principal on the key; undefined in phase 1. */
  public readonly roleAssignment: TerraformResource | undefined;
  /** The lock of the new vault; undefined where there is none. */
  public readonly lock: TerraformResource | undefined;
  public readonly phase: KeyPhase;
  public readonly region: string;
  private readonly props: AuraKeyVaultKeyProps;
  private id: string | undefined;

  /** @throws {@link AuraCmkError} `prop-type`, `package-missing` */
  public constructor(scope: Construct, id: string, props: AuraKeyVaultKeyProps) {
    prop.checkProps(scope, id, props, SHAPE);
    super(scope, id);
    this.props = { ...props };
    this.region = props.region;
    this.phase = props.applicationId === undefined ? "bootstrap" : "encrypted";
    const resources = azureParts().addKeyVaultKey(this, props, this.phase);
    this.resource = resources.key;
    this.vault = resources.vault;
    this.servicePrincipal = resources.servicePrincipal;
    this.roleAssignment = resources.roleAssignment;
    this.lock = resources.lock;
    addMovedBlocks(this, props);
    SynthCheck.ensure(this);
  }

  /** What is registered with Aura: the identifier of the first version. It stays the same when the key is rotated. */
  public get keyId(): string {
    return (this.id ??= this.resource.id);
  }

  public get accessResources(): readonly TerraformResource[] {
    return this.roleAssignment ? [this.roleAssignment] : [];
  }

  /** Id of Aura's application, as it was given; undefined in phase 1. */
  public get applicationId(): string | undefined {
    return this.props.applicationId;
  }

  /** @internal */
  public [CONTRIBUTION](): Contribution {
    return azureParts().contributionOf(this, this.props);
  }
}

const SHAPE: prop.Shape<AuraKeyVaultKeyProps> = {
  region: prop.text,
  applicationId: prop.optional(prop.text),
  vaultId: prop.optional(prop.text),
  vaultName: prop.optional(prop.text),
  resourceGroupName: prop.optional(prop.text),
  tenantId: prop.optional(prop.text),
  sku: prop.optional(prop.oneOf("standard", "premium")),
  softDeleteRetentionInDays: prop.optional(prop.amount),
  allowedIpRanges: prop.optional(prop.texts),
  allowedSubnetIds: prop.optional(prop.texts),
  publicNetworkAccess: prop.optional(prop.flag),
  managementLock: prop.optional(prop.literalFlag),
  legacyRbacArgument: prop.optional(prop.literalFlag),
  keyName: prop.optional(prop.text),
  keyType: prop.optional(prop.oneOf("RSA", "RSA-HSM")),
  keySize: prop.optional(prop.oneOfNumbers(2048, 3072, 4096)),
  rotationPeriodInDays: prop.optional(prop.amount),
  removalPolicy: prop.optional(prop.oneOf("retain", "destroy")),
  tags: prop.optional(prop.azureTags),
  provider: prop.optional(prop.provider),
  azureadProvider: prop.optional(prop.provider),
  formerly,
};
