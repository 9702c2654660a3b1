import { known, unknown } from "../../../model/fact";
import { noNewAccess } from "../../../rules/change/no-new-access";
import * as s from "./support";

const EXPECTED = "";
const STRANGER = "999988887777";
const key = (...statements: object[]) => s.keyWith(statements);
const pinned = (pin: string[], ...statements: object[]) => s.keyWith(statements, { expectedPrincipals: pin });
const evaluate = (
  before: Parameters<typeof s.evaluateChange>[1],
  after: Parameters<typeof s.evaluateChange>[2],
  beside?: s.Beside,
) => s.evaluateChange(noNewAccess, before, after, beside);
const gets = (who: string, what = "Decrypt") => `${who} gets ${what}`;

const denial = { Effect: "Deny", Principal: { AWS: STRANGER }, Action: "kms:Decrypt", Resource: "*" };
const lost = (got: string) =>
  s.needsReview({
    what: "a Deny statement of key orders is removed or narrowed",
    got,
    expected: "no Deny weakened",
    fix: "make sure that the denied principals may use the key",
  });
const newlyPinned = (got: string) =>
  s.needsReview({
    what: `newly expected ${got.split(" gets ")[0]} gains access to key orders`,
    got: got.split(" gets ")[1] ?? "",
    expected: EXPECTED,
    fix: "make sure that it is Aura's account: it is set in the same plan",
  });
const newPin = (...pins: string[]) =>
  s.needsReview({
    what: "expected principals of key orders change",
    got: `added ${pins.join(" and ")}`,
    expected: "no change",
    fix: "confirm it: a later plan can grant them access without a review",
  });

