import * as fc from "fast-check";
import { known } from "../../model/fact";
import { findExternalAccess } from "../../policy/access/external-access";
import type { Condition, PolicyPrincipal, Statement } from "../../policy/document";
import { lintStatementText } from "../../policy/lint/source-text";
import { canChangePolicyOf, evaluatedPolicy, indexModel, proveWithGrants } from "../../rules/analysis";
import { ACCOUNT, aKey, AURA_ACCOUNT, KEY_ARN, modelOf, OWN_STATEMENT, STATEMENT } from "./support";

/* The same policy, as `aura-cmk lint` and as the rules see it: they may not contradict each other. */

const role = (name: string, account: string = AURA_ACCOUNT): string => `arn:aws:iam::${account}:role/${name}`;

const NAMES = [
  ...[role("kms"), role("path/kms"), role("other"), role("admin", ACCOUNT), `arn:aws:iam::${AURA_ACCOUNT}:root`],
  ...[`arn:aws:iam::${ACCOUNT}:root`, AURA_ACCOUNT, ACCOUNT, `arn:aws:sts::${AURA_ACCOUNT}:assumed-role/kms/s`],
  ...[`arn:aws:iam::${AURA_ACCOUNT}:user/ann`, role("x", "777788889999")],
];

const named: fc.Arbitrary<PolicyPrincipal> = fc.oneof(
  fc.constant("*"),
  fc.constant({ AWS: "*" }),
  fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).map((AWS) => ({ AWS })),
);

const conditions: fc.Arbitrary<Condition | undefined> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  {
    weight: 5,
    arbitrary: fc
      .uniqueArray(
        fc.oneof(
          fc.tuple(
            fc.constantFrom("StringEquals", "StringNotEquals", "ArnLike", "ArnNotLike", "StringLike", "StringNotLike"),
            fc.constant("aws:PrincipalArn"),
            fc.constantFrom(
              ...[
                role("kms"),
                role("*"),
                role("admin", ACCOUNT),
                "arn:*:iam::*:role/kms",
                `arn:aws:iam::${ACCOUNT}:*`,
                "arn:aws:iam::*:*",
              ],
              ...[`arn:aws:sts::${AURA_ACCOUNT}:assumed-role/*`, `arn:aws:iam::${AURA_ACCOUNT}:root`],
            ),
          ),
          fc.tuple(
            fc.constantFrom("StringEquals", "StringNotEquals", "StringNotEqualsIfExists", "StringLike"),
            fc.constantFrom("aws:PrincipalAccount", "kms:CallerAccount"),
            fc.constantFrom(AURA_ACCOUNT, ACCOUNT, "777788889999", "4444*"),
          ),
          fc.constantFrom(
            ["StringNotEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"],
            ["StringNotEqualsIfExists", "aws:PrincipalOrgID", "o-a1b2c3d4e5"],
            ["Bool", "aws:SecureTransport", "false"],
            ["Bool", "aws:PrincipalIsAWSService", "false"],
            ["Bool", "aws:ViaAWSService", "false"],
            ["BoolIfExists", "aws:MultiFactorAuthPresent", "false"],
            ["StringNotEquals", "aws:SourceVpce", "vpce-1"],
            ["StringEquals", "aws:PrincipalTag/team", "aura"],
            ["StringEquals", "aws:PrincipalType", "User"],
            ["StringEquals", "aws:username", "ann"],
            ["StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com"],
            ["Bool", "kms:GrantIsForAWSResource", "true"],
            ["Null", "aws:PrincipalOrgID", "true"],
            ["NotIpAddress", "aws:SourceIp", "203.0.113.0/24"],
            ["DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"],
          ),
        ),
        { minLength: 1, maxLength: 2, selector: ([operator]) => operator },
      )
      .map((tests) =>
        Object.fromEntries(tests.map(([operator, key, value]) => [operator, { [key as string]: value }])),
      ),
  },
);

const actions = fc.constantFrom<Pick<Statement, "Action"> | Pick<Statement, "NotAction">>(
  ...[{ Action: "kms:*" }, { Action: ["kms:Decrypt", "kms:GenerateDataKey*"] }, { Action: "kms:PutKeyPolicy" }],
  ...[{ NotAction: "kms:Describe*" }, { Action: "kms:CreateGrant" }, { Action: ["kms:Put*", "kms:Encrypt"] }],
);

