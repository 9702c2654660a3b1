import { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { nodesOf, type CmkModel, type NodeId, type Waiver } from "../../model/model";
import type { Finding } from "../../rules/rule";
import { REVIEW_METADATA_VERSION, type ReviewMetadata, type MetadataWaiver } from "../../model/review-metadata";

/** The metadata of one stack while it is gathered. */
interface Gathered {
  readonly protected: string[];
  /** Waivers by rule and reason. */
  readonly waivers: Map<string, GatheredWaiver>;
  readonly principals: Map<string, readonly string[]>;
  readonly besideAura: Map<string, readonly string[]>;
}

interface GatheredWaiver extends MetadataWaiver {
  readonly on: string[];
  readonly facts: Record<string, string[]>;
}

/** What the metadata is gathered from: the stacks as they are written. */
export interface MetadataSource {
  readonly model: CmkModel;
  readonly waivers: readonly Waiver[];
  /** A waiver holds for what it was given for. */
  readonly findings: readonly Finding[];
  /** The stack that a node is in; undefined for what is in none. */
  readonly stackOf: (id: NodeId) => IConstruct | undefined;
  readonly isProtected: (id: NodeId) => boolean;
}

/** The review metadata of each stack that makes a key, a policy, a customer managed key or an instance. */
export function reviewMetadataByStack({
  model,
  waivers,
  findings,
  stackOf,
  isProtected,
}: MetadataSource): ReadonlyMap<IConstruct, ReviewMetadata> {
  const stacks = new Map<IConstruct, Gathered>();
  const metadataOf = (id: NodeId): Gathered | undefined => {
    const stack = stackOf(id);
    if (!stack) return undefined;
    const metadata = stacks.get(stack) ?? {
      ...{ protected: [], waivers: new Map(), principals: new Map(), besideAura: new Map() },
    };
    stacks.set(stack, metadata);
    return metadata;
  };
  const addresses = new Map(nodesOf(model).map(({ id, address }) => [id, address]));
  for (const node of [
    ...[...model.keys, ...model.keyPolicies, ...model.records, ...model.instances],
    ...model.otherClouds,
  ]) {
    const { id, address } = node;
    const metadata = address === undefined ? undefined : metadataOf(id);
    if (address === undefined || !metadata) continue;
    if (isProtected(id)) metadata.protected.push(address);
    if ("expectedPrincipals" in node && node.expectedPrincipals)
      metadata.principals.set(address, node.expectedPrincipals);
    if ("besideAura" in node && node.besideAura) metadata.besideAura.set(address, node.besideAura);
  }
  const targets = new Map(model.aliases.map(({ id, target }) => [id, target]));
  for (const { rule, on, reason } of waivers) {
    for (const id of on) {
      // An alias is waived with its key.
      if (on.includes(targets.get(id) ?? id) && targets.has(id)) continue;
      const metadata = metadataOf(id);
      if (metadata) waiverIn(metadata, { rule, reason }).on.push(addresses.get(id) ?? id);
    }
  }
  for (const { rule, node, verdict, waived } of findings) {
    const metadata = waived === undefined ? undefined : metadataOf(node.id);
    if (!metadata || waived === undefined || verdict.outcome !== "violation" || verdict.facts === undefined) continue;
    const { facts } = waiverIn(metadata, { rule, reason: waived });
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

function finished({ protected: addresses, waivers, principals, besideAura }: Gathered): ReviewMetadata {
  return {
    version: REVIEW_METADATA_VERSION,
    protected: addresses,
    waivers: [...waivers.values()].map(({ facts, ...waiver }) => ({
      ...waiver,
      ...(Object.keys(facts).length > 0 && { facts }),
    })),
    principals: Object.fromEntries(principals),
    ...(besideAura.size > 0 && { besideAura: Object.fromEntries(besideAura) }),
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

/** Whether the resource of a construct is protected, as the construct says it. */
export function isResourceProtected(construct: IConstruct): boolean {
  const resource: unknown = "resource" in construct ? construct.resource : construct;
  return TerraformResource.isTerraformResource(resource) && isProtected(resource);
}
