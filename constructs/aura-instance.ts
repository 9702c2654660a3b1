import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { known } from "../model/fact";
import { CONTRIBUTION, type Contribution, type Contributor } from "../model/from-constructs";
import { AURA_VERSION, type AuraProduct } from "../model/limits";
import type { Problem } from "../model/problem";
import type { IAuraCustomerManagedKey } from "./customer-managed-key";
import type { IAuraInstance } from "./instance";
import { AuraInstanceResource, type AuraInstanceTimeouts } from "./l1/instance-resource";
import { apiProduct, memoryProblems, productProblems, projectProblems } from "./private/aura-arguments";
import { chooseKey, readinessProblems } from "./private/choose-key";
import { importCommand } from "./private/import-command";
import { ImportedInstance, type ImportedInstanceAttributes } from "./private/imported-instance";
import { addOutput } from "./private/output";
import { clonePreconditions, regionPreconditions } from "./private/preconditions";
import { SynthCheck } from "./private/synth-check";
import { factOf } from "./private/tokens";
import type { RemovalPolicy } from "./removal-policy";

/** Props of an Aura instance that do not depend on where its key comes from. */
export interface AuraInstanceBaseProps {
  /** Id of the Aura project (a UUID). */
  readonly projectId: string;
  /** The Aura product. */
  readonly product: AuraProduct;
  /** Memory, such as `8GB`. */
  readonly memory: string;
  /**
   * Name that Aura shows, 1-30 characters.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * Version of Neo4j. Aura takes `5` for the latest one, which it numbers by the calendar.
   * @default "5"
   */
  readonly version?: string;
  /**
   * Storage, such as `16GB`.
   * @default - chosen by Aura for the memory
   */
  readonly storage?: string;
  /**
   * Configures the instance for vector indexes.
   * @default - chosen by Aura
   */
  readonly vectorOptimized?: boolean;
  /**
   * Adds the graph analytics plugin.
   * @default - chosen by Aura
   */
  readonly graphAnalyticsPlugin?: boolean;
  /**
   * Number of secondaries.
   * @default - chosen by Aura
   */
  readonly secondariesCount?: number;
  /**
   * Change data capture: `OFF`, `DIFF` or `FULL`.
   * @default - chosen by Aura
   */
  readonly cdcEnrichmentMode?: string;
  /**
   * Whether the instance is paused.
   * @default - running
   */
  readonly paused?: boolean;
  /**
   * Size in GB of a database that will be imported. Nothing is uploaded: an output `ImportCommand` tells how to.
   * @default - nothing to import
   * @see https://neo4j.com/docs/aura/importing/import-database/
   */
  readonly importSizeInGb?: number;
  /**
   * How the database is to be imported: `database-upload` (`neo4j-admin database upload`) or `console` (up to 4 GB).
   * `push-to-cloud` is refused: it does not support customer managed keys.
   * @default database-upload
   */
  readonly importMethod?: string;
  /**
   * Whether Terraform may destroy the instance. IMPORTANT: some changes replace an instance, and its data is gone then.
   * @default retain
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Limits of the waits.
   * @default - the provider's own limits
   */
  readonly timeouts?: AuraInstanceTimeouts;
  /**
   * The `aura` provider to create the instance with.
   * @default - the stack's default provider
   */
  readonly auraProvider?: TerraformProvider;
}

/** Props of {@link AuraInstance}. */
export interface AuraInstanceProps extends AuraInstanceBaseProps {
  /** Region of the instance: the key must live there. */
  readonly region: string;
  /**
   * The record of the key that encrypts the instance. IMPORTANT: can not be changed later; Aura chooses the key when the
   * instance is created.
   * @default - for a clone, the key that exists for its region and product; otherwise it is required
   */
  readonly customerManagedKey?: IAuraCustomerManagedKey;
  /**
   * The instance to clone.
   * @default - a new, empty instance
   */
  readonly cloneOf?: IAuraInstance;
  /**
   * Snapshot of the source to clone.
   * @default - the source as it is
   */
  readonly sourceSnapshotId?: string;
}

/**
 * Defines an Aura instance under a customer managed key: `aura_instance`.
 *
 * Its region is proven to be the key's before anything is deployed: at synth where both are known, otherwise by a
 * Terraform `precondition`.
 *
 * IMPORTANT: Terraform refuses to destroy the instance as long as it is in the configuration; the first password is known
 * only once and stays in Terraform's state.
 * @see https://neo4j.com/docs/aura/security/encryption/
 */
export class AuraInstance extends Construct implements IAuraInstance, Contributor {
  /**
   * An instance defined elsewhere, by another team or with another provider: nothing is created, and it takes part in
   * every check.
   * @param scope where it is named
   * @param id id of the construct
   * @param attributes what is known about the instance
   */
  public static fromAttributes(scope: Construct, id: string, attributes: ImportedInstanceAttributes): IAuraInstance {
    return new ImportedInstance(scope, id, attributes);
  }