const denials: fc.Arbitrary<Statement> = fc
  .tuple(named, fc.boolean(), conditions, actions)
  .map(([principal, isNot, condition, action]) => ({
    Effect: "Deny",
    ...(isNot && typeof principal === "object" && principal["AWS"] !== "*"
      ? { NotPrincipal: principal }
      : { Principal: principal }),
    ...action,
    Resource: "*",
    ...(condition && { Condition: condition }),
  }));

const owners: fc.Arbitrary<Statement> = fc
  .tuple(
    fc.constantFrom<PolicyPrincipal>(
      ...[{ AWS: `arn:aws:iam::${ACCOUNT}:root` }, { AWS: role("admin", ACCOUNT) }, { AWS: ACCOUNT }],
      { AWS: [role("admin", ACCOUNT), role("gone", ACCOUNT)] },
    ),
    fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: conditions }),
  )
  .map(([principal, condition]) => ({
    ...OWN_STATEMENT,
    Principal: principal,
    ...(condition && { Condition: condition }),
  }));

const { Condition: _, ...SHAPE } = STATEMENT;

/** Statements that name one account or one principal of it: who is Aura of several is another question. */
const auras: fc.Arbitrary<Statement> = fc.constantFrom<Statement>(
  STATEMENT,
  { ...SHAPE, Principal: { AWS: `arn:aws:iam::${AURA_ACCOUNT}:root` } },
  { ...SHAPE, Principal: { AWS: AURA_ACCOUNT } },
  { ...SHAPE, Principal: { AWS: role("kms") } },
  { ...SHAPE, Condition: { StringEquals: { "aws:PrincipalAccount": AURA_ACCOUNT } } },
  { ...SHAPE, Condition: { ArnLike: { "aws:PrincipalArn": role("kms*") } } },
  { ...STATEMENT, Action: ["kms:Decrypt", "kms:DescribeKey"] },
);

const policies = fc
  .tuple(owners, auras, fc.array(denials, { maxLength: 2 }))
  .map(([owner, aura, denied]): readonly Statement[] =>
    [owner, aura, ...denied].map((statement, place) => ({ ...statement, Sid: `S${place}` })),
  );

type Answer = "denied" | "unknown" | "allowed";

function byRules(statements: readonly Statement[]): Record<"aura" | "control", Answer> {
  const document = { Version: "2012-10-17", Statement: statements };
  const places = new Set(findExternalAccess(document, ACCOUNT).possibleUse.map(({ statement }) => statement));
  const key = aKey({
    arn: known(KEY_ARN, "ARN"),
    policy: known(JSON.stringify(document), "its policy"),
    statement: known(
      statements.filter((_, place) => places.has(place)),
      "its policy",
    ),
  });
  const index = indexModel(modelOf(key));
  const evaluated = evaluatedPolicy(key, index);
  if ("outcome" in evaluated) throw new Error(JSON.stringify(evaluated));
  const answers = proveWithGrants(evaluated, key, index).flatMap(({ operation, answer }) =>
    operation.required ? [answer] : [],
  );
  const aura = answers.includes("denied") ? "denied" : answers.includes("unknown") ? "unknown" : "allowed";
  return { aura, control: canChangePolicyOf(evaluated).answer };
}

const EXPLAINING = ["condition-unverified", "access-expires", "condition-never-met", "aura-access-unverified"];

function byLint(statements: readonly Statement[]): Record<"aura" | "control", Answer> {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const { findings } = lintStatementText(text, { keyArn: KEY_ARN });
  // What a condition of a denial means is no answer about Aura.
  const codes = findings.filter(({ path }) => !/^Statement\[[^1]/.test(path)).map(({ code }) => code);
  const has = (...some: readonly string[]): boolean => codes.some((code) => some.includes(code));
  return {
    aura: has("aura-can-use-key", "no-outsider-access") ? "denied" : has(...EXPLAINING) ? "unknown" : "allowed",
    control: has("administrators-keep-control", "control-by-session") ? "denied" : "allowed",
  };
}

it("lint and rules agree whether Aura can use the key, and whether the account keeps control", () => {
  fc.assert(
    fc.property(policies, (statements) => {
      const [rules, lint] = [byRules(statements), byLint(statements)];
      // Lint says nothing of control that is unknown.
      const control = rules.control === "denied" ? "denied" : "allowed";
      expect(lint).toEqual({ aura: rules.aura, control });
    }),
    { numRuns: 1_000 },
  );
});
