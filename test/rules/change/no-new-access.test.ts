import { known, unknown } from "../../../model/fact";
import { deletionGuard } from "../../../policy/key-policy";
import { noNewAccess } from "../../../rules/change/no-new-access";
import * as s from "./support";

const EXPECTED = "";
const OTHER_ACCOUNT = "999988887777";
const key = (...statements: object[]) => s.keyWith(statements);
const withPrincipals = (expected: string[], ...statements: object[]) =>
  s.keyWith(statements, { expectedPrincipals: expected });
const evaluate = (
  before: Parameters<typeof s.evaluateChange>[1],
  after: Parameters<typeof s.evaluateChange>[2],
  beside?: s.Beside,
) => s.evaluateChange(noNewAccess, before, after, beside);
const gets = (who: string, what = "Decrypt") => `${who} gets ${what}`;

const denial = { Effect: "Deny", Principal: { AWS: OTHER_ACCOUNT }, Action: "kms:Decrypt", Resource: "*" };
const lost = (got: string) =>
  s.needsReview({
    what: "a Deny statement of key orders is removed or narrowed",
    got,
    expected: "no Deny weakened",
    fix: "make sure that the denied principals may use the key",
  });
const newlyExpected = (got: string) =>
  s.needsReview({
    what: `newly expected ${got.split(" gets ")[0]} gains access to key orders`,
    got: got.split(" gets ")[1] ?? "",
    expected: EXPECTED,
    fix: "make sure that it is Aura's account: it is set in the same plan",
  });
const expectedChange = (...principals: string[]) =>
  s.needsReview({
    what: "expected principals of key orders change",
    got: `added ${principals.join(" and ")}`,
    expected: "no change",
    fix: "confirm it: a later plan can grant them access without a review",
  });