  /** The instance itself. */
  public readonly resource: AuraInstanceResource;
  public readonly customerManagedKey?: IAuraCustomerManagedKey;
  public readonly product: AuraProduct;
  private readonly keyProblems: readonly Problem[];

  /**
   * @param scope where the instance belongs
   * @param id id of the construct
   * @param props see {@link AuraInstanceProps}
   */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: AuraInstanceProps,
  ) {
    super(scope, id);
    const { region, cloneOf, removalPolicy = "retain", auraProvider } = props;
    this.product = props.product;
    const choice = chooseKey(this, props);
    this.keyProblems = choice.problems;
    if (choice.record) this.customerManagedKey = choice.record;
    const precondition = [
      ...regionPreconditions(id, region, choice.record),
      ...(cloneOf && choice.customerManagedKeyId ? clonePreconditions(id, cloneOf, choice.customerManagedKeyId) : []),
    ];
    this.resource = new AuraInstanceResource(this, "Resource", {
      projectId: props.projectId,
      name: props.name ?? id,
      cloudProvider: "aws",
      region,
      type: apiProduct(props.product),
      memory: props.memory,
      version: props.version ?? AURA_VERSION,
      storage: props.storage,
      customerManagedKeyId: choice.customerManagedKeyId,
      sourceInstanceId: cloneOf?.instanceId,
      sourceSnapshotId: props.sourceSnapshotId,
      vectorOptimized: props.vectorOptimized,
      graphAnalyticsPlugin: props.graphAnalyticsPlugin,
      secondariesCount: props.secondariesCount,
      cdcEnrichmentMode: props.cdcEnrichmentMode,
      paused: props.paused,
      timeouts: props.timeouts && { ...props.timeouts },
      ...(auraProvider && { provider: auraProvider }),
      ...(choice.record?.key?.policyResource && { dependsOn: [choice.record.key.policyResource] }),
      ...((removalPolicy === "retain" || precondition.length > 0) && {
        lifecycle: {
          ...(removalPolicy === "retain" && { preventDestroy: true }),
          ...(precondition.length > 0 && { precondition }),
        },
      }),
    });
    addOutput(this, "ConnectionUrl", this.resource.connectionUrl, `Where to connect to instance ${this.auraName}`);
    if (props.importSizeInGb !== undefined) {
      const command = importCommand(props.importSizeInGb, this.resource.connectionUrl);
      addOutput(this, "ImportCommand", command, `How to import the database into instance ${this.auraName}`);
    }
    SynthCheck.ensure(this);
  }

  public get instanceId(): string {
    return this.resource.id;
  }

  public get region(): string {
    return this.resource.input.region;
  }

  public get customerManagedKeyId(): string | undefined {
    return this.resource.input.customerManagedKeyId;
  }

  /**
   * What this instance adds to the model that the rules read.
   * @internal
   */
  public [CONTRIBUTION](): Contribution {
    const { input } = this.resource;
    const { cloneOf, importSizeInGb, importMethod } = this.props;
    const path = this.node.path;
    const of = `of instance ${this.node.id}`;
    const record = this.customerManagedKey;
    const isRecordOf = record !== undefined && input.customerManagedKeyId === record.customerManagedKeyId;
    return {
      nodes: [
        {
          kind: "instance",
          id: path,
          name: this.node.id,
          origin: "created",
          address: `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}`,
          auraName: factOf(input.name, `\`name\` ${of}`),
          region: factOf(input.region, `\`region\` ${of}`),
          product: factOf<string>(this.product, `\`product\` ${of}`),
          version: factOf(input.version, `\`version\` ${of}`),
          projectId: factOf(input.projectId, `\`projectId\` ${of}`),
          ...(isRecordOf && { record: record.node.path }),
          customerManagedKeyId: factOf(input.customerManagedKeyId, `key ${of}`),
          ...(cloneOf && { cloneOf: cloneOf.node.path }),
          importSizeInGb: factOf(importSizeInGb, `\`importSizeInGb\` ${of}`),
          importMethod:
            importSizeInGb === undefined && importMethod === undefined
              ? known(undefined, `\`importMethod\` ${of}`)
              : factOf(importMethod ?? "database-upload", `\`importMethod\` ${of}`),
        },
      ],
      problems: [
        ...this.keyProblems,
        ...readinessProblems(path, input.customerManagedKeyId, record),
        ...productProblems(path, this.product),
        ...projectProblems(path, input.projectId),
        ...memoryProblems(path, input.memory),
      ],
    };
  }

  private get auraName(): string {
    return this.props.name ?? this.node.id;
  }
}
