import { known, unknown } from "../../../model/fact";
import type { CryptoKeyNode, KeyIamNode } from "../../../model/google";
import { AURA_ROLES } from "../../../model/google-roles";
import { noUnexpectedPrincipalsInGoogle } from "../../../rules/google/no-unexpected-principals";
import { aCryptoKey, aKeyBinding, aKeyMember, ACCOUNTS, auraMembers } from "../../../rules/google/example";
import { COMPLIANT } from "../support";
import { verdictOn } from "./support";

const [USE] = AURA_ROLES;
const DECRYPT = "roles/cloudkms.cryptoKeyDecrypter";
const ADMIN = "roles/cloudkms.admin";
const configured = aCryptoKey({ expectedPrincipals: ACCOUNTS });
/** The verdict on an entry beside Aura's members. */
const withEntry = (entry: KeyIamNode, key: CryptoKeyNode = aCryptoKey()) =>
  verdictOn(noUnexpectedPrincipalsInGoogle, entry, [key, ...auraMembers()]);
const withMember = (member: string, role?: string, key?: CryptoKeyNode) => withEntry(aKeyMember(member, role), key);

describe("no-unexpected-principals in Google Cloud", () => {
  it("accepts Aura's members, what neither decrypts nor administers, and an account that was deleted", () => {
    const [first] = auraMembers();
    expect(first && withEntry(first)).toEqual(COMPLIANT);
    expect(first && withEntry(first, configured)).toEqual(COMPLIANT);
    expect(withMember("user:jo@acme.example", "roles/cloudkms.viewer")).toEqual(COMPLIANT);
    expect(withMember("deleted:user:jo@acme.example?uid=1", DECRYPT)).toEqual(COMPLIANT);
  });

  it.each(["allUsers", "allAuthenticatedUsers"])("refuses %s", (member) => {
    expect(withMember(member)).toEqual([
      {
        outcome: "violation",
        what: "anyone can use key orders",
        got: `${member}: cloudkms.cryptoKeyEncrypterDecrypter`,
        expected: "Aura's three service accounts",
        fix: "name Aura's accounts instead",
      },
    ]);
  });

  it.each(["roles/owner", "roles/editor"])("refuses %s on the key, whoever has it", (role) => {
    for (const member of ["user:jo@acme.example", "app@acme-prod.iam.gserviceaccount.com", ACCOUNTS[0] ?? ""])
      expect(withMember(member, role)).toMatchObject([{ what: "a primitive role is granted on key orders" }]);
  });

  it("refuses others who decrypt, and others than people who administer", () => {
    const what = "unexpected principals can use key orders";
    for (const member of [
      "user:jo@acme.example",
      "group:all@acme.example",
      "domain:acme.example",
      "principalSet://x/*",
    ])
      expect(withMember(member, DECRYPT)).toMatchObject([{ what }]);
    expect(withMember("app@elsewhere.iam.gserviceaccount.com", ADMIN)).toMatchObject([{ what }]);
    expect(withMember("app@elsewhere.iam.gserviceaccount.com", USE, configured)).toMatchObject([
      { what, expected: ACCOUNTS.join(", ") },
    ]);
  });

  it("refuses more for Aura than it needs", () => {
    expect(withMember(ACCOUNTS[0] ?? "", ADMIN, configured)).toMatchObject([
      {
        what: "Aura has more roles on key orders than it needs",
        got: "compute@neo4j.iam.gserviceaccount.com: cloudkms.admin",
      },
    ]);
  });

  it("warns of people who administer the key, and of accounts of its own project", () => {
    expect(withMember("group:kms@acme.example", ADMIN)).toMatchObject([
      { what: "people administer key orders", severity: "warning" },
    ]);
    expect(withMember("app@acme-prod.iam.gserviceaccount.com", DECRYPT)).toMatchObject([
      { what: "key orders also grants access to accounts of its own project", severity: "warning" },
    ]);
  });

  it("says a condition", () => {
    const bindings = known([{ role: DECRYPT, members: ["user:jo@acme.example"], condition: "request.time < x" }], "it");
    expect(withEntry(aKeyBinding([], DECRYPT, { bindings }))).toMatchObject([
      { got: "user:jo@acme.example: cloudkms.cryptoKeyDecrypter if request.time < x" },
    ]);
  });

  it("says what is not known: which of many accounts are Aura's, what a role of one's own allows, and who is a member", () => {
    const outcome = "unknown";
    expect(withMember("app@elsewhere.iam.gserviceaccount.com", USE)).toEqual([
      { outcome, why: "cannot determine which 4 service accounts of other projects on key orders are Aura's" },
    ]);
    expect(withMember("user:jo@acme.example", "projects/acme-prod/roles/keys")).toEqual([
      {
        outcome,
        why: "cannot determine what user:jo@acme.example can do with key orders: role projects/acme-prod/roles/keys",
      },
    ]);
    expect(withEntry(aKeyBinding([], USE, { bindings: unknown("it is open") }))).toEqual([
      { outcome, why: "cannot determine who can use key orders: it is open", cause: "it is open" },
    ]);
  });
});
