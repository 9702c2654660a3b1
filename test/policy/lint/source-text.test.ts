import * as fc from "fast-check";
import { AURA_OPERATIONS } from "../../../policy/access/aura-permissions";
import { evaluate } from "../../../policy/evaluate/evaluate";
import { lintPolicyText, lintStatementText, type LintOptions } from "../../../policy/lint/source-text";
import { KEY_ARN } from "../../support/samples";
import { soundStatements } from "../arbitraries";
import { AURA, AURA_TEXT, OWN } from "../examples";
import { DANGEROUS } from "./corpus/dangerous";
import { KEY } from "./corpus/fixture";
import { NO_EFFECT } from "./corpus/no-effect";
import { REFUSED } from "./corpus/refused";

/** What the lint says about some fixtures of the corpus: position, what, got, expected, fix. */
const SAYS: readonly [name: string, lines: readonly string[]][] = [
  [
    "a denial of Decrypt for grants of AWS services",
    [
      '19:11 Condition of statement 2 uses a key that some requests lack: "kms:GrantIsForAWSResource", which requests for kms:Decrypt lack, so they are never denied; expected: "kms:GrantIsForAWSResource" only with kms:CreateGrant, kms:ListGrants, kms:RevokeGrant; help: move the other actions to another statement',
    ],
  ],
  [
    "ReEncrypt, which has two halves",
    [
      '6:13 Action of statement 1 contains an action that no key policy can allow: "kms:ReEncrypt", which is not a KMS action; expected: an operation on a key, such as kms:Decrypt; help: did you mean "kms:ReEncrypt*"?',
    ],
  ],
  [
    "a misspelt pattern of actions",
    [
      '13:5 Action of statement 1 contains an action that no key policy can allow: "kms:GenerateDataKye*", which is not a KMS action; expected: an operation on a key, such as kms:Decrypt; help: did you mean "kms:GenerateDataKey*"?',
    ],
  ],
  [
    "a pattern that covers no operation",
    [
      '8:5 Action of statement 1 contains an action that no key policy can allow: "kms:Rotate?", which is not a KMS action; expected: an operation on a key, such as kms:Decrypt; help: write the name of an operation, or delete it',
    ],
  ],
  [
    "operations that are not done to a key",
    [
      '8:5 Action of statement 1 contains an action that no key policy can allow: "kms:ListKeys", which is not an operation on a key; expected: an operation on a key, such as kms:Decrypt; help: delete it, or move it to an IAM policy',
      '9:5 Action of statement 1 contains an action that no key policy can allow: "kms:CreateKey", which is not an operation on a key; expected: an operation on a key, such as kms:Decrypt; help: delete it, or move it to an IAM policy',
      '10:5 Action of statement 1 contains an action that no key policy can allow: "kms:GenerateRandom", which is not an operation on a key; expected: an operation on a key, such as kms:Decrypt; help: delete it, or move it to an IAM policy',
    ],
  ],
  [
    "the ARN of another key",
    [
      "Aura lacks permissions that it needs on the key: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo and 3 more for none of AWS account 444455556666: no statement allows kms:Encrypt to AWS account 444455556666; expected: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey, kms:DescribeKey, kms:CreateGrant; help: copy the statement again from the Aura Console, and look for a Deny statement",
      '14:15 Resource of statement 1 is another key: "arn:aws:kms:eu-west-1:111122223333:key/ffffffff-12ab-34cd-56ef-1234567890ab"; expected: "Resource": "*" (this key); help: write "Resource": "*", or copy the statement of this key',
    ],
  ],
  [
    "a key of another account, when only the account is known",
    [
      '14:15 Resource of statement 1 is another key: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"; expected: "Resource": "*" (this key); help: write "Resource": "*", or copy the statement of this key',
    ],
  ],
  [
    "a statement that lacks what Aura needs",
    [
      "Aura lacks permissions that it needs on the key: kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey and 1 more for none of AWS account 444455556666: no statement allows kms:Decrypt to AWS account 444455556666; expected: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey, kms:DescribeKey, kms:CreateGrant; help: copy the statement again from the Aura Console, and look for a Deny statement",
    ],
  ],
  [
    "administration across accounts",
    [
      '19:9 statement 2 allows another account what KMS refuses across accounts: "kms:ScheduleKeyDeletion", for arn:aws:iam::444455556666:role/vendor; expected: actions such as kms:Decrypt or kms:CreateGrant; help: delete it',
    ],
  ],
  [
    "everything across accounts",
    [
      '17:17 statement 2 allows another account what KMS refuses across accounts: "kms:*", including kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey, kms:CancelKeyDeletion and 21 more, for AWS account 444455556666; expected: actions such as kms:Decrypt or kms:CreateGrant; help: list only the needed actions',
    ],
  ],
  [
    "the key's own account as the caller",
    [
      "1:1 statement 1 grants no access outside the key's account: only AWS account 111122223333; expected: the account shown in the Aura Console; help: copy the statement again from the Aura Console",
    ],
  ],
  [
    "a role, and another account",
    [
      "1:1 statement 1 grants no access outside the key's account: no principal meets its condition; expected: the account shown in the Aura Console; help: copy the statement again from the Aura Console",
    ],
  ],
  [
    "a misspelt condition key",
    [
      '12:7 Condition of statement 1 uses an unknown key: "kms:CalerAccount", so StringEquals is never true; expected: a KMS or global condition key; help: did you mean "kms:CallerAccount"?',
    ],
  ],
  [
    "a condition key of S3, which a comparison without it passes",
    [
      '12:7 Condition of statement 1 uses an unknown key: "s3:prefix", so StringNotEquals is always true; expected: a KMS or global condition key; help: use another key, or delete the comparison',
    ],
  ],
  [
    "an encryption context on DescribeKey, which has none",
    [
      '13:7 Condition of statement 1 uses a key that some requests lack: "kms:EncryptionContext:tenant", which requests for kms:DescribeKey lack, so they are never allowed; expected: "kms:EncryptionContext:tenant" only with kms:CreateGrant, kms:Decrypt, kms:Encrypt, kms:GenerateDataKey and 6 more; help: move the other actions to another statement',
    ],
  ],
  [
    "an account id with hyphens",
    [
      '12:31 Condition.StringEquals.aws:PrincipalAccount of statement 1 is compared with a value that no request has: "4444-5555-6666"; expected: the 12 digits of an account id; help: write "444455556666"',
    ],
  ],
  [
    "a service of another region than the key's",
    [
      '17:25 Condition.StringEquals.kms:ViaService of statement 1 is compared with a value that no request has: "ec2.us-east-1.amazonaws.com", while the key is in eu-west-1; expected: a service and its region, such as ec2.eu-west-1.amazonaws.com; help: correct the value',
    ],
  ],
  [
    "another account's callers, from a network, when the key is not known",
    [
      '13:7 Condition of statement 1 cannot be verified offline: NotIpAddress aws:SourceIp "203.0.113.0/24" for AWS account 444455556666; expected: a condition on the caller, such as kms:CallerAccount, or none; help: remove the condition unless the Aura Console wrote it',
    ],
  ],
  [
    "a tag that has to be two things",
    [
      '12:7 Condition of statement 1 cannot be verified offline: StringEquals aws:PrincipalTag/team "data" for arn:aws:iam::444455556666:role/vendor; expected: a condition on the caller, such as kms:CallerAccount, or none; help: remove the condition unless the Aura Console wrote it',
      '15:7 Condition of statement 1 contradicts itself: StringEquals and StringLike on "aws:PrincipalTag/team", which no value meets; expected: comparisons that agree; help: delete the one that is not meant',
      '15:7 Condition of statement 1 cannot be verified offline: StringLike aws:PrincipalTag/team "ops-*" or "sec-*" for arn:aws:iam::444455556666:role/vendor; expected: a condition on the caller, such as kms:CallerAccount, or none; help: remove the condition unless the Aura Console wrote it',
    ],
  ],
  [
    "a pattern under StringEquals",
    [
      '12:25 Condition.StringEquals of statement 1 takes a wildcard literally: "ec2.*.amazonaws.com", which matches nothing; expected: no wildcard, or an operator such as StringLike; help: write StringLike for a pattern',
    ],
  ],
  [
    "a variable in a policy without Version",
    [
      '11:5 statement 2 contains ${, but the policy has no Version: it is taken literally; expected: "Version": "2012-10-17"; help: set the Version if variables are intended',
    ],
  ],
  [
    "anyone",
    [
      "3:16 statement 1 allows anyone: no condition restricts the principal; expected: an account or role ARN, or * with a condition such as kms:CallerAccount; help: copy the statement again with its condition, or name the principal",
    ],
  ],
  [
    "anyone whose request does not say the organization",
    [
      '3:16 statement 1 allows anyone: StringEqualsIfExists aws:PrincipalOrgID "o-a1b2c3d4e5" does not restrict the principal; expected: an account or role ARN, or * with a condition such as kms:CallerAccount; help: copy the statement again with its condition, or name the principal',
    ],
  ],
  [
    "anyone in a policy that denies everyone outside of an organization",
    [
      "14:20 statement 2 allows principals that cannot be determined: anyone, and Deny statements exclude some; expected: an account or role ARN, or * with a condition such as kms:CallerAccount; help: name the principal, or move the condition here",
    ],
  ],
  [
    "a principal that is named by a canonical id",
    [
      '3:16 statement 1 allows principals that cannot be determined: CanonicalUser "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", which cannot be resolved offline; expected: the ARN of an account or role; help: name the principal by its ARN, or delete it',
    ],
  ],
  [
    "everything for the vendor",
    [
      '6:13 statement 1 grants key administration: "kms:*", including kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey, kms:CancelKeyDeletion and 15 more, for AWS account 444455556666; expected: use of the key, such as kms:Decrypt or kms:CreateGrant; help: remove the action, or copy the statement again',
    ],
  ],
  [
    "everything but the end of the key for the vendor",
    [
      "7:3 statement 1 allows everything but the named actions: NotAction, which also covers future KMS actions; expected: Action; help: list the needed actions in Action",
      "7:16 statement 1 grants key administration: everything but the named actions, such as kms:PutKeyPolicy, kms:DisableKey, kms:CancelKeyDeletion, kms:CreateAlias and 14 more, for arn:aws:iam::444455556666:role/vendor; expected: use of the key, such as kms:Decrypt or kms:CreateGrant; help: remove the action, or copy the statement again",
    ],
  ],
  [
    "all keys but one for the vendor",
    [
      '9:18 KMS refuses NotResource of statement 1: "arn:aws:kms:*:111122223333:key/*", refused since 18 August 2025 (announced by AWS by mail; not documented yet); expected: "Resource": "*" (this key); help: write "Resource": "*"',
    ],
  ],
  [
    "a denial from the vendor",
    [
      '18:15 statement 2 contains a Deny: "Deny", which overrides every Allow; expected: "Allow"; help: leave it out unless its author explains it',
    ],
  ],
  [
    "a service whose condition says nothing",
    [
      "15:20 statement 2 allows a service to act for any account: AWS service sns.amazonaws.com without a condition that names the account; expected: a condition on aws:SourceAccount or aws:SourceArn with account 111122223333; help: add the condition",
    ],
  ],
  [
    "a policy that denies everyone its change",
    [
      "no principal of the key's account can change the policy: no principal with kms:PutKeyPolicy; expected: kms:PutKeyPolicy for the account or an administrator; help: add the account's own statement (kms:* for its root)",
    ],
  ],
  [
    "more than KMS takes with the account's own statement",
    [
      "the policy with the statement is larger than KMS accepts: 32804 bytes; expected: at most 32768 bytes; help: remove statements from the policy",
      "Aura lacks permissions that it needs on the key: kms:Encrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey and 2 more for none of arn:aws:iam::444455556666:role/vendor: no statement allows kms:Encrypt to arn:aws:iam::444455556666:role/vendor; expected: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey, kms:DescribeKey, kms:CreateGrant; help: copy the statement again from the Aura Console, and look for a Deny statement",
    ],
  ],
  [
    "the Sid of the account's own statement",
    [
      '1:1 Sid "Enable IAM User Permissions" belongs to another statement: statement 1 of the given policy has it; expected: the same statement, or another Sid; help: remove an older statement of the Aura Console from the given policy, or rename the Sid of your own',
    ],
  ],
  [
    "a denial of the policy's change to the one who sets it",
    [
      "the policy locks out its author arn:aws:sts::111122223333:assumed-role/deploy/ci: statement 2 denies kms:PutKeyPolicy to arn:aws:sts::111122223333:assumed-role/deploy/ci; expected: kms:PutKeyPolicy for the caller or the account, and no Deny; help: keep the account's own statement (kms:* for its root), or remove the Deny",
      '18:15 statement 2 contains a Deny: "Deny", which overrides every Allow; expected: "Allow"; help: leave it out unless its author explains it',
    ],
  ],
  [
    "a principal of China for a key of Ireland",
    [
      "Aura lacks permissions that it needs on the key: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo and 3 more for none of AWS account 444455556666: no statement allows kms:Encrypt to AWS account 444455556666; expected: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey, kms:DescribeKey, kms:CreateGrant; help: copy the statement again from the Aura Console, and look for a Deny statement",
      '4:12 Principal.AWS of statement 1 is in another partition than the key: "arn:aws-cn:iam::444455556666:root", of partition aws-cn; expected: a principal of partition aws; help: copy the statement of this key',
    ],
  ],
];

