import { valueOf } from "../../model/fact";
import type { KeyIamNode } from "../../model/google";
import { formatList } from "../../util/format-list";
import { entriesOn, isOnRing, placesOf } from "../google/access";
import { aCryptoKey, aKeyBinding, ACCOUNTS, auraMembers } from "../google/example";
import { configurationRule, compliant, notApplicable, unknown, violation, type ModelIndex } from "../rule";

/** Entries that one finding names. */
const MAX_NAMED = 2;

/** Access to a key of Google Cloud is not given by resources that take it from each other. */
export const accessGrantedOnce = configurationRule({
  id: "access-granted-once",
  title: "Resources that give access to a key do not take it from each other",
  severity: "error",
  rationale:
    "In Google Cloud a binding sets all members of a role, and a policy all roles of a key: beside members, or a second one, each apply " +
    "takes away what the other gives, and its destruction takes all of it away. So Aura's accounts are members, each in a resource of its " +
    "own, or all access to the key is in one binding for each role or in one policy.",
  see: "https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/google_kms_crypto_key_iam",
  on: ["key-iam"],
  check(node, index) {
    // What is no longer managed takes nothing away any more.
    if (node.authority === "member" || node.origin === "imported") return notApplicable;
    const rivals = rivalsOf(node, index);
    if (rivals.length > 0) {
      return violation({
        what: `${node.authority} ${node.name} takes away access that others give`,
        got: `also given by ${formatList(rivals.map(addressOf), { max: MAX_NAMED, and: true })}`,
        expected: "",
        fix: "use only `_iam_member`, or list all members in it",
        against: rivals.map(({ id }) => id),
      });
    }
    if (placesOf(node, index).length === 0 && index.model.otherClouds.some(({ kind }) => kind === "crypto-key"))
      return node.keyId.known ? compliant : unknown(node.keyId.reason);
    return node.bindings.known ? compliant : unknown(node.bindings.reason);
  },
  example: () => ({
    bad: [aCryptoKey(), aKeyBinding(ACCOUNTS), ...auraMembers()],
    good: [aCryptoKey(), ...auraMembers()],
  }),
});

/** Other entries on the same key, or the same key ring, whose members are not in the same hands. */
function rivalsOf(node: KeyIamNode, index: ModelIndex): readonly KeyIamNode[] {
  const all = placesOf(node, index).flatMap((place) => entriesOn(place, index.model));
  return [...new Set(all)].filter(
    (other) =>
      other.id !== node.id && other.origin !== "imported" && isOnRing(other) === isOnRing(node) && isRival(node, other),
  );
}

/** Of two that set the same, each finds the other. */
function isRival(node: KeyIamNode, other: KeyIamNode): boolean {
  if (node.authority === "policy" || other.authority === "policy") return true;
  const [own, others] = [node, other].map(({ bindings }) => valueOf(bindings) ?? []);
  return (own ?? []).some(({ role, condition }) =>
    (others ?? []).some((one) => one.role === role && one.condition === condition),
  );
}

function addressOf({ address, id }: KeyIamNode): string {
  return address ?? id;
}
