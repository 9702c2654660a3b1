import { known, unknown } from "../../../model/fact";
import type { CryptoKeyNode, KeyIamNode } from "../../../model/google";
import { AURA_ROLES } from "../../../model/google-roles";
import { auraKeepsAccessInGoogle } from "../../../rules/google/aura-keeps-access";
import {
  aCryptoKey,
  aKeyBinding,
  aKeyMember,
  aKeyRing,
  ACCOUNTS,
  auraMembers,
  KEY_NAME,
} from "../../../rules/google/example";
import type { AnyNode } from "../../../model/model";
import { asRule, findingsOf, type How } from "./support";
import * as s from "../change/support";

const [USE, VIEWER] = AURA_ROLES;
const [FIRST = "", , LAST = ""] = ACCOUNTS;
const members = auraMembers();
const last = members.at(-1) as KeyIamNode;
const rule = asRule(auraKeepsAccessInGoogle, "aura-keeps-access");
const configured = aCryptoKey({ expectedPrincipals: ACCOUNTS });

/** What is said of all entries together, with the entry that says it. */
const evaluateAll = (
  before: readonly KeyIamNode[],
  after: readonly KeyIamNode[],
  {
    key = aCryptoKey(),
    keyAfter = key,
    beside = [],
    ...how
  }: How & {
    readonly key?: CryptoKeyNode;
    readonly keyAfter?: CryptoKeyNode;
    readonly beside?: readonly AnyNode[];
  } = {},
) => findingsOf(rule, [key, ...beside, ...before], [keyAfter, ...beside, ...after], how);
const gots = (...all: Parameters<typeof evaluateAll>) =>
  evaluateAll(...all).map(([id, verdict]) => [id, "got" in verdict ? verdict.got : verdict]);

