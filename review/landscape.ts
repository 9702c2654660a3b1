import { valueOf } from "../model/fact";
import { groupBy } from "../util/group-by";
import type { AnyNode, InstanceNode, KmsKeyNode, NodeId, RecordNode } from "../model/model";
import type { PlanReading } from "../model/read/types";
import { isExpected } from "../policy/access/principal";
import { accountOf, type PolicyWithOwner } from "./policy-changes";
import { driftedNodes } from "./sections";
import type { Subjects } from "./subjects";
import { NEO4JS_OWN_KEY, type KeyLine, type Part, type RecordLine } from "./types";

/** What hangs on what: keys with their records and instances, and records and instances whose key is elsewhere. */
interface Landscape {
  readonly keys: readonly KeyLine[];
  readonly withoutKnownKey: readonly RecordLine[];
}

/**
 * Which record is on which key and which instance on which record: as it will be, and for what goes away as it was.
 * @param reading the plans
 * @param names finds what belongs to a node
 * @param policies the policies of the keys as they will be
 * @param accountNames what the estate calls AWS accounts, by id
 */
export function landscapeOf(
  reading: PlanReading,
  names: Subjects,
  policies: ReadonlyMap<NodeId, PolicyWithOwner>,
  accountNames: ReadonlyMap<string, string>,
): Landscape {
  const drifted = driftedNodes(reading);
  const keys = union(reading.after.keys, reading.before.keys);
  const records = union(reading.after.records, reading.before.records);
  const instances = union(reading.after.instances, reading.before.instances);
  // The link to something that goes away is gone itself: there its id tells what hangs on it.
  const keyOf = finder([...reading.before.keys, ...keys], ({ arn }) => valueOf(arn));
  const recordOf = finder([...reading.before.records, ...records], ({ recordId }) => valueOf(recordId));
  const recordsOn = groupBy(records, ({ key, keyArn }) => keyOf(key, valueOf(keyArn)));
  const instancesOn = groupBy(instances, ({ record, customerManagedKeyId }) =>
    recordOf(record, valueOf(customerManagedKeyId)),
  );

  const part = (node: KmsKeyNode | RecordNode | InstanceNode): Part => {
    const region = valueOf(node.region);
    return {
      ...{ on: names.subject(node), ...(region !== undefined && { region }) },
      ...{ change: names.fate(node), drifted: drifted.has(node.id) },
    };
  };
  const recordLine = (record: RecordNode): RecordLine => ({
    ...part(record),
    instances: (instancesOn.get(record.id) ?? []).map(part),
  });
  const keyLine = (key: KmsKeyNode): KeyLine => {
    const account = accountOf(key);
    const accountName = account === undefined ? undefined : accountNames.get(account);
    const { outside, expectedPrincipals: expectedPrincipals = [] } = policies.get(key.id) ?? {};
    return {
      ...part(key),
      ...(account !== undefined && { account }),
      ...(accountName !== undefined && { accountName }),
      records: (recordsOn.get(key.id) ?? []).map(recordLine),
      ...(outside && {
        letsIn: outside.map((party) => ({ who: party.name, pinned: isExpected(expectedPrincipals, party) })),
      }),
    };
  };
  return {
    keys: keys.map(keyLine),
    withoutKnownKey: [
      ...(recordsOn.get(undefined) ?? []).map(recordLine),
      ...(instancesOn.get(undefined) ?? []).map((instance) => recordless(instance, part(instance))),
    ],
  };
}

/** An instance whose record is in none of the plans: what it says itself about its key stands in for the record. */
function recordless({ customerManagedKeyId }: InstanceNode, instance: Part): RecordLine {
  const id = customerManagedKeyId.known ? (customerManagedKeyId.value ?? NEO4JS_OWN_KEY) : "not known yet";
  return { on: { address: id }, change: "owned elsewhere", drifted: false, instances: [instance] };
}

/** Finds a node by a link to it, or by what the cloud calls it. */
function finder<N extends AnyNode>(
  nodes: readonly N[],
  nameOf: (node: N) => string | undefined,
): (link: NodeId | undefined, name: string | undefined) => NodeId | undefined {
  const ids = new Set(nodes.map(({ id }) => id));
  const byName = new Map(nodes.map((node) => [nameOf(node), node.id]));
  return (link, name) => {
    if (link !== undefined && ids.has(link)) return link;
    return name === undefined ? undefined : byName.get(name);
  };
}

/** The nodes as they will be, then those that go away. */
function union<N extends AnyNode>(after: readonly N[], before: readonly N[]): readonly N[] {
  const stay = new Set<NodeId>(after.map(({ id }) => id));
  return [...after, ...before.filter(({ id }) => !stay.has(id))];
}
