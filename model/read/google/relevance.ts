import { valueOf } from "../../fact";
import type { GoogleNode, KeyIamNode, KeyVersionNode } from "../../google";
import { AURA_ROLES } from "../../google-roles";
import { OTHER_CLOUD_KINDS, type CmkModel, type NodeId, type OtherCloudNode } from "../../model";
import { groupBy } from "../../../util/group-by";
import { hasUnknownKey, speaksOfAura, unrelatedIn, type Evidence } from "../signs";

/**
 * The nodes of Google Cloud without any sign of Aura. A sign is:
 * - a customer managed key that names the key;
 * - review metadata, which this library writes;
 * - a name: address, name of the key or its key ring, label, or who has access to it;
 * - both of the roles that Aura needs, for one service account;
 * - access to a key of another state that changes.
 *
 * Key ring, versions and access belong to their key. No key is among them while the key of a customer managed key is unknown.
 */
export function unrelatedInGoogle(evidence: Evidence): readonly NodeId[] {
  return unrelatedIn(evidence, {
    nodesIn: ({ otherClouds }) => otherClouds.filter(isOfGoogle),
    mayBeAny: (models) => models.some(usesUnknownKeyInGoogle),
    addRelated: (related, nodes) => {
      for (const { id } of nodesWithSign(nodes, evidence)) related.add(id);
      addFamilies(related, nodes);
    },
  });
}

function isOfGoogle(node: OtherCloudNode): node is GoogleNode {
  return OTHER_CLOUD_KINDS[node.kind] === "gcp";
}

/** Whether something of Aura in Google Cloud uses a key that cannot be determined. */
function usesUnknownKeyInGoogle(model: CmkModel): boolean {
  return (
    hasUnknownKey(model, "gcp") ||
    model.instances.some(
      ({ record, customerManagedKeyId: id, cloudProvider }) =>
        record === undefined && valueOf(cloudProvider) === "gcp" && (!id.known || id.value !== undefined),
    )
  );
}

function nodesWithSign(nodes: readonly GoogleNode[], evidence: Evidence): readonly GoogleNode[] {
  const { before, after, touched, expected } = evidence;
  const records = [...before, after].flatMap((model) => model.records);
  const named = new Set(records.flatMap(({ keyArn }) => valueOf(keyArn) ?? []));
  const accounts = new Set(expected.map((account) => `serviceAccount:${account.toLowerCase()}`));
  const complete = completeIds(nodes);
  return nodes.filter(
    (node) =>
      speaksOfAura(evidence, node, ...namesOf(node)) ||
      complete.has(node.id) ||
      (node.kind === "crypto-key" && named.has(valueOf(node.keyId) ?? "")) ||
      (node.kind === "key-iam" && membersOf(node).some((member) => accounts.has(member))) ||
      (isOnUnseenKey(node) && (touched.has(node.id) || !node.keyId.known || isNamed(node, named))),
  );
}

/** The keys, and what gives access to them, on which one member has all that Aura needs. */
function completeIds(nodes: readonly GoogleNode[]): ReadonlySet<NodeId> {
  const grants = nodes.filter((node) => node.kind === "key-iam");
  const places = groupBy(grants, ({ key, ring, keyId, id }) => key ?? ring ?? valueOf(keyId) ?? id);
  return new Set(
    [...places].flatMap(([place, group]) => {
      const bindings = group.flatMap((node) => valueOf(node.bindings) ?? []);
      const [first, ...others] = AURA_ROLES.map(
        (role) => new Set(bindings.filter((one) => one.role === role).flatMap(({ members }) => members)),
      );
      const isComplete = [...(first ?? [])].some(
        (member) => member.startsWith("serviceAccount:") && others.every((members) => members.has(member)),
      );
      return isComplete ? [place, ...group.map(({ id }) => id)] : [];
    }),
  );
}

function namesOf(node: GoogleNode): readonly (string | undefined)[] {
  switch (node.kind) {
    case "key-ring":
      return [valueOf(node.ringId)];
    case "crypto-key":
      return [valueOf(node.keyName), valueOf(node.ringId)];
    case "key-version":
      return [valueOf(node.keyId)];
    case "key-iam":
      return [valueOf(node.keyId), ...membersOf(node)];
  }
}

function membersOf({ bindings }: KeyIamNode): readonly string[] {
  return (valueOf(bindings) ?? []).flatMap(({ members }) => members);
}

/** Whose key it is, only a plan of that key shows. */
function isOnUnseenKey(node: GoogleNode): node is KeyIamNode | KeyVersionNode {
  return (
    (node.kind === "key-version" && node.key === undefined) ||
    (node.kind === "key-iam" && node.key === undefined && node.ring === undefined)
  );
}

/** Whether it is on a key that is registered, or on the key ring of one. */
function isNamed({ keyId }: Pick<KeyIamNode, "keyId">, named: ReadonlySet<string>): boolean {
  return keyId.known && [...named].some((key) => key === keyId.value || key.startsWith(`${keyId.value}/`));
}

/** What belongs to a key of Aura, and its key ring; all keys in a key ring that shows a sign itself. */
function addFamilies(related: Set<NodeId>, nodes: readonly GoogleNode[]): void {
  const add = (id: NodeId | undefined): void => void (id !== undefined && related.add(id));
  const withSign = nodes.filter(({ id }) => related.has(id));
  for (const node of withSign) if (node.kind === "key-iam" || node.kind === "key-version") addParents(node, add);
  for (const node of nodes) if (node.kind === "crypto-key" && related.has(node.ring ?? "")) add(node.id);
  for (const node of nodes) if (node.kind === "crypto-key" && related.has(node.id)) add(node.ring);
  for (const node of nodes) {
    const isPart = node.kind === "key-iam" || node.kind === "key-version";
    if (isPart && [node.key, "ring" in node ? node.ring : undefined].some((id) => related.has(id ?? ""))) add(node.id);
  }
}

function addParents(node: KeyIamNode | KeyVersionNode, add: (id: NodeId | undefined) => void): void {
  add(node.key);
  if (node.kind === "key-iam") add(node.ring);
}