it.each(SAYS)("says about %s what is wrong and what to do", (name, lines) => {
  const fixture = [...NO_EFFECT, ...DANGEROUS, ...REFUSED].find((one) => one.name === name);
  const lint = fixture?.is === "policy" ? lintPolicyText : lintStatementText;
  const { findings } = lint(JSON.stringify(fixture?.text, undefined, 2), fixture?.key);
  expect(
    findings.map(({ line, column, what, got, expected, fix }) => {
      const place = line === undefined ? "" : `${line}:${column} `;
      return `${place}${what}: ${got}; expected: ${expected}; help: ${fix}`;
    }),
  ).toEqual(lines);
});

describe("lintStatementText", () => {
  it("gives the statements and, for a known key, its policy with them", () => {
    const merged = { Version: "2012-10-17", Statement: [{ ...OWN, Sid: "Enable IAM User Permissions" }, AURA] };
    expect(lintStatementText(AURA_TEXT)).toEqual({ findings: [], statements: [AURA] });
    const statementNames = ["the account's own statement", 'statement 1 ("Allow access for Neo4j")'];
    expect(lintStatementText(AURA_TEXT, KEY)).toEqual({ findings: [], statements: [AURA], merged, statementNames });
    expect(lintStatementText(AURA_TEXT, { accountId: "111122223333" })).toEqual({
      ...{ findings: [], statements: [AURA], merged, statementNames },
    });
  });

  it("merges into the policy that the key has", () => {
    const policy = { Version: "2012-10-17", Statement: [AURA, OWN] };
    expect(lintStatementText(AURA_TEXT, { policy })).toEqual({
      ...{ findings: [], statements: [AURA], merged: policy },
      statementNames: [
        'statement 1 ("Allow access for Neo4j") of the key policy',
        'statement 2 ("Enable IAM User Permissions") of the key policy',
      ],
    });
  });

  it("merges into no policy whose Sid says something else, and points at the statement", () => {
    const policy = { Version: "2012-10-17", Statement: [OWN, { ...AURA, Action: "kms:Decrypt" }] };
    expect(lintStatementText(`\n ${AURA_TEXT}`, { ...KEY, policy })).toEqual({
      findings: [
        {
          severity: "error",
          kind: "refused",
          code: "sid-conflict",
          path: "Statement[0].Sid",
          line: 2,
          column: 2,
          what: 'Sid "Allow access for Neo4j" belongs to another statement',
          got: "statement 2 of the given policy has it",
          expected: "the same statement, or another Sid",
          fix: "remove an older statement of the Aura Console from the given policy, or rename the Sid of your own",
        },
      ],
      statements: [AURA],
    });
  });

  it("an AWS service beside Aura does not hide what Aura lacks: it is never Aura", () => {
    const deny = { ...OWN, Sid: "No grants", Effect: "Deny" as const, Principal: "*", Action: "kms:CreateGrant" };
    const logs = { ...OWN, Sid: "Logs", Principal: { Service: "logs.amazonaws.com" }, Action: "kms:Decrypt" };
    const policy = { Version: "2012-10-17", Statement: [OWN, deny] };
    const { findings } = lintStatementText(JSON.stringify([AURA, logs]), { ...KEY, policy });
    expect(findings.map(({ code }) => code)).toContain("aura-can-use-key");
  });

  it("verifies what Aura needs against the Deny statements of the existing policy", () => {
    const deny = { ...OWN, Sid: "No grants", Effect: "Deny" as const, Principal: "*", Action: "kms:CreateGrant" };
    const policy = { Version: "2012-10-17", Statement: [OWN, deny] };
    const { findings } = lintStatementText(AURA_TEXT, { ...KEY, policy });
    expect(findings.map(({ code, got }) => [code, got])).toEqual([
      [
        "aura-can-use-key",
        'kms:CreateGrant for none of AWS account 444455556666: statement 2 ("No grants") of the key policy denies kms:CreateGrant to AWS account 444455556666',
      ],
    ]);
  });

  it("has no statements while their form is wrong, and reports the others anyway", () => {
    const { findings, ...rest } = lintStatementText('{"Effect": "Allow", "Action": "kms:Decypt"}', KEY);
    expect(findings.map(({ code }) => code)).toEqual(["principal-missing", "resource-missing", "action-unknown"]);
    expect(rest).toEqual({});
  });
});

