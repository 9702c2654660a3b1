import { known, unknown } from "../../../model/fact";
import { accessNotWidened } from "../../../rules/change/access-not-widened";
import * as s from "./support";

const EXPECTED = "those who are expected, and nobody else";
const STRANGER = "999988887777";
const key = (...statements: object[]) => s.keyWith(statements);
const pinned = (pin: string[], ...statements: object[]) => s.keyWith(statements, { expectedPrincipals: pin });
const judge = (
  before: Parameters<typeof s.judgeChange>[1],
  after: Parameters<typeof s.judgeChange>[2],
  beside?: s.Beside,
) => s.judgeChange(accessNotWidened, before, after, beside);
const gets = (who: string, what = "Decrypt") => `${who} gets ${what}`;

describe("access-not-widened", () => {
  it("blocks a stranger beside Aura", () => {
    expect(judge(key(s.OWN, s.AURA), key(s.OWN, s.AURA, s.decryptFor(STRANGER)))).toEqual([
      s.blocks({
        what: "no stranger may get access to key orders",
        got: gets("AWS account 999988887777"),
        expected: EXPECTED,
        fix: "take it out; if it is Aura, compare it with the statement in the Aura Console and pin it with `auraAccountId`",
      }),
    ]);
  });

  it("blocks a wildcard that nothing narrows, also where it is the first statement, or pinned beside", () => {
    const everybody = { ...s.AURA, Condition: { Bool: { "aws:SecureTransport": "true" } } };
    const verdict = s.blocks({
      what: "nobody may get access to key orders without being named",
      got: expect.stringMatching(/^anyone gets /) as string,
      expected: EXPECTED,
      fix: "name the account in `Principal`, or narrow `*` with a condition such as `kms:CallerAccount`",
    });
    expect(judge(key(s.OWN), key(s.OWN, { ...s.AURA, Condition: {} }))).toEqual([verdict]);
    expect(judge(undefined, key(s.OWN, everybody))).toEqual([verdict]);
    expect(judge(key(s.OWN), pinned([s.AURA_ACCOUNT], s.OWN, everybody))).toEqual([verdict]);
  });

  it("wants a look at whom the first statement lets in, unless that is pinned", () => {
    const first = s.needsEyes({
      what: "whoever the first statement on key orders lets in has to be Aura",
      got: "AWS account 444455556666 gets CreateGrant, Decrypt, Encrypt, ReEncrypt*, GenerateDataKey*, DescribeKey, ListGrants and RevokeGrant",
      expected: EXPECTED,
      fix: "compare it with the statement in the Aura Console, and pin it with `auraAccountId`",
    });
    expect(judge(key(s.OWN), key(s.OWN, s.AURA))).toEqual([first]);
    expect(judge(undefined, key(s.OWN, s.AURA))).toEqual([first]);
    const phase1 = pinned([s.AURA_ACCOUNT], s.OWN);
    expect(judge(phase1, pinned([s.AURA_ACCOUNT], s.OWN, s.AURA))).toEqual([s.COMPLIANT]);
  });

  it("wants a look at a pin that comes with the first statement: nobody else has compared the two", () => {
    const both = s.needsEyes({
      what: "whoever the first statement on key orders lets in has to be Aura",
      got: "AWS account 444455556666 gets CreateGrant, Decrypt, Encrypt, ReEncrypt*, GenerateDataKey*, DescribeKey, ListGrants and RevokeGrant; the pin comes with the same plan",
      expected: EXPECTED,
      fix: "compare it with the statement in the Aura Console; where it is pinned in phase 1 already, the statement needs no look",
    });
    expect(judge(key(s.OWN), pinned([s.AURA_ACCOUNT], s.OWN, s.AURA))).toEqual([both]);
    expect(judge(undefined, pinned([s.AURA_ACCOUNT], s.OWN, s.AURA))).toEqual([both]);
    // A key that is imported has its statement already, and the pin says nothing else.
    const imported = { changes: { "prod/orders": { imported: true } } };
    expect(judge(key(s.OWN, s.AURA), pinned([s.AURA_ACCOUNT], s.OWN, s.AURA), imported)).toEqual([s.COMPLIANT]);
  });

  it("wants a look at an account that the plans or the estate know", () => {
    const known = { knownAccounts: [STRANGER] };
    expect(judge(key(s.OWN, s.AURA), key(s.OWN, s.AURA, s.decryptFor(STRANGER)), known)).toEqual([
      s.needsEyes({
        what: "an account that is known has to need the access that it gets to key orders",
        got: gets("AWS account 999988887777"),
        expected: EXPECTED,
        fix: "make sure that this account is meant to use the key",
      }),
    ]);
  });

  it("wants a look when somebody who is let in may do more, and when a condition or a denial falls away", () => {
    const more = (got: string) => [
      s.needsEyes({
        what: "whoever gets more access to key orders has to need it",
        got,
        expected: EXPECTED,
        fix: "compare it with the statement in the Aura Console",
      }),
    ];
    const bigger = { ...s.AURA, Action: [...s.AURA.Action, "kms:Sign"] };
    expect(judge(key(s.OWN, s.AURA), key(s.OWN, bigger))).toEqual(more("AWS account 444455556666 gets Sign"));
    const bound = {
      ...s.decryptFor(STRANGER),
      Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
    };
    expect(judge(key(s.OWN, bound), key(s.OWN, s.decryptFor(STRANGER)))).toEqual(
      more(gets("AWS account 999988887777")),
    );
    const denial = { Effect: "Deny", Principal: { AWS: STRANGER }, Action: "kms:Decrypt", Resource: "*" };
    expect(judge(key(s.OWN, s.decryptFor(STRANGER), denial), key(s.OWN, s.decryptFor(STRANGER)))).toEqual(
      more(gets("AWS account 999988887777")),
    );
  });

  it("wants a look when a pin comes for another account than the one before", () => {
    const before = pinned([s.AURA_ACCOUNT], s.OWN, s.AURA);
    expect(judge(before, pinned([s.AURA_ACCOUNT, STRANGER], s.OWN, s.AURA, s.decryptFor(STRANGER)))).toEqual([
      s.needsEyes({
        what: "whoever gets access to key orders has to be expected",
        got: gets("AWS account 999988887777"),
        expected: EXPECTED,
        fix: "make sure that the new pin is Aura's account: it comes with the same plan",
      }),
    ]);
  });

  it("wants a look when a stranger comes together with the first pin, beside somebody who is let in", () => {
    const after = pinned([s.AURA_ACCOUNT, STRANGER], s.OWN, s.AURA, s.decryptFor(STRANGER));
    expect(judge(key(s.OWN, s.AURA), after)).toMatchObject([
      { severity: "warning", what: "whoever gets access to key orders has to be expected" },
    ]);
    const bigger = { ...s.AURA, Action: [...s.AURA.Action, "kms:Sign"] };
    expect(judge(key(s.OWN, s.AURA), pinned([s.AURA_ACCOUNT], s.OWN, bigger))).toEqual([s.COMPLIANT]);
  });

  it("wants a look at a pin for somebody who is not let in yet, and when the pin goes", () => {
    const eyes = (got: string, fix: string) =>
      s.needsEyes({
        what: "whom the policy of key orders may let in has to stay the same, or to be looked at",
        got,
        expected: "the pin as it is",
        fix,
      });
    const more = eyes(
      "999988887777 as well, who is not let in yet",
      "make sure that the new pin is meant: a later plan can let them in without a question",
    );
    const both = pinned([s.AURA_ACCOUNT, STRANGER], s.OWN, s.AURA);
    expect(judge(pinned([s.AURA_ACCOUNT], s.OWN, s.AURA), both)).toEqual([more]);
    expect(judge(key(s.OWN, s.AURA), both)).toEqual([more]);
    expect(judge(pinned([s.AURA_ACCOUNT], s.OWN), pinned([STRANGER], s.OWN))).toEqual([more]);
    const again = pinned([s.AURA_ACCOUNT, STRANGER], s.AURA, s.OWN, s.decryptFor(s.AURA_ACCOUNT));
    expect(judge(pinned([s.AURA_ACCOUNT], s.OWN, s.AURA), again)).toEqual([more]);
    expect(judge(both, key(s.OWN, s.AURA))).toEqual([
      eyes("no pin any more", "leave `auraAccountId` and `auraPrincipals` as they are"),
    ]);
  });

  it.each([
    ["that names who is let in already", key(s.OWN, s.AURA), pinned([s.AURA_ACCOUNT], s.OWN, s.AURA)],
    ["before the first statement", key(s.OWN), pinned([s.AURA_ACCOUNT], s.OWN)],
    ["that names fewer", pinned([s.AURA_ACCOUNT, STRANGER], s.OWN), pinned([s.AURA_ACCOUNT], s.OWN)],
    ["of a new key", undefined, pinned([s.AURA_ACCOUNT], s.OWN)],
  ])("is content with a pin %s", (_, before, after) => {
    expect(judge(before, after)).toEqual([s.COMPLIANT]);
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
    const judged = (one: ReturnType<typeof primary>, statements: readonly object[], pin?: string[]) =>
      judge(undefined, replica(statements, pin && { expectedPrincipals: pin }), { before: [one], after: [one] });
    const both = [s.OWN, s.AURA, s.decryptFor(STRANGER)];

    it("is content with those who may use the primary", () => {
      expect(judged(primary(), [s.OWN, s.AURA])).toEqual([s.COMPLIANT]);
      expect(judged(primary(), [s.AURA, s.OWN], [s.AURA_ACCOUNT])).toEqual([s.COMPLIANT]);
    });

    it("says nothing of somebody who is pinned on the primary too, where that is told", () => {
      const pin = { expectedPrincipals: [s.AURA_ACCOUNT] };
      const phase1 = s.keyWith([s.OWN], { id: "prod/primary", name: "primary" });
      const withPrimary = (before: typeof phase1 | undefined, after: typeof phase1, over = {}) =>
        judge(undefined, replica([s.OWN, s.AURA], over), { before: before ? [before] : [], after: [after] });
      expect(withPrimary(phase1, primary(pin), pin)).toEqual([s.COMPLIANT]);
      expect(withPrimary(undefined, primary(pin), pin)).toEqual([s.COMPLIANT]);
      // Who is not pinned on both is told of on both.
      const first = [{ severity: "warning", what: "whoever the first statement on key orders lets in has to be Aura" }];
      expect(withPrimary(undefined, primary(pin))).toMatchObject(first);
      expect(withPrimary(undefined, primary(), pin)).toMatchObject(first);
      expect(withPrimary(undefined, s.keyWith([s.OWN], { id: "prod/primary", ...pin }), pin)).toMatchObject(first);
    });

    it("blocks a stranger, who could read what the primary encrypted, and wants a look when he comes with a pin", () => {
      const stranger = { got: gets("AWS account 999988887777"), what: "no stranger may get access to key orders" };
      expect(judged(primary(), both)).toMatchObject([stranger]);
      const newly = { severity: "warning", what: "whoever gets access to key orders has to be expected" };
      expect(judged(primary(), both, [s.AURA_ACCOUNT, STRANGER])).toMatchObject([newly]);
      const pinnedPrimary = primary({ expectedPrincipals: [s.AURA_ACCOUNT] });
      expect(judged(pinnedPrimary, both, [s.AURA_ACCOUNT, STRANGER])).toMatchObject([newly]);
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
    expect(judge(key(admin), key(admin, app))).toEqual([
      s.needsEyes({
        what: "whoever in the key's own account gets more access to key orders has to need it",
        got: gets(role),
        expected: EXPECTED,
        fix: "make sure that they are meant to use or to administer the key",
      }),
    ]);
    // The account's own statement lets its IAM policies decide, so a role of its own gets nothing by being named.
    expect(judge(key(s.OWN), key(s.OWN, app))).toEqual([s.COMPLIANT]);
    expect(judge(undefined, key(admin, app))).toEqual([s.COMPLIANT]);
  });

  it("wants a look at an AWS service that gets access, and does not take it for Aura", () => {
    const logs = {
      Effect: "Allow",
      Principal: { Service: "logs.amazonaws.com" },
      Action: "kms:Decrypt",
      Resource: "*",
    };
    const service = s.needsEyes({
      what: "an AWS service has to need the access that it gets to key orders",
      got: gets("AWS service logs.amazonaws.com"),
      expected: EXPECTED,
      fix: "make sure that this service is meant to use the key, for your own account",
    });
    expect(judge(key(s.OWN, s.AURA), key(s.OWN, s.AURA, logs))).toEqual([service]);
    expect(judge(key(s.OWN), key(s.OWN, logs))).toEqual([service]);
    expect(judge(undefined, key(s.OWN, logs))).toEqual([s.COMPLIANT]);
    // Aura's is the first statement still.
    expect(judge(key(s.OWN, logs), key(s.OWN, logs, s.AURA))).toMatchObject([
      { severity: "warning", what: "whoever the first statement on key orders lets in has to be Aura" },
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
    expect(judge(key(s.OWN), key(s.OWN, federated))).toMatchObject([
      { got: gets("users of x.example.com"), what: "no stranger may get access to key orders" },
    ]);
    for (const statement of [organization, but, federated]) {
      const [verdict] = judge(key(s.OWN, s.AURA), key(s.OWN, s.AURA, statement));
      expect(verdict).toMatchObject({ outcome: "violation", what: "no stranger may get access to key orders" });
      expect(verdict).not.toHaveProperty("severity");
    }
  });

  it("sees that a statement may be about a key which AWS has yet to name", () => {
    const mrk = { ...s.AURA, Condition: {}, Resource: "arn:aws:kms:eu-west-1:111122223333:key/mrk-*" };
    const unnamed = s.aKey({ policy: known(s.policyText(s.OWN, mrk), "policy") });
    expect(judge(undefined, unnamed)).toMatchObject([
      { what: "nobody may get access to key orders without being named" },
    ]);
  });

  it("names at most ten, and counts the rest", () => {
    const many = Array.from({ length: 12 }, (_, index) => s.decryptFor(String(100000000000 + index)));
    const [verdict] = judge(key(s.OWN, s.AURA), key(s.OWN, s.AURA, ...many));
    expect(verdict).toMatchObject({ got: expect.stringMatching(/100000000009 gets Decrypt and 2 more$/) });
  });

  it.each([
    ["another spelling", key(s.OWN, s.AURA), key(s.AURA, { ...s.OWN, Principal: { AWS: s.ACCOUNT } })],
    ["less access", key(s.OWN, s.AURA, s.decryptFor(STRANGER)), key(s.OWN, s.auraWithout("kms:RevokeGrant"))],
    ["a new key of nobody but its account", undefined, key(s.OWN)],
  ])("is content with %s", (_, before, after) => {
    expect(judge(before, after)).toEqual([s.COMPLIANT]);
  });

  it("has nothing to say of a key that goes, and does not know what a policy says that nobody can read", () => {
    expect(judge(key(s.OWN, s.AURA), undefined)).toEqual([s.NOT_APPLICABLE]);
    const later = s.keyWith([], { policy: unknown("`policy` of the key is known only at apply") });
    const why = "whether anybody gets access to key orders:";
    expect(judge(key(s.OWN), later)).toEqual([
      s.undecidedBecause(`${why} \`policy\` of the key is known only at apply`),
    ]);
    const nowhere = { accountClaims: [], arn: unknown("nobody knows") };
    expect(judge(undefined, s.keyWith([s.OWN], nowhere))).toEqual([
      s.undecidedBecause(`${why} which AWS account key orders belongs to is not known`),
    ]);
    expect(judge(s.keyWith([], { policy: known("[]", "`policy` of the key") }), key(s.OWN))).toEqual([
      s.undecidedBecause(`${why} \`policy\` of the key can not be read: it is not a JSON object`),
    ]);
  });
});
