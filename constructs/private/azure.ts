import { DataAzureadServicePrincipal } from "@cdktf/provider-azuread/lib/data-azuread-service-principal";
import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { KeyVault } from "@cdktf/provider-azurerm/lib/key-vault";
import { KeyVaultKey } from "@cdktf/provider-azurerm/lib/key-vault-key";
import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import type { TerraformProvider, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { AzureNode } from "../../model/azure";
import { known, unknown } from "../../model/fact";
import { addressOf, type Contribution, type KeyIdentity } from "../../model/from-constructs";
import { UUID, VAULT_KEY_NAME, VAULT_NAME } from "../../model/key-identifiers";
import { SOFT_DELETE_RETENTION_IN_DAYS, VAULT_KEY_ROTATION_IN_DAYS } from "../../model/limits";
import type { Problem } from "../../model/problem";
import type { KeyPhase } from "../interfaces";
import type { AuraAzureProviderProps, AuraKeyVaultKeyProps } from "./azure-props";
import { PhaseGuard } from "./bootstrap";
import { daysProblems, formProblems, writtenDays } from "./cloud-props";
import { needsLiteral, regionProblems } from "./formats";
import { givenVaultConditions } from "./given-vault";
import { KeptAccess } from "./kept-access";
import { originalId } from "./moved-blocks";
import { isProtected } from "./review-metadata";
import { copyOfTags, factOf, holdsToken, nameOf, show } from "./tokens";
import { propProblem } from "./validate-props";

/* What is in Azure. This file loads the bindings of its providers: it is required when a program has a key there. */

/** What Aura's application gets on the key. @see https://neo4j.com/docs/aura/security/customer-managed-keys/ */
const ROLE = "Key Vault Crypto Service Encryption User";
/** Id of the role assignment. */
const ACCESS_ID = "Access";
/** All that Aura does with the key. */
const OPERATIONS = ["unwrapKey", "wrapKey"];

/** The resources of a key. */
interface KeyVaultKeyResources {
  readonly key: KeyVaultKey;
  readonly vault: KeyVault | undefined;
  readonly lock: ManagementLock | undefined;
  readonly servicePrincipal: DataAzureadServicePrincipal | undefined;
  readonly roleAssignment: RoleAssignment | undefined;
}

/** Adds the resources of a key. */
export function addKeyVaultKey(scope: Construct, props: AuraKeyVaultKeyProps, phase: KeyPhase): KeyVaultKeyResources {
  const { provider, tags, removalPolicy } = props;
  const isRetained = removalPolicy !== "destroy";
  const guard = isRetained ? { dependsOn: [new PhaseGuard(scope, phase, "AccessGuard")] } : {};
  const vault = props.vaultId === undefined ? addVault(scope, props) : undefined;
  const lock = vault && props.managementLock ? addLock(scope, vault, props) : undefined;
  const precondition = props.vaultId === undefined ? [] : givenVaultConditions(scope, props.vaultId, props);
  const key = new KeyVaultKey(scope, "Resource", {
    ...guard,
    name: keyName(scope, props),
    keyVaultId: vault?.id ?? props.vaultId ?? "",
    keyType: props.keyType ?? "RSA",
    keySize: props.keySize ?? KEY_SIZE,
    keyOpts: OPERATIONS,
    // No `expireAfter`: versions would expire, and Terraform would replace the key after its first rotation.
    rotationPolicy: { automatic: { timeAfterCreation: rotationPeriod(props) } },
    ...(tags && { tags: copyOfTags(tags) }),
    ...(provider && { provider }),
    lifecycle: {
      ...(isRetained && { preventDestroy: true }),
      // An expiry that was set elsewhere, as by a policy of the company, is no reason to replace the key.
      ignoreChanges: ["expiration_date"],
      ...(precondition.length > 0 && { precondition }),
    },
  });
  const { servicePrincipal, roleAssignment } = grantAccess(scope, key, props, guard);
  return { key, vault, lock, servicePrincipal, roleAssignment };
}

function addVault(scope: Construct, props: AuraKeyVaultKeyProps): KeyVault {
  const { region, vaultName = "", resourceGroupName = "", tenantId = "", tags, provider } = props;
  const { allowedIpRanges, allowedSubnetIds } = props;
  const isRestricted = allowedIpRanges !== undefined || allowedSubnetIds !== undefined;
  return new KeyVault(scope, "Vault", {
    ...{ name: vaultName, location: region, resourceGroupName, tenantId, skuName: skuOf(props) },
    ...(props.legacyRbacArgument ? { enableRbacAuthorization: true } : { rbacAuthorizationEnabled: true }),
    purgeProtectionEnabled: true,
    softDeleteRetentionDays: props.softDeleteRetentionInDays ?? SOFT_DELETE_RETENTION_IN_DAYS.default,
    enabledForDiskEncryption: true,
    publicNetworkAccessEnabled: props.publicNetworkAccess ?? true,
    // Written out where nothing is restricted, too: otherwise Terraform would not show a change that is made elsewhere.
    networkAcls: {
      bypass: "AzureServices",
      defaultAction: isRestricted ? "Deny" : "Allow",
      ...(allowedIpRanges && { ipRules: allowedIpRanges.slice() }),
      ...(allowedSubnetIds && { virtualNetworkSubnetIds: allowedSubnetIds.slice() }),
    },
    ...(tags && { tags: copyOfTags(tags) }),
    ...(provider && { provider }),
    ...(props.removalPolicy !== "destroy" && { lifecycle: { preventDestroy: true } }),
  });
}

function addLock(scope: Construct, vault: KeyVault, { provider, removalPolicy }: AuraKeyVaultKeyProps): ManagementLock {
  return new ManagementLock(scope, "Lock", {
    ...{ name: "neo4j-aura", scope: vault.id, lockLevel: "CanNotDelete" },
    notes: "Keys of Neo4j Aura: the data encrypted with them would be lost",
    ...(provider && { provider }),
    ...(removalPolicy !== "destroy" && { lifecycle: { preventDestroy: true } }),
  });
}

/** Phase 2: what Aura's application may do with the key. */
function grantAccess(
  scope: Construct,
  key: KeyVaultKey,
  { applicationId, provider, azureadProvider, removalPolicy }: AuraKeyVaultKeyProps,
  guard: { readonly dependsOn?: PhaseGuard[] },
): Pick<KeyVaultKeyResources, "servicePrincipal" | "roleAssignment"> {
  if (applicationId === undefined) {
    if (removalPolicy !== "destroy") new KeptAccess(scope, "azurerm_role_assignment", ACCESS_ID);
    return { servicePrincipal: undefined, roleAssignment: undefined };
  }
  // Read, and not managed: a tenant has one of each application, and destroying it cuts Aura off from all of its keys there.
  const servicePrincipal = new DataAzureadServicePrincipal(scope, "ServicePrincipal", {
    clientId: applicationId,
    ...(azureadProvider && { provider: azureadProvider }),
  });
  const roleAssignment = new RoleAssignment(scope, ACCESS_ID, {
    ...guard,
    scope: key.resourceVersionlessId,
    roleDefinitionName: ROLE,
    principalId: servicePrincipal.objectId,
    ...(provider && { provider }),
    ...(removalPolicy !== "destroy" && { lifecycle: { preventDestroy: true } }),
  });
  return { servicePrincipal, roleAssignment };
}

/** Adds the provider blocks. */
export function addProviders(
  scope: Construct,
  { subscriptionId, tenantId, alias }: AuraAzureProviderProps,
): { readonly azurerm: TerraformProvider; readonly azuread: TerraformProvider } {
  const shared = { ...(tenantId !== undefined && { tenantId }), ...(alias !== undefined && { alias }) };
  const azurerm = new AzurermProvider(scope, "Azurerm", {
    ...shared,
    ...(subscriptionId !== undefined && { subscriptionId }),
    features: [
      {
        keyVault: [
          {
            purgeSoftDeleteOnDestroy: false,
            purgeSoftDeletedKeysOnDestroy: false,
            recoverSoftDeletedKeyVaults: true,
            recoverSoftDeletedKeys: true,
          },
        ],
        resourceGroup: [{ preventDeletionIfContainsResources: true }],
      },
    ],
  });
  return { azurerm, azuread: new AzureadProvider(scope, "Azuread", shared) };
}

/** What a key contributes to the model, and what is wrong with its props. */
export function contributionOf(scope: KeyConstruct, props: AuraKeyVaultKeyProps): Contribution {
  return { nodes: nodesOf(scope, props), problems: problemsOf(scope, props), identity: identityOf(scope, props) };
}

/** The arguments of vault and key that force replacement, by prop. */
function identityOf(scope: Construct, props: AuraKeyVaultKeyProps): KeyIdentity {
  const { vaultId, vaultName, resourceGroupName, keyType = "RSA", keySize = KEY_SIZE } = props;
  return { vaultId, vaultName, resourceGroupName, keyName: keyName(scope, props), keyType, keySize };
}

type KeyConstruct = Construct & { readonly resource: TerraformResource };

function nodesOf(scope: KeyConstruct, props: AuraKeyVaultKeyProps): AzureNode[] {
  const name = nameOf(scope);
  const of = `of key ${name}`;
  const atApply = unknown(`Azure names key ${name} at apply`);
  const region = factOf(props.region, `\`region\` ${of}`);
  const { applicationId, publicNetworkAccess = true, allowedIpRanges, allowedSubnetIds } = props;
  const { children } = scope.node;
  const made = { name, origin: "created" } as const;
  const destroyPrevented = (resource: TerraformResource) => known(isProtected(resource), `\`removalPolicy\` ${of}`);
  const vaults = children
    .filter((child) => child instanceof KeyVault)
    .map((vault): Extract<AzureNode, { kind: "vault" }> => {
      const isRestricted = allowedIpRanges !== undefined || allowedSubnetIds !== undefined;
      return {
        ...{ ...made, kind: "vault", id: vault.node.path, address: addressOf(vault), vaultId: atApply, region },
        vaultName: factOf(props.vaultName ?? "", `\`vaultName\` ${of}`),
        tenantId: factOf(props.tenantId ?? "", `\`tenantId\` ${of}`),
        sku: factOf(skuOf(props), `\`sku\` ${of}`),
        rbac: known(true, `vault ${of}`),
        purgeProtection: known(true, `vault ${of}`),
        retentionInDays: factOf(
          props.softDeleteRetentionInDays ?? SOFT_DELETE_RETENTION_IN_DAYS.default,
          `\`softDeleteRetentionInDays\` ${of}`,
        ),
        diskEncryption: known(true, `vault ${of}`),
        network: factOf(
          {
            publicAccess: publicNetworkAccess,
            rules: { bypass: "AzureServices", defaultAction: isRestricted ? "Deny" : "Allow" },
          },
          `network of the vault ${of}`,
        ),
        destroyPrevented: destroyPrevented(vault),
      };
    });
  const [vault] = vaults;
  const roles = children
    .filter((child) => child instanceof RoleAssignment)
    .map((role): AzureNode => ({
      ...{ ...made, kind: "role-assignment", id: role.node.path, address: addressOf(role), key: scope.node.path },
      ...{ scope: atApply, role: known(ROLE, `role ${of}`) },
      principalId: unknown(`the service principal of Aura's application is read at plan`),
      ...(applicationId !== undefined && { applicationId: factOf(applicationId, `\`applicationId\` ${of}`) }),
      condition: known(undefined, `role ${of}`),
      destroyPrevented: destroyPrevented(role),
    }));
  const locks = children
    .filter((child) => child instanceof ManagementLock)
    .map((lock): AzureNode => ({
      ...{ ...made, kind: "lock", id: lock.node.path, address: addressOf(lock), scope: atApply },
      ...(vault && { vault: vault.id }),
      level: known("CanNotDelete", `lock ${of}`),
    }));
  return [
    {
      ...{ ...made, kind: "vault-key", cloud: "azure", id: scope.node.path, address: addressOf(scope.resource) },
      ...{ keyId: atApply, region, scope: atApply },
      keyName: factOf(keyName(scope, props), `\`keyName\` ${of}`),
      ...(vault && { vault: vault.id }),
      vaultId: props.vaultId === undefined ? atApply : factOf(props.vaultId, `\`vaultId\` ${of}`),
      keyType: known(props.keyType ?? "RSA", `\`keyType\` ${of}`),
      keySize: known(props.keySize ?? KEY_SIZE, `\`keySize\` ${of}`),
      operations: known(OPERATIONS, `key ${name}`),
      expires: known(undefined, `key ${name}`),
      notBefore: known(undefined, `key ${name}`),
      rotation: known({ timeAfterCreation: rotationPeriod(props) }, `\`rotationPeriodInDays\` ${of}`),
      destroyPrevented: destroyPrevented(scope.resource),
      ...(applicationId !== undefined && { expectedPrincipals: [applicationId] }),
    },
    ...vaults,
    ...roles,
    ...locks,
  ];
}

function problemsOf(scope: Construct, props: AuraKeyVaultKeyProps): Problem[] {
  const path = scope.node.path;
  const { applicationId, tenantId } = props;
  return [
    ...regionProblems(path, props.region, "azure"),
    ...formProblems(path, "keyName", keyName(scope, props), KEY_NAME),
    ...(props.vaultId === undefined ? newVaultProblems(path, props) : givenVaultProblems(path, props)),
    ...formProblems(path, "vaultName", props.vaultName, VAULT),
    ...formProblems(path, "resourceGroupName", props.resourceGroupName, GROUP),
    ...needsLiteral(path, "tenantId", tenantId, "a UUID", "another tenant would lock everybody out"),
    ...formProblems(path, "tenantId", tenantId, TENANT),
    ...daysProblems(
      path,
      "softDeleteRetentionInDays",
      props.softDeleteRetentionInDays,
      SOFT_DELETE_RETENTION_IN_DAYS,
      "deletion-window-in-range",
    ),
    ...daysProblems(
      path,
      "rotationPeriodInDays",
      props.rotationPeriodInDays,
      VAULT_KEY_ROTATION_IN_DAYS,
      "rotation-period-in-range",
    ),
    ...(applicationId === undefined ? [] : applicationProblems(path, applicationId, tenantId)),
  ];
}

/** Props of a new vault, which exclude a given one. */
const OF_A_NEW_VAULT = [
  ...["vaultName", "resourceGroupName", "tenantId", "sku", "softDeleteRetentionInDays", "allowedIpRanges"],
  ...["allowedSubnetIds", "publicNetworkAccess", "managementLock"],
] as const;

function newVaultProblems(path: string, props: AuraKeyVaultKeyProps): Problem[] {
  const missing = (["vaultName", "resourceGroupName", "tenantId"] as const)
    .filter((name) => props[name] === undefined)
    .map((name) => ({
      ...propProblem(path, `\`${name}\``, undefined, "a string, for a new vault", false),
      fix: `add \`${name}\`, or \`vaultId\` of a vault that exists`,
    }));
  if (props.keyType !== "RSA-HSM" || props.sku !== "standard") return missing;
  return [
    ...missing,
    {
      ...{ code: "exclusive-props", path, what: 'a vault with `sku: "standard"` has no keys of type RSA-HSM' },
      ...{ got: "both", expected: "premium", fix: "leave `sku` out, or use `keyType` RSA" },
    },
  ];
}

function givenVaultProblems(path: string, props: AuraKeyVaultKeyProps): Problem[] {
  return [
    ...formProblems(path, "vaultId", props.vaultId, VAULT_ID),
    ...OF_A_NEW_VAULT.filter((name) => props[name] !== undefined).map((name): Problem => ({
      ...{ code: "exclusive-props", path, what: `\`${name}\` and \`vaultId\` exclude each other`, got: "both" },
      ...{ expected: "one of them", fix: `leave \`${name}\` out: it is of a new vault` },
    })),
  ];
}

function applicationProblems(path: string, applicationId: string, tenantId: string | undefined): Problem[] {
  if (holdsToken(applicationId)) {
    const reason = "it is compared before anything is applied";
    return needsLiteral(path, "applicationId", applicationId, "a UUID", reason);
  }
  const isTenant = applicationId.toLowerCase() === tenantId?.toLowerCase();
  if (UUID.test(applicationId) && !isTenant && /[^0-]/.test(applicationId)) return [];
  const what = isTenant ? "`applicationId` is the id of the tenant" : "`applicationId` is not the id of an application";
  return [
    {
      ...{ code: "aura-principal-well-formed", path, what },
      got: show(applicationId),
      expected: "a UUID such as 3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10",
      fix: "copy the application id from the Aura Console, not its name; for phase 1, leave `applicationId` out",
    },
  ];
}

const KEY_SIZE = 4096;

function skuOf({ sku, keyType }: AuraKeyVaultKeyProps): string {
  return sku ?? (keyType === "RSA-HSM" ? "premium" : "standard");
}

function rotationPeriod({ rotationPeriodInDays }: AuraKeyVaultKeyProps): string {
  return `P${writtenDays(rotationPeriodInDays, VAULT_KEY_ROTATION_IN_DAYS)}D`;
}

/** Characters that Azure does not take become a hyphen. */
function keyName(scope: Construct, { keyName, ...props }: AuraKeyVaultKeyProps): string {
  return keyName ?? originalId(scope.node.id, props).replace(/[^0-9a-zA-Z-]/g, "-");
}

const KEY_NAME = {
  form: VAULT_KEY_NAME,
  ...{ what: "a name of a key in Key Vault", expected: "1 to 127 letters, digits and -" },
  fix: "leave out the other characters",
};
const VAULT = {
  form: VAULT_NAME,
  ...{ what: "a name of a vault", expected: "3 to 24 letters, digits and single -, beginning with a letter" },
  fix: "choose another name, unique in all of Azure",
};
const GROUP = {
  form: /^[^/]{0,89}[^/.]$/,
  ...{ what: "a name of a resource group", expected: "1 to 90 characters without /, not ending with a full stop" },
  fix: "copy it from `az group list --query [].name`",
};
const TENANT = {
  form: UUID,
  ...{ what: "the id of a tenant", expected: "a UUID" },
  fix: "copy it from `az account show --query tenantId`",
};
const VAULT_ID = {
  form: /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]{1,90}\/providers\/Microsoft\.KeyVault\/vaults\/(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$/i,
  what: "the resource id of a vault",
  expected: "/subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.KeyVault/vaults/NAME",
  fix: "copy it from `az keyvault show --name NAME --query id`",
};
