import { expressionOf } from "../../terraform/plan/configuration";
import { known, unknown, type Fact, type Unknown } from "../fact";
import type { KmsKeyNode, ModelNode, NodeId } from "../model";
import type { Attributes } from "./attributes";
import type { Links } from "./links";
import type { PolicyReader } from "./policies";
import type { Origin } from "../../terraform/plan/references";
import type { ResourceChange } from "../../terraform/plan/resource-change";
import { ARN_ATTRIBUTES, resourceKind, type ResourceKind } from "./resource-kinds";
import type { PlanSource, SideName } from "./plan-side";

/** Everything that the nodes of one side are made from. */
export interface Side {
  readonly name: SideName;
  readonly links: Links;
  readonly policies: PolicyReader;
}

/** One resource on one side of a plan. */
export interface ResourceSide extends Side {
  readonly source: PlanSource;
  readonly change: ResourceChange;
  readonly own: Attributes;
  /** The fields that every node has. */
  readonly base: ModelNode;
}

/**
 * The key that an argument names: by its value, or by the references of its expression where the value is unknown.
 * @param argument the argument
 * @param name its value
 * @param region where the resource looks for the key
 */
export function linkedKey(
  resource: ResourceSide,
  argument: string,
  name: Fact<string>,
  region?: Fact<string>,
): NodeId | undefined {
  return resource.links.key(name, region) ?? referencedNode(resource, argument, name, "key", "vault-key", "crypto-key");
}

/**
 * The node that the expression of an argument refers to, where its value is unknown.
 * @param argument the argument
 * @param value its value
 * @param kinds the kinds of node
 */
export function referencedNode(
  { name: side, source, change, own }: ResourceSide,
  argument: string,
  value: Fact<unknown>,
  ...kinds: readonly ResourceKind[]
): NodeId | undefined {
  // What is planned to be null is nothing, whatever its expression refers to.
  const isHidden = own.isUnknown(argument) || own.isSensitive(argument);
  if (value.known || side === "before" || !isHidden) return undefined;
  const [found, ...others] = originOf({ source, change }, argument, kinds).resources;
  // Several: it depends on something that the plan does not show, such as a condition.
  return found && others.length === 0 ? source.idOf(found) : undefined;
}

/**
 * Why the key whose ARN or name an argument takes may be another one than {@link linkedKey} finds.
 * @param argument the argument
 * @param arn its value
 * @returns undefined where it is that one
 */
export function otherKeyThanLinked(
  { name: side, source, change, own }: ResourceSide,
  argument: string,
  arn: Fact<string>,
): Unknown | undefined {
  if (arn.known || side === "before") return undefined;
  const { resources, forms, attributes } = originOf({ source, change }, argument, ["key", "crypto-key"]);
  const [key] = resources;
  if (!key) return undefined;
  const inDoubt = (why: string): Unknown => unknown(`${own.source(argument)} is known only at apply, and ${why}`);
  const isArn = [...attributes].every((name) => !name.includes(".") || ARN_ATTRIBUTES.has(name));
  if (!isArn || forms.has("other")) return inDoubt(`its expression changes what it takes from ${key.address}`);
  const isJustReference = !forms.has("not shown") && ![...attributes].some((name) => name.startsWith("data."));
  // The ARN of another key cannot be made of the random id of this one, except that of its replica.
  if (isJustReference || !mayHaveReplicas(key)) return undefined;
  return inDoubt(`the plan does not show that it is the ARN of ${key.address}, and not that of a replica`);
}

/** Where the unknown value of an argument comes from. */
export function originOf(
  { source, change }: Pick<ResourceSide, "source" | "change">,
  argument: string,
  kinds: readonly ResourceKind[],
): Origin {
  return source.references.of(change, argument, ({ type }) => {
    const kind = resourceKind(type);
    return kind !== undefined && kinds.includes(kind);
  });
}

function mayHaveReplicas({ type, after }: ResourceChange): boolean {
  const { multi_region: multiRegion = false } = after?.values ?? {};
  return type.includes("_replica_") || multiRegion === true;
}

/**
 * The region of an AWS resource: its own `region`, or else that of its provider.
 */
export function regionFact(resource: ResourceSide): Fact<string> {
  const { own, source, change } = resource;
  const region = own.text("region");
  if (region.known || hasOpenRegion(resource)) return region;
  const ofProvider = source.providerOf(change).region;
  return ofProvider.known || source.configuration.present ? ofProvider : region;
}

/**
 * Whether a region is written that is not known yet: only one that is left out is the provider's, and another one is another resource.
 */
export function hasOpenRegion({ own, source, change }: ResourceSide): boolean {
  return own.isUnknown("region") && expressionOf(source.block(change), "region") !== undefined;
}

/**
 * The expected principals, and those of them that are not Aura, from the review metadata.
 * @param resource the key or the policy
 */
export function expectedPrincipalsOf({
  name,
  source,
  base,
}: ResourceSide): Pick<KmsKeyNode, "expectedPrincipals" | "besideAura"> {
  const expectedPrincipals = source.metadata[name].expectedPrincipals.get(base.id);
  const besideAura = source.metadata[name].besideAura.get(base.id);
  return { ...(expectedPrincipals && { expectedPrincipals }), ...(besideAura && { besideAura }) };
}

/**
 * The account that a policy itself shows, as a last resort.
 */
export function accountInPolicy({ policies, base }: ResourceSide, policy: Fact<string>): Fact<string> {
  const account = policies.accountIn(policy);
  return account === undefined
    ? unknown(`the AWS account of ${base.address} is not in the plan`)
    : known(account, "the account that may change the policy");
}
