import { known, unknown } from "../../../model/fact";
import { isSameKey } from "../../../rules/google/key-deletion";
import { aCryptoKey, aKeyMember, aKeyRing, aKeyVersion, ACCOUNTS } from "../../../rules/google/example";
import { keySurvivesInGoogle } from "../../../rules/google/key-survives";
import * as s from "../change/support";

const key = aCryptoKey();
const version = aKeyVersion();
const rule = { ...keySurvivesInGoogle, kind: "change" } as never;
const evaluate = (
  before: Parameters<typeof s.evaluateChange>[1],
  after: Parameters<typeof s.evaluateChange>[2],
  beside?: s.Beside,
) => s.evaluateChange(rule, before, after, beside);
const doing = (id: string, over: NonNullable<s.Beside["changes"]>[string]): s.Beside => ({ changes: { [id]: over } });
const WHAT = "all versions of key orders will be scheduled for destruction";

describe("key-survives in Google Cloud", () => {
  it("blocks the destruction of a key, says how long it can be restored, and who uses it", () => {
    const record = s.aRecord({ key: key.id });
    const instance = s.anInstance({ record: record.id });
    expect(evaluate(key, undefined, { before: [record, instance] })).toEqual([
      s.blocks({
        what: WHAT,
        got: "deleted; unusable at once, destroyed after 30 days; encrypts instance orders-prod",
        expected: "",
        fix: "restore it, or use a `removed` block with `destroy = false`",
      }),
    ]);
    const got = (seconds: number | undefined) =>
      evaluate(aCryptoKey({ destroyScheduledInSeconds: known(seconds, "it") }), undefined);
    expect(got(36 * 3600)).toMatchObject([{ got: "deleted; unusable at once, destroyed after 36 hours" }]);
    expect(got(undefined)).toMatchObject([{ got: "deleted; unusable at once, destroyed after 30 days" }]);
    expect(got(NaN)).toMatchObject([{ got: "deleted; unusable at once, destroyed after its waiting period" }]);
  });

  it("blocks a replacement, which fails after that where the name stays, and before it where the new one comes first", () => {
    const replaced = (...actions: ("create" | "delete")[]) =>
      doing(key.id, { actions, replacedBy: ["destroy_scheduled_duration"] });
    const fix = "undo what forces it; for another key, create a second one";
    expect(evaluate(key, key, replaced("delete", "create"))).toEqual([
      s.blocks({
        what: WHAT,
        got: "`destroy_scheduled_duration` changes; unusable at once, destroyed after 30 days; its name stays taken, so the apply fails (409) after that",
        expected: "",
        fix,
      }),
    ]);
    expect(evaluate(key, key, replaced("create", "delete"))).toMatchObject([
      { got: expect.stringContaining("its name is taken, so the apply fails (409) before that") },
    ]);
    const other = aCryptoKey({ keyId: known(`${key.id}-2`, "it"), keyName: known("orders-2", "`name`") });
    expect(evaluate(key, other, replaced("delete", "create"))).toMatchObject([
      { what: WHAT, got: "`destroy_scheduled_duration` changes; unusable at once, destroyed after 30 days", fix },
    ]);
  });

  it("needs review where the `deletion_policy` of version 7 of the provider no longer keeps a key", () => {
    const kept = aCryptoKey({ deletionPolicy: known("PREVENT", "it") });
    expect(evaluate(kept, key)).toMatchObject([
      {
        what: "key orders will no longer be protected from destruction",
        got: "`deletion_policy` is no longer PREVENT",
        severity: "warning",
      },
    ]);
    expect(evaluate(kept, aCryptoKey({ deletionPolicy: unknown("later") }))).toMatchObject([
      { got: "`deletion_policy` is known only at apply" },
    ]);
    expect(evaluate(key, kept)).toEqual([s.COMPLIANT]);
  });

  it("does not know what an argument does that no rule judges", () => {
    const changing = (id: string, ...names: string[]) =>
      doing(id, { actions: ["update"], attributes: names.map((name) => ({ name })) });
    expect(evaluate(key, key, changing(key.id, "labels", "key_access_justifications_policy"))).toMatchObject([
      { outcome: "unknown", cause: "`key_access_justifications_policy` changes, which is not judged" },
    ]);
    expect(evaluate(key, key, changing(key.id, "labels", "rotation_period"))).toEqual([s.COMPLIANT]);
    expect(evaluate(version, version, changing(version.id, "external_protection_level_options"))).toMatchObject([
      { outcome: "unknown" },
    ]);
  });

  it("blocks a key that loses its primary version, and a version that becomes something else than enabled", () => {
    expect(
      evaluate(aCryptoKey({ primaryState: known("ENABLED", "it") }), aCryptoKey({ primaryState: known("none", "it") })),
    ).toEqual([
      s.blocks({
        what: "key orders will have no primary version",
        got: "none (it)",
        expected: "ENABLED",
        fix: "run `gcloud kms keys set-primary-version` with an enabled version",
      }),
    ]);
    expect(evaluate(version, aKeyVersion({ state: known("PENDING_GENERATION", "it") }))).toMatchObject([
      { what: "a version of key orders will be unusable" },
    ]);
  });

  it("names the key that goes, and not the one that takes its place", () => {
    const next = aCryptoKey({ name: "orders-2", id: key.id, keyName: known("orders-2", "`name`") });
    const how = doing(key.id, { actions: ["delete", "create"], replacedBy: ["name"] });
    expect(evaluate(key, next, how)).toMatchObject([{ what: WHAT }]);
  });

  it("blocks a key that comes back under another address, and says how it is moved", () => {
    const [old, now] = ["google_kms_crypto_key.orders", "google_kms_crypto_key.new"];
    const at = (address: string) => aCryptoKey({ id: address, address });
    const verdict = evaluate(at(old), undefined, { after: [at(now)], changes: { [now]: { actions: ["create"] } } });
    expect(verdict).toMatchObject([
      {
        what: WHAT,
        got: expect.stringContaining("renamed to google_kms_crypto_key.new without a `moved` block"),
        snippet: `moved {\n  from = ${old}\n  to   = ${now}\n}`,
      },
    ]);
  });

  it("needs review where a key is no longer managed, or given up in two steps", () => {
    expect(evaluate(key, undefined, doing(key.id, { actions: ["forget"] }))).toMatchObject([
      { severity: "warning", what: "key orders will no longer be managed by Terraform" },
    ]);
    const given = { hasMetadata: { before: true, after: true } };
    expect(evaluate(key, undefined, given)).toMatchObject([{ severity: "warning", what: WHAT }]);
    expect(evaluate(key, undefined, { ...given, protectedBefore: [key.id] })).toEqual([
      expect.not.objectContaining({ severity: "warning" }),
    ]);
  });

  it("needs review where protection is removed: once for a key, its key ring and what gives access to it", () => {
    const member = aKeyMember(ACCOUNTS[0] ?? "");
    const ring = aKeyRing();
    const all = [key, ring, member];
    const protectedBefore = all.map(({ id }) => id);
    const found = (node: (typeof all)[number]) =>
      evaluate(node, node, {
        before: all.filter((other) => other !== node),
        after: all.filter((other) => other !== node),
        protectedBefore,
      });
    expect(found(key)).toMatchObject([{ what: "key orders will no longer be protected from destruction" }]);
    expect(found(ring)).toEqual([s.COMPLIANT]);
    expect(found(member)).toEqual([s.COMPLIANT]);
    expect(evaluate(ring, ring, { protectedBefore: [ring.id] })).toMatchObject([
      { what: "key ring ring will no longer be protected from destruction" },
    ]);
  });

  it("blocks a version that is destroyed or disabled, but not one that is gone already", () => {
    const disabled = aKeyVersion({ state: known("DISABLED", "`state` of first") });
    expect(evaluate(version, undefined, { before: [key] })).toEqual([
      s.blocks({
        what: "a version of key orders will be scheduled for destruction",
        got: "key version first: deleted; what it encrypted cannot be read any more",
        expected: "",
        fix: "keep it, or use a `removed` block with `destroy = false`; a rotation does not encrypt again",
      }),
    ]);
    expect(evaluate(version, disabled, { before: [key] })).toMatchObject([
      { what: "a version of key orders will be disabled", got: "DISABLED (`state` of first)" },
    ]);
    expect(evaluate(disabled, disabled)).toEqual([s.COMPLIANT]);
    expect(evaluate(aKeyVersion({ state: known("DESTROYED", "it") }), undefined)).toEqual([s.COMPLIANT]);
    expect(evaluate(undefined, disabled)).toEqual([s.NOT_APPLICABLE]);
    expect(evaluate(version, aKeyVersion({ state: unknown("it is open") }), { before: [key] })).toEqual([
      s.unverified("key version first of key orders stays enabled", "it is open"),
    ]);
  });

  it("needs review where a key becomes another one in place, or may become one", () => {
    const renamed = aCryptoKey({ keyName: known("other", "`name` of key orders") });
    expect(evaluate(key, renamed)).toMatchObject([
      { severity: "warning", what: "the name of key orders changes in place, which Google does not do" },
    ]);
    expect(evaluate(key, aCryptoKey({ ringId: unknown("it is open") }))).toEqual([
      s.unverified("key orders keeps its key ring", "it is open"),
    ]);
  });

  it("says nothing of a key ring that is destroyed: Google keeps it", () => {
    expect(evaluate(aKeyRing(), undefined)).toEqual([s.NOT_APPLICABLE]);
  });

  it("finds what happened outside of Terraform", () => {
    const state = (value: string) => aCryptoKey({ primaryState: known(value, "`primary` of key orders") });
    expect(evaluate(state("ENABLED"), state("DISABLED"), { isDrift: true })).toMatchObject([
      { what: "the primary version of key orders will be disabled" },
    ]);
    expect(evaluate(state("DISABLED"), state("DISABLED"))).toEqual([s.COMPLIANT]);
    expect(evaluate(key, undefined, { isDrift: true })).toMatchObject([
      { what: "key orders was deleted outside Terraform", got: "not found by Terraform" },
    ]);
    expect(evaluate(undefined, key, doing(key.id, { drift: true }))).toMatchObject([
      { what: "key orders was deleted outside Terraform" },
    ]);
    expect(evaluate(undefined, key)).toEqual([s.NOT_APPLICABLE]);
  });
});

it("two keys of one name in one key ring are one, also where only one of them has an id", () => {
  const unnamed = aCryptoKey({ keyId: unknown("open"), ringId: unknown("open") });
  expect(isSameKey(key, unnamed)).toBe(true);
  expect(isSameKey(key, aCryptoKey({ keyId: unknown("open"), region: known("us-east1", "it") }))).toBe(false);
});