describe("no-new-access", () => {
  it("blocks an unexpected principal beside Aura", () => {
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, s.AURA, s.decryptFor(OTHER_ACCOUNT)))).toEqual([
      s.blocks({
        what: "unexpected AWS account 999988887777 gains access to key orders",
        got: "Decrypt",
        expected: EXPECTED,
        fix: "remove it; if it is Aura, set `auraAccountId`",
      }),
    ]);
  });

  it("blocks a wildcard without an effective condition, also in the first statement or beside expected principals", () => {
    const anyone = { ...s.AURA, Condition: { Bool: { "aws:SecureTransport": "true" } } };
    const verdict = s.blocks({
      what: "key orders becomes usable by anyone",
      got: "CreateGrant, Decrypt and 6 more",
      expected: EXPECTED,
      fix: "name the account in `Principal`, or add a condition such as `kms:CallerAccount`",
    });
    expect(evaluate(key(s.OWN), key(s.OWN, { ...s.AURA, Condition: {} }))).toEqual([verdict]);
    expect(evaluate(undefined, key(s.OWN, anyone))).toEqual([verdict]);
    const expected = [s.AURA_ACCOUNT];
    expect(evaluate(withPrincipals(expected, s.OWN), withPrincipals(expected, s.OWN, anyone))).toEqual([verdict]);
  });

  it("needs review of the principals in the first statement, unless they are expected", () => {
    const first = s.needsReview({
      what: "AWS account 444455556666 gains first access to key orders",
      got: "CreateGrant, Decrypt and 6 more",
      expected: EXPECTED,
      fix: "compare with the Aura Console; set `auraAccountId`",
    });
    expect(evaluate(key(s.OWN), key(s.OWN, s.AURA))).toEqual([first]);
    expect(evaluate(undefined, key(s.OWN, s.AURA))).toEqual([first]);
    const phase1 = withPrincipals([s.AURA_ACCOUNT], s.OWN);
    expect(evaluate(phase1, withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA))).toEqual([s.COMPLIANT]);
  });

  it("needs review if an expected principal comes with the first statement: the two were not compared", () => {
    const both = s.needsReview({
      what: "AWS account 444455556666 gains first access to key orders",
      got: "CreateGrant, Decrypt and 6 more; `auraAccountId` is set in the same plan",
      expected: EXPECTED,
      fix: "compare with the Aura Console; set `auraAccountId` in phase 1 to skip this review",
    });
    expect(evaluate(key(s.OWN), withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA))).toEqual([both]);
    expect(evaluate(undefined, withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA))).toEqual([both]);
    // A key that is imported has its statement already, and the pin says nothing else.
    const imported = { changes: { "prod/orders": { imported: true } } };
    expect(evaluate(key(s.OWN, s.AURA), withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA), imported)).toEqual([
      s.COMPLIANT,
    ]);
  });

  it("needs review of an account that the plans or the estate name", () => {
    const known = { knownAccounts: [OTHER_ACCOUNT] };
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, s.AURA, s.decryptFor(OTHER_ACCOUNT)), known)).toEqual([
      s.needsReview({
        what: "AWS account 999988887777 gains access to key orders",
        got: "Decrypt",
        expected: EXPECTED,
        fix: "make sure that this account may use the key",
      }),
    ]);
  });

  it("needs review if a principal gains more access, also because a condition or a Deny is removed", () => {
    const more = (got: string) => [
      s.needsReview({
        what: `${got.split(" gets ")[0]} gains more access to key orders`,
        got: got.split(" gets ")[1] ?? "",
        expected: EXPECTED,
        fix: "compare with the Aura Console",
      }),
    ];
    const bigger = { ...s.AURA, Action: [...s.AURA.Action, "kms:Sign"] };
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, bigger))).toEqual(more("AWS account 444455556666 gets Sign"));
    const bound = {
      ...s.decryptFor(OTHER_ACCOUNT),
      Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
    };
    expect(evaluate(key(s.OWN, bound), key(s.OWN, s.decryptFor(OTHER_ACCOUNT)))).toEqual(
      more(gets("AWS account 999988887777")),
    );
    expect(evaluate(key(s.OWN, s.decryptFor(OTHER_ACCOUNT), denial), key(s.OWN, s.decryptFor(OTHER_ACCOUNT)))).toEqual([
      ...more(gets("AWS account 999988887777")),
      lost("statement 3 is removed, which denied AWS account 999988887777 kms:Decrypt"),
    ]);
  });

  it("needs review if another account is expected than before", () => {
    const before = withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA);
    expect(
      evaluate(before, withPrincipals([s.AURA_ACCOUNT, OTHER_ACCOUNT], s.OWN, s.AURA, s.decryptFor(OTHER_ACCOUNT))),
    ).toEqual([newlyExpected(gets("AWS account 999988887777"))]);
  });

  it("needs review of principals that gain access with the first expected principals, also with existing access", () => {
    const expected = [s.AURA_ACCOUNT, OTHER_ACCOUNT];
    const after = withPrincipals(expected, s.OWN, s.AURA, s.decryptFor(OTHER_ACCOUNT));
    expect(evaluate(key(s.OWN, s.AURA), after)).toEqual([newlyExpected(gets("AWS account 999988887777"))]);
    const little = { ...s.decryptFor(OTHER_ACCOUNT), Action: "kms:DescribeKey" };
    expect(evaluate(key(s.OWN, s.AURA, little), after)).toEqual([newlyExpected(gets("AWS account 999988887777"))]);
    const bigger = { ...s.AURA, Action: [...s.AURA.Action, "kms:Sign"] };
    expect(evaluate(key(s.OWN, s.AURA), withPrincipals([s.AURA_ACCOUNT], s.OWN, bigger))).toEqual([
      newlyExpected("AWS account 444455556666 gets Sign"),
    ]);
    expect(evaluate(key(s.OWN, s.AURA, s.decryptFor(OTHER_ACCOUNT), denial), after)).toEqual([
      newlyExpected(gets("AWS account 999988887777")),
      lost("statement 4 is removed, which denied AWS account 999988887777 kms:Decrypt"),
    ]);
  });

  it("needs review if a principal without access becomes expected, and if expected principals are removed", () => {
    const both = withPrincipals([s.AURA_ACCOUNT, OTHER_ACCOUNT], s.OWN, s.AURA);
    expect(evaluate(withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA), both)).toEqual([expectedChange(OTHER_ACCOUNT)]);
    expect(evaluate(key(s.OWN, s.AURA), both)).toEqual([expectedChange(OTHER_ACCOUNT)]);
    expect(evaluate(withPrincipals([s.AURA_ACCOUNT], s.OWN), withPrincipals([OTHER_ACCOUNT], s.OWN))).toEqual([
      expectedChange(OTHER_ACCOUNT),
    ]);
    const again = withPrincipals([s.AURA_ACCOUNT, OTHER_ACCOUNT], s.AURA, s.OWN, s.decryptFor(s.AURA_ACCOUNT));
    expect(evaluate(withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA), again)).toEqual([expectedChange(OTHER_ACCOUNT)]);
    expect(evaluate(both, key(s.OWN, s.AURA))).toEqual([
      s.needsReview({
        what: "expected principals of key orders change",
        got: "removed",
        expected: "no change",
        fix: "keep `auraAccountId` and `auraPrincipals`",
      }),
    ]);
  });

  it("needs review of the first expected principals of an existing key, before the statement is added", () => {
    expect(evaluate(key(s.OWN), withPrincipals([s.AURA_ACCOUNT], s.OWN))).toEqual([expectedChange(s.AURA_ACCOUNT)]);
    expect(evaluate(key(s.OWN), withPrincipals([s.AURA_ACCOUNT, OTHER_ACCOUNT], s.OWN))).toEqual([
      expectedChange(s.AURA_ACCOUNT, OTHER_ACCOUNT),
    ]);
    const hidden = (over: object) => s.keyWith([], { policy: unknown("`policy` is sensitive"), ...over });
    const noOp = { changes: { "prod/orders": { actions: ["no-op"] as const } } };
    expect(evaluate(hidden({}), hidden({ expectedPrincipals: [s.AURA_ACCOUNT] }), noOp)).toEqual([
      expectedChange(s.AURA_ACCOUNT),
    ]);
  });

  it("treats expected principals of an imported key like those of a new key, without external access", () => {
    const imported = { changes: { "prod/orders": { actions: ["update"] as const, imported: true } } };
    expect(evaluate(key(s.OWN), withPrincipals([s.AURA_ACCOUNT], s.OWN), imported)).toEqual([s.COMPLIANT]);
    const little = [s.OWN, { ...s.decryptFor(OTHER_ACCOUNT), Action: "kms:DescribeKey" }];
    expect(evaluate(key(...little), withPrincipals([OTHER_ACCOUNT], ...little), imported)).toEqual([
      expectedChange(OTHER_ACCOUNT),
    ]);
    const statement = evaluate(key(s.OWN), withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA), imported);
    expect(statement).toMatchObject([{ outcome: "violation", severity: "warning" }]);
  });

  it("needs review if a principal with less access than Aura becomes expected", () => {
    const little = { ...s.decryptFor(OTHER_ACCOUNT), Action: "kms:DescribeKey" };
    const statements = [s.OWN, s.AURA, little];
    const both = withPrincipals([s.AURA_ACCOUNT, OTHER_ACCOUNT], ...statements);
    expect(evaluate(withPrincipals([s.AURA_ACCOUNT], ...statements), both)).toEqual([expectedChange(OTHER_ACCOUNT)]);
    expect(evaluate(key(...statements), both)).toEqual([expectedChange(OTHER_ACCOUNT)]);
    const quarantined = [s.OWN, s.AURA, { ...denial, Principal: { AWS: s.AURA_ACCOUNT } }];
    expect(evaluate(key(...quarantined), withPrincipals([s.AURA_ACCOUNT], ...quarantined))).toEqual([
      expectedChange(s.AURA_ACCOUNT),
    ]);
    // Once principals are expected, every additional one needs review, whatever access it has.
    const second = { ...s.AURA, Sid: "Second", Condition: { StringEquals: { "kms:CallerAccount": OTHER_ACCOUNT } } };
    const full = [s.OWN, s.AURA, second];
    const principals = [s.AURA_ACCOUNT, OTHER_ACCOUNT];
    expect(evaluate(withPrincipals([s.AURA_ACCOUNT], ...full), withPrincipals(principals, ...full))).toEqual([
      expectedChange(OTHER_ACCOUNT),
    ]);
    expect(evaluate(key(...full), withPrincipals(principals, ...full))).toEqual([s.COMPLIANT]);
  });

  describe("for whom only the owner's own statements name", () => {
    const user = s.decryptFor(OTHER_ACCOUNT);
    const named = (...statements: object[]) => s.keyWith(statements, { besideAura: [OTHER_ACCOUNT] });

    it("needs review once: of the access that comes with its name", () => {
      const review = [
        s.needsReview({
          what: "AWS account 999988887777 gains access to key orders",
          got: "Decrypt",
          expected: "",
          fix: "make sure that it may use the key: `keyStatements` name it",
        }),
      ];
      expect(evaluate(key(s.OWN, s.AURA), named(s.OWN, s.AURA, user))).toEqual(review);
      expect(evaluate(key(s.OWN), named(s.OWN, user))).toEqual(review);
      expect(evaluate(named(s.OWN, s.AURA), named(s.OWN, s.AURA, user))).toEqual([s.COMPLIANT]);
    });

    it("does not take it for Aura: the first access of Aura beside it needs review as that", () => {
      expect(evaluate(named(s.OWN, user), named(s.OWN, user, s.AURA))).toMatchObject([
        { what: "AWS account 444455556666 gains first access to key orders" },
      ]);
    });

    it("needs review if a plan says of a principal with access that it is not Aura, and of nothing else", () => {
      const claims = (name: string) => [
        s.needsReview({
          what: "expected principals of key orders change",
          got: `${name} no longer taken for Aura`,
          expected: "no change",
          fix: "make sure that it is not Aura",
        }),
      ];
      expect(evaluate(key(s.OWN, user), named(s.OWN, user))).toEqual(claims("AWS account 999988887777"));
      const changed = [s.OWN, s.AURA, user] as const;
      expect(
        evaluate(withPrincipals([s.AURA_ACCOUNT, OTHER_ACCOUNT], ...changed), {
          ...withPrincipals([s.AURA_ACCOUNT, OTHER_ACCOUNT], ...changed),
          besideAura: [OTHER_ACCOUNT],
        }),
      ).toEqual(claims("AWS account 999988887777"));
      expect(evaluate(named(s.OWN, user), named(s.OWN, user))).toEqual([s.COMPLIANT]);
      expect(evaluate(key(s.OWN), named(s.OWN))).toEqual([s.COMPLIANT]);
    });
  });

  it("needs review of a wider expected principal, but not of another spelling", () => {
    const [root, role] = [`arn:aws:iam::${OTHER_ACCOUNT}:root`, `arn:aws:iam::${OTHER_ACCOUNT}:role/aura`];
    expect(evaluate(withPrincipals([role], s.OWN), withPrincipals([OTHER_ACCOUNT], s.OWN))).toEqual([
      expectedChange(OTHER_ACCOUNT),
    ]);
    expect(evaluate(withPrincipals([OTHER_ACCOUNT], s.OWN), withPrincipals([root], s.OWN))).toEqual([s.COMPLIANT]);
    expect(evaluate(withPrincipals([root], s.OWN), withPrincipals([OTHER_ACCOUNT], s.OWN))).toEqual([s.COMPLIANT]);
    expect(evaluate(withPrincipals([OTHER_ACCOUNT], s.OWN), withPrincipals([role], s.OWN))).toEqual([s.COMPLIANT]);
  });

  it("needs review if a wider expected principal comes with more access for one that was expected", () => {
    const role = `arn:aws:iam::${OTHER_ACCOUNT}:role/aura`;
    const grown = { ...s.decryptFor(OTHER_ACCOUNT), Principal: { AWS: role } };
    expect(evaluate(withPrincipals([role], s.OWN), withPrincipals([OTHER_ACCOUNT], s.OWN, grown))).toEqual([
      expectedChange(OTHER_ACCOUNT),
    ]);
  });

  it.each([
    ["that names a principal with access", key(s.OWN, s.AURA), withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA)],
    [
      "that names fewer",
      withPrincipals([s.AURA_ACCOUNT, OTHER_ACCOUNT], s.OWN),
      withPrincipals([s.AURA_ACCOUNT], s.OWN),
    ],
    ["of a new key", undefined, withPrincipals([s.AURA_ACCOUNT], s.OWN)],
  ])("accepts an expected principal %s", (_, before, after) => {
    expect(evaluate(before, after)).toEqual([s.COMPLIANT]);
  });

  describe("where a denial goes away", () => {
    const intern = { AWS: `arn:aws:iam::${s.ACCOUNT}:role/intern` };
    const denied = (over: object = {}) => ({ ...denial, Sid: "Deny", Principal: intern, ...over });
    const from = (...denials: object[]) => ({
      to: (...others: object[]) => evaluate(key(s.OWN, s.AURA, ...denials), key(s.OWN, s.AURA, ...others)),
    });

    it("needs review, also if no statement names the principals that it denied", () => {
      const who = `arn:aws:iam::${s.ACCOUNT}:role/intern`;
      expect(from(denied()).to()).toEqual([lost(`statement 3 ("Deny") is removed, which denied ${who} kms:Decrypt`)]);
      const wider = denied({ Action: ["kms:Decrypt", "kms:Encrypt"] });
      expect(from(wider).to(denied())).toEqual([lost('statement 3 ("Deny"): no longer denies kms:Encrypt')]);
      const pattern = denied({
        Principal: "*",
        Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci-*" } },
      });
      const ci = 'only under ArnLike aws:PrincipalArn "arn:aws:iam::*:role/ci-*"';
      expect(from(pattern).to()).toEqual([
        lost(`statement 3 ("Deny") is removed, which denied anyone kms:Decrypt, ${ci}`),
      ]);
      expect(from(denied()).to(pattern)).toEqual([
        lost(`statement 3 ("Deny"): denies anyone, no longer denies ${who}, now ${ci}`),
      ]);
    });

    it("is not what becomes of a deletion guard, which `key-survives` judges", () => {
      const guard = deletionGuard(90);
      expect(from(guard).to()).toEqual([s.COMPLIANT]);
      expect(from(guard).to(deletionGuard(45))).toEqual([s.COMPLIANT]);
      expect(from({ ...guard, Action: ["kms:DisableKey", "kms:ScheduleKeyDeletion"] }).to(guard)).toMatchObject([
        {
          what: "AWS account 111122223333 gains control of key orders",
          got: "all of its users and roles can disable it, where IAM allows it",
        },
        { got: 'statement 3 ("Deny deletion of a key in use"): no longer denies kms:DisableKey' },
      ]);
    });

    it("needs review if it becomes an Allow, and if its variables become literals", () => {
      expect(from(denied()).to(denied({ Effect: "Allow" }))).toMatchObject([
        { what: `${intern.AWS} gains access to key orders`, got: "can decrypt data, without IAM" },
        lost(
          `statement 3 ("Deny"): is an Allow now, was a Deny, denied ${intern.AWS} kms:Decrypt, allows ${intern.AWS} kms:Decrypt`,
        ),
      ]);
      const own = denied({
        Principal: "*",
        Condition: { StringNotEquals: { "aws:username": "${aws:PrincipalTag/x}" } },
      });
      const old = (document: string) => document.replace("2012-10-17", "2008-10-17");
      const text = s.policyText(s.OWN, s.AURA, own);
      const [before, after] = [text, old(text)].map((one) =>
        s.aKey({ arn: known(s.KEY_ARN, "arn"), policy: known(one, "policy") }),
      );
      expect(evaluate(before, after)).toEqual([
        lost(`statement 3 ("Deny"): its "\${...}" is literal text now, because of the policy's Version`),
      ]);
    });

    it("accepts one that is wider, spelled differently, or part of another one", () => {
      const ci = { AWS: `arn:aws:iam::${s.ACCOUNT}:role/ci` };
      const all = denied({ Action: "kms:*" });
      expect(from(denied()).to(all)).toEqual([s.COMPLIANT]);
      expect(from(denied()).to(denied({ Sid: "Other", Action: ["kms:decrypt"] }))).toEqual([s.COMPLIANT]);
      const both = denied({ Principal: { AWS: [intern.AWS, ci.AWS] } });
      expect(from(denied(), denied({ Sid: "Ci", Principal: ci })).to(both)).toEqual([s.COMPLIANT]);
      expect(from(denied({ Sid: undefined }), all).to(all)).toEqual([s.COMPLIANT]);
    });
  });

  describe("on a new replica", () => {
    const primary = (over: Parameters<typeof s.aKey>[0] = {}) =>
      s.keyWith([s.OWN, s.AURA], { id: "prod/primary", name: "primary", ...over });
    const replica = (statements: readonly object[], over: Parameters<typeof s.aKey>[0] = {}) =>
      s.keyWith(statements, {
        arn: unknown("AWS names it"),
        replicaOf: { primary: "prod/primary", primaryArn: known(s.KEY_ARN, "arn") },
        ...over,
      });
    const evaluated = (one: ReturnType<typeof primary>, statements: readonly object[], expected?: string[]) =>
      evaluate(undefined, replica(statements, expected && { expectedPrincipals: expected }), {
        before: [one],
        after: [one],
      });
    const both = [s.OWN, s.AURA, s.decryptFor(OTHER_ACCOUNT)];

    it("accepts principals that may use the primary", () => {
      expect(evaluated(primary(), [s.OWN, s.AURA])).toEqual([s.COMPLIANT]);
      expect(evaluated(primary(), [s.AURA, s.OWN], [s.AURA_ACCOUNT])).toEqual([s.COMPLIANT]);
    });

    it("compares a replica that was there with itself, whatever its primary allows", () => {
      const widened = evaluate(
        replica([s.OWN, s.AURA], { arn: known(s.KEY_ARN, "arn") }),
        replica(both, { arn: known(s.KEY_ARN, "arn") }),
        {
          ...{ before: [s.keyWith(both, { id: "prod/primary", name: "primary" })] },
          after: [s.keyWith(both, { id: "prod/primary", name: "primary" })],
        },
      );
      expect(widened).toMatchObject([{ what: "unexpected AWS account 999988887777 gains access to key orders" }]);
    });

    it("does not repeat a principal that is expected on the primary too, and reported there", () => {
      const expected = { expectedPrincipals: [s.AURA_ACCOUNT] };
      const phase1 = s.keyWith([s.OWN], { id: "prod/primary", name: "primary" });
      const withPrimary = (before: typeof phase1 | undefined, after: typeof phase1, over = {}) =>
        evaluate(undefined, replica([s.OWN, s.AURA], over), { before: before ? [before] : [], after: [after] });
      expect(withPrimary(phase1, primary(expected), expected)).toEqual([s.COMPLIANT]);
      expect(withPrimary(undefined, primary(expected), expected)).toEqual([s.COMPLIANT]);
      // A principal that is not expected on both is reported on both.
      const first = [{ severity: "warning", what: "AWS account 444455556666 gains first access to key orders" }];
      expect(withPrimary(undefined, primary(expected))).toMatchObject(first);
      expect(withPrimary(undefined, primary(), expected)).toMatchObject(first);
      expect(withPrimary(undefined, s.keyWith([s.OWN], { id: "prod/primary", ...expected }), expected)).toMatchObject(
        first,
      );
    });

    it("blocks an unexpected principal, which could decrypt data of the primary, and needs review if it is expected", () => {
      const otherAccount = {
        got: "Decrypt",
        what: "unexpected AWS account 999988887777 gains access to key orders",
      };
      expect(evaluated(primary(), both)).toMatchObject([otherAccount]);
      const newly = { severity: "warning", what: "newly expected AWS account 999988887777 gains access to key orders" };
      expect(evaluated(primary(), both, [s.AURA_ACCOUNT, OTHER_ACCOUNT])).toMatchObject([newly]);
      const primaryWithExpected = primary({ expectedPrincipals: [s.AURA_ACCOUNT] });
      expect(evaluated(primaryWithExpected, both, [s.AURA_ACCOUNT, OTHER_ACCOUNT])).toMatchObject([newly]);
    });

    it("needs review of principals with less access to the primary, wherever they are expected now", () => {
      const little = { ...s.decryptFor(OTHER_ACCOUNT), Action: "kms:DescribeKey" };
      const principals = [s.AURA_ACCOUNT, OTHER_ACCOUNT];
      const before = s.keyWith([s.OWN, s.AURA, little], { id: "prod/primary", name: "primary" });
      const withExpected = (pinsOfPrimary?: string[]) =>
        evaluate(undefined, replica(both, { expectedPrincipals: principals }), {
          before: [before],
          after: [pinsOfPrimary ? { ...before, expectedPrincipals: pinsOfPrimary } : before],
        });
      expect(withExpected(principals)).toEqual([newlyExpected(gets("AWS account 999988887777"))]);
      expect(withExpected()).toEqual([newlyExpected(gets("AWS account 999988887777"))]);
    });

    it("needs review of an expected principal that the primary does not have, and of a Deny that only the primary has", () => {
      const primaryWithExpected = primary({ expectedPrincipals: [s.AURA_ACCOUNT] });
      expect(evaluated(primaryWithExpected, [s.OWN, s.AURA], [s.AURA_ACCOUNT, OTHER_ACCOUNT])).toEqual([
        expectedChange(OTHER_ACCOUNT),
      ]);
      expect(evaluated(primaryWithExpected, [s.OWN, s.AURA], [s.AURA_ACCOUNT])).toEqual([s.COMPLIANT]);
      expect(evaluated(primaryWithExpected, [s.OWN, s.AURA])).toEqual([s.COMPLIANT]);
      const guarded = s.keyWith([s.OWN, s.AURA, denial], { id: "prod/primary", name: "primary" });
      expect(evaluated(guarded, [s.OWN, s.AURA])).toEqual([
        lost("statement 3 is removed, which denied AWS account 999988887777 kms:Decrypt"),
      ]);
    });

    it("needs review of a principal of the own account, and of a service, without access to the primary", () => {
      const intern = `arn:aws:iam::${s.ACCOUNT}:role/intern`;
      const allow = (Principal: object) => ({ Effect: "Allow", Principal, Action: "kms:Decrypt", Resource: "*" });
      const admin = { ...allow({ AWS: `arn:aws:iam::${s.ACCOUNT}:role/admin` }), Action: "kms:*" };
      const closed = primary({ policy: known(s.policyText(admin, s.AURA), "policy") });
      const statements = [admin, s.AURA, allow({ AWS: intern }), allow({ Service: "logs.amazonaws.com" })];
      expect(evaluated(closed, statements)).toEqual([
        s.needsReview({
          what: `${intern} gains access to key orders`,
          got: "can decrypt data, without IAM",
          expected: EXPECTED,
          fix: "make sure that they may use or administer the key",
        }),
        s.needsReview({
          what: "AWS service logs.amazonaws.com gains access to key orders",
          got: "Decrypt",
          expected: EXPECTED,
          fix: "make sure that this service may use the key",
        }),
      ]);
    });

    it("is unknown if the policy of the primary cannot be read", () => {
      const hidden = primary({ policy: unknown("`policy` of the primary is sensitive") });
      expect(evaluated(hidden, [s.OWN, s.AURA])).toEqual([
        s.unverified("no principal gains access to key orders", "`policy` of the primary is sensitive"),
      ]);
    });
  });

  describe("of the key's own account", () => {
    const arn = (who: string): string => `arn:aws:iam::${s.ACCOUNT}:${who}`;
    const allow = (who: string | string[], Action: string | string[], over: object = {}) => ({
      ...{ Effect: "Allow", Principal: { AWS: [who].flat().map(arn) }, Action, Resource: "*", ...over },
    });
    const gains = (who: string, what: "control of" | "access to", got: string) =>
      s.needsReview({
        ...{ what: `${who} ${what} key orders`, got, expected: EXPECTED },
        fix: "make sure that they may use or administer the key",
      });

    it.each<[string, string[], "control of" | "access to", string]>([
      ["role/ops", ["kms:PutKeyPolicy"], "control of", "change its policy"],
      ["user/ops", ["kms:Schedule*", "kms:DisableKey"], "control of", "schedule its deletion and disable it"],
      ["role/ops", ["kms:*"], "control of", "schedule its deletion, disable it, change its policy and 10 more"],
      ["role/ops", ["kms:CreateGrant", "kms:RetireGrant"], "control of", "grant access to others"],
      ["role/ops", ["kms:Revoke*", "kms:DescribeKey"], "control of", "revoke grants"],
      [
        "role/ops",
        ["kms:Replicate*", "kms:Update*"],
        "control of",
        "copy it to other regions, move its primary region and move or delete its aliases",
      ],
      [
        "role/ops",
        ["kms:DisableKeyRotation", "kms:DeleteAlias"],
        "control of",
        "turn off its rotation and move or delete its aliases",
      ],
      [
        "role/ops",
        ["kms:*ImportedKeyMaterial", "kms:ImportKeyMaterial"],
        "control of",
        "delete its key material and import key material",
      ],
      [
        "role/app",
        ["kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
        "access to",
        "decrypt data and create data keys",
      ],
    ])("needs review of %s that gets %p by name, without IAM", (who, Action, what, got) => {
      const statement = allow(who, Action);
      const verdict = gains(`${arn(who)} gains`, what, `can ${got}, without IAM`);
      expect(evaluate(key(s.OWN), key(s.OWN, statement))).toEqual([verdict]);
      expect(evaluate(key(s.OWN, statement), key(statement, s.OWN))).toEqual([s.COMPLIANT]);
      // A new key, and a principal that was expected before.
      expect(evaluate(undefined, key(s.OWN, statement))).toEqual([s.COMPLIANT]);
      expect(evaluate(withPrincipals([arn(who)], s.OWN), withPrincipals([arn(who)], s.OWN, statement))).toEqual([
        s.COMPLIANT,
      ]);
    });

    it.each([
      [["kms:Describe*", "kms:List*", "kms:Get*"]],
      [["kms:Encrypt", "kms:GenerateDataKeyWithoutPlaintext"]],
      [["kms:EnableKey", "kms:CancelKeyDeletion", "kms:EnableKeyRotation", "kms:TagResource", "kms:RetireGrant"]],
    ])("accepts a role that gets %p, which takes nothing away and reads no data", (Action) => {
      expect(evaluate(key(s.OWN), key(s.OWN, allow("role/ops", Action)))).toEqual([s.COMPLIANT]);
    });

    it("needs review of all of its principals, let in by a condition instead of by the root of the account", () => {
      const all = allow("root", "kms:Decrypt", {
        Principal: { AWS: "*" },
        Condition: { StringEquals: { "kms:CallerAccount": s.ACCOUNT } },
      });
      expect(evaluate(key(s.OWN), key(s.OWN, all))).toEqual([
        gains(
          `AWS account ${s.ACCOUNT} gains`,
          "access to",
          "all of its users and roles can decrypt data, without IAM",
        ),
      ]);
      expect(evaluate(key(s.OWN), key(s.OWN, allow("root", "kms:Decrypt")))).toEqual([s.COMPLIANT]);
      const little = allow("root", "kms:Describe*");
      const admin = allow("role/admin", "kms:*");
      expect(evaluate(key(admin, little), key(admin, allow("root", "kms:*")))).toEqual([
        gains(
          `AWS account ${s.ACCOUNT} gains`,
          "control of",
          "all of its users and roles can schedule its deletion, disable it, change its policy and 10 more, where IAM allows it",
        ),
      ]);
    });

    it("accepts grants and data by an AWS service alone, and needs review of everything else under such a condition", () => {
      const bound = (operator: string, name: string, value: string) => ({
        Condition: { [operator]: { [name]: value } },
      });
      const forResources = bound("Bool", "kms:GrantIsForAWSResource", "true");
      const viaS3 = bound("StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com");
      const notViaS3 = bound("StringNotEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com");
      const directOnly = bound("Null", "kms:ViaService", "true");
      expect(evaluate(key(s.OWN), key(s.OWN, allow("role/app", ["kms:CreateGrant"], forResources)))).toEqual([
        s.COMPLIANT,
      ]);
      expect(evaluate(key(s.OWN), key(s.OWN, allow("role/app", ["kms:Decrypt"], viaS3)))).toEqual([s.COMPLIANT]);
      for (const condition of [notViaS3, directOnly])
        expect(evaluate(key(s.OWN), key(s.OWN, allow("role/app", "kms:Decrypt", condition)))).toEqual([
          gains(`${arn("role/app")} gains`, "access to", "can decrypt data, without IAM"),
        ]);
      expect(evaluate(key(s.OWN), key(s.OWN, allow("role/app", "kms:ScheduleKeyDeletion", viaS3)))).toEqual([
        gains(`${arn("role/app")} gains`, "control of", "can schedule its deletion, without IAM"),
      ]);
      // A second, open statement counts, also where the first was there before.
      const open = allow("role/app", "kms:Decrypt");
      expect(evaluate(key(s.OWN, allow("role/app", "kms:Decrypt", viaS3)), key(s.OWN, open))).toEqual([
        gains(`${arn("role/app")} gains`, "access to", "can decrypt data, without IAM"),
      ]);
    });

    it("needs review of who may tag the key only where a policy compares its tags", () => {
      const tagging = allow("role/ops", "kms:TagResource");
      const byTag = { Condition: { StringEquals: { "aws:ResourceTag/team": "a" } } };
      expect(evaluate(key(s.OWN), key(s.OWN, tagging, allow("role/app", "kms:Describe*", byTag)))).toEqual([
        gains(`${arn("role/ops")} gains`, "control of", "can change its tags, without IAM"),
      ]);
    });

    it("says once what several gain, and what each of them gains", () => {
      const after = key(s.OWN, allow(["role/a", "user/b"], "kms:DisableKey"), allow("role/c", "kms:Decrypt"));
      expect(evaluate(key(s.OWN), after)).toEqual([
        gains(`${arn("role/a")} and ${arn("user/b")} gain`, "control of", "can disable it, without IAM"),
        gains(`${arn("role/c")} gains`, "access to", "can decrypt data, without IAM"),
      ]);
    });

    it("needs review of a principal that had no access before", () => {
      const admin = allow("role/admin", "kms:*");
      expect(evaluate(key(admin), key(admin, allow("role/app", "kms:Decrypt")))).toEqual([
        gains(`${arn("role/app")} gains`, "access to", "can decrypt data, without IAM"),
      ]);
    });
  });

  it("needs review of an AWS service that gains access, which is never Aura", () => {
    const logs = {
      Effect: "Allow",
      Principal: { Service: "logs.amazonaws.com" },
      Action: "kms:Decrypt",
      Resource: "*",
    };
    const service = s.needsReview({
      what: "AWS service logs.amazonaws.com gains access to key orders",
      got: "Decrypt",
      expected: EXPECTED,
      fix: "make sure that this service may use the key",
    });
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, s.AURA, logs))).toEqual([service]);
    expect(evaluate(key(s.OWN), key(s.OWN, logs))).toEqual([service]);
    expect(evaluate(undefined, key(s.OWN, logs))).toEqual([s.COMPLIANT]);
    // Aura's is the first statement still.
    expect(evaluate(key(s.OWN, logs), key(s.OWN, logs, s.AURA))).toMatchObject([
      { severity: "warning", what: "AWS account 444455556666 gains first access to key orders" },
    ]);
  });

  it("blocks organizations, unclear principals and federated users like other unexpected principals", () => {
    const organization = {
      ...s.AURA,
      Sid: "Org",
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
    };
    const but = { Effect: "Allow", NotPrincipal: { AWS: OTHER_ACCOUNT }, Action: "kms:Decrypt", Resource: "*" };
    const federated = {
      Effect: "Allow",
      Principal: { Federated: "x.example.com" },
      Action: "kms:Decrypt",
      Resource: "*",
    };
    expect(evaluate(key(s.OWN), key(s.OWN, federated))).toMatchObject([
      { got: "Decrypt", what: "unexpected users of x.example.com gains access to key orders" },
    ]);
    for (const statement of [organization, but, federated]) {
      const [verdict] = evaluate(key(s.OWN, s.AURA), key(s.OWN, s.AURA, statement));
      expect(verdict).toMatchObject({
        outcome: "violation",
        what: expect.stringMatching(/^unexpected .* gains? access to key orders$/) as string,
      });
      expect(verdict).not.toHaveProperty("severity");
    }
  });

  it("sees that a statement may be about a key which AWS has yet to name", () => {
    const mrk = { ...s.AURA, Condition: {}, Resource: "arn:aws:kms:eu-west-1:111122223333:key/mrk-*" };
    const unnamed = s.aKey({ policy: known(s.policyText(s.OWN, mrk), "policy") });
    expect(evaluate(undefined, unnamed)).toMatchObject([{ what: "key orders becomes usable by anyone" }]);
  });

  it("names at most three, and counts the rest", () => {
    const many = Array.from({ length: 12 }, (_, index) => s.decryptFor(String(100000000000 + index)));
    const [verdict] = evaluate(key(s.OWN, s.AURA), key(s.OWN, s.AURA, ...many));
    expect(verdict).toMatchObject({
      got: "AWS account 100000000000 gets Decrypt, AWS account 100000000001 gets Decrypt, AWS account 100000000002 gets Decrypt and 9 more",
    });
  });

  it.each([
    ["another spelling", key(s.OWN, s.AURA), key(s.AURA, { ...s.OWN, Principal: { AWS: s.ACCOUNT } })],
    ["less access", key(s.OWN, s.AURA, s.decryptFor(OTHER_ACCOUNT)), key(s.OWN, s.auraWithout("kms:RevokeGrant"))],
    ["a new key with access for its account only", undefined, key(s.OWN)],
  ])("accepts %s", (_, before, after) => {
    expect(evaluate(before, after)).toEqual([s.COMPLIANT]);
  });

  it("does not apply to a key that is deleted, and is unknown for a policy that cannot be read", () => {
    expect(evaluate(key(s.OWN, s.AURA), undefined)).toEqual([s.NOT_APPLICABLE]);
    const later = s.keyWith([], { policy: unknown("`policy` of the key is known only at apply") });
    const claim = "no principal gains access to key orders";
    expect(evaluate(key(s.OWN), later)).toEqual([
      s.unverified(`no principal gains access to key orders`, `\`policy\` of the key is known only at apply`),
    ]);
    const nowhere = { accountClaims: [], arn: unknown("not known yet") };
    expect(evaluate(undefined, s.keyWith([s.OWN], nowhere))).toEqual([
      s.unverified(claim, "which AWS account key orders belongs to is not known"),
    ]);
    expect(evaluate(s.keyWith([], { policy: known("[]", "`policy` of the key") }), key(s.OWN))).toEqual([
      s.unverified(claim, "`policy` of the key cannot be read: not a JSON object"),
    ]);
  });
});

it("has this one-line message for the bad example of no-new-access", () => {
  expect(s.exampleLine(noNewAccess)).toBe(
    "prod/orders: unexpected AWS account 777788889999 gains access to key orders: CreateGrant, Decrypt and 6 more; help: remove it; if it is Aura, set `auraAccountId` [no-new-access]",
  );
});
