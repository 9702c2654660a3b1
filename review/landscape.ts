import { valueOf } from "../model/fact";
import { groupBy } from "../util/group-by";
import {
  isOtherCloudKey,
  type AnyNode,
  type GrantNode,
  type InstanceNode,
  type KmsKeyNode,
  type NodeId,
  type OtherCloudKey,
  type RecordNode,
} from "../model/model";
import { isExpected, type Principal } from "../policy/access/principal";
import { grantedAccess } from "../rules/analysis";
import { ownerOf, principalsOn } from "./cloud-keys";
import type { ReviewContext } from "./context";
import { accountOf } from "./subjects";
import { NEO4J_MANAGED_KEY, type ExternalPrincipal, type KeyLine, type Part, type RecordLine } from "./types";

/** Keys with their records and instances, and records and instances whose key is in none of the plans. */
interface Landscape {
  readonly keys: readonly KeyLine[];
  readonly withoutKnownKey: readonly RecordLine[];
}

/** Which record is on which key and which instance on which record: after the plans, or before for what is deleted. */
export function landscapeOf(context: ReviewContext): Landscape {
  const { reading, subjects, policies, drifted, accountNames, contexts } = context;
  const keys = union(reading.after.keys, reading.before.keys);
  const records = union(reading.after.records, reading.before.records);
  const instances = union(reading.after.instances, reading.before.instances);
  // The link to what is deleted is gone itself: there the id is the link.
  const otherKeys = union(reading.after.otherClouds, reading.before.otherClouds).filter(isOtherCloudKey);
  const keyOf = finder<KmsKeyNode | OtherCloudKey>([...reading.before.keys, ...keys, ...otherKeys], (key) =>
    valueOf(key.kind === "key" ? key.arn : key.keyId),
  );
  const recordOf = finder([...reading.before.records, ...records], ({ recordId }) => valueOf(recordId));
  const recordsOn = groupBy(records, ({ key, keyArn }) => keyOf(key, valueOf(keyArn)));
  const instancesOn = groupBy(instances, ({ record, customerManagedKeyId }) =>
    recordOf(record, valueOf(customerManagedKeyId)),
  );

  const grantsOn = groupBy(reading.after.grants, ({ key }) => key);
  const part = (node: KmsKeyNode | OtherCloudKey | RecordNode | InstanceNode): Part => {
    const region = valueOf(node.region);
    return {
      ...{ on: subjects.subject(node), ...(region !== undefined && { region }) },
      ...{ change: subjects.changeKind(node), drifted: drifted.has(node.id) },
    };
  };
  const recordLine = (record: RecordNode): RecordLine => ({
    ...part(record),
    instances: (instancesOn.get(record.id) ?? []).map(part),
  });
  const keyLine = (key: KmsKeyNode): KeyLine => {
    const account = accountOf(key);
    const accountName = account === undefined ? undefined : accountNames.get(account);
    const { external, expectedPrincipals = [], besideAura = [] } = policies.after.get(key.id) ?? {};
    const otherAliases = subjects.otherAliases(key);
    return {
      ...part(key),
      ...(account !== undefined && { account }),
      ...(accountName !== undefined && { accountName }),
      ...(otherAliases.length > 0 && { otherAliases }),
      records: (recordsOn.get(key.id) ?? []).map(recordLine),
      ...(external && {
        externalPrincipals: externalPrincipals(
          [...external, ...grantees(grantsOn.get(key.id) ?? [], context)],
          [...expectedPrincipals, ...besideAura],
        ),
      }),
    };
  };
  const cloudKeyLine = (key: OtherCloudKey): KeyLine => {
    const { before, after } = contexts.planned;
    const index = after.otherCloudKey(key.id) ? after : before;
    const account = ownerOf(key, index.model);
    const accountName = account === undefined ? undefined : accountNames.get(account);
    const externalPrincipals = principalsOn(key, index);
    return {
      ...{ ...part(key), cloud: key.cloud },
      ...(account !== undefined && { account }),
      ...(accountName !== undefined && { accountName }),
      records: (recordsOn.get(key.id) ?? []).map(recordLine),
      ...(externalPrincipals && { externalPrincipals }),
    };
  };
  return {
    keys: [...keys.map(keyLine), ...otherKeys.map(cloudKeyLine)],
    withoutKnownKey: [
      ...(recordsOn.get(undefined) ?? []).map(recordLine),
      ...(instancesOn.get(undefined) ?? []).map((instance) => recordless(instance, part(instance))),
    ],
  };
}

/** The principals outside of the account of their key that grants allow; of a grant that is not known a finding tells. */
function grantees(grants: readonly GrantNode[], { contexts }: ReviewContext): readonly Principal[] {
  return grants.flatMap((grant) => {
    const access = grantedAccess(grant, contexts.planned.after);
    if (!("allowed" in access)) return [];
    const { principal } = access.allowed;
    return principal.accountId === access.accountId ? [] : [principal];
  });
}

/** Each principal once: a grant may allow more to one that the policy allows. */
function externalPrincipals(principals: readonly Principal[], expected: readonly string[]): ExternalPrincipal[] {
  const byName = new Map(principals.map((principal) => [principal.name, principal]));
  return [...byName].map(([who, principal]) => ({ who, expected: isExpected(expected, principal) }));
}

/** An instance whose record is in none of the plans: the id that it names stands for the record. */
function recordless({ customerManagedKeyId }: InstanceNode, instance: Part): RecordLine {
  const id = customerManagedKeyId.known ? (customerManagedKeyId.value ?? NEO4J_MANAGED_KEY) : "not known yet";
  return { on: { address: id }, change: "managed-elsewhere", drifted: false, instances: [instance] };
}

/** Finds a node by a link to it, or by its id in the cloud. */
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

/** The nodes after the plans, then those that are deleted. */
function union<N extends AnyNode>(after: readonly N[], before: readonly N[]): readonly N[] {
  const stay = new Set<NodeId>(after.map(({ id }) => id));
  return [...after, ...before.filter(({ id }) => !stay.has(id))];
}
