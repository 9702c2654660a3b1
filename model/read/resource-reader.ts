import { known, unknown, type Fact } from "../fact";
import type { ModelNode, NodeId } from "../model";
import type { Attributes } from "./attributes";
import type { Links } from "./links";
import type { Policies } from "./policies";
import { RESOURCE_KINDS, type ResourceChange } from "../../terraform/plan/resource-change";
import type { PlanSource, SideName } from "./plan-side";

/** All that the nodes of one side are made from. */
export interface Side {
  readonly name: SideName;
  readonly links: Links;
  readonly policies: Policies;
}

/** One resource on one side of a plan. */
export interface Reader extends Side {
  readonly source: PlanSource;
  readonly change: ResourceChange;
  readonly own: Attributes;
  /** What every node has. */
  readonly base: ModelNode;
}

/**
 * The key that an argument names: by its value, or by what its expression refers to where the value is yet to come.
 * @param reader the resource
 * @param argument the argument
 * @param name its value
 * @param region where the resource looks for the key
 */
export function linkedKey(
  reader: Reader,
  argument: string,
  name: Fact<string>,
  region?: Fact<string>,
): NodeId | undefined {
  return reader.links.key(name, region) ?? referencedNode(reader, argument, name, "key");
}

/**
 * What the expression of an argument refers to, where its value is yet to come.
 * @param reader the resource
 * @param argument the argument
 * @param value its value
 * @param kind what it has to be
 */
export function referencedNode(
  { name: side, source, change }: Reader,
  argument: string,
  value: Fact<unknown>,
  kind: "key" | "record" | "instance",
): NodeId | undefined {
  if (value.known || side === "before") return undefined;
  const found = source.references.of(change, argument, (other) => RESOURCE_KINDS[other.type] === kind);
  // Several: it depends on what nobody can see here, such as a condition.
  return found.length === 1 && found[0] ? source.idOf(found[0]) : undefined;
}

/**
 * Where a resource of AWS is: its own `region`, or else that of its provider.
 * @param reader the resource
 */
export function regionFact({ own, source, change }: Reader): Fact<string> {
  const region = own.text("region");
  return region.known ? region : (source.providerOf(change).region ?? region);
}

/**
 * Who Aura's statement may let in, as the stack says.
 * @param reader the key, or the policy
 */
export function expectedPrincipalsOf({ name, source, base }: Reader): { expectedPrincipals?: readonly string[] } {
  const pin = source.metadata[name].expectedPrincipals.get(base.id);
  return pin ? { expectedPrincipals: pin } : {};
}

/**
 * The account that a policy itself tells, as a last resort.
 * @param policies reads policies
 * @param policy the policy
 */
export function accountInPolicy(policies: Policies, policy: Fact<string>): Fact<string> {
  const account = policies.accountIn(policy);
  return account === undefined
    ? unknown("the plan does not say which AWS account the key belongs to")
    : known(account, "the account that the policy lets change it");
}
