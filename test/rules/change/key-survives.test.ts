import { known, unknown } from "../../../model/fact";
import { deletionGuard } from "../../../policy/key-policy";
import { keySurvives } from "../../../rules/change/key-survives";
import * as s from "./support";

const key = s.aKey();
const changed = (over: Parameters<typeof s.aKey>[0]) => s.aKey(over);
const evaluate = (
  before: Parameters<typeof s.evaluateChange>[1],
  after: Parameters<typeof s.evaluateChange>[2],
  beside?: s.Beside,
) => s.evaluateChange(keySurvives, before, after, beside);
const doing = (over: NonNullable<s.Beside["changes"]>[string]): s.Beside => ({ changes: { [key.id]: over } });
const IN_TWO_STEPS = "restore it, or use a `removed` block with `destroy = false`";
const CANCEL = "run `aws kms cancel-key-deletion` and `aws kms enable-key` now, then import it";

describe("key-survives", () => {
  it("blocks the deletion of a key, says until when it can be taken back, and who uses it", () => {
    const record = s.aRecord({ key: key.id });
    const instance = s.anInstance({ record: record.id });
    const beside = { before: [record, instance], ...doing({ reason: "delete_because_no_resource_config" }) };
    expect(evaluate(key, undefined, beside)).toEqual([
      s.blocks({
        what: "key orders will be scheduled for deletion",
        got: "no longer in the configuration; disabled at once, deleted after 30 days; encrypts instance orders-prod",
        expected: "",
        fix: IN_TWO_STEPS,
      }),
    ]);
    const short = s.aKey({ deletionWindowInDays: known(7, "window") });
    expect(evaluate(short, undefined)).toMatchObject([
      { got: "deleted; disabled at once, deleted after 7 days", fix: IN_TWO_STEPS },
    ]);
  });

  describe("imported key material", () => {
    const until = (date: string | undefined) => changed({ materialExpires: known(date, "`valid_to` of the key") });

    it("blocks that it will expire, or earlier than before", () => {
      const found = { what: "the key material of key orders will expire", fix: "keep it without an expiry" };
      const cited = '"2026-03-01T00:00:00Z" (`valid_to` of the key)'.replaceAll('"', "");
      expect(evaluate(until(undefined), until("2026-03-01T00:00:00Z"))).toEqual([
        s.blocks({ ...found, got: `${cited}; then nobody can decrypt with it`, expected: "never" }),
      ]);
      expect(evaluate(until("2027-01-01T00:00:00Z"), until("2026-03-01T00:00:00Z"))).toEqual([
        s.blocks({
          ...found,
          got: `${cited} instead of 2027-01-01T00:00:00Z; then nobody can decrypt with it`,
          expected: "2027-01-01T00:00:00Z",
        }),
      ]);
    });

    it("accepts a later date, none, and the same in another time zone", () => {
      expect(evaluate(until("2026-03-01T00:00:00Z"), until("2027-03-01T00:00:00Z"))).toEqual([s.COMPLIANT]);
      expect(evaluate(until("2026-03-01T00:00:00Z"), until(undefined))).toEqual([s.COMPLIANT]);
      expect(evaluate(until("2026-03-01T01:00:00+01:00"), until("2026-03-01T00:00:00Z"))).toEqual([s.COMPLIANT]);
    });

    it("needs review where the date is unknown", () => {
      expect(evaluate(until(undefined), changed({ materialExpires: unknown("later") }))).toEqual([
        s.unverified("the key material of key orders does not expire earlier", "later"),
      ]);
    });
  });

  describe("the guard of Aura's statement", () => {
    const key = s.keyWith([s.OWN, s.AURA]);
    const after = { ...key, losesStatementGuard: true } as const;
    const noOp = { changes: { [key.id]: { actions: ["no-op"] as const } } };

    it("blocks a plan that destroys it and leaves the key as it is", () => {
      expect(evaluate(key, after, noOp)).toEqual([
        s.blocks({
          what: "the guard of Aura's statement on key orders will be destroyed",
          got: "without it the next plan can revoke Aura's access (back to phase 1)",
          expected: "",
          fix: "keep the statement in the configuration: its file may be missing",
        }),
      ]);
    });

    it("says nothing more where the same plan takes the statement out, or the protection of the key", () => {
      const without = { ...s.keyWith([s.OWN]), losesStatementGuard: true } as const;
      expect(evaluate(key, without)).toEqual([s.COMPLIANT]);
      expect(evaluate(key, after, { ...noOp, protectedBefore: [key.id] })).toMatchObject([
        { what: "key orders will no longer be protected from destruction" },
      ]);
    });
  });

  describe("the deletion guard", () => {
    const guarded = (days: number) => s.keyWith([s.OWN, deletionGuard(days)]);
    const unguarded = s.keyWith([s.OWN]);
    const FIX = "keep `deletionGuardInDays`; without it a key in use can be deleted";

    it("needs review when it is removed", () => {
      expect(evaluate(guarded(90), unguarded)).toMatchObject([
        {
          what: "the deletion guard of key orders will be removed",
          got: "AWS refused its deletion for 90 days after use",
          fix: FIX,
        },
      ]);
    });

    it("needs review when it is shortened", () => {
      expect(evaluate(guarded(90), guarded(45))).toMatchObject([
        { what: "the deletion guard of key orders will be shortened", got: "45 days instead of 90", fix: FIX },
      ]);
    });

    it("may be added, stay, or become longer", () => {
      expect(evaluate(unguarded, guarded(90))).toEqual([{ outcome: "compliant" }]);
      expect(evaluate(guarded(90), guarded(90))).toEqual([{ outcome: "compliant" }]);
      expect(evaluate(guarded(90), guarded(120))).toEqual([{ outcome: "compliant" }]);
    });

    it("is not what becomes of a denial without a condition, which `no-new-access` judges", () => {
      const denied = s.keyWith([s.OWN, { ...deletionGuard(90), Condition: {} }]);
      expect(evaluate(denied, guarded(90))).toEqual([{ outcome: "compliant" }]);
      expect(evaluate(guarded(90), denied)).toEqual([{ outcome: "compliant" }]);
    });
  });

  it.each([["delete", "create"] as const, ["create", "delete"] as const])(
    "blocks a replacement (%s, %s) and names what forces it",
    (...actions) => {
      expect(evaluate(key, s.aKey(), doing({ actions, replacedBy: ["multi_region", "region"] }))).toEqual([
        s.blocks({
          what: "key orders will be scheduled for deletion",
          got: "`multi_region`, `region` change; disabled at once, deleted after 30 days",
          expected: "",
          fix: "undo what forces it; for another key, create a second one",
        }),
      ]);
    },
  );

  it.each([["create", "forget"] as const, ["forget", "create"] as const])(
    "blocks a replacement that keeps the old key (%s, %s)",
    (...actions) => {
      expect(evaluate(key, s.aKey(), doing({ actions, replacedBy: ["multi_region"] }))).toEqual([
        s.blocks({
          what: "another key will replace key orders",
          got: "`multi_region` changes; the old one continues to exist, unprotected",
          expected: "",
          fix: "undo what forces it; for another key, create a second one",
        }),
      ]);
    },
  );

  describe("a key under another address", () => {
    const old = s.keyWith([s.OWN], { address: "aws_kms_key.orders" });
    const now = s.aKey({ id: "prod/ledger", name: "ledger", address: "aws_kms_key.ledger", policy: old.policy });
    const alias = (name: string, target: string) => s.anAlias({ name, target });
    const renamed = {
      ...s.blocks({
        what: "key orders will be scheduled for deletion",
        got: "renamed to aws_kms_key.ledger without a `moved` block; disabled at once, deleted after 30 days",
        expected: "",
        fix: 'add the `moved` block, or `moveFromId("aws_kms_key.orders")` in CDKTF',
      }),
      snippet: "moved {\n  from = aws_kms_key.orders\n  to   = aws_kms_key.ledger\n}",
    };

    it("is found by its alias, its customer managed key or its policy", () => {
      const [aliases, renamedAlias] = [[alias("old", old.id)], [alias("new", now.id)]];
      expect(evaluate(old, undefined, { before: aliases, after: [now, ...renamedAlias] })).toEqual([renamed]);
      const record = s.aRecord({ key: old.id });
      expect(evaluate(old, undefined, { before: [record], after: [now, { ...record, key: now.id }] })).toEqual([
        renamed,
      ]);
      const other = { ...record, id: "prod/ledger-record", key: now.id };
      expect(evaluate(old, undefined, { before: [record], after: [now, other] })).toEqual([renamed]);
      const withAura = { policy: known(s.policyText(s.OWN, s.AURA), "policy") };
      expect(evaluate({ ...old, ...withAura }, undefined, { after: [{ ...now, ...withAura }] })).toEqual([renamed]);
    });

    it("is another key when its alias or region differs, or nothing but a default policy is the same", () => {
      const own = { statement: known(undefined, "policy") };
      const [before, after] = [
        { ...old, ...own },
        { ...now, ...own },
      ];
      const fix = IN_TWO_STEPS;
      expect(evaluate(before, undefined, { after: [after] })).toMatchObject([{ fix }]);
      const elsewhere = { ...after, region: known("us-east-1", "region") };
      const beside = { before: [alias("old", old.id)], after: [elsewhere, alias("new", now.id)] };
      expect(evaluate(before, undefined, beside)).toMatchObject([{ fix }]);
      const audit = s.anAlias({ name: "new", target: now.id, aliasName: known("alias/audit", "name") });
      expect(evaluate(before, undefined, { ...beside, after: [after, audit] })).toMatchObject([{ fix }]);
    });
  });

  describe("a multi-Region key", () => {
    const days = (value: number) => ({ deletionWindowInDays: known(value, "window") });
    const primary = s.aKey({ multiRegion: known(true, "multi_region"), ...days(30) });
    const replica = s.aReplica(primary, "us-east-1", days(20));

    it("waits for its replicas before its deletion window begins", () => {
      expect(evaluate(primary, undefined, { before: [replica] })).toMatchObject([
        { got: "deleted; disabled at once, deleted after up to 50 days: it waits for 1 replica first" },
      ]);
      expect(evaluate(primary, undefined, { before: [replica], after: [replica] })).toMatchObject([
        { got: "deleted; disabled at once; waits until replica orders-us-east-1 is deleted" },
      ]);
    });

    it("keeps its key material in the primary when a replica goes", () => {
      expect(evaluate(replica, undefined, { before: [primary], after: [primary] })).toMatchObject([
        { got: "deleted; disabled at once, deleted after 20 days; its primary keeps the same key material" },
      ]);
      const beside = (...actions: ("create" | "delete" | "forget")[]) => ({
        ...{ before: [primary], after: [primary] },
        changes: { [replica.id]: { actions } },
      });
      expect(evaluate(replica, { ...replica }, beside("delete", "create"))).toMatchObject([
        {
          got:
            "replaced; disabled at once, deleted after 20 days; KMS refuses the new replica until then; " +
            "its primary keeps the same key material",
        },
      ]);
      expect(evaluate(replica, { ...replica }, beside("create", "forget"))).toMatchObject([
        {
          got:
            "replaced; the old one continues to exist, unprotected; " +
            "KMS allows one replica in a region, so the apply fails",
        },
      ]);
    });
  });

  describe("a key that is given up in two steps", () => {
    const [stays] = [s.aRecord({ name: "other" })];
    const released = { before: [stays], after: [stays], hasMetadata: { before: true, after: true } };

    it("needs review once its protection is gone", () => {
      expect(evaluate(key, undefined, released)).toEqual([
        s.needsReview({
          what: "key orders will be scheduled for deletion",
          got: "deleted; disabled at once, deleted after 30 days",
          expected: "",
          fix: "make sure that nothing is encrypted with it; until it is deleted you can cancel that",
        }),
      ]);
    });

    it("blocks while it is protected, also when the same plan removes the protection", () => {
      expect(evaluate(key, undefined, { ...released, protectedBefore: [key.id] })).toMatchObject([
        { fix: "restore it, or remove its protection first" },
      ]);
      expect(evaluate(key, undefined, { ...released, protectedBefore: [key.id] })[0]).not.toHaveProperty("severity");
    });

    it("blocks while an instance that stays needs it, and where its whole stack is destroyed", () => {
      const record = s.aRecord({ key: key.id });
      const instance = s.anInstance({ record: record.id });
      const inUse = { ...released, before: [record, instance], after: [instance] };
      expect(evaluate(key, undefined, inUse)[0]).not.toHaveProperty("severity");
      expect(evaluate(key, undefined, { hasMetadata: { before: true } })).toEqual([
        s.blocks({
          what: "key orders will be scheduled for deletion",
          got: "deleted; disabled at once, deleted after 30 days",
          expected: "",
          fix: "restore it, or waive this rule first",
        }),
      ]);
    });
  });

  it("needs review if the account's own statement is removed, inline or in a standalone policy", () => {
    const role = { ...s.OWN, Principal: { AWS: `arn:aws:iam::${s.ACCOUNT}:role/admin` } };
    const verdict = {
      what: "account 111122223333 loses control of the policy of key orders",
      got: "only principals named in the policy can change it",
      expected: "kms:* for the account's root",
      fix: "restore the account's statement, or make sure that these principals are never deleted",
    };
    expect(evaluate(s.keyWith([s.OWN, s.AURA]), s.keyWith([role, s.AURA]))).toEqual([s.needsReview(verdict)]);
    const denied = { Effect: "Deny", Principal: { AWS: s.ACCOUNT }, Action: "kms:Put*", Resource: "*" };
    // Another rule covers a policy that no principal can change.
    expect(evaluate(s.keyWith([s.OWN]), s.keyWith([s.OWN, denied]))).toEqual([s.COMPLIANT]);
    expect(evaluate(s.keyWith([s.OWN]), s.keyWith([s.AURA]))).toEqual([s.COMPLIANT]);
    const inKey = s.keyWith([], { policy: known(undefined, "policy") });
    const apart = [s.policyWith([s.OWN]), s.policyWith([role])] as const;
    expect(evaluate(inKey, inKey, { before: [apart[0]], after: [apart[1]] })).toMatchObject([{ severity: "warning" }]);
    const elsewhere = (statement: object) =>
      s.policyWith([statement], { key: undefined as never, keyId: known(s.KEY_ARN, "key_id") });
    expect(evaluate(elsewhere(s.OWN), elsewhere(role))).toMatchObject([{ severity: "warning" }]);
    expect(evaluate(s.keyWith([role]), s.keyWith([role, s.AURA]))).toEqual([s.COMPLIANT]);
    expect(evaluate(s.keyWith([s.OWN]), s.keyWith([{ ...s.OWN, Principal: { AWS: s.ACCOUNT } }]))).toEqual([
      s.COMPLIANT,
    ]);
  });

  it("needs review if the account's own statement no longer takes back a deletion", () => {
    const narrowed = { ...s.OWN, Action: ["kms:PutKeyPolicy", "kms:DescribeKey", "kms:GetKeyPolicy"] };
    expect(evaluate(s.keyWith([s.OWN, s.AURA]), s.keyWith([narrowed, s.AURA]))).toEqual([
      s.needsReview({
        what: "account 111122223333 loses access to key orders",
        got: "its IAM policies can no longer allow EnableKey and CancelKeyDeletion",
        expected: "kms:* for the account's root",
        fix: "restore the account's statement: it takes back a deletion, and lets Terraform read the key",
      }),
    ]);
    // To refuse what ends a key is no loss.
    const guard = {
      Effect: "Deny",
      Principal: "*",
      Action: ["kms:ScheduleKeyDeletion", "kms:DisableKey"],
      Resource: "*",
    };
    expect(evaluate(s.keyWith([s.OWN]), s.keyWith([s.OWN, guard]))).toEqual([s.COMPLIANT]);
  });

  it("blocks another key in the place of one that is gone, and says how to rescue that", () => {
    expect(evaluate(undefined, key, doing({ drift: true }))).toEqual([
      s.blocks({
        what: "key orders was deleted or scheduled for deletion outside Terraform",
        got: "this plan creates another key in its place",
        expected: "",
        fix: CANCEL,
      }),
    ]);
    expect(evaluate(key, undefined, { isDrift: true })).toEqual([
      s.blocks({
        what: "key orders was deleted or scheduled for deletion outside Terraform",
        got: "not found by Terraform",
        expected: "",
        fix: CANCEL,
      }),
    ]);
  });

  it("blocks that the key is disabled, and its window shortened, both at once", () => {
    const after = changed({ enabled: known(false, "`is_enabled`"), deletionWindowInDays: known(7, "window") });
    expect(evaluate(key, after)).toEqual([
      s.blocks({
        what: "key orders will be disabled",
        got: "false (`is_enabled`)",
        expected: "true",
        fix: "keep it enabled; Aura loses access to the data at once",
      }),
      s.blocks({
        what: "the deletion window of key orders will be shortened",
        got: "7 days instead of 30",
        expected: "",
        fix: "keep 30 days; a deletion can be cancelled only during this window",
      }),
    ]);
  });

  it("takes a window that is not set for 30 days", () => {
    const unset = changed({ deletionWindowInDays: known(undefined, "window") });
    expect(evaluate(unset, changed({ deletionWindowInDays: known(29, "window") }))).toMatchObject([
      { got: "29 days instead of 30" },
    ]);
    expect(evaluate(changed({ deletionWindowInDays: known(7, "window") }), unset)).toEqual([s.COMPLIANT]);
  });

  it("needs review if the key is removed from state, no longer protected, or without the lockout check", () => {
    expect(evaluate(key, undefined, doing({ actions: ["forget"] }))).toEqual([
      s.needsReview({
        what: "key orders will no longer be managed by Terraform",
        got: "the key continues to exist, unprotected",
        expected: "",
        fix: "make sure that it is managed elsewhere",
      }),
    ]);
    expect(evaluate(key, s.aKey(), { protectedBefore: [key.id] })).toEqual([
      s.needsReview({
        what: "key orders will no longer be protected from destruction",
        got: "`prevent_destroy` was removed",
        expected: "",
        fix: 'remove `removalPolicy: "destroy"`',
      }),
    ]);
    // What the stack says about itself is nothing that changes outside of Terraform.
    expect(evaluate(key, s.aKey(), { protectedBefore: [key.id], isDrift: true })).toEqual([s.COMPLIANT]);
    const bypass = (word: string) =>
      s.needsReview({
        what: `the lockout safety check is disabled on ${word}`,
        got: "`bypass_policy_lockout_safety_check` is true",
        expected: "false",
        fix: "keep it false; only AWS support can recover a locked-out key",
      });
    const off = { lockoutCheckBypassed: known(false, "bypass") };
    const on = { lockoutCheckBypassed: known(true, "bypass") };
    expect(evaluate(changed(off), changed(on))).toEqual([bypass("key orders")]);
    expect(evaluate(s.aKeyPolicy(off), s.aKeyPolicy(on))).toEqual([bypass("policy orders-policy")]);
    expect(evaluate(s.aKeyPolicy(on), s.aKeyPolicy(on))).toEqual([s.NOT_APPLICABLE]);
    const later = { lockoutCheckBypassed: unknown("known only at apply") };
    expect(evaluate(changed(off), changed(later))).toEqual([
      s.unverified("the lockout safety check stays enabled on key orders", "known only at apply"),
    ]);
    expect(evaluate(changed(later), changed(later))).toEqual([s.COMPLIANT]);
  });

  it.each([
    ["a key that moves to another address", key, s.aKey(), doing({ actions: ["no-op"], movedFrom: "aws_kms_key.old" })],
    ["a longer window", changed({ deletionWindowInDays: known(7, "window") }), key, {}],
    ["a key that is imported", key, s.aKey(), doing({ imported: true })],
    [
      "a key that was disabled before",
      changed({ enabled: known(false, "enabled") }),
      changed({ enabled: known(false, "enabled") }),
      {},
    ],
    ["protection that stays", key, s.aKey(), { protectedBefore: [key.id], protectedAfter: [key.id] }],
  ])("accepts %s", (_, before, after, beside) => {
    expect(evaluate(before, after, beside)).toEqual([s.COMPLIANT]);
  });

  it("does not apply to a new key, and is unknown for what is known only at apply", () => {
    expect(evaluate(undefined, key)).toEqual([s.NOT_APPLICABLE]);
    expect(evaluate(undefined, s.aKeyPolicy())).toEqual([s.NOT_APPLICABLE]);
    const open = changed({
      enabled: unknown("`is_enabled` is not known"),
      deletionWindowInDays: unknown("the window is not known"),
    });
    expect(evaluate(key, open)).toEqual([
      s.unverified("key orders stays enabled", "`is_enabled` is not known"),
      s.unverified("the deletion window of key orders stays", "the window is not known"),
    ]);
  });
});

