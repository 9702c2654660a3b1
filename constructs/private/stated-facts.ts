import { TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { ConstructReading } from "../../model/from-constructs";
import type { AnyNode, NodeId } from "../../model/model";
import { REVIEW_METADATA_VERSION, type ReviewMetadata, type MetadataWaiver } from "../../model/review-metadata";
import { isProtected } from "./protection";

/** The facts of one stack, while they are gathered. */
interface Gathered {
  readonly protected: string[];
  /** What each rule is switched off for, by the rule and the reason. */
  readonly waivers: Map<string, MetadataWaiver & { readonly on: string[] }>;
  readonly principals: Map<string, readonly string[]>;
}

/**
 * What each stack says about itself that makes something of ours, in one pass over what was read.
 * @param reading what was read from the construct tree
 */
export function reviewMetadataByStack(reading: ConstructReading): ReadonlyMap<IConstruct, ReviewMetadata> {
  const { model, waivers, constructs } = reading;
  const stacks = new Map<IConstruct, Gathered>();
  const factsOf = (construct: IConstruct): Gathered => {
    const stack = TerraformStack.of(construct);
    const facts = stacks.get(stack) ?? { protected: [], waivers: new Map(), principals: new Map() };
    stacks.set(stack, facts);
    return facts;
  };
  const addresses = new Map<NodeId, string>();
  for (const node of [...model.keys, ...model.keyPolicies, ...model.records, ...model.instances]) {
    const { id, address } = node;
    const construct = constructs.get(id);
    if (address === undefined || !construct) continue;
    const facts = factsOf(construct);
    addresses.set(id, address);
    if (isResourceProtected(construct)) facts.protected.push(address);
    const pinned = pinOf(node);
    if (pinned) facts.principals.set(address, pinned);
  }
  for (const { rule, on, reason } of waivers) {
    for (const id of on) {
      const construct = constructs.get(id);
      if (construct) waive(factsOf(construct), { rule, reason }, addresses.get(id) ?? id);
    }
  }
  return new Map([...stacks].map(([stack, facts]) => [stack, finished(facts)]));
}

function waive(facts: Gathered, { rule, reason }: Omit<MetadataWaiver, "on">, address: string): void {
  const name = JSON.stringify([rule, reason]);
  const waiver = facts.waivers.get(name) ?? { rule, on: [], reason };
  facts.waivers.set(name, waiver);
  waiver.on.push(address);
}

function isResourceProtected(construct: IConstruct): boolean {
  const resource: unknown = "resource" in construct ? construct.resource : construct;
  return TerraformResource.isTerraformResource(resource) && isProtected(resource);
}

function pinOf(node: AnyNode): readonly string[] | undefined {
  return node.kind === "key" || node.kind === "key-policy" ? node.expectedPrincipals : undefined;
}

function finished({ protected: addresses, waivers, principals }: Gathered): ReviewMetadata {
  return {
    version: REVIEW_METADATA_VERSION,
    protected: addresses,
    waivers: [...waivers.values()],
    principals: Object.fromEntries(principals),
  };
}