it("does not miss public access: its findings agree with the decision for an external principal", () => {
  const external = { arn: "arn:aws:iam::777777777777:role/external", accountId: "777777777777" };
  const allowing = soundStatements.map((one) => ({ ...one, Effect: "Allow" as const, Sid: "vendor" }));
  let closed = 0;
  fc.assert(
    fc.property(allowing, (statement) => {
      const { findings, merged } = lintStatementText(JSON.stringify(statement), KEY);
      const open = findings.some(({ code }) => code === "public-access" || code === "principal-unclear");
      if (open || !merged) return;
      closed += 1;
      for (const { name } of AURA_OPERATIONS) {
        const request = {
          action: name,
          principal: external,
          keyArn: KEY_ARN,
          keyAccountId: "111122223333",
          context: {},
        };
        expect(evaluate(merged, { ...request, others: "unknown" }).answer).toBe("denied");
      }
    }),
    { numRuns: 300 },
  );
  expect(closed).toBeGreaterThan(5);
});

describe("lintPolicyText", () => {
  it("gives the policy", () => {
    const document = { Version: "2012-10-17", Statement: [OWN] };
    expect(lintPolicyText(JSON.stringify(document), KEY)).toEqual({ findings: [], document });
  });

  it("has none while its form is wrong", () => {
    expect(Object.keys(lintPolicyText('{"Statement": [{}]}', KEY))).toEqual(["findings"]);
  });

  const ADMIN = "arn:aws:iam::111122223333:role/admin";
  const denied = (operator: string, values: string | string[]) => ({
    ...{ Effect: "Deny", Principal: "*", Action: "kms:PutKeyPolicy", Resource: "*" },
    Condition: { [operator]: { "aws:PrincipalArn": values } },
  });
  const codesOf = (statements: readonly object[], options: LintOptions) =>
    lintPolicyText(JSON.stringify({ Version: "2012-10-17", Statement: statements }), options).findings.map(
      ({ code }) => code,
    );
  const ACCOUNT = { accountId: "111122223333" };

  it.each<[string, object]>([
    ["one role", denied("ArnNotEquals", ADMIN)],
    ["roles by a pattern", denied("StringNotLike", `${ADMIN}*`)],
    ["the root user", denied("StringNotEquals", "arn:aws:iam::111122223333:root")],
    ["all but roles", denied("StringLike", "*:role/*")],
    ["one role or another account's", denied("ArnNotEquals", ["arn:aws:iam::999988887777:role/admin", ADMIN])],
  ])("finds that a Deny except for %s leaves control to a principal", (_, denial) => {
    const byId = { ...OWN, Principal: { AWS: "111122223333" } };
    for (const options of [KEY, ACCOUNT, {}]) {
      expect([codesOf([OWN, denial], options), codesOf([byId, denial], options)]).toEqual([[], []]);
    }
  });

  it.each<[string, object[]]>([
    ["a role of another account alone", [OWN, denied("ArnNotEquals", "arn:aws:iam::999988887777:role/admin")]],
    ["a role that no statement allows it", [AURA, denied("ArnNotEquals", ADMIN)]],
    ["a role that is denied it too", [OWN, denied("ArnNotEquals", ADMIN), denied("ArnEquals", ADMIN)]],
  ])("finds that a Deny except for %s leaves control to no principal", (_, statements) => {
    for (const options of [KEY, ACCOUNT]) expect(codesOf(statements, options)).toContain("administrators-keep-control");
  });

  it("does not evaluate a policy for one key or region with another key of the account", () => {
    const inRegion = { ...OWN, Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } };
    for (const statement of [{ ...OWN, Resource: KEY_ARN }, inRegion]) {
      const codes = statement === inRegion ? [] : ["resource-not-wildcard"];
      for (const options of [KEY, ACCOUNT]) expect(codesOf([statement], options)).toEqual(codes);
    }
    expect(codesOf([inRegion], { keyArn: KEY_ARN.replace("eu-west-1", "us-east-1") })).toEqual([
      "administrators-keep-control",
    ]);
    const china = { ...OWN, Principal: { AWS: "arn:aws-cn:iam::111122223333:root" } };
    expect(codesOf([china], ACCOUNT)).toEqual([]);
  });

  it("uses the account rather than the key's ARN when both are given", () => {
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [OWN] });
    const { findings } = lintPolicyText(policy, { keyArn: KEY_ARN, accountId: "999988887777" });
    expect(findings.map(({ code }) => code)).toEqual(["administrators-keep-control", "across-accounts"]);
  });
});