it("has this one-line message for the bad example of key-survives", () => {
  expect(s.exampleLine(keySurvives)).toBe(
    "prod/orders: key orders will be scheduled for deletion: deleted; disabled at once, deleted after 30 days; help: restore it, or use a `removed` block with `destroy = false` [key-survives]",
  );
});

describe("the lockout safety check of a new key or policy", () => {
  const new_ = (over: object) => s.evaluateChange(keySurvives, undefined, s.aKey(over));
  const bypassed = { lockoutCheckBypassed: s.given(true, "`bypass_policy_lockout_safety_check`") };
  const words = {
    got: "`bypass_policy_lockout_safety_check` is true",
    expected: "false",
    fix: "keep it false; only AWS support can recover a locked-out key",
  };

  it("needs review where it is bypassed, or not known", () => {
    expect(new_(bypassed)).toEqual([
      s.needsReview({ what: "the lockout safety check is disabled on key orders", ...words }),
    ]);
    expect(s.evaluateChange(keySurvives, undefined, s.aKeyPolicy(bypassed))).toEqual([
      s.needsReview({ what: "the lockout safety check is disabled on policy orders-policy", ...words }),
    ]);
    expect(new_({ lockoutCheckBypassed: unknown("it is not known") })).toEqual([
      s.unverified("the lockout safety check stays enabled on key orders", "it is not known"),
    ]);
    expect(new_({})).toEqual([s.NOT_APPLICABLE]);
  });
});
