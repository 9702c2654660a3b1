import { estateText, linesOf, parse } from "../sample";

const AUDITOR =
  '{ Sid: Auditor, Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:role/auditor" }, Action: "kms:DescribeKey", Resource: "*" }';
const withStatements = (statements: string, rest = "") =>
  estateText({
    keys: `keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, keyStatements: ${statements} } }`,
    rest,
  });

it("takes the statements of a key, and those of all keys", () => {
  const rest = `defaults: { deletionGuardInDays: 90, keyStatements: [${AUDITOR.replace("Auditor", "All")}] }`;
  const { problems, estate } = parse(withStatements(`[${AUDITOR}]`, rest));
  expect(problems).toEqual([]);
  expect(estate?.defaults).toMatchObject({ deletionGuardInDays: 90, keyStatements: [{ Sid: "All" }] });
  expect(estate?.keys["orders"]).toMatchObject({ keyStatements: [{ Sid: "Auditor" }] });
});

test.each<[what: string, statements: string, rest: string, lines: string[]]>([
  [
    "a text",
    "text",
    "",
    [
      'e.yaml:4:85: `keyStatements` of key orders is not a list of policy statements: "text"; help: write `keyStatements: [{ Effect: Allow, Principal: { AWS: <ARN> }, Action: "kms:DescribeKey", Resource: "*" }]`, for example [estate-wrong-type]',
    ],
  ],
  [
    "a list of texts",
    "[text]",
    "",
    [
      'e.yaml:4:86: `keyStatements[0]` of key orders is not a policy statement: "text"; expected: a map with Effect, Principal, Action, Resource; help: write `{ Effect: Allow, Principal: { AWS: <ARN> }, Action: "kms:DescribeKey", Resource: "*" }`, for example [estate-wrong-type]',
    ],
  ],
  [
    "what KMS refuses, at its place",
    AUDITOR.replace("Allow", "allow").replace(/^/, "[").replace(/$/, "]"),
    "",
    [
      'e.yaml:4:110: Effect of statement 1 ("Auditor") is neither Allow nor Deny: "allow"; expected: "Allow" or "Deny"; help: did you mean "Allow"? [policy-well-formed]',
    ],
  ],
  [
    "an account id that YAML read as a number",
    `[${AUDITOR.replace(/"arn[^"]*"/, "111122223333")}]`,
    "",
    [
      'e.yaml:4:128: Principal.AWS of statement 1 ("Auditor") is not text or a list of texts: the number 111122223333; expected: a principal in double quotes; help: put it between double quotes [policy-well-formed]',
    ],
  ],
  [
    "a principal of another partition",
    `[${AUDITOR.replace("arn:aws:", "arn:aws-cn:")}]`,
    "",
    [
      'e.yaml:4:128: Principal.AWS of statement 1 ("Auditor") is in another partition than the key: "arn:aws-cn:iam::111122223333:role/auditor", of partition aws-cn; expected: a principal of partition aws; help: copy the statement of this key [policy-well-formed]',
    ],
  ],
  [
    "a Sid that occurs twice in a key",
    `[${AUDITOR}, ${AUDITOR}]`,
    "",
    [
      'e.yaml:4:230: duplicate Sid "Auditor": statements 1 and 2; expected: a unique Sid for each statement; help: delete one of the two, or rename its Sid [policy-well-formed]',
    ],
  ],
  [
    "a Sid of the defaults",
    `[${AUDITOR}]`,
    `defaults: { keyStatements: [${AUDITOR}] }`,
    [
      'e.yaml:4:93: `keyStatements[0].Sid` of key orders is already a Sid in `defaults`: "Auditor"; expected: a unique Sid for each statement; help: rename its Sid, or remove one of the two statements [policy-well-formed]',
    ],
  ],
  [
    "what KMS refuses in the defaults, once",
    "[]",
    "defaults: { keyStatements: [{ Effect: Deny }] }",
    [
      'e.yaml:6:29: statement 1 has no Principal: KMS refuses it; expected: Principal or NotPrincipal; help: add "Principal", or copy the statement again [policy-well-formed]',
      'e.yaml:6:29: statement 1 has no Action: KMS refuses it since 18 August 2025 (announced by AWS by mail; not documented yet); expected: Action or NotAction; help: add "Action", or copy the statement again [policy-well-formed]',
      'e.yaml:6:29: statement 1 has no Resource: KMS refuses it since 18 August 2025 (announced by AWS by mail; not documented yet); expected: Resource or NotResource; help: add "Resource", or copy the statement again [policy-well-formed]',
    ],
  ],
  [
    "a guard of a key that may be destroyed; 0 and a default are none",
    "[], deletionGuardInDays: 45, removalPolicy: destroy",
    "defaults: { deletionGuardInDays: 90 }",
    [
      "e.yaml:4:89: `deletionGuardInDays` of key orders and `removalPolicy: destroy` exclude each other: 45 and destroy; expected: one of them; help: remove `deletionGuardInDays` to give the key up, or `removalPolicy` to keep it [estate-disallowed-setting]",
    ],
  ],
  [
    "a guard of too few days",
    "[]",
    "defaults: { deletionGuardInDays: 30 }",
    [
      "e.yaml:6:34: `defaults.deletionGuardInDays` is not a valid deletion guard: the number 30; expected: 31 to 3650 days, or 0 for none; help: write `deletionGuardInDays: 90`, for example [deletion-guard-in-range]",
    ],
  ],
])("refuses %s", (_, statements, rest, lines) => {
  expect(linesOf(withStatements(statements, rest))).toEqual(lines);
});
