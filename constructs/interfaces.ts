import type { ITerraformDependable, TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { CloudProvider } from "../model/limits";

/**
 * How far a key has come.
 * - `bootstrap`: the key exists, and Aura does not have access to it yet (phase 1). On AWS: its policy does not hold Aura's statement.
 * - `encrypted`: Aura has access, and instances can be created (phase 2). On AWS: the policy holds the statement.
 * - `kept-elsewhere`: the access to the key is not managed by this app.
 */
export type KeyPhase = "bootstrap" | "encrypted" | "kept-elsewhere";

/**
 * Whether Terraform may destroy a resource.
 * - `retain`: it refuses. AWS resources have `prevent_destroy`, which holds as long as they are in the configuration.
 *   Resources of Aura have `deletion_protection`, which stands in the state: it also holds after they were removed from the
 *   configuration.
 * - `destroy`: it may, once this has been deployed. IMPORTANT: data whose key is deleted cannot be recovered.
 */
export type RemovalPolicy = "retain" | "destroy";

/**
 * A Terraform resource of Azure or Google Cloud. Its class is in an optional package, so it is not named here: `addOverride` sets whatever
 * the props do not.
 */
export type ResourceWithId = TerraformResource & {
  /** The id of the resource, known after apply. */
  readonly id: string;
};

/** A key for Aura in any cloud: created here, or owned elsewhere. */
export interface IAuraKey extends IConstruct {
  /** The cloud of the key. */
  readonly cloudProvider: CloudProvider;
  /** What is registered with Aura, such as the ARN of an AWS KMS key: a token until the cloud has created the key. */
  readonly keyId: string;
  /** Region of the key, or a token for it. */
  readonly region: string;
  /** How far the key has come. */
  readonly phase: KeyPhase;
  /**
   * The resources that give Aura access to the key: instances are created after them.
   * @default - the key itself gives access, or access is not managed by this app
   */
  readonly accessResources?: readonly ITerraformDependable[] | undefined;
}

/** An AWS KMS key for Aura: created here, a replica, or owned elsewhere. */
export interface IAuraKmsKey extends IAuraKey {
  /** The cloud of the key: AWS. */
  readonly cloudProvider: "aws";
  /** ARN of the key: a token until AWS has created it. */
  readonly keyArn: string;
  /** Id of the account that owns the key, or a token for it. */
  readonly accountId: string;
  /**
   * The file for Aura's statement, as the program names it: the same on every machine.
   * @default - the statement does not come from a file
   */
  readonly statementFile?: string | undefined;
  /**
   * Absolute path of the file for Aura's statement.
   * @default - the statement does not come from a file
   */
  readonly statementPath?: string | undefined;
}

/** A customer managed key: the key as registered with Aura, and as the Aura Console lists it. */
export interface IAuraCustomerManagedKey extends IConstruct {
  /** Aura's id of the customer managed key (a UUID): a token until Aura has created it. */
  readonly customerManagedKeyId: string;
  /** Region of the instances that it is for, or a token for it. */
  readonly region: string;
  /** `AuraDB` or `AuraDS`. */
  readonly product: string;
  /** Id of the Aura project, or a token for it. */
  readonly projectId: string;
  /** The cloud of the key and of the instances. */
  readonly cloudProvider: CloudProvider;
  /**
   * The key.
   * @default - not part of the app
   */
  readonly key?: IAuraKey | undefined;
  /** How far the key has come. */
  readonly phase: KeyPhase;
}

/** An Aura instance: created here, deferred to phase 2, or defined elsewhere. */
export interface IAuraInstance extends IConstruct {
  /** Aura's id of the instance (8 hex digits): a token until Aura has created it. */
  readonly instanceId: string;
  /** Region of the instance, or a token for it. */
  readonly region: string;
  /** The cloud of the instance. */
  readonly cloudProvider: CloudProvider;
  /**
   * `AuraDB` or `AuraDS`.
   * @default - unknown
   */
  readonly product?: string | undefined;
  /**
   * The customer managed key that encrypts the instance.
   * @default - not part of the app
   */
  readonly customerManagedKey?: IAuraCustomerManagedKey | undefined;
  /**
   * Aura's id of the customer managed key.
   * @default - unknown
   */
  readonly customerManagedKeyId?: string | undefined;
  /**
   * Whether the instance is deferred to phase 2 of its key: nothing is created yet.
   * @default false
   */
  readonly deferred?: boolean | undefined;
}
