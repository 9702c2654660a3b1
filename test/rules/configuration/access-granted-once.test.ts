import { known, unknown } from "../../../model/fact";
import type { KeyIamNode } from "../../../model/google";
import { AURA_ROLES } from "../../../model/google-roles";
import { accessGrantedOnce } from "../../../rules/configuration/access-granted-once";
import { aCryptoKey, aKeyBinding, aKeyMember, ACCOUNTS, auraMembers } from "../../../rules/google/example";
import { COMPLIANT, evaluate, NOT_APPLICABLE, unknownBecause } from "../support";

const [USE, VIEWER] = AURA_ROLES;
const withEntry = (node: KeyIamNode, ...others: readonly KeyIamNode[]) =>
  evaluate(accessGrantedOnce, aCryptoKey(), ...others, node);
const policy = (over: Partial<KeyIamNode> = {}) => aKeyBinding(ACCOUNTS, USE, { authority: "policy", ...over });

describe("access-granted-once", () => {
  it("refuses a binding beside a member or a binding of its role, also where both list the same", () => {
    const [first] = auraMembers();
    expect(withEntry(aKeyBinding(ACCOUNTS), ...auraMembers())).toEqual({
      outcome: "violation",
      what: "binding binding takes away access that others give",
      got: "also given by prod/compute-use, prod/storage-use and 1 more",
      expected: "",
      fix: "use only `_iam_member`, or list all members in it",
      against: ["prod/compute-use", "prod/storage-use", "prod/backup-use"],
    });
    expect(first && withEntry(aKeyBinding([ACCOUNTS[0] ?? ""]), first)).toMatchObject({ outcome: "violation" });
    const twin = aKeyBinding(ACCOUNTS, USE, { id: "prod/twin" });
    expect(withEntry(aKeyBinding(ACCOUNTS), twin)).toMatchObject({ got: "also given by prod/twin" });
  });

  it("says nothing of a binding that is no longer managed, nor of members beside it", () => {
    const former = aKeyBinding(ACCOUNTS, USE, { origin: "imported" });
    expect(withEntry(former, ...auraMembers())).toEqual(NOT_APPLICABLE);
    expect(withEntry(aKeyBinding(ACCOUNTS, USE, { id: "prod/new" }), former)).toEqual(COMPLIANT);
  });

  it("refuses a policy beside anything else", () => {
    expect(withEntry(policy(), aKeyMember("user:jo@acme.example", "roles/cloudkms.admin"))).toMatchObject({
      what: "policy binding takes away access that others give",
    });
    expect(withEntry(aKeyBinding([], VIEWER), policy({ id: "prod/policy" }))).toMatchObject({ outcome: "violation" });
  });

  it("accepts bindings of different roles, of different conditions, on the key ring, and a policy alone", () => {
    expect(withEntry(aKeyBinding(ACCOUNTS), aKeyBinding(ACCOUNTS, VIEWER, { id: "prod/other" }))).toEqual(COMPLIANT);
    const bindings = known([{ role: USE, members: [], condition: "request.time < x" }], "it");
    expect(withEntry(aKeyBinding([], USE, { bindings }), ...auraMembers())).toEqual(COMPLIANT);
    expect(withEntry(policy())).toEqual(COMPLIANT);
    const { key: _, ...onRing } = aKeyBinding(ACCOUNTS);
    expect(withEntry({ ...onRing, ring: "prod/ring" }, ...auraMembers())).toEqual(COMPLIANT);
  });

  it("says nothing of a member, and what is not known", () => {
    expect(withEntry(aKeyMember(ACCOUNTS[0] ?? ""))).toEqual(NOT_APPLICABLE);
    const { key: _, ...adrift } = aKeyBinding(ACCOUNTS, USE, { keyId: unknown("its key is open") });
    expect(withEntry(adrift)).toEqual(unknownBecause("its key is open"));
    expect(withEntry(policy({ bindings: unknown("it is open") }))).toEqual(unknownBecause("it is open"));
  });
});
