import { known, unknown } from "../../../model/fact";
import { auraKeepsAccess } from "../../../rules/change/aura-keeps-access";
import * as s from "./support";

const PUT_BACK = "keep Aura's statement; if this is not Aura, set `auraAccountId`";
const LOST = {
  what: "this plan revokes Aura's access to key orders",
  expected: "",
  fix: PUT_BACK,
};

const key = (...statements: object[]) => s.keyWith(statements);
const ofRole = (account: string) => ({
  ...s.decryptFor(account),
  Principal: { AWS: `arn:aws:iam::${account}:role/reader` },
});
const evaluate = (
  before: Parameters<typeof s.evaluateChange>[1],
  after: Parameters<typeof s.evaluateChange>[2],
  beside?: s.Beside,
) => s.evaluateChange(auraKeepsAccess, before, after, beside);

describe("aura-keeps-access", () => {
  it("blocks when Aura's statement goes", () => {
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN))).toEqual([
      s.blocks({
        ...LOST,
        got: "AWS account 444455556666 loses all access",
      }),
    ]);
  });

  it("blocks when an operation that Aura needs goes, and names it", () => {
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, s.auraWithout("kms:Decrypt")))).toEqual([
      s.blocks({
        ...LOST,
        got: "AWS account 444455556666 loses Decrypt",
      }),
    ]);
  });

  it("blocks when a new denial takes access away although the statement stays", () => {
    const denial = { Sid: "No", Effect: "Deny", Principal: "*", Action: "kms:CreateGrant", Resource: "*" };
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, s.AURA, denial))).toEqual([
      s.blocks({
        ...LOST,
        got: 'AWS account 444455556666 loses CreateGrant: statement 3 ("No") denies kms:CreateGrant to AWS account 444455556666',
      }),
    ]);
  });

  it("blocks if the account becomes one of its roles, because it is unknown which role Aura uses", () => {
    const role = { ...s.AURA, Principal: { AWS: `arn:aws:iam::${s.AURA_ACCOUNT}:role/aura` }, Condition: {} };
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, role))).toEqual([
      s.blocks({
        ...LOST,
        got: "AWS account 444455556666 loses all access",
      }),
    ]);
  });

  it("blocks once, and names at most three, when many lose access", () => {
    const many = Array.from({ length: 12 }, (_, index) => s.decryptFor(String(100000000000 + index)));
    const verdicts = evaluate(key(s.OWN, ...many), key(s.OWN));
    expect(verdicts).toHaveLength(1);
    expect(verdicts[0]).toMatchObject({
      outcome: "violation",
      got: expect.stringMatching(/^AWS account 100000000000 .*; AWS account 100000000002 [^;]*; and 9 more$/),
    });
  });

  describe("where a grant allows what the policy allows no more", () => {
    const AURA_ROOT = `arn:aws:iam::${s.AURA_ACCOUNT}:root`;
    const grant = (over: Parameters<typeof s.aGrant>[0] = {}) =>
      s.aGrant({ name: "aura", grantee: known(AURA_ROOT, "`grantee_principal`"), ...over });
    const [with_, without] = [key(s.OWN, s.AURA), key(s.OWN, s.auraWithout("kms:Decrypt"))];
    const lost = [s.blocks({ ...LOST, got: "AWS account 444455556666 loses Decrypt" })];

    it("needs review as any change of Aura's statement if the grant stays as it is", () => {
      const beside = { before: [grant()], after: [grant()], changes: { "prod/aura": { actions: ["no-op"] } } } as const;
      expect(evaluate(with_, without, beside)).toMatchObject([{ what: "Aura's statement on key orders changes" }]);
    });

    it("blocks if the grant comes, goes or changes by the same plan, is for one role, on an unknown key or another operation", () => {
      const untouched = { "prod/aura": { actions: ["no-op"] } } as const;
      expect(evaluate(with_, without, { after: [grant()] })).toEqual(lost);
      expect(evaluate(with_, without, { before: [grant()] })).toEqual(lost);
      expect(
        evaluate(with_, without, {
          before: [grant()],
          after: [grant()],
          changes: { "prod/aura": { actions: ["update"] } },
        }),
      ).toEqual(lost);
      const role = grant({ grantee: known(`arn:aws:iam::${s.AURA_ACCOUNT}:role/aura`, "it") });
      const { key: _, ...elsewhere } = grant();
      const other = grant({ operations: known(["Encrypt"], "it") });
      for (const one of [role, elsewhere, other, grant({ operations: s.later("x") })]) {
        expect(evaluate(with_, without, { before: [one], after: [one], changes: untouched })).toEqual(lost);
      }
    });

    it("does not know it if the grant asks for an encryption context", () => {
      const bound = grant({ constraints: known({ subset: { app: "orders" } }, "it") });
      expect(
        evaluate(with_, without, { before: [bound], after: [bound], changes: { "prod/aura": { actions: ["no-op"] } } }),
      ).toEqual([
        s.unknownBecause(
          "cannot verify that AWS account 444455556666 can still Decrypt with key orders: whether grant aura allows kms:Decrypt to AWS account 444455556666 depends on kms:EncryptionContext:app",
        ),
      ]);
    });
  });

  describe("for whom only the owner's own statements name", () => {
    const USER = "777788889999";
    const user = { ...s.decryptFor(USER), Sid: "User" };
    const beside = { besideAura: [USER] };
    const names = (over: object, ...statements: object[]) => s.keyWith(statements, over);
    const revoked = [
      s.needsReview({
        what: "this plan revokes access to key orders from others than Aura",
        got: "AWS account 777788889999 loses all access",
        expected: "",
        fix: "make sure that they no longer need it",
      }),
    ];

    it("needs review, and does not block, if it loses access, with and without expected principals", () => {
      expect(evaluate(names(beside, s.OWN, s.AURA, user), names({}, s.OWN, s.AURA))).toEqual(revoked);
      const expected = { expectedPrincipals: [s.AURA_ACCOUNT] };
      const both = { expectedPrincipals: [s.AURA_ACCOUNT, USER], ...beside };
      expect(evaluate(names(both, s.OWN, s.AURA, user), names(expected, s.OWN, s.AURA))).toEqual(revoked);
      expect(evaluate(names(beside, s.OWN, user), names(beside, s.OWN))).toEqual(revoked);
    });

    it("blocks if Aura loses access by the same plan", () => {
      expect(evaluate(names(beside, s.OWN, s.AURA, user), names(beside, s.OWN, user))).toEqual([
        s.blocks({ ...LOST, got: "AWS account 444455556666 loses all access" }),
      ]);
    });

    it("needs review as for a former Aura if the plan itself says that it is not Aura", () => {
      const claimed = names({ besideAura: [s.AURA_ACCOUNT] }, s.OWN);
      const review = [s.needsReview({ ...LOST, got: "AWS account 444455556666 loses all access" })];
      expect(evaluate(key(s.OWN, s.AURA), claimed)).toEqual(review);
      expect(evaluate(names({ expectedPrincipals: [s.AURA_ACCOUNT] }, s.OWN, s.AURA), claimed)).toEqual(review);
    });

    it("blocks if the configuration expects it as Aura now", () => {
      const now = names({ expectedPrincipals: [USER] }, s.OWN);
      expect(evaluate(names(beside, s.OWN, { ...s.AURA, Condition: {}, Principal: { AWS: USER } }), now)).toEqual([
        s.blocks({ ...LOST, got: "AWS account 777788889999 loses all access" }),
      ]);
    });

    it("is compliant if its statement changes and nothing is lost", () => {
      const more = { ...user, Action: ["kms:Decrypt", "kms:Encrypt"] };
      expect(evaluate(names(beside, s.OWN, s.AURA, user), names(beside, s.OWN, s.AURA, more))).toEqual([s.COMPLIANT]);
    });
  });

  it("needs review if only optional operations are lost", () => {
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, s.auraWithout("kms:ListGrants", "kms:RevokeGrant")))).toEqual([
      s.needsReview({
        ...LOST,
        got: "AWS account 444455556666 loses ListGrants and RevokeGrant",
      }),
    ]);
  });

  it("needs review if the statement changes and Aura loses nothing", () => {
    const more = { ...s.AURA, Action: [...s.AURA.Action, "kms:GetPublicKey"] };
    expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, more))).toEqual([
      s.needsReview({
        what: "Aura's statement on key orders changes",
        got: expect.stringMatching(/^statement 2 \("Aura"\) widened \(.*kms:GetPublicKey/) as string,
        expected: "the statement in the Aura Console",
        fix: "compare the two",
      }),
    ]);
  });

  it("does not know when access comes to depend on a condition that no plan shows", () => {
    const narrow = { ...s.AURA, Condition: { ...s.AURA.Condition, IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } };
    const [verdict, ...others] = evaluate(key(s.OWN, s.AURA), key(s.OWN, narrow));
    expect(others).toEqual([]);
    expect(verdict).toEqual({
      outcome: "unknown",
      why: expect.stringMatching(
        /^cannot verify that AWS account 444455556666 can still CreateGrant, Decrypt and \d+ more with key orders: .*aws:SourceIp/,
      ),
    });
  });

  it.each([
    [
      "another spelling of the same",
      key(s.OWN, s.AURA),
      key({ ...s.AURA, Action: [...s.AURA.Action].reverse() }, { ...s.OWN, Action: ["KMS:*"] }),
    ],
    ["another principal that gains access", key(s.OWN, s.AURA), key(s.OWN, s.AURA, s.decryptFor("999988887777"))],
    ["a policy that stays in its own resource", key(s.OWN, s.AURA), key(s.OWN, s.AURA)],
  ])("accepts %s", (_, before, after) => {
    expect(evaluate(before, after)).toEqual([s.COMPLIANT]);
  });

  it.each([
    ["of a new key", undefined, key(s.OWN, s.AURA)],
    ["of a key that goes", key(s.OWN, s.AURA), undefined],
    ["in phase 1", key(s.OWN), key(s.OWN, s.AURA)],
  ])("does not apply %s", (_, before, after) => {
    expect(evaluate(before, after)).toEqual([s.NOT_APPLICABLE]);
  });

  it("does not know what becomes of Aura under a policy that is known only at apply, and is content where nothing is done", () => {
    const later = s.keyWith([], { policy: unknown("`policy` of the key is known only at apply") });
    const hidden = s.keyWith([], { policy: unknown("`policy` of the key is marked as sensitive") });
    expect(evaluate(key(s.OWN, s.AURA), later)).toEqual([
      s.unverified(`Aura keeps its access to key orders`, `\`policy\` of the key is known only at apply`),
    ]);
    expect(evaluate(hidden, key(s.OWN, s.AURA))).toEqual([
      s.unverified("Aura keeps its access to key orders", "`policy` of the key is marked as sensitive"),
    ]);
    expect(evaluate(hidden, hidden)).toEqual([s.COMPLIANT]);
    expect(evaluate(key(s.OWN, s.AURA), s.keyWith([], { policy: known("{", "`policy` of the key") }))).toEqual([
      s.unverified("Aura keeps its access to key orders", "`policy` of the key cannot be read: not JSON"),
    ]);
  });

  it("evaluates the policy apart from the key, and what its deletion leaves behind", () => {
    const bare = s.aKey({ arn: known(s.KEY_ARN, "arn"), policy: known(undefined, "policy") });
    const apart = s.policyWith([s.OWN, s.AURA]);
    const touched = { ...bare };
    expect(evaluate(bare, touched, { before: [apart], after: [{ ...apart }] })).toEqual([s.COMPLIANT]);
    expect(evaluate(bare, touched, { before: [apart], after: [s.policyWith([s.OWN])] })[0]).toMatchObject({
      outcome: "violation",
    });
    // What is left to a key is read from the plan.
    const left = (...statements: object[]) => ({ ...bare, presentPolicy: known(s.policyText(...statements), "left") });
    expect(evaluate(bare, left(s.OWN), { before: [apart] })[0]).toMatchObject({
      outcome: "violation",
      got: "AWS account 444455556666 loses all access",
      // A waiver for the policy covers what is found on its key.
      against: [apart.id],
    });
    expect(evaluate(bare, left(s.OWN, s.AURA), { before: [apart] })).toEqual([s.COMPLIANT]);
    expect(evaluate(apart, s.policyWith([s.OWN]), { before: [bare], after: [bare] })).toEqual([s.NOT_APPLICABLE]);
  });

  it("evaluates a policy whose key is in no plan by itself, and does not know what such a key had before", () => {
    const apart = (...statements: object[]) => s.policyWith(statements, { keyId: known(s.KEY_ARN, "key_id") });
    const free = ({ key: _, ...policy }: ReturnType<typeof apart>) => policy;
    expect(evaluate(free(apart(s.OWN, s.AURA)), free(apart(s.OWN)))[0]).toMatchObject({
      outcome: "violation",
      what: `this plan revokes Aura's access to key ${s.KEY_ARN}`,
    });
    expect(evaluate(undefined, free(apart(s.OWN, s.AURA)))).toEqual([
      s.unverified(
        `Aura keeps its access to key ${s.KEY_ARN}`,
        `the policy that the key of orders-policy has now is not in the plan`,
      ),
    ]);
  });

  it("compares a policy whose key is in no plan with the resource that sets it now under another name", () => {
    const named = (id: string, ...statements: object[]) => {
      const { key: _, ...policy } = s.policyWith(statements, { id, keyId: known(s.KEY_ARN, "key_id") });
      return policy;
    };
    const [now, other] = [named("now", s.OWN, s.AURA), named("other", s.OWN)];
    expect(evaluate(undefined, named("new", s.OWN, s.AURA), { before: [now] })).toEqual([s.COMPLIANT]);
    expect(evaluate(undefined, named("new", s.OWN), { before: [now] })[0]).toMatchObject({ outcome: "violation" });
    // Two that set it already leave open which one counts.
    expect(evaluate(undefined, named("new", s.OWN), { before: [now, other] })[0]).toMatchObject({ outcome: "unknown" });
  });

  it("needs review if anyone becomes one account with every permission that Aura needs", () => {
    const anyone = { ...s.AURA, Condition: {} };
    const got = "anyone loses all access";
    expect(evaluate(key(s.OWN, anyone), key(s.OWN, s.AURA))).toEqual([s.needsReview({ ...LOST, got })]);
    expect(evaluate(key(s.OWN, anyone), key(s.OWN, s.auraWithout("kms:Encrypt")))).toEqual([
      s.blocks({ ...LOST, got }),
    ]);
  });

  it("needs review if an account becomes its expected role", () => {
    const arn = `arn:aws:iam::${s.AURA_ACCOUNT}:role/aura`;
    const role = { ...s.AURA, Principal: { AWS: arn }, Condition: {} };
    const [verdict] = evaluate(key(s.OWN, s.AURA), s.keyWith([s.OWN, role], { expectedPrincipals: [arn] }));
    expect(verdict).toMatchObject({
      severity: "warning",
      got: expect.stringMatching(/^AWS account 444455556666 loses/),
    });
  });

  it("sees a loss also where the policy names its key by an ARN, and its own resource only by an id", () => {
    const ofThisKey = { ...s.AURA, Resource: s.KEY_ARN };
    const { key: _, ...free } = s.policyWith([s.OWN, ofThisKey], {
      keyId: known("1234abcd-12ab-34cd-56ef-1234567890ab", "key_id"),
      accountId: known(s.ACCOUNT, "account"),
    });
    expect(evaluate(free, { ...free, policy: known(s.policyText(s.OWN), "policy") })).toMatchObject([
      { outcome: "violation", got: "AWS account 444455556666 loses all access" },
    ]);
    const many = Array.from({ length: 30 }, (_, index) => ({
      ...s.AURA,
      Resource: s.KEY_ARN.replace("1234abcd", String(10000000 + index)),
    }));
    const before = { ...free, policy: known(s.policyText(s.OWN, ...many), "policy") };
    expect(evaluate(before, free)).toEqual([
      s.unknownBecause(
        "cannot verify that Aura keeps its access to key 1234abcd-12ab-34cd-56ef-1234567890ab: its policy names more keys than can be told apart before AWS names this one",
      ),
    ]);
  });

  describe("when access was granted outside of Terraform", () => {
    const otherAccount = s.decryptFor("999988887777");
    const drifted = key(s.OWN, s.AURA, otherAccount);
    const lastKnown = [key(s.OWN, s.AURA)];
    const INTRUDER = {
      what: "this plan revokes access to key orders granted outside Terraform",
      got: "AWS account 999988887777 loses all access",
      expected: "",
      fix: "make sure that it is not Aura; if it is, add its statement to the configuration",
    };

    it("needs review if the plan revokes it", () => {
      expect(evaluate(drifted, key(s.OWN, s.AURA), { lastKnown })).toEqual([s.needsReview(INTRUDER)]);
      const apart = (...statements: object[]) => s.policyWith(statements);
      const bare = s.keyWith([], { policy: known(undefined, "none") });
      const [was, is] = [apart(s.OWN, s.AURA, otherAccount), apart(s.OWN, s.AURA)];
      const beside = { before: [was], after: [is], lastKnown: [bare, is] };
      expect(evaluate(bare, bare, beside)).toMatchObject([INTRUDER]);
    });

    it("blocks if another principal loses access as well", () => {
      expect(evaluate(drifted, key(s.OWN), { lastKnown })).toMatchObject([
        { got: "AWS account 444455556666 loses all access" },
        { ...INTRUDER, got: "AWS account 999988887777 loses all access" },
      ]);
      expect(evaluate(drifted, key(s.OWN), { lastKnown })[0]).not.toHaveProperty("severity");
    });

    it.each([
      ["Terraform knew of them", [key(s.OWN, otherAccount)]],
      ["Terraform knew a role of theirs", [key(s.OWN, ofRole("999988887777"))]],
      ["Terraform knew that anyone had access", [key(s.OWN, { ...otherAccount, Principal: "*" })]],
      ["it is unknown what Terraform knew", [s.keyWith([], { policy: unknown("it is sensitive") })]],
      ["Terraform did not know the key", []],
      ["nothing was changed outside of Terraform", undefined],
    ])("blocks when %s", (_, known) => {
      const [verdict] = evaluate(key(s.OWN, otherAccount), key(s.OWN), known && { lastKnown: known });
      expect(verdict).toMatchObject({ what: LOST.what, got: expect.stringMatching(/^AWS account 999988887777 loses/) });
      expect(verdict).not.toHaveProperty("severity");
    });

    it("blocks if anyone had access instead of one account, and then no one has", () => {
      const [verdict] = evaluate(key(s.OWN, { ...s.AURA, Condition: {} }), key(s.OWN), { lastKnown });
      expect(verdict).toMatchObject({ what: LOST.what, got: expect.stringMatching(/^anyone loses all access/) });
      expect(verdict).not.toHaveProperty("severity");
    });

    it("blocks if they are expected, before the plan or after it", () => {
      const withPrincipals = (...statements: object[]) =>
        s.keyWith(statements, { expectedPrincipals: [s.AURA_ACCOUNT, "999988887777"] });
      for (const [before, after] of [
        [withPrincipals(s.OWN, s.AURA, otherAccount), withPrincipals(s.OWN, s.AURA)],
        [withPrincipals(s.OWN, s.AURA, otherAccount), key(s.OWN, s.AURA)],
        [drifted, withPrincipals(s.OWN, s.AURA)],
      ] as const) {
        const [verdict] = evaluate(before, after, { lastKnown });
        expect(verdict).toMatchObject({ what: LOST.what, got: INTRUDER.got });
        expect(verdict).not.toHaveProperty("severity");
      }
    });
  });

  it.each(["*:role/aura-*", "*neo*", "arn:aws:iam::*:role/aura-*", "arn:*:iam::4444*:role/*neo4j*"])(
    "leaves open whether a new denial by a pattern is for the role that Aura uses: %s",
    (pattern) => {
      const Condition = { StringLike: { "aws:PrincipalArn": pattern } };
      const denial = { Effect: "Deny", Principal: "*", Action: "kms:Decrypt", Resource: "*", Condition };
      expect(evaluate(key(s.OWN, s.AURA), key(s.OWN, s.AURA, denial))).toEqual([
        s.unknownBecause(
          "cannot verify that AWS account 444455556666 can still Decrypt with key orders: whether statement 3 denies kms:Decrypt to AWS account 444455556666 depends on aws:PrincipalArn",
        ),
      ]);
    },
  );

  it("knows Aura by the expected principals", () => {
    const withPrincipals = (expected: string[], ...statements: object[]) =>
      s.keyWith(statements, { expectedPrincipals: expected });
    const other = s.decryptFor("999988887777");
    // A otherAccount goes.
    expect(
      evaluate(withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA, other), withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA)),
    ).toEqual([s.COMPLIANT]);
    // Only other principals had access.
    expect(evaluate(withPrincipals([s.AURA_ACCOUNT], s.OWN, other), withPrincipals([s.AURA_ACCOUNT], s.OWN))).toEqual([
      s.NOT_APPLICABLE,
    ]);
    // Aura goes, whatever the pin says before.
    expect(evaluate(key(s.OWN, s.AURA), withPrincipals([s.AURA_ACCOUNT], s.OWN))[0]).not.toHaveProperty("severity");
    // An expected role of Aura does not exclude its account, or anyone.
    const role = [`arn:aws:iam::${s.AURA_ACCOUNT}:role/aura`];
    expect(evaluate(withPrincipals(role, s.OWN, s.AURA), withPrincipals(role, s.OWN))[0]).not.toHaveProperty(
      "severity",
    );
    const anyone = { ...s.AURA, Condition: {} };
    const [loss] = evaluate(withPrincipals(role, s.OWN, anyone), withPrincipals(role, s.OWN));
    expect(loss).toMatchObject({ outcome: "violation", got: expect.stringMatching(/^anyone loses all access/) });
    expect(loss).not.toHaveProperty("severity");
    // Another account is expected as Aura now: that needs review.
    expect(
      evaluate(withPrincipals([s.AURA_ACCOUNT], s.OWN, s.AURA), withPrincipals(["999988887777"], s.OWN, other)),
    ).toEqual([
      s.needsReview({
        ...LOST,
        got: "AWS account 444455556666 loses all access",
      }),
    ]);
  });
});

it("has this one-line message for the bad example of aura-keeps-access", () => {
  expect(s.exampleLine(auraKeepsAccess)).toBe(
    "prod/orders: this plan revokes Aura's access to key orders: AWS account 444455556666 loses all access; help: keep Aura's statement; if this is not Aura, set `auraAccountId` [aura-keeps-access]",
  );
});
