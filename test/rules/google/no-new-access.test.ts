import { known, unknown } from "../../../model/fact";
import { AURA_ROLES } from "../../../model/google-roles";
import type { AnyNode } from "../../../model/model";
import { noNewAccessInGoogle } from "../../../rules/google/no-new-access";
import { aCryptoKey, aKeyBinding, aKeyMember, ACCOUNTS, auraMembers } from "../../../rules/google/example";
import { asRule, findingsOf } from "./support";

const [USE, VIEWER] = AURA_ROLES;
const DECRYPT = "roles/cloudkms.cryptoKeyDecrypter";
const members = auraMembers();
const key = aCryptoKey();
const configured = aCryptoKey({ expectedPrincipals: ACCOUNTS });
const rule = asRule(noNewAccessInGoogle, "no-new-access");
const evaluate = (before: readonly AnyNode[], after: readonly AnyNode[]) =>
  findingsOf(rule, before, after).map(([, verdict]) => verdict);
const adding = (...nodes: readonly AnyNode[]) => evaluate([key, ...members], [key, ...members, ...nodes]);

describe("no-new-access in Google Cloud", () => {
  it("says nothing where nobody gains anything, also where a binding takes the place of members", () => {
    expect(evaluate([key, ...members], [key, ...members])).toEqual([]);
    const bindings = [aKeyBinding(ACCOUNTS), aKeyBinding(ACCOUNTS, VIEWER, { id: "prod/viewers" })];
    expect(evaluate([key, ...members], [key, ...bindings])).toEqual([]);
    expect(adding(aKeyMember("user:jo@acme.example", VIEWER))).toEqual([]);
  });

  it("blocks anyone, a primitive role, others who decrypt, and more for Aura", () => {
    expect(adding(aKeyMember("allUsers"))).toEqual([
      {
        outcome: "violation",
        what: "key orders becomes usable by anyone",
        got: "allUsers: cloudkms.cryptoKeyEncrypterDecrypter",
        expected: "",
        fix: "name Aura's accounts instead",
      },
    ]);
    const blocks = (member: string, role: string) => adding(aKeyMember(member, role));
    expect(blocks("user:jo@acme.example", "roles/editor")).toMatchObject([
      { what: "principals with a primitive role gain access to key orders" },
    ]);
    expect(blocks("user:jo@acme.example", DECRYPT)).toMatchObject([
      {
        what: "unexpected principals gain access to key orders",
        got: "user:jo@acme.example: cloudkms.cryptoKeyDecrypter",
      },
    ]);
    expect(blocks("app@elsewhere.iam.gserviceaccount.com", USE)).toMatchObject([
      { what: "more accounts than Aura has gain access to key orders" },
    ]);
    expect(
      evaluate([configured, ...members], [configured, ...members, aKeyMember(ACCOUNTS[0] ?? "", DECRYPT)]),
    ).toMatchObject([{ what: "Aura's accounts gain access to key orders" }]);
    for (const finding of [...blocks("allUsers", DECRYPT), ...blocks("user:jo@acme.example", "roles/owner")])
      expect(finding).not.toHaveProperty("severity");
  });

  it("does not know what a role can do that is not made for keys, and knows both names of a primitive role", () => {
    const of = (role: string) => adding(aKeyMember("user:jo@acme.example", role));
    for (const role of ["roles/storage.admin", "roles/cloudkms.somethingNew", "projects/acme-prod/roles/keys"])
      expect(of(role)).toMatchObject([{ outcome: "unknown" }]);
    for (const role of ["roles/admin", "roles/writer"])
      expect(of(role)).toMatchObject([{ what: "principals with a primitive role gain access to key orders" }]);
    for (const role of ["roles/cloudkms.importer", "roles/viewer", "roles/cloudkms.cryptoKeyEncrypter"])
      expect(of(role)).toEqual([]);
  });

  it("names a key ring of which no key is here, and does not know whose key it is where that is open", () => {
    const ring = "projects/acme-prod/locations/europe-west1/keyRings/aura";
    const jo = (over: Parameters<typeof aKeyMember>[2]) => {
      const { key: _, ...rest } = aKeyMember("user:jo@acme.example", DECRYPT, over);
      return rest;
    };
    expect(evaluate([], [jo({ keyId: known(ring, "it"), ring: "prod/aura" })])).toMatchObject([
      { what: "unexpected principals gain access to key ring aura" },
    ]);
    expect(evaluate([], [jo({ keyId: unknown("it is known only at apply") })])).toMatchObject([
      { outcome: "unknown", cause: "it is known only at apply" },
    ]);
  });

  it("takes the accounts of an old organization, and those that Google makes, for the project's own", () => {
    const inProject = (project: string, account: string) => {
      const name = `projects/${project}/locations/europe-west1/keyRings/aura/cryptoKeys/orders`;
      const there = aCryptoKey({ keyId: known(name, "it") });
      return evaluate([there, ...members], [there, ...members, aKeyMember(account, DECRYPT)]);
    };
    const own = [{ what: "accounts of its own project gain access to key orders" }];
    expect(inProject("acme.com:orders", "app@orders.acme.com.iam.gserviceaccount.com")).toMatchObject(own);
    expect(inProject("acme-prod", "acme-prod@appspot.gserviceaccount.com")).toMatchObject(own);
    expect(inProject("123456789012", "123456789012-compute@developer.gserviceaccount.com")).toMatchObject(own);
  });

  it("needs review for accounts of its own project, and for people who administer it", () => {
    expect(adding(aKeyMember("app@acme-prod.iam.gserviceaccount.com", DECRYPT))).toMatchObject([
      { severity: "warning", what: "accounts of its own project gain access to key orders" },
    ]);
    expect(adding(aKeyMember("group:kms@acme.example", "roles/cloudkms.admin"))).toMatchObject([
      { severity: "warning", what: "people gain access to key orders" },
    ]);
  });

  it("needs one review for Aura's first access, whether its accounts are configured or not", () => {
    const found = {
      severity: "warning",
      what: "3 service accounts get access to key orders",
      got: "compute, storage and backup",
    };
    expect(evaluate([key], [key, ...members])).toMatchObject([
      { ...found, fix: "compare with the Aura Console; name them in `serviceAccounts`" },
    ]);
    expect(evaluate([key], [configured, ...members])).toMatchObject([
      { ...found, fix: "compare with the Aura Console" },
    ]);
    expect(evaluate([], [key, ...members])).toHaveLength(1);
    // They were reviewed when they were named.
    expect(evaluate([configured], [configured, ...members])).toEqual([]);
  });

  it("needs review where other accounts are named as Aura's, or none any more", () => {
    const what = "expected principals of key orders change";
    const others = aCryptoKey({ expectedPrincipals: ["new@neo4j.iam.gserviceaccount.com"] });
    expect(evaluate([configured], [others])).toMatchObject([
      { severity: "warning", what, got: "added new@neo4j.iam.gserviceaccount.com" },
    ]);
    expect(evaluate([configured], [key])).toMatchObject([{ what, got: "removed" }]);
    expect(evaluate([key, ...members], [configured, ...members])).toEqual([]);
    expect(evaluate([key], [configured])).toMatchObject([{ what, got: "added compute, storage and backup" }]);
  });

  it("blocks that a condition goes", () => {
    const member = (condition?: string) =>
      aKeyMember("user:jo@acme.example", DECRYPT, {
        bindings: known([{ role: DECRYPT, members: ["user:jo@acme.example"], ...(condition && { condition }) }], "it"),
      });
    expect(evaluate([key, member("request.time < x")], [key, member()])).toHaveLength(1);
    expect(evaluate([key, member()], [key, member("request.time < x")])).toEqual([]);
  });

  it("needs review where it is not known who gains access, or what a role allows", () => {
    const open = aKeyBinding([], USE, { bindings: unknown("it is open") });
    expect(adding(open)).toEqual([
      {
        outcome: "unknown",
        why: "cannot verify that no principal gains access to key orders: it is open",
        cause: "it is open",
      },
    ]);
    expect(evaluate([key, open], [key, open])).toEqual([]);
    expect(adding(aKeyMember("user:jo@acme.example", "projects/p/roles/r"))).toMatchObject([{ outcome: "unknown" }]);
  });
});
