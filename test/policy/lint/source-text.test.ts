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
      '19:11 Condition of statement 2 must compare keys that requests for all of its actions carry: "kms:GrantIsForAWSResource", which requests for kms:Decrypt do not carry, so they are never denied here; expected: "kms:GrantIsForAWSResource" only beside kms:CreateGrant, kms:ListGrants, kms:RevokeGrant; help: move the other actions to a statement without that condition',
    ],
  ],
  [
    "ReEncrypt, which has two halves",
    [
      '6:13 Action of statement 1 must name operations on keys: "kms:ReEncrypt", which is no operation of KMS; expected: an operation on a key, such as kms:Decrypt; help: did you mean "kms:ReEncrypt*"?',
    ],
  ],
  [
    "a pattern that covers no operation",
    [
      '8:5 Action of statement 1 must name operations on keys: "kms:Rotate?", which is no operation of KMS; expected: an operation on a key, such as kms:Decrypt; help: write the name of an operation, or delete it',
    ],
  ],
  [
    "operations that are not done to a key",
    [
      '8:5 Action of statement 1 must name operations on keys: "kms:ListKeys", which is not done to a key, so no key policy can allow it; expected: an operation on a key, such as kms:Decrypt; help: delete it: an IAM policy is the place for it',
      '9:5 Action of statement 1 must name operations on keys: "kms:CreateKey", which is not done to a key, so no key policy can allow it; expected: an operation on a key, such as kms:Decrypt; help: delete it: an IAM policy is the place for it',
      '10:5 Action of statement 1 must name operations on keys: "kms:GenerateRandom", which is not done to a key, so no key policy can allow it; expected: an operation on a key, such as kms:Decrypt; help: delete it: an IAM policy is the place for it',
    ],
  ],
  [
    "the ARN of another key",
    [
      "the key policy must allow Aura every operation that it needs: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo and 3 more for none of AWS account 444455556666: no statement allows kms:Encrypt to arn:aws:iam::444455556666:role/anybody; expected: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey, kms:DescribeKey, kms:CreateGrant; help: copy the statement again, as the Aura Console shows it, and look for a statement of the policy that denies them",
      '14:15 Resource of statement 1 must be this key: "arn:aws:kms:eu-west-1:111122223333:key/ffffffff-12ab-34cd-56ef-1234567890ab", another key, so the statement does not reach this one; expected: "*", which means this key, or arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab; help: write "*", or copy the statement that belongs to this key',
    ],
  ],
  [
    "a key of another account, when only the account is known",
    [
      '14:15 Resource of statement 1 must be this key: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", another key, so the statement does not reach this one; expected: "*", which means this key, or a key of account 999988887777; help: write "*", or copy the statement that belongs to this key',
    ],
  ],
  [
    "a statement that lacks what Aura needs",
    [
      "the key policy must allow Aura every operation that it needs: kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey and 1 more for none of AWS account 444455556666: no statement allows kms:Decrypt to arn:aws:iam::444455556666:role/anybody; expected: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey, kms:DescribeKey, kms:CreateGrant; help: copy the statement again, as the Aura Console shows it, and look for a statement of the policy that denies them",
    ],
  ],
  [
    "administration across accounts",
    [
      '19:9 statement 2 must allow other accounts what KMS offers across accounts: "kms:ScheduleKeyDeletion", for arn:aws:iam::444455556666:role/vendor, to whom KMS never allows it; expected: operations such as kms:Encrypt, kms:Decrypt, kms:DescribeKey, kms:CreateGrant; help: delete it',
    ],
  ],
  [
    "everything across accounts",
    [
      '17:17 statement 2 must allow other accounts what KMS offers across accounts: "kms:*", which covers kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey, kms:CancelKeyDeletion and 21 more, for AWS account 444455556666, to whom KMS never allows these; expected: operations such as kms:Encrypt, kms:Decrypt, kms:DescribeKey, kms:CreateGrant; help: name the operations that are needed',
    ],
  ],
  [
    "the key's own account as the caller",
    [
      "1:1 statement 1 must let in somebody from outside of the key's account: nobody but AWS account 111122223333; expected: the account that the Aura Console names; help: copy the statement again, as the Aura Console shows it",
    ],
  ],
  [
    "a role, and the account of somebody else",
    [
      "1:1 statement 1 must let in somebody from outside of the key's account: nobody: its principals do not meet its condition; expected: the account that the Aura Console names; help: copy the statement again, as the Aura Console shows it",
    ],
  ],
  [
    "a misspelt condition key",
    [
      '12:7 Condition of statement 1 must compare keys that requests to KMS carry: "kms:CalerAccount", which none is known to carry, so StringEquals never holds; expected: a condition key of KMS or a global one; help: did you mean "kms:CallerAccount"?',
    ],
  ],
  [
    "a condition key of S3, which a comparison without it passes",
    [
      '12:7 Condition of statement 1 must compare keys that requests to KMS carry: "s3:prefix", which none is known to carry, so StringNotEquals always holds; expected: a condition key of KMS or a global one; help: compare another key, or delete the comparison',
    ],
  ],
  [
    "an encryption context on DescribeKey, which has none",
    [
      '13:7 Condition of statement 1 must compare keys that requests for all of its actions carry: "kms:EncryptionContext:tenant", which requests for kms:DescribeKey do not carry, so they are never allowed here; expected: "kms:EncryptionContext:tenant" only beside kms:CreateGrant, kms:Decrypt, kms:Encrypt, kms:GenerateDataKey and 6 more; help: move the other actions to a statement without that condition',
    ],
  ],
  [
    "an account id with hyphens",
    [
      '12:31 Condition.StringEquals.aws:PrincipalAccount of statement 1 must be compared with values that requests have: "4444-5555-6666", which no request has; expected: the 12 digits of an account id; help: write "444455556666"',
    ],
  ],
  [
    "a service of another region than the key's",
    [
      '17:25 Condition.StringEquals.kms:ViaService of statement 1 must be compared with values that requests have: "ec2.us-east-1.amazonaws.com", a service of another region than the key\'s, eu-west-1; expected: a service and its region, such as ec2.eu-west-1.amazonaws.com; help: correct the value',
    ],
  ],
  [
    "another account's callers, from a network, when the key is not known",
    [
      '13:7 Condition of statement 1 must be one that those whom it lets in provably meet: NotIpAddress aws:SourceIp "203.0.113.0/24", and whether requests of AWS account 444455556666 do can not be told offline; expected: a condition on who calls, such as kms:CallerAccount, or none; help: take the condition out unless the Aura Console wrote it',
    ],
  ],
  [
    "a tag that has to be two things",
    [
      '12:7 Condition of statement 1 must be one that those whom it lets in provably meet: StringEquals aws:PrincipalTag/team "data", and whether requests of arn:aws:iam::444455556666:role/vendor do can not be told offline; expected: a condition on who calls, such as kms:CallerAccount, or none; help: take the condition out unless the Aura Console wrote it',
      '15:7 Condition of statement 1 must be one that a request can meet: StringEquals and StringLike on "aws:PrincipalTag/team", which no value meets together; expected: comparisons that agree; help: delete the one that is not meant',
      '15:7 Condition of statement 1 must be one that those whom it lets in provably meet: StringLike aws:PrincipalTag/team "ops-*" or "sec-*", and whether requests of arn:aws:iam::444455556666:role/vendor do can not be told offline; expected: a condition on who calls, such as kms:CallerAccount, or none; help: take the condition out unless the Aura Console wrote it',
    ],
  ],
  [
    "a pattern under StringEquals",
    [
      '12:25 Condition.StringEquals of statement 1 must be compared with whole values: "ec2.*.amazonaws.com", in which * and ? mean themselves, so it matches nothing; expected: a value without wildcards, or an operator that knows them; help: write StringLike for a pattern',
    ],
  ],
  [
    "a variable in a policy without Version",
    [
      '11:5 a policy whose statement 2 holds ${ must say what that means: no "Version": "2012-10-17", so it is no variable; expected: "Version": "2012-10-17"; help: set the Version when variables are meant',
    ],
  ],
  [
    "anyone",
    [
      "3:16 statement 1 must say whom it lets in: anyone; expected: the ARN of an account or role, or * with a condition that narrows it, such as kms:CallerAccount; help: copy the statement again with its condition, or name who is meant",
    ],
  ],
  [
    "anyone whose request does not say the account",
    [
      '3:16 statement 1 must say whom it lets in: anyone, where StringEqualsIfExists kms:CallerAccount "444455556666", which does not narrow the callers down; expected: the ARN of an account or role, or * with a condition that narrows it, such as kms:CallerAccount; help: copy the statement again with its condition, or name who is meant',
    ],
  ],
  [
    "anyone in a policy that denies everybody outside of an organization",
    [
      "14:20 statement 2 must say whom it lets in: anyone, and other statements deny it to some of them; expected: the ARN of an account or role, or * with a condition that narrows it, such as kms:CallerAccount; help: name who is meant, or put the condition here",
    ],
  ],
  [
    "a principal that is told by a canonical id",
    [
      '3:16 statement 1 must say whom it lets in: CanonicalUser "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", and who that is can not be told offline; expected: the ARN of an account or role; help: name who is meant by an ARN, or delete it',
    ],
  ],
  [
    "everything for the vendor",
    [
      '6:13 statement 1 must not allow the administration of the key: "kms:*", which covers kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey, kms:CancelKeyDeletion and 15 more, for AWS account 444455556666; expected: the use of the key, such as kms:Encrypt, kms:Decrypt, kms:DescribeKey, kms:CreateGrant; help: take it out, or copy the statement again',
    ],
  ],
  [
    "everything but the end of the key for the vendor",
    [
      "7:3 statement 1 must say what it allows: NotAction, which allows everything else, and what AWS adds to KMS later; expected: Action; help: name in Action what is needed",
      "7:16 statement 1 must not allow the administration of the key: everything but the named ones, so kms:PutKeyPolicy, kms:DisableKey, kms:CancelKeyDeletion, kms:CreateAlias and 14 more, for arn:aws:iam::444455556666:role/vendor; expected: the use of the key, such as kms:Encrypt, kms:Decrypt, kms:DescribeKey, kms:CreateGrant; help: take it out, or copy the statement again",
    ],
  ],
  [
    "all keys but one for the vendor",
    [
      '9:3 statement 1 must be about this key: NotResource, which means every key but those; expected: "Resource": "*", which means this key; help: write "Resource": "*"',
    ],
  ],
  [
    "a denial from the vendor",
    [
      '18:15 statement 2 must not deny anything: "Deny", which no Allow can undo, not even the account\'s own; expected: "Allow"; help: ask who gave you the statement what it is for; without that answer leave it out',
    ],
  ],
  [
    "a service whose condition says nothing",
    [
      '15:20 statement 2 allows a service to act for any account: "sns.amazonaws.com" without a condition that names the account; expected: a condition on aws:SourceAccount or aws:SourceArn with account 111122223333; help: add the condition',
    ],
  ],
  [
    "a policy that denies everybody its change",
    [
      'the key policy must leave it to somebody of the key\'s account to change it again: nobody whom it allows kms:PutKeyPolicy; expected: a statement that allows the account, or an administrator, kms:PutKeyPolicy; help: add the account\'s own statement: "Principal": {"AWS": "arn:aws:iam::ACCOUNT:root"}, "Action": "kms:*", "Resource": "*"',
    ],
  ],
  [
    "more than KMS takes with the account's own statement",
    [
      "the key policy with the statement in it must not be larger than KMS takes: 32804 bytes; expected: at most 32768 bytes; help: take statements out of the policy",
      "the key policy must allow Aura every operation that it needs: kms:Encrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey and 2 more for none of arn:aws:iam::444455556666:role/vendor: no statement allows kms:Encrypt to arn:aws:iam::444455556666:role/vendor; expected: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey, kms:DescribeKey, kms:CreateGrant; help: copy the statement again, as the Aura Console shows it, and look for a statement of the policy that denies them",
    ],
  ],
  [
    "the Sid of the account's own statement",
    [
      '1:1 Sid "Enable IAM User Permissions" must name one statement of the key policy: statement 1 of the given policy has that Sid and says something else; expected: the same statement, or a Sid of its own; help: when the one in the policy is an earlier statement from the Aura Console, take it out of the given policy; when it is your own, give it another Sid',
    ],
  ],
  [
    "a denial of the policy's change to the one who sets it",
    [
      "the key policy must leave it to arn:aws:sts::111122223333:assumed-role/deploy/ci, who sets it, to change it again: statement 3 denies kms:PutKeyPolicy to arn:aws:sts::111122223333:assumed-role/deploy/ci; expected: a statement that allows that caller or the account kms:PutKeyPolicy, and none that denies it; help: keep the account's own statement (kms:* for its root), take out what denies kms:PutKeyPolicy, or let somebody else set the policy",
      '18:15 statement 2 must not deny anything: "Deny", which no Allow can undo, not even the account\'s own; expected: "Allow"; help: ask who gave you the statement what it is for; without that answer leave it out',
    ],
  ],
  [
    "a principal of China for a key of Ireland",
    [
      "the key policy must allow Aura every operation that it needs: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo and 3 more for none of AWS account 444455556666: no statement allows kms:Encrypt to arn:aws:iam::444455556666:role/anybody; expected: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey, kms:DescribeKey, kms:CreateGrant; help: copy the statement again, as the Aura Console shows it, and look for a statement of the policy that denies them",
      '4:12 Principal.AWS of statement 1 must be of the key\'s partition: "arn:aws-cn:iam::444455556666:root", of partition aws-cn; expected: a principal of partition aws; help: copy the statement that belongs to this key',
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
    expect(lintStatementText(AURA_TEXT, KEY)).toEqual({ findings: [], statements: [AURA], merged });
    expect(lintStatementText(AURA_TEXT, { accountId: "111122223333" })).toEqual({
      ...{ findings: [], statements: [AURA], merged },
    });
  });

  it("merges into the policy that the key has", () => {
    const policy = { Version: "2012-10-17", Statement: [AURA, OWN] };
    expect(lintStatementText(AURA_TEXT, { policy })).toEqual({ findings: [], statements: [AURA], merged: policy });
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
          what: 'Sid "Allow access for Neo4j" must name one statement of the key policy',
          got: "statement 2 of the given policy has that Sid and says something else",
          expected: "the same statement, or a Sid of its own",
          fix: "when the one in the policy is an earlier statement from the Aura Console, take it out of the given policy; when it is your own, give it another Sid",
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
    expect(findings.map(({ code }) => code)).toContain("aura-lacks-access");
  });

  it("proves what Aura needs against the denials of the policy that the key has", () => {
    const deny = { ...OWN, Sid: "No grants", Effect: "Deny" as const, Principal: "*", Action: "kms:CreateGrant" };
    const policy = { Version: "2012-10-17", Statement: [OWN, deny] };
    const { findings } = lintStatementText(AURA_TEXT, { ...KEY, policy });
    expect(findings.map(({ code, got }) => [code, got])).toEqual([
      [
        "aura-lacks-access",
        'kms:CreateGrant for none of AWS account 444455556666: statement 2 ("No grants") denies kms:CreateGrant to arn:aws:iam::444455556666:role/anybody',
      ],
    ]);
  });

  it("has no statements while their form is wrong, and tells of the others all the same", () => {
    const { findings, ...rest } = lintStatementText('{"Effect": "Allow", "Action": "kms:Decypt"}', KEY);
    expect(findings.map(({ code }) => code)).toEqual(["principal-missing", "resource-missing", "action-unknown"]);
    expect(rest).toEqual({});
  });
});

