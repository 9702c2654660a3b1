import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { IAuraCustomerManagedKey } from "../customer-managed-key";
import type { IAuraInstance } from "../instance";
import type { IAuraKmsKey, KeyPhase } from "../kms-key";
import type { RemovalPolicy } from "../removal-policy";

const ID = "StatementMustStay";

/**
 * Makes the plan fail when a key that had Aura's statement is deployed without it. `prevent_destroy` is read from the new
 * configuration: only the one without the statement carries it, so the way forward is free and the way back is closed.
 * (Without this, a lost statement file would read as phase 1, and the instances on the key as removed.)
 *
 * It is a `terraform_data` of our own: cdktf's `DataResource` runs `terraform version` for each one, in every synthesis.
 */
export class PhaseGuard extends TerraformResource {
  /**
   * @param scope the construct that holds the policy
   * @param phase the phase of the key
   */
  public constructor(
    scope: Construct,
    private readonly phase: KeyPhase,
  ) {
    super(scope, ID, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
      ...(phase === "bootstrap" && { lifecycle: { preventDestroy: true } }),
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { triggers_replace: { phase: this.phase } };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    const value = { phase: this.phase };
    return { triggers_replace: { value, isBlock: false, type: "map", storageClassType: "stringMap" } };
  }
}

/** What decides whether an instance needs a guard of its own. */
interface Guarded {
  /** @default retain */
  readonly removalPolicy?: RemovalPolicy;
  readonly cloneOf?: IAuraInstance;
}

/**
 * Guards an instance that is to stay and that the guard of its key does not keep: the key may be destroyed and has none, or
 * the instance is a clone that waits for the key of its source. Such an instance would be removed without a word when it
 * is held back again.
 * @param instance the instance, created or held back
 * @param phase `bootstrap` while it is held back
 * @param record the record of its key, when it is part of the app
 * @param props what the person said
 */
export function guardInstance(
  instance: Construct,
  phase: KeyPhase,
  record: IAuraCustomerManagedKey | undefined,
  { removalPolicy = "retain", cloneOf }: Guarded,
): void {
  const source = cloneOf?.customerManagedKey;
  const waitsForOther = source !== undefined && source !== record && isSetHere(source.key);
  const unguarded = record !== undefined && isSetHere(record.key) && !hasGuard(record.key);
  if (removalPolicy === "retain" && (waitsForOther || unguarded)) new PhaseGuard(instance, phase);
}

/** Only a key whose policy is set in this app has phases. */
function isSetHere(key: IAuraKmsKey | undefined): key is IAuraKmsKey {
  return key !== undefined && key.phase !== "kept-elsewhere";
}

/** The policy of an existing key has its guard beside it. */
function hasGuard(key: IAuraKmsKey): boolean {
  const policy = Construct.isConstruct(key.policyResource) ? key.policyResource.node.scope : undefined;
  return [key, policy].some((holder) => holder?.node.tryFindChild(ID) !== undefined);
}
