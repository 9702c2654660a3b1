import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { PROVIDER_METADATA } from "./aura";
import { BoundResource } from "./binding";

/** Arguments of `aura_customer_managed_key`. Changing any of them but `deletionProtection` replaces it. */
export interface AuraCustomerManagedKeyResourceConfig extends TerraformMetaArguments {
  /** Id of the Aura project (a UUID). */
  readonly projectId: string;
  /** Name that Aura shows, 1-30 characters. */
  readonly name: string;
  /** `aws`. */
  readonly cloudProvider: string;
  /** Region of the key. */
  readonly region: string;
  /** `enterprise-db` or `enterprise-ds`. */
  readonly instanceType: string;
  /** ARN of the key. */
  readonly keyId: string;
  /**
   * Whether the provider refuses deletion and replacement. What counts is the value in the state.
   * @default true
   */
  readonly deletionProtection?: boolean | undefined;
}

/** Creates the Terraform resource `aura_customer_managed_key` as it is, without checks; prefer {@link AuraCustomerManagedKey}. */
export class AuraCustomerManagedKeyResource extends BoundResource {
  /** Terraform's name of the resource type. */
  public static readonly tfResourceType = "aura_customer_managed_key";
  /** The arguments as they are written; may be changed before synth. */
  public readonly input: {
    -readonly [K in keyof AuraCustomerManagedKeyResourceConfig]: AuraCustomerManagedKeyResourceConfig[K];
  };

  public constructor(scope: Construct, id: string, config: AuraCustomerManagedKeyResourceConfig) {
    super(scope, id, AuraCustomerManagedKeyResource.tfResourceType, PROVIDER_METADATA, config);
    this.input = { ...config };
  }

  /** Aura's id of the customer managed key (a UUID), known after apply. */
  public get id(): string {
    return this.getStringAttribute("id");
  }

  /** `pending` or `ready`, as of the last refresh. */
  public get status(): string {
    return this.getStringAttribute("status");
  }

  /** When it was created (RFC 3339). */
  public get created(): string {
    return this.getStringAttribute("created");
  }

  protected override arguments(): Record<string, unknown> {
    const { projectId, name, cloudProvider, region, instanceType, keyId, deletionProtection } = this.input;
    return {
      project_id: projectId,
      name,
      cloud_provider: cloudProvider,
      region,
      instance_type: instanceType,
      key_id: keyId,
      deletion_protection: deletionProtection,
    };
  }
}
