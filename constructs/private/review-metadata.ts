import { TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { addressOf, type ConstructReading } from "../../model/from-constructs";
import type { AnyNode, NodeId } from "../../model/model";
import type { Finding } from "../../rules/rule";
import { REVIEW_METADATA_VERSION, type ReviewMetadata, type MetadataWaiver } from "../../model/review-metadata";

/** The metadata of one stack while it is gathered. */
interface Gathered {
  readonly protected: string[];
  /** Waivers by rule and reason. */
  readonly waivers: Map<string, GatheredWaiver>;
  readonly principals: Map<string, readonly string[]>;
}

interface GatheredWaiver extends MetadataWaiver {
  readonly on: string[];
  readonly facts: Record<string, string[]>;
}

/**
 * The review metadata of each stack that makes a key, a policy, a customer managed key or an instance.
 * @param findings what the rules find: a waiver holds for what it was given for
 */
export function reviewMetadataByStack(
  reading: ConstructReading,
  findings: readonly Finding[],
): ReadonlyMap<IConstruct, ReviewMetadata> {
  const { model, waivers, constructs } = reading;
  const stacks = new Map<IConstruct, Gathered>();
  const metadataOf = (construct: IConstruct): Gathered => {
    const stack = TerraformStack.of(construct);
    const metadata = stacks.get(stack) ?? { protected: [], waivers: new Map(), principals: new Map() };
    stacks.set(stack, metadata);
    return metadata;
  };
  const addresses = new Map<NodeId, string>();
  for (const node of [...model.keys, ...model.keyPolicies, ...model.records, ...model.instances]) {
    const { id, address } = node;
    const construct = constructs.get(id);
    if (address === undefined || !construct) continue;
    const metadata = metadataOf(construct);
    addresses.set(id, address);
    if (isResourceProtected(construct)) metadata.protected.push(address);
    const expected = expectedPrincipalsOf(node);
    if (expected) metadata.principals.set(address, expected);
  }
  for (const { rule, on, reason } of waivers) {
    for (const id of on) {
      const construct = constructs.get(id);
      if (!construct) continue;
      const own = TerraformResource.isTerraformResource(construct) ? addressOf(construct) : undefined;
      waiverIn(metadataOf(construct), { rule, reason }).on.push(addresses.get(id) ?? own ?? id);
    }
  }
  for (const { rule, node, verdict, waived } of findings) {
    const construct = constructs.get(node.id);
    if (!construct || waived === undefined || verdict.outcome !== "violation" || verdict.facts === undefined) continue;
    const { facts } = waiverIn(metadataOf(construct), { rule, reason: waived });
    const address = addresses.get(node.id) ?? node.id;
    facts[address] = [...(facts[address] ?? []), verdict.facts];
  }
  return new Map([...stacks].map(([stack, metadata]) => [stack, finished(metadata)]));
}

function waiverIn({ waivers }: Gathered, { rule, reason }: Pick<MetadataWaiver, "rule" | "reason">): GatheredWaiver {
  const name = JSON.stringify([rule, reason]);
  const waiver = waivers.get(name) ?? { rule, on: [], reason, facts: {} };
  waivers.set(name, waiver);
  return waiver;
}

function isResourceProtected(construct: IConstruct): boolean {
  const resource: unknown = "resource" in construct ? construct.resource : construct;
  return TerraformResource.isTerraformResource(resource) && isProtected(resource);
}

function expectedPrincipalsOf(node: AnyNode): readonly string[] | undefined {
  return node.kind === "key" || node.kind === "key-policy" ? node.expectedPrincipals : undefined;
}

function finished({ protected: addresses, waivers, principals }: Gathered): ReviewMetadata {
  return {
    version: REVIEW_METADATA_VERSION,
    protected: addresses,
    waivers: [...waivers.values()].map(({ facts, ...waiver }) => ({
      ...waiver,
      ...(Object.keys(facts).length > 0 && { facts }),
    })),
    principals: Object.fromEntries(principals),
  };
}

/** Whether Terraform refuses to destroy a resource, as the synthesized file says it: `addOverride` counts. */
export function isProtected(resource: TerraformResource): boolean {
  // cdktf keeps the overrides to itself.
  const { rawOverrides } = resource as unknown as {
    readonly rawOverrides?: { readonly lifecycle?: { readonly prevent_destroy?: unknown } };
  };
  const overridden = rawOverrides?.lifecycle?.prevent_destroy;
  return (overridden ?? resource.lifecycle?.preventDestroy) === true;
}
