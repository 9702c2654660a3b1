import { known, unknown } from "../../../model/fact";
import { auraCanUseKey as rule } from "../../../rules/configuration/aura-can-use-key";
import * as s from "../support";

const REQUIRED = "kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo and 3 more";
const OPTIONAL = "kms:GenerateDataKeyWithoutPlaintext, kms:ListGrants, kms:RevokeGrant";
const ALL = "kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo and 6 more";
const FIX = "copy the statement from the Aura Console again, or exclude Aura from the Deny";

function needs(got: string, subject = "key orders", source = "policy of key orders") {
  return {
    outcome: "violation",
    what: `Aura lacks required permissions on ${subject}`,
    got: `${got} (${source})`,
    expected: "all 7 required operations",
    fix: FIX,
  };
}

function wants(got: string) {
  return {
    outcome: "violation",
    severity: "warning",
    what: "Aura lacks optional permissions on key orders",
    got: `${got} (policy of key orders)`,
    expected: "all 3 optional operations",
    fix: FIX,
  };
}

const open = (why: string) => s.unknownBecause(`cannot verify that Aura can use key orders: ${why}`);
const without = (...actions: string[]) => s.STATEMENT.Action.filter((action) => !actions.includes(action));
const deny = (over: object) => ({ Sid: "No", Effect: "Deny", Principal: "*", Resource: "*", ...over });
const ROLES = ["arn:aws:iam::444455556666:role/data", "arn:aws:iam::444455556666:role/grants"] as const;