describe("no-new-access", () => {
  it("blocks a stranger beside Aura", () => {
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, s.AURA, s.decryptFor(STRANGER)))).toEqual([
      s.blocks({
        what: "unexpected AWS account 999988887777 gains access to key orders",
        got: "Decrypt",
        expected: EXPECTED,
        fix: "remove it; if it is Aura, set `auraAccountId`",
      }),
    ]);
  });

  it("blocks a wildcard that nothing narrows, also where it is the first statement, or pinned beside", () => {
    const everybody = { ...s.AURA, Condition: { Bool: { "aws:SecureTransport": "true" } } };
    const verdict = s.blocks({
      what: "key orders becomes usable by anyone",
      got: "CreateGrant, Decrypt and 6 more",
      expected: EXPECTED,
      fix: "name the account in `Principal`, or add a condition such as `kms:CallerAccount`",
    });
    expect(evaluate(key(s.OWN), key(s.OWN, { ...s.AURA, Condition: {} }))).toEqual([verdict]);
    expect(evaluate(undefined, key(s.OWN, everybody))).toEqual([verdict]);
    const pin = [s.AURA_ACCOUNT];
    expect(evaluate(pinned(pin, s.OWN), pinned(pin, s.OWN, everybody))).toEqual([verdict]);
  });

  it("wants a look at whom the first statement lets in, unless that is pinned", () => {
    const first = s.needsReview({
      what: "AWS account 444455556666 gains first access to key orders",
      got: "CreateGrant, Decrypt and 6 more",
      expected: EXPECTED,
      fix: "compare with the Aura Console; set `auraAccountId`",
    });
    expect(evaluate(key(s.OWN), key(s.OWN, s.AURA))).toEqual([first]);
    expect(evaluate(undefined, key(s.OWN, s.AURA))).toEqual([first]);
    const phase1 = pinned([s.AURA_ACCOUNT], s.OWN);
    expect(evaluate(phase1, pinned([s.AURA_ACCOUNT], s.OWN, s.AURA))).toEqual([s.COMPLIANT]);
  });

  it("wants a look at a pin that comes with the first statement: nobody else has compared the two", () => {
    const both = s.needsReview({
      what: "AWS account 444455556666 gains first access to key orders",
      got: "CreateGrant, Decrypt and 6 more; `auraAccountId` is set in the same plan",
      expected: EXPECTED,
      fix: "compare with the Aura Console; set `auraAccountId` in phase 1 to skip this review",
    });
    expect(evaluate(key(s.OWN), pinned([s.AURA_ACCOUNT], s.OWN, s.AURA))).toEqual([both]);
    expect(evaluate(undefined, pinned([s.AURA_ACCOUNT], s.OWN, s.AURA))).toEqual([both]);
    // A key that is imported has its statement already, and the pin says nothing else.
    const imported = { changes: { "prod/orders": { imported: true } } };
    expect(evaluate(key(s.OWN, s.AURA), pinned([s.AURA_ACCOUNT], s.OWN, s.AURA), imported)).toEqual([s.COMPLIANT]);
  });

  it("wants a look at an account that the plans or the estate know", () => {
    const known = { knownAccounts: [STRANGER] };
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, s.AURA, s.decryptFor(STRANGER)), known)).toEqual([
      s.needsReview({
        what: "AWS account 999988887777 gains access to key orders",
        got: "Decrypt",
        expected: EXPECTED,
        fix: "make sure that this account may use the key",
      }),
    ]);
  });

  it("wants a look when somebody who is let in may do more, and when a condition or a denial falls away", () => {
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
      ...s.decryptFor(STRANGER),
      Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
    };
    expect(evaluate(key(s.OWN, bound), key(s.OWN, s.decryptFor(STRANGER)))).toEqual(
      more(gets("AWS account 999988887777")),
    );
    expect(evaluate(key(s.OWN, s.decryptFor(STRANGER), denial), key(s.OWN, s.decryptFor(STRANGER)))).toEqual([
      ...more(gets("AWS account 999988887777")),
      lost("statement 3 is removed, which denied AWS account 999988887777 kms:Decrypt"),
    ]);
  });

  it("wants a look when a pin comes for another account than the one before", () => {
    const before = pinned([s.AURA_ACCOUNT], s.OWN, s.AURA);
    expect(evaluate(before, pinned([s.AURA_ACCOUNT, STRANGER], s.OWN, s.AURA, s.decryptFor(STRANGER)))).toEqual([
      newlyPinned(gets("AWS account 999988887777")),
    ]);
  });

  it("wants a look at whoever gets something together with the first pin, also when he is let in already", () => {
    const pin = [s.AURA_ACCOUNT, STRANGER];
    const after = pinned(pin, s.OWN, s.AURA, s.decryptFor(STRANGER));
    expect(evaluate(key(s.OWN, s.AURA), after)).toEqual([newlyPinned(gets("AWS account 999988887777"))]);
    const little = { ...s.decryptFor(STRANGER), Action: "kms:DescribeKey" };
    expect(evaluate(key(s.OWN, s.AURA, little), after)).toEqual([newlyPinned(gets("AWS account 999988887777"))]);
    const bigger = { ...s.AURA, Action: [...s.AURA.Action, "kms:Sign"] };
    expect(evaluate(key(s.OWN, s.AURA), pinned([s.AURA_ACCOUNT], s.OWN, bigger))).toEqual([
      newlyPinned("AWS account 444455556666 gets Sign"),
    ]);
    expect(evaluate(key(s.OWN, s.AURA, s.decryptFor(STRANGER), denial), after)).toEqual([
      newlyPinned(gets("AWS account 999988887777")),
      lost("statement 4 is removed, which denied AWS account 999988887777 kms:Decrypt"),
    ]);
  });

  it("wants a look at a pin for somebody who is not let in yet, and when the pin goes", () => {
    const both = pinned([s.AURA_ACCOUNT, STRANGER], s.OWN, s.AURA);
    expect(evaluate(pinned([s.AURA_ACCOUNT], s.OWN, s.AURA), both)).toEqual([newPin(STRANGER)]);
    expect(evaluate(key(s.OWN, s.AURA), both)).toEqual([newPin(STRANGER)]);
    expect(evaluate(pinned([s.AURA_ACCOUNT], s.OWN), pinned([STRANGER], s.OWN))).toEqual([newPin(STRANGER)]);
    const again = pinned([s.AURA_ACCOUNT, STRANGER], s.AURA, s.OWN, s.decryptFor(s.AURA_ACCOUNT));
    expect(evaluate(pinned([s.AURA_ACCOUNT], s.OWN, s.AURA), again)).toEqual([newPin(STRANGER)]);
    expect(evaluate(both, key(s.OWN, s.AURA))).toEqual([
      s.needsReview({
        what: "expected principals of key orders change",
        got: "removed",
        expected: "no change",
        fix: "keep `auraAccountId` and `auraPrincipals`",
      }),
    ]);
  });

  it("wants a look at the first pin of a key that is there, before the statement comes", () => {
    expect(evaluate(key(s.OWN), pinned([s.AURA_ACCOUNT], s.OWN))).toEqual([newPin(s.AURA_ACCOUNT)]);
    expect(evaluate(key(s.OWN), pinned([s.AURA_ACCOUNT, STRANGER], s.OWN))).toEqual([newPin(s.AURA_ACCOUNT, STRANGER)]);
    const hidden = (over: object) => s.keyWith([], { policy: unknown("`policy` is sensitive"), ...over });
    const noOp = { changes: { "prod/orders": { actions: ["no-op"] as const } } };
    expect(evaluate(hidden({}), hidden({ expectedPrincipals: [s.AURA_ACCOUNT] }), noOp)).toEqual([
      newPin(s.AURA_ACCOUNT),
    ]);
  });

  it("takes a pin that comes with the import of a key as it takes one that comes with a new key, while nobody is let in", () => {
    const imported = { changes: { "prod/orders": { actions: ["update"] as const, imported: true } } };
    expect(evaluate(key(s.OWN), pinned([s.AURA_ACCOUNT], s.OWN), imported)).toEqual([s.COMPLIANT]);
    const little = [s.OWN, { ...s.decryptFor(STRANGER), Action: "kms:DescribeKey" }];
    expect(evaluate(key(...little), pinned([STRANGER], ...little), imported)).toEqual([newPin(STRANGER)]);
    const statement = evaluate(key(s.OWN), pinned([s.AURA_ACCOUNT], s.OWN, s.AURA), imported);
    expect(statement).toMatchObject([{ outcome: "violation", severity: "warning" }]);
  });

  it("wants a look at a new pin for somebody who is let in already, but not as Aura is", () => {
    const little = { ...s.decryptFor(STRANGER), Action: "kms:DescribeKey" };
    const statements = [s.OWN, s.AURA, little];
    const both = pinned([s.AURA_ACCOUNT, STRANGER], ...statements);
    expect(evaluate(pinned([s.AURA_ACCOUNT], ...statements), both)).toEqual([newPin(STRANGER)]);
    expect(evaluate(key(...statements), both)).toEqual([newPin(STRANGER)]);
    const quarantined = [s.OWN, s.AURA, { ...denial, Principal: { AWS: s.AURA_ACCOUNT } }];
    expect(evaluate(key(...quarantined), pinned([s.AURA_ACCOUNT], ...quarantined))).toEqual([newPin(s.AURA_ACCOUNT)]);
    // Once somebody is pinned, whoever joins him has to be looked at, whatever he may do already.
    const second = { ...s.AURA, Sid: "Second", Condition: { StringEquals: { "kms:CallerAccount": STRANGER } } };
    const full = [s.OWN, s.AURA, second];
    const pins = [s.AURA_ACCOUNT, STRANGER];
    expect(evaluate(pinned([s.AURA_ACCOUNT], ...full), pinned(pins, ...full))).toEqual([newPin(STRANGER)]);
    expect(evaluate(key(...full), pinned(pins, ...full))).toEqual([s.COMPLIANT]);
  });

  it("wants a look at a pin that is wider than the one before, not at one that is written in another way", () => {
    const [root, role] = [`arn:aws:iam::${STRANGER}:root`, `arn:aws:iam::${STRANGER}:role/aura`];
    expect(evaluate(pinned([role], s.OWN), pinned([STRANGER], s.OWN))).toEqual([newPin(STRANGER)]);
    expect(evaluate(pinned([STRANGER], s.OWN), pinned([root], s.OWN))).toEqual([s.COMPLIANT]);
    expect(evaluate(pinned([root], s.OWN), pinned([STRANGER], s.OWN))).toEqual([s.COMPLIANT]);
    expect(evaluate(pinned([STRANGER], s.OWN), pinned([role], s.OWN))).toEqual([s.COMPLIANT]);
  });

  it("wants a look when a wider pin comes with more access for somebody who was pinned already", () => {
    const role = `arn:aws:iam::${STRANGER}:role/aura`;
    const grown = { ...s.decryptFor(STRANGER), Principal: { AWS: role } };
    expect(evaluate(pinned([role], s.OWN), pinned([STRANGER], s.OWN, grown))).toEqual([newPin(STRANGER)]);
  });

  it.each([
    ["that names who is let in already", key(s.OWN, s.AURA), pinned([s.AURA_ACCOUNT], s.OWN, s.AURA)],
    ["that names fewer", pinned([s.AURA_ACCOUNT, STRANGER], s.OWN), pinned([s.AURA_ACCOUNT], s.OWN)],
    ["of a new key", undefined, pinned([s.AURA_ACCOUNT], s.OWN)],
  ])("is content with a pin %s", (_, before, after) => {
    expect(evaluate(before, after)).toEqual([s.COMPLIANT]);
  });

  describe("where a denial goes away", () => {
    const intern = { AWS: `arn:aws:iam::${s.ACCOUNT}:role/intern` };
    const denied = (over: object = {}) => ({ ...denial, Sid: "Deny", Principal: intern, ...over });
    const from = (...denials: object[]) => ({
      to: (...others: object[]) => evaluate(key(s.OWN, s.AURA, ...denials), key(s.OWN, s.AURA, ...others)),
    });

    it("wants a look at it, also when no statement lets in by name whom it kept out", () => {
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

    it("wants a look when it becomes an Allow, and when its variables become texts", () => {
      expect(from(denied()).to(denied({ Effect: "Allow" }))).toMatchObject([
        { got: gets(intern.AWS) },
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

    it("is content with one that is wider, written in another way, or part of another one", () => {
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
    const evaluated = (one: ReturnType<typeof primary>, statements: readonly object[], pin?: string[]) =>
      evaluate(undefined, replica(statements, pin && { expectedPrincipals: pin }), { before: [one], after: [one] });
    const both = [s.OWN, s.AURA, s.decryptFor(STRANGER)];

    it("is content with those who may use the primary", () => {
      expect(evaluated(primary(), [s.OWN, s.AURA])).toEqual([s.COMPLIANT]);
      expect(evaluated(primary(), [s.AURA, s.OWN], [s.AURA_ACCOUNT])).toEqual([s.COMPLIANT]);
    });

    it("says nothing of somebody who is pinned on the primary too, where that is told", () => {
      const pin = { expectedPrincipals: [s.AURA_ACCOUNT] };
      const phase1 = s.keyWith([s.OWN], { id: "prod/primary", name: "primary" });
      const withPrimary = (before: typeof phase1 | undefined, after: typeof phase1, over = {}) =>
        evaluate(undefined, replica([s.OWN, s.AURA], over), { before: before ? [before] : [], after: [after] });
      expect(withPrimary(phase1, primary(pin), pin)).toEqual([s.COMPLIANT]);
      expect(withPrimary(undefined, primary(pin), pin)).toEqual([s.COMPLIANT]);
      // Who is not pinned on both is told of on both.
      const first = [{ severity: "warning", what: "AWS account 444455556666 gains first access to key orders" }];
      expect(withPrimary(undefined, primary(pin))).toMatchObject(first);
      expect(withPrimary(undefined, primary(), pin)).toMatchObject(first);
      expect(withPrimary(undefined, s.keyWith([s.OWN], { id: "prod/primary", ...pin }), pin)).toMatchObject(first);
    });

    it("blocks a stranger, who could read what the primary encrypted, and wants a look when he comes with a pin", () => {
      const stranger = {
        got: "Decrypt",
        what: "unexpected AWS account 999988887777 gains access to key orders",
      };
      expect(evaluated(primary(), both)).toMatchObject([stranger]);
      const newly = { severity: "warning", what: "newly expected AWS account 999988887777 gains access to key orders" };
      expect(evaluated(primary(), both, [s.AURA_ACCOUNT, STRANGER])).toMatchObject([newly]);
      const pinnedPrimary = primary({ expectedPrincipals: [s.AURA_ACCOUNT] });
      expect(evaluated(pinnedPrimary, both, [s.AURA_ACCOUNT, STRANGER])).toMatchObject([newly]);
    });

    it("wants a look at those who could do less on the primary, whoever pins them now", () => {
      const little = { ...s.decryptFor(STRANGER), Action: "kms:DescribeKey" };
      const pins = [s.AURA_ACCOUNT, STRANGER];
      const before = s.keyWith([s.OWN, s.AURA, little], { id: "prod/primary", name: "primary" });
      const withPin = (pinsOfPrimary?: string[]) =>
        evaluate(undefined, replica(both, { expectedPrincipals: pins }), {
          before: [before],
          after: [pinsOfPrimary ? { ...before, expectedPrincipals: pinsOfPrimary } : before],
        });
      expect(withPin(pins)).toEqual([newlyPinned(gets("AWS account 999988887777"))]);
      expect(withPin()).toEqual([newlyPinned(gets("AWS account 999988887777"))]);
    });

    it("wants a look at a pin that the primary does not have, and at a denial that only the primary has", () => {
      const pinnedPrimary = primary({ expectedPrincipals: [s.AURA_ACCOUNT] });
      expect(evaluated(pinnedPrimary, [s.OWN, s.AURA], [s.AURA_ACCOUNT, STRANGER])).toEqual([newPin(STRANGER)]);
      expect(evaluated(pinnedPrimary, [s.OWN, s.AURA], [s.AURA_ACCOUNT])).toEqual([s.COMPLIANT]);
      expect(evaluated(pinnedPrimary, [s.OWN, s.AURA])).toEqual([s.COMPLIANT]);
      const guarded = s.keyWith([s.OWN, s.AURA, denial], { id: "prod/primary", name: "primary" });
      expect(evaluated(guarded, [s.OWN, s.AURA])).toEqual([
        lost("statement 3 is removed, which denied AWS account 999988887777 kms:Decrypt"),
      ]);
    });

    it("wants a look at somebody of the own account, and at a service, who can do nothing with the primary", () => {
      const intern = `arn:aws:iam::${s.ACCOUNT}:role/intern`;
      const allow = (Principal: object) => ({ Effect: "Allow", Principal, Action: "kms:Decrypt", Resource: "*" });
      const admin = { ...allow({ AWS: `arn:aws:iam::${s.ACCOUNT}:role/admin` }), Action: "kms:*" };
      const closed = primary({ policy: known(s.policyText(admin, s.AURA), "policy") });
      const statements = [admin, s.AURA, allow({ AWS: intern }), allow({ Service: "logs.amazonaws.com" })];
      expect(evaluated(closed, statements)).toEqual([
        s.needsReview({
          what: "principals of the key's account gain access to key orders",
          got: gets(intern),
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

    it("cannot tell where nobody can read the policy of the primary", () => {
      const hidden = primary({ policy: unknown("`policy` of the primary is sensitive") });
      expect(evaluated(hidden, [s.OWN, s.AURA])).toEqual([
        s.unknownBecause(
          "cannot verify that no principal gains access to key orders: `policy` of the primary is sensitive",
        ),
      ]);
    });
  });

  it("wants a look at somebody of the key's own account who could do nothing before", () => {
    const role = `arn:aws:iam::${s.ACCOUNT}:role/app`;
    const admin = {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${s.ACCOUNT}:role/admin` },
      Action: "kms:*",
      Resource: "*",
    };
    const app = { Effect: "Allow", Principal: { AWS: role }, Action: "kms:Decrypt", Resource: "*" };
    expect(evaluate(key(admin), key(admin, app))).toEqual([
      s.needsReview({
        what: "principals of the key's account gain access to key orders",
        got: gets(role),
        expected: EXPECTED,
        fix: "make sure that they may use or administer the key",
      }),
    ]);
    // The account's own statement lets its IAM policies decide, so a role of its own gets nothing by being named.
    expect(evaluate(key(s.OWN), key(s.OWN, app))).toEqual([s.COMPLIANT]);
    expect(evaluate(undefined, key(admin, app))).toEqual([s.COMPLIANT]);
  });

  it("wants a look at an AWS service that gets access, and does not take it for Aura", () => {
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

  it("blocks an organization, whoever is unclear and whoever signs in elsewhere as it blocks a stranger", () => {
    const organization = {
      ...s.AURA,
      Sid: "Org",
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
    };
    const but = { Effect: "Allow", NotPrincipal: { AWS: STRANGER }, Action: "kms:Decrypt", Resource: "*" };
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
    ["less access", key(s.OWN, s.AURA, s.decryptFor(STRANGER)), key(s.OWN, s.auraWithout("kms:RevokeGrant"))],
    ["a new key of nobody but its account", undefined, key(s.OWN)],
  ])("is content with %s", (_, before, after) => {
    expect(evaluate(before, after)).toEqual([s.COMPLIANT]);
  });

  it("has nothing to say of a key that goes, and does not know what a policy says that nobody can read", () => {
    expect(evaluate(key(s.OWN, s.AURA), undefined)).toEqual([s.NOT_APPLICABLE]);
    const later = s.keyWith([], { policy: unknown("`policy` of the key is known only at apply") });
    const why = "cannot verify that no principal gains access to key orders:";
    expect(evaluate(key(s.OWN), later)).toEqual([
      s.unknownBecause(
        `cannot verify that no principal gains access to key orders: \`policy\` of the key is known only at apply`,
      ),
    ]);
    const nowhere = { accountClaims: [], arn: unknown("nobody knows") };
    expect(evaluate(undefined, s.keyWith([s.OWN], nowhere))).toEqual([
      s.unknownBecause(`${why} which AWS account key orders belongs to is not known`),
    ]);
    expect(evaluate(s.keyWith([], { policy: known("[]", "`policy` of the key") }), key(s.OWN))).toEqual([
      s.unknownBecause(`${why} \`policy\` of the key cannot be read: not a JSON object`),
    ]);
  });
});

it("has this one-line message for the bad example of no-new-access", () => {
  expect(s.exampleLine(noNewAccess)).toBe(
    "prod/orders: unexpected AWS account 777788889999 gains access to key orders: CreateGrant, Decrypt and 6 more; help: remove it; if it is Aura, set `auraAccountId` [no-new-access]",
  );
});