it("lets no stranger in whom it does not name: what it says agrees with the decision", () => {
  const stranger = { arn: "arn:aws:iam::777777777777:role/stranger", accountId: "777777777777" };
  const allowing = soundStatements.map((one) => ({ ...one, Effect: "Allow" as const, Sid: "vendor" }));
  let closed = 0;
  fc.assert(
    fc.property(allowing, (statement) => {
      const { findings, merged } = lintStatementText(JSON.stringify(statement), KEY);
      const open = findings.some(({ code }) => code === "anyone-let-in" || code === "principal-unclear");
      if (open || !merged) return;
      closed += 1;
      for (const { name } of AURA_OPERATIONS) {
        const request = {
          action: name,
          principal: stranger,
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
  ])("finds that a denial which excepts %s leaves the policy to somebody", (_, denial) => {
    const byId = { ...OWN, Principal: { AWS: "111122223333" } };
    for (const options of [KEY, ACCOUNT, {}]) {
      expect([codesOf([OWN, denial], options), codesOf([byId, denial], options)]).toEqual([[], []]);
    }
  });

  it.each<[string, object[]]>([
    ["a role of another account alone", [OWN, denied("ArnNotEquals", "arn:aws:iam::999988887777:role/admin")]],
    ["a role that no statement allows it", [AURA, denied("ArnNotEquals", ADMIN)]],
    ["a role that is denied it too", [OWN, denied("ArnNotEquals", ADMIN), denied("ArnEquals", ADMIN)]],
  ])("finds that a denial which excepts %s leaves it to nobody", (_, statements) => {
    for (const options of [KEY, ACCOUNT]) expect(codesOf(statements, options)).toContain("nobody-keeps-control");
  });

  it("does not judge by some key of the account what a policy says of one key, or of one region", () => {
    const inRegion = { ...OWN, Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } };
    for (const statement of [{ ...OWN, Resource: KEY_ARN }, inRegion]) {
      for (const options of [KEY, ACCOUNT]) expect(codesOf([statement], options)).toEqual([]);
    }
    expect(codesOf([inRegion], { keyArn: KEY_ARN.replace("eu-west-1", "us-east-1") })).toEqual([
      "nobody-keeps-control",
    ]);
    const china = { ...OWN, Principal: { AWS: "arn:aws-cn:iam::111122223333:root" } };
    expect(codesOf([china], ACCOUNT)).toEqual([]);
  });

  it("believes the account rather than the key's ARN when both are given", () => {
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [OWN] });
    const { findings } = lintPolicyText(policy, { keyArn: KEY_ARN, accountId: "999988887777" });
    expect(findings.map(({ code }) => code)).toEqual(["nobody-keeps-control", "across-accounts"]);
  });
});
