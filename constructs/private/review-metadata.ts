import { TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { ConstructReading } from "../../model/from-constructs";
import type { AnyNode, NodeId } from "../../model/model";
import { REVIEW_METADATA_VERSION, type ReviewMetadata, type MetadataWaiver } from "../../model/review-metadata";

/** The metadata of one stack while it is gathered. */
interface Gathered {
  readonly protected: string[];
  /** Waivers by rule and reason. */
  readonly waivers: Map<string, MetadataWaiver & { readonly on: string[] }>;
  readonly principals: Map<string, readonly string[]>;
}

/** The review metadata of each stack that makes a key, a policy, a customer managed key or an instance. */
export function reviewMetadataByStack(reading: ConstructReading): ReadonlyMap<IConstruct, ReviewMetadata> {
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
      if (construct) waive(metadataOf(construct), { rule, reason }, addresses.get(id) ?? id);
    }
  }
  return new Map([...stacks].map(([stack, metadata]) => [stack, finished(metadata)]));
}

function waive(metadata: Gathered, { rule, reason }: Omit<MetadataWaiver, "on">, address: string): void {
  const name = JSON.stringify([rule, reason]);
  const waiver = metadata.waivers.get(name) ?? { rule, on: [], reason };
  metadata.waivers.set(name, waiver);
  waiver.on.push(address);
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
    waivers: [...waivers.values()],
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