describe("aura-keeps-access in Google Cloud", () => {
  it("blocks that a member is destroyed", () => {
    expect(evaluateAll(members, members.slice(0, -1))).toEqual([
      [
        last.id,
        s.blocks({
          what: "this plan revokes Aura's access to key orders",
          got: `${LAST} loses cloudkms.viewer: ${last.id} is destroyed`,
          expected: "",
          fix: "keep both roles of each of Aura's service accounts",
        }),
      ],
    ]);
  });

  it("says it once where all are destroyed", () => {
    const [only, ...others] = evaluateAll(members, []);
    expect(others).toEqual([]);
    expect(only?.[1]).toMatchObject({
      got: "compute, storage and backup lose cloudkms.cryptoKeyEncrypterDecrypter and cloudkms.viewer: prod/compute-use is destroyed; and 5 more",
    });
  });

  it("accepts that nothing changes, and that the case of an address does", () => {
    expect(evaluateAll(members, members)).toEqual([]);
    const upper = aCryptoKey({ expectedPrincipals: ACCOUNTS.map((account) => account.toUpperCase()) });
    expect(gots(members, members.slice(0, -1), { key: upper })).toHaveLength(1);
  });

  it("blocks a replacement, which leaves a gap, or takes away what was made before", () => {
    const replaced = (...actions: ("create" | "delete")[]) => ({ changes: { [last.id]: { actions } } });
    const again = aKeyMember(LAST, VIEWER);
    const now = [...members.slice(0, -1), again];
    expect(gots(members, now, replaced("delete", "create"))).toEqual([
      [
        last.id,
        `${LAST} loses cloudkms.viewer: ${last.id} is replaced, and until the new one works Aura has no access`,
      ],
    ]);
    expect(gots(members, now, replaced("create", "delete"))).toEqual([
      [
        last.id,
        `${LAST} loses cloudkms.viewer: ${last.id} is created first, and its destruction takes the member out again`,
      ],
    ]);
  });

  it("blocks a condition", () => {
    const conditioned = aKeyMember(LAST, VIEWER, {
      bindings: known([{ role: VIEWER, members: [`serviceAccount:${LAST}`], condition: "request.time < x" }], "it"),
    });
    const changes = { [last.id]: { actions: ["delete", "create"] as const } };
    expect(gots(members, [...members.slice(0, -1), conditioned], { changes })).toEqual([
      [last.id, `${LAST} loses cloudkms.viewer: replaced, only if request.time < x`],
    ]);
  });

  it("blocks that a member is destroyed which another resource lists as well", () => {
    const twin = aKeyMember(LAST, VIEWER, { id: "prod/twin", name: "twin" });
    expect(gots([...members, twin], [...members.slice(0, -1), twin])).toEqual([
      [
        last.id,
        `${LAST} loses cloudkms.viewer: ${last.id} is destroyed and takes away the role, although prod/twin grants it`,
      ],
    ]);
  });

  describe("a binding or a policy", () => {
    const other = ["app@acme-prod.iam.gserviceaccount.com"];

    it("blocks one that does not list Aura's accounts", () => {
      const [first] = gots(members, [...members, aKeyBinding(other)]);
      expect(first).toEqual([
        "prod/binding",
        expect.stringContaining("prod/binding sets all members of the role, and leaves Aura's out"),
      ]);
      const policy = aKeyBinding(other, USE, { authority: "policy" });
      expect(gots(members, [...members, policy])[0]?.[1]).toContain("sets all roles, and leaves Aura's out");
    });

    it("accepts one that lists them, and one of another role", () => {
      expect(evaluateAll(members, [...members, aKeyBinding(ACCOUNTS)])).toEqual([]);
      expect(evaluateAll(members, [...members, aKeyBinding(other, "roles/cloudkms.signer")])).toEqual([]);
    });

    it("blocks one on a key whose access another state gives", () => {
      expect(gots([], [aKeyBinding(other)])).toEqual([
        [
          "prod/binding",
          "Aura loses cloudkms.cryptoKeyEncrypterDecrypter: prod/binding sets all members of the role, and leaves Aura's out",
        ],
      ]);
      expect(gots([], [aKeyBinding(other)], { key: configured })).toHaveLength(1);
      expect(evaluateAll([], [aKeyBinding(ACCOUNTS)], { key: configured })).toEqual([]);
    });

    it("blocks one that is destroyed, with all that others put into its role", () => {
      const binding = aKeyBinding(ACCOUNTS);
      expect(gots([...members, binding], members)[0]?.[1]).toContain(
        "prod/binding is destroyed and takes away the whole role",
      );
    });

    it("blocks one that no longer lists an account", () => {
      expect(gots([aKeyBinding(ACCOUNTS)], [aKeyBinding(ACCOUNTS.slice(1))])).toEqual([
        [
          "prod/binding",
          `${FIRST} loses cloudkms.cryptoKeyEncrypterDecrypter: prod/binding sets all members of the role, and leaves Aura's out`,
        ],
      ]);
    });

    it("needs review where its members are not known", () => {
      const open = aKeyBinding([], USE, {
        bindings: known([{ role: USE, members: [], unknownMembers: "they are open" }], "it"),
      });
      expect(evaluateAll([aKeyBinding(ACCOUNTS)], [open])).toEqual([
        ["prod/binding", s.unverified("Aura keeps its access to key orders", "they are open")],
      ]);
      const hidden = aKeyBinding([], USE, { bindings: unknown("it is sensitive") });
      expect(evaluateAll([hidden], [])).toEqual([
        ["prod/binding", s.unverified("Aura keeps its access to key orders", "it is sensitive")],
      ]);
    });

    it("needs review where its key is not known", () => {
      const { key: _, ...adrift } = aKeyBinding(other);
      expect(evaluateAll(members, [...members, adrift])).toEqual([
        [
          "prod/binding",
          s.unverified(
            "IAM entry binding leaves Aura's access to a key as it is",
            "name of key orders is known only at apply",
          ),
        ],
      ]);
    });
  });

  it("counts roles on the key ring, which hold for the key", () => {
    const onRing = (node: KeyIamNode): KeyIamNode => {
      const { key: _, ...rest } = node;
      return { ...rest, id: `${node.id}-ring`, ring: "prod/ring" };
    };
    const ring = aKeyRing();
    const beside = { beside: [ring] };
    const everywhere = [...members, ...members.map(onRing)];
    expect(evaluateAll(everywhere, members.map(onRing), beside)).toEqual([]);
    expect(evaluateAll(everywhere, members, beside)).toEqual([]);
    expect(evaluateAll(members.map(onRing), [], beside)).toHaveLength(1);
  });

  it("leaves a key that goes to key-survives", () => {
    const changes = { "prod/orders": { actions: ["delete", "create"] as const } };
    expect(evaluateAll(members, [], { changes })).toEqual([]);
  });

  it("needs review where an account is no longer named as Aura's, and blocks one that still is", () => {
    const fewer = aCryptoKey({ expectedPrincipals: ACCOUNTS.slice(0, 2) });
    const [only] = evaluateAll(members, members.slice(0, -2), { key: configured, keyAfter: fewer });
    expect(only?.[1]).toMatchObject({ severity: "warning", fix: "make sure that it is not Aura's any more" });
  });

  it("takes service accounts of other projects for Aura's where none are configured", () => {
    const own = [aKeyMember("app@acme-prod.iam.gserviceaccount.com", USE), aKeyMember("user:jo@acme.example", USE)];
    expect(evaluateAll(own, [])).toEqual([]);
    expect(evaluateAll([aKeyMember("app@elsewhere.iam.gserviceaccount.com", USE)], [])).toHaveLength(1);
  });

  it("says of what happened outside of Terraform what is seen, and no more", () => {
    expect(gots(members, members.slice(0, -1), { isDrift: true })).toEqual([
      [last.id, `${LAST} loses cloudkms.viewer: no longer listed`],
    ]);
  });

  it("says once that a key and its members are no longer managed", () => {
    const key = aCryptoKey();
    const named = members.map((node) => ({ ...node, keyId: known(KEY_NAME, "it") }));
    const kept = named.map(({ key: _, ...node }) => ({ ...node, origin: "imported" as const }));
    const forgotten = Object.fromEntries([key, ...named].map(({ id }) => [id, { actions: ["forget"] as const }]));
    expect(findingsOf(rule, [key, ...named], kept, { changes: forgotten })).toMatchObject([
      [members[0]?.id, { what: "IAM entry compute-use will no longer be managed by Terraform" }],
    ]);
  });

  it("needs review, once, where what gives access is no longer managed", () => {
    const forgotten = Object.fromEntries(members.map(({ id }) => [id, { actions: ["forget"] as const }]));
    const [only, ...others] = evaluateAll(members, [], { changes: forgotten });
    expect(others).toEqual([]);
    expect(only?.[1]).toMatchObject({
      severity: "warning",
      got: "Aura's access continues, unprotected; so does that of 5 more",
    });
  });
});