describe("aura-can-use-key", () => {
  it("accepts the statement of the shape that Aura generates, on a key and in a policy apart", () => {
    expect(s.evaluate(rule, s.aKey())).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
  });

  it("accepts roles that share the work, as long as each can do what the statement asks for it", () => {
    const { Condition: _, ...shape } = s.STATEMENT;
    const grants = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"];
    const aura = [
      { ...shape, Sid: "data", Principal: { AWS: ROLES[0] }, Action: without(...grants) },
      { ...shape, Sid: "grants", Principal: { AWS: ROLES[1] }, Action: grants },
    ];
    expect(s.evaluate(rule, s.aKeyWith(aura))).toEqual(s.COMPLIANT);
    const denial = deny({ Action: "kms:*", Principal: { AWS: ROLES[1] } });
    expect(s.evaluate(rule, s.aKeyWith(aura, [denial]))).toEqual([
      needs(`kms:CreateGrant: statement 4 ("No") denies it to ${ROLES[1]}`),
      wants(`kms:ListGrants, kms:RevokeGrant: statement 4 ("No") denies it to ${ROLES[1]}`),
    ]);
  });

  it("refuses a statement that does not ask for all that Aura needs, and warns of what it usually asks for", () => {
    const statement = { ...s.STATEMENT, Action: without("kms:ReEncrypt*", "kms:CreateGrant", "kms:ListGrants") };
    expect(s.evaluate(rule, s.aKeyWith([statement]))).toEqual([
      needs("kms:ReEncryptFrom, kms:ReEncryptTo, kms:CreateGrant: Aura's statement does not ask for it"),
      wants("kms:ListGrants: Aura's statement does not ask for it"),
    ]);
  });

  it("only warns of what Aura may not need", () => {
    const statement = { ...s.STATEMENT, Action: without("kms:RevokeGrant") };
    expect(s.evaluate(rule, s.aKeyWith([statement]))).toEqual([
      wants("kms:RevokeGrant: Aura's statement does not ask for it"),
    ]);
  });

  it("finds a denial in the owner's own part of the policy", () => {
    const denial = deny({
      Action: "kms:Decrypt",
      Condition: { StringNotEquals: { "aws:PrincipalAccount": "111122223333" } },
    });
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [denial]))).toEqual([
      needs('kms:Decrypt: statement 3 ("No") denies it to AWS account 444455556666'),
    ]);
  });

  it("finds that the statement is not in the policy", () => {
    const policy = known(s.policyText(s.OWN_STATEMENT), "policy of key orders");
    expect(s.evaluate(rule, s.aKey({ policy }))).toEqual([
      needs(`${REQUIRED}: no statement allows it to AWS account 444455556666`),
      wants(`${OPTIONAL}: no statement allows it to AWS account 444455556666`),
    ]);
  });

  it("finds a condition that takes operations away without a word", () => {
    const Condition = { ...s.STATEMENT.Condition, ArnLike: { "kms:GranteePrincipal": "arn:aws:iam::*:role/x" } };
    const verdicts = [s.evaluate(rule, s.aKeyWith([{ ...s.STATEMENT, Condition }]))].flat();
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(["violation", "violation", "unknown"]);
    expect(verdicts[0]).toEqual(
      needs(`${REQUIRED.replace("3 more", "2 more")}: no statement allows it to AWS account 444455556666`),
    );
  });

  it("refuses a statement that allows only the key's own account", () => {
    const statement = { ...s.STATEMENT, Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } } };
    expect(s.evaluate(rule, s.aKeyWith([statement]))).toEqual({
      outcome: "violation",
      what: "Aura's statement for key orders grants no access to Aura",
      got: "access for AWS account 111122223333 only (`statement` of key orders)",
      expected: "Aura's AWS account",
      fix: "copy the statement from the Aura Console again, unchanged",
    });
  });

  it("does not take an AWS service, or who signs in, for Aura, alone or beside it", () => {
    const service = { ...s.STATEMENT, Principal: { Service: "ec2.amazonaws.com" }, Condition: {} };
    expect(s.evaluate(rule, s.aKeyWith([service]))).toMatchObject({
      outcome: "violation",
      got: "access for AWS account 111122223333, AWS service ec2.amazonaws.com only (`statement` of key orders)",
    });
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT, { ...service, Sid: "Service" }]))).toEqual(s.COMPLIANT);
    const federated = { ...service, Principal: { Federated: "x.example.com" } };
    expect(s.evaluate(rule, s.aKeyWith([federated]))).toMatchObject({ outcome: "violation" });
  });

  it("is unknown if it depends on an unknown condition", () => {
    const Condition = { StringEquals: { ...s.STATEMENT.Condition.StringEquals, "aws:PrincipalTag/team": "aura" } };
    expect(s.evaluate(rule, s.aKeyWith([{ ...s.STATEMENT, Condition }]))).toEqual([
      open(
        `${ALL}: whether statement 2 ("Allow access for Neo4j") allows it to AWS account 444455556666 depends on aws:PrincipalTag/team`,
      ),
    ]);
  });

  it("leaves open whether an ARN is the one of a key that AWS has yet to name, and decides when it is known", () => {
    const statement = { ...s.STATEMENT, Action: "kms:*", Resource: s.KEY_ARN };
    const verdict = [s.evaluate(rule, s.aKeyWith([statement]))].flat()[0];
    expect(verdict).toEqual(open(`${ALL}: the policy names a key by its ARN, and AWS names this one at apply`));
    const arn = known(s.KEY_ARN, "ARN of key orders");
    expect(s.evaluate(rule, s.aKeyWith([statement], [], { arn }))).toEqual(s.COMPLIANT);
    const other = known(s.MRK_ARN, "ARN of key orders");
    expect([s.evaluate(rule, s.aKeyWith([statement], [], { arn: other }))].flat()[0]).toEqual(
      needs(`${REQUIRED}: no statement allows it to AWS account 444455556666`),
    );
  });

  it.each([
    ["aws:PrincipalArn", "StringLike", "*:role/aura-*"],
    ["aws:PrincipalArn", "StringLike", "*neo*"],
    ["aws:PrincipalArn", "ArnLike", "arn:aws:*::*:role/cmk*"],
    ["aws:PrincipalArn", "ArnNotLike", "arn:aws:iam::*:role/cmk*"],
    ["aws:PrincipalArn", "StringLike", "arn:aws:iam::4444*:role/aura*"],
    ["aws:PrincipalArn", "ArnLike", "arn:*:iam::*:role/*neo4j*"],
    ["aws:username", "StringEquals", "aura"],
  ])("leaves open whether a denial by %s that is %s %s hits the role that Aura uses", (key, operator, value) => {
    const denial = deny({ Action: "kms:Decrypt", Condition: { [operator]: { [key]: value } } });
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [denial]))).toEqual([
      open(`kms:Decrypt: whether statement 3 ("No") denies it to AWS account 444455556666 depends on ${key}`),
    ]);
  });

  it("leaves open what is denied to one role of Aura's account, by name or in a condition", () => {
    const why = `kms:Decrypt: statement 2 ("Allow access for Neo4j") allows it to AWS account 444455556666, but statement 3 ("No") denies it to ${ROLES[0]}`;
    const denials = [
      { Principal: { AWS: ROLES[0] } },
      { Condition: { StringEquals: { "aws:PrincipalArn": ROLES[0] } } },
    ].map((over) => deny({ Action: "kms:Decrypt", ...over }));
    expect(denials.map((denial) => s.evaluate(rule, s.aKeyWith([s.STATEMENT], [denial])))).toEqual([
      [open(why)],
      [open(why)],
    ]);
  });

  it.each([
    ["StringLike", "arn:aws:iam::111122223333:role/*"],
    ["StringLike", "arn:*:iam::111122223333:role/dev-*"],
    ["ArnLike", "arn:*:iam::111122223333:*"],
    ["StringEquals", "arn:aws:iam::111122223333:role/admin"],
    ["StringEquals", "arn:aws:iam::*:role/aura"],
    ["StringNotLike", "arn:aws:iam::444455556666:*"],
  ])("ignores a Deny that excludes Aura's account: %s %s", (operator, value) => {
    const denial = deny({ Action: "kms:*", Condition: { [operator]: { "aws:PrincipalArn": value } } });
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [denial]))).toEqual(s.COMPLIANT);
  });

  it("names a condition key and an operation in full that begin like the operation", () => {
    const denial = deny({ Action: "kms:*", Condition: { Null: { "kms:EncryptionContext:x": "true" } } });
    expect([s.evaluate(rule, s.aKeyWith([s.STATEMENT], [denial]))].flat()).toContainEqual(
      open(
        `${REQUIRED}: whether statement 3 ("No") denies it to AWS account 444455556666 depends on kms:EncryptionContext:x`,
      ),
    );
  });

  it("does not take an ARN of another region for the one of the key", () => {
    const statement = { ...s.STATEMENT, Resource: "arn:aws:kms:us-east-1:111122223333:key/*" };
    expect([s.evaluate(rule, s.aKeyWith([statement]))].flat()[0]).toEqual(
      needs(`${REQUIRED}: no statement allows it to AWS account 444455556666`),
    );
  });

  it("lets one of an organization stand for all, as long as nothing sets some of them apart", () => {
    const Condition = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
    const statement = { ...s.STATEMENT, Condition };
    expect(s.evaluate(rule, s.aKeyWith([statement]))).toEqual(s.COMPLIANT);
    const denial = deny({ Action: "kms:Decrypt", Principal: { AWS: ROLES[0] } });
    expect([s.evaluate(rule, s.aKeyWith([statement], [denial]))].flat()).toMatchObject([
      {
        outcome: "unknown",
        why: expect.stringContaining(
          'kms:Decrypt: statement 2 ("Allow access for Neo4j") allows it to organization o-a1b2c3d4e5, but statement 3 ("No") denies it',
        ),
      },
    ]);
  });

  it("takes the principals of expected accounts for Aura, where there are any, and an organization only where it is alone", () => {
    const tagged = { ...s.STATEMENT, Sid: "Vendor", Principal: { AWS: "arn:aws:iam::777788889999:root" } };
    const vendor = { ...tagged, Condition: { StringEquals: { "aws:PrincipalTag/tenant": "x" } } };
    const members = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:PrincipalTag/team": "x" } };
    const organization = { ...s.STATEMENT, Sid: "Members", Condition: members };
    const over = { expectedPrincipals: ["444455556666"] };
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT, vendor], [], over))).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT, vendor]))).toMatchObject([{ outcome: "unknown" }]);
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT, organization]))).toEqual(s.COMPLIANT);
    const other = { expectedPrincipals: ["999988887777"] };
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT, vendor], [], other))).toMatchObject([{ outcome: "unknown" }]);
  });

  it("does not report a key that no setting names as Aura's", () => {
    const partner = { ...s.STATEMENT, Action: "kms:Decrypt" };
    const read = (over: object) =>
      s.aKeyWith([partner], [], { statement: known([partner], "policy of key orders"), ...over });
    const some = "kms:Encrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey and 2 more";
    // What is required and what is optional is one question.
    expect(s.evaluate(rule, read({}))).toEqual([
      s.unknownBecause(
        "cannot determine whether the external principals of key orders are Aura: " +
          "kms:Encrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey and 5 more: Aura's statement does not ask for it",
      ),
    ]);
    const got = `${some}: Aura's statement does not ask for it`;
    expect([s.evaluate(rule, read({ expectedPrincipals: ["444455556666"] }))].flat()[0]).toEqual(needs(got));
    const key = read({});
    expect([s.evaluate(rule, s.aRecord({ key: key.id }), key)].flat()[0]).toEqual(needs(got));
  });

  it("does not apply in phase 1, or to a key with a standalone policy or without a policy here", () => {
    expect(s.evaluate(rule, s.aKey({ statement: known(undefined, "`statement`") }))).toEqual(s.NOT_APPLICABLE);
    expect(s.evaluate(rule, s.aKeyPolicy(), s.anImportedKey(s.KEY_ARN))).toEqual(s.NOT_APPLICABLE);
    expect(s.evaluate(rule, s.aKey({ policy: known(undefined, "`policy`") }))).toEqual(s.NOT_APPLICABLE);
  });

  it("is unknown if the policy cannot be read", () => {
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN))).toEqual(
      s.unknownBecause("the policy of key shared is kept by its owner"),
    );
    expect(s.evaluate(rule, s.aKey({ policy: known("{", "its policy") }))).toEqual(
      s.unknownBecause("the policy of key orders cannot be evaluated: not JSON"),
    );
    expect(s.evaluate(rule, s.aKeyPolicy({ statement: unknown("not ours") }))).toEqual(s.unknownBecause("not ours"));
    expect(s.evaluate(rule, s.aKey({ statement: known([{}], "`statement` of key orders") }))).toEqual(
      s.unknownBecause("`statement` of key orders is not well-formed"),
    );
    expect(s.evaluate(rule, s.aKey({ accountClaims: [s.later("account")] }))).toEqual(
      s.unknownBecause("which AWS account key orders belongs to is not known"),
    );
  });

  describe("with a grant for what Aura's statement does not ask for", () => {
    const AURA = "arn:aws:iam::444455556666:root";
    const key = s.aKeyWith([{ ...s.STATEMENT, Action: without("kms:CreateGrant", "kms:ReEncrypt*") }]);
    const grant = (over: Parameters<typeof s.aGrant>[0] = {}) =>
      s.aGrant({
        name: "aura",
        grantee: known(AURA, "`grantee_principal`"),
        operations: known(["CreateGrant", "ReEncryptFrom", "ReEncryptTo"], "`operations`"),
        ...over,
      });
    const missing = needs("kms:ReEncryptFrom, kms:ReEncryptTo, kms:CreateGrant: Aura's statement does not ask for it");
    const all = (why: string) => [open(`kms:ReEncryptFrom, kms:ReEncryptTo, kms:CreateGrant: ${why}`)];

    it("is compliant if the grant allows all of Aura's account, also in a standalone policy and where Aura or the owner can retire it", () => {
      expect(s.evaluate(rule, grant(), key)).toEqual(s.COMPLIANT);
      for (const retiring of [AURA, "arn:aws:iam::111122223333:role/admin"]) {
        expect(s.evaluate(rule, grant({ retiringPrincipal: known(retiring, "it") }), key)).toEqual(s.COMPLIANT);
      }
      const { key: _, ...other } = grant({ keyId: known(s.KEY_ARN, "`key_id`") });
      const policy = s.aKeyPolicy({ policy: key.policy as never, statement: key.statement });
      expect(s.evaluate(rule, other, policy)).toEqual(s.COMPLIANT);
    });

    it("refuses what no grant allows: other operations, grantees, keys, and what a Deny denies", () => {
      expect(s.evaluate(rule, grant({ operations: known(["CreateGrant", "ReEncryptFrom"], "it") }), key)).toEqual([
        needs("kms:ReEncryptTo: Aura's statement does not ask for it"),
      ]);
      const stranger = grant({ grantee: known("arn:aws:iam::666677778888:root", "it") });
      expect(s.evaluate(rule, stranger, key)).toEqual([missing]);
      const { key: _, ...other } = grant({ keyId: known(s.MRK_ARN, "`key_id`") });
      expect(s.evaluate(rule, other, key)).toEqual([missing]);
      const denial = deny({ Action: "kms:CreateGrant" });
      const denied = s.aKeyWith([{ ...s.STATEMENT, Action: without("kms:CreateGrant") }], [denial]);
      expect(s.evaluate(rule, grant(), denied)).toEqual([
        needs('kms:CreateGrant: statement 3 ("No") denies it to AWS account 444455556666'),
      ]);
    });

    it.each([
      ["for a role of Aura's account", { grantee: known(ROLES[0], "it") }, `grant aura allows it to ${ROLES[0]} only`],
      [
        "with an encryption context",
        { constraints: known({ subset: { app: "orders" } }, "it") },
        "grant aura allows it with its encryption context only",
      ],
      [
        "with a constraint that is not known",
        { constraints: s.later("x") },
        "grant aura may allow it (x is known only at apply)",
      ],
      [
        "for a grantee that is not known",
        { grantee: s.later("x") },
        "grant aura may allow it (x is known only at apply)",
      ],
      [
        "with operations that are not known",
        { operations: s.later("x") },
        "grant aura may allow it (x is known only at apply)",
      ],
      [
        "that somebody unexpected can retire",
        { retiringPrincipal: known("arn:aws:iam::666677778888:role/x", "it") },
        "arn:aws:iam::666677778888:role/x can retire grant aura",
      ],
      [
        "that is retired by whom nobody knows",
        { retiringPrincipal: s.later("x") },
        "grant aura may allow it (x is known only at apply)",
      ],
    ])("leaves open a grant %s", (_, over, why) => {
      expect(s.evaluate(rule, grant(over), key)).toEqual(all(why));
    });

    it("leaves open a grant on a key that is not known", () => {
      const { key: _, ...unclear } = grant();
      expect(s.evaluate(rule, unclear, key)).toEqual(
        all("it is unknown which key grant aura is on (ARN of key orders is known only at apply)"),
      );
    });

    it("counts an encryption context for the operations that have one only", () => {
      const Action = without("kms:DescribeKey");
      const bound = grant({
        operations: known(["DescribeKey"], "it"),
        constraints: known({ equals: { app: "x" } }, "it"),
      });
      expect(s.evaluate(rule, bound, s.aKeyWith([{ ...s.STATEMENT, Action }]))).toEqual(s.COMPLIANT);
    });

    it("leaves open what a Deny under an unknown condition may deny in spite of the grant", () => {
      const denial = deny({ Action: "kms:CreateGrant", Condition: { StringEquals: { "aws:PrincipalTag/team": "x" } } });
      const denied = s.aKeyWith([{ ...s.STATEMENT, Action: without("kms:CreateGrant") }], [denial]);
      expect(s.evaluate(rule, grant(), denied)).toEqual([
        open(
          'kms:CreateGrant: whether statement 3 ("No") denies it to AWS account 444455556666 depends on aws:PrincipalTag/team',
        ),
      ]);
    });

    it("does not make another external principal Aura: a grant counts for whom Aura's statements name", () => {
      const partner = s.aKeyWith(
        [{ ...s.STATEMENT, Action: without("kms:CreateGrant") }],
        [{ ...s.STATEMENT, Sid: "Partner", Condition: { StringEquals: { "kms:CallerAccount": "666677778888" } } }],
      );
      const stranger = grant({ grantee: known("arn:aws:iam::666677778888:root", "it") });
      expect(s.evaluate(rule, stranger, partner)).toEqual([
        needs("kms:CreateGrant: Aura's statement does not ask for it"),
      ]);
    });
  });

  it("leaves open what depends on a region that is not known", () => {
    const region = s.later("region of key orders");
    const place = { region, regionClaims: [region] };
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [], place))).toEqual(s.COMPLIANT);
    const Condition = { ...s.STATEMENT.Condition, StringLike: { "aws:RequestedRegion": "eu-west-1" } };
    expect(s.evaluate(rule, s.aKeyWith([{ ...s.STATEMENT, Condition }], [], place))).toEqual(
      s.unknownBecause(
        "the policy of key orders cannot be evaluated: it depends on the region of the key, which is not known",
      ),
    );
    const elsewhere = { ...s.STATEMENT, Resource: "arn:aws:kms:us-east-1:111122223333:key/*" };
    expect([s.evaluate(rule, s.aKeyWith([elsewhere], [], place))].flat()).toMatchObject([{ outcome: "unknown" }]);
  });

  it("is unknown for a statement with too many principals, and for a policy that is too large for KMS", () => {
    const { Condition: _, ...shape } = s.STATEMENT;
    const to = (count: number) => ({
      ...shape,
      Principal: { AWS: Array.from({ length: count }, (_unused, n) => `arn:aws:iam::444455556666:role/r${n}`) },
    });
    expect(s.evaluate(rule, s.aKeyWith([to(300)]))).toEqual(s.COMPLIANT);
    expect([s.evaluate(rule, s.aKeyWith([to(301)]))].flat()).toMatchObject([
      {
        outcome: "unknown",
        why: expect.stringContaining("it allows 301 external principals, none of which is evaluated: more than 300"),
      },
    ]);
    expect(s.evaluate(rule, s.aKeyWith([to(1)], [{ ...s.OWN_STATEMENT, Sid: "x".repeat(33_000) }]))).toEqual(
      s.unknownBecause("the policy of key orders cannot be evaluated: it is larger than KMS takes"),
    );
  });

  it("is unknown for a policy that names too many keys", () => {
    const Resource = Array.from({ length: 25 }, (_, n) => `arn:aws:kms:eu-west-1:111122223333:key/${n}`);
    expect(s.evaluate(rule, s.aKeyWith([{ ...s.STATEMENT, Resource }]))).toEqual(
      s.unknownBecause("the policy of key orders cannot be evaluated: it names more keys than can be told apart"),
    );
  });
});

it("has this one-line message for the bad example of aura-can-use-key", () => {
  expect(s.exampleLine(rule)).toBe(
    'prod/orders: Aura lacks required permissions on key orders: kms:CreateGrant: statement 3 ("No grants") denies it to AWS account 444455556666 (its policy); expected: all 7 required operations; help: copy the statement from the Aura Console again, or exclude Aura from the Deny [aura-can-use-key]',
  );
});
