import { parsePolicy } from "../../../policy/lint/parse-policy";
import { parseStatement } from "../../../policy/lint/parse-statement";
import { AURA, OWN } from "../examples";

const POLICY = { Version: "2012-10-17", Statement: [OWN, AURA] };
const CLI = "aws kms get-key-policy --key-id KEY --query Policy --output text";

function problemsOf(value: unknown, parse: typeof parseStatement | typeof parsePolicy = parseStatement): string[] {
  const parsed = parse(JSON.stringify(value));
  return "problems" in parsed
    ? parsed.problems.map(
        ({ code, path, line, column, what, got, expected, fix }) =>
          `${line}:${column} ${code} ${path}: ${what}: ${got}; expected: ${expected}; help: ${fix}`,
      )
    : [];
}

const other = (got: string, fix: string, at = "1:1"): string =>
  `${at} not-a-policy : the statement is not a statement or policy: ${got}; expected: an object with Effect, Principal, Action and Resource; help: ${fix}`;
const AGAIN = "copy the statement again, from the first brace to the last one";

it.each<[string, unknown, string]>([
  ["nothing but null", null, other("null", AGAIN)],
  ["a number", 1, other("the number 1", AGAIN)],
  ["a boolean", true, other("the boolean true", AGAIN)],
  ["a text", "x", other('"x"', AGAIN)],
  ["nothing in it", {}, other("an empty object", AGAIN)],
  ["nothing in it, in a list", [{}], other("an empty object", AGAIN, "1:2")],
  ["a package.json", { name: "x", version: "1.0.0" }, other('an object with "name", "version"', AGAIN)],
  [
    "a synthesized stack",
    { "//": {}, terraform: {}, resource: {} },
    other('an object with "//", "terraform", "resource"', AGAIN),
  ],
  [
    "a CloudFormation template",
    { Resources: { Key: { Type: "AWS::KMS::Key", Properties: { KeyPolicy: POLICY } } } },
    other("a CloudFormation template", 'copy the value of "KeyPolicy", from its first brace to its last one'),
  ],
  [
    "a policy as a string in another object",
    { id: "x", policy: JSON.stringify(POLICY) },
    other(
      'an object with "policy", which holds the policy as a string',
      'copy the value of "policy" without its quotation marks and backslashes',
    ),
  ],
  [
    "a policy in another object",
    { PolicyName: "default", Policy: POLICY },
    other(
      'an object with "Policy", which holds the policy',
      'copy the value of "Policy", from its first brace to its last one',
    ),
  ],
  [
    "a statement in another object",
    { aura: [AURA] },
    other(
      'an object with "aura", which holds the policy',
      'copy the value of "aura", from its first brace to its last one',
    ),
  ],
  [
    "statements under another name",
    { Statements: [AURA] },
    other('an object with "Statements"', 'did you mean "Statement"?'),
  ],
  ["statements in lower case", { statement: AURA }, other('an object with "statement"', 'did you mean "Statement"?')],
  [
    "a policy in a list",
    [POLICY],
    "1:2 wrong-type : the list contains a policy: a policy in a list; expected: one policy without a list around it, or a list of statements; help: remove the list around the policy",
  ],
  [
    "a policy in a list behind a statement",
    [{ Effect: "Allow" }, POLICY],
    "1:21 wrong-type : the list contains a policy: a policy in a list; expected: one policy without a list around it, or a list of statements; help: remove the list around the policy",
  ],
  [
    "the answer of the AWS CLI",
    { Policy: JSON.stringify(POLICY, undefined, 2), PolicyName: "default" },
    `1:1 wrong-type : the statement is not a JSON object: AWS CLI output with the policy as a string; expected: an object with Effect, Principal, Action and Resource; help: get it with \`${CLI}\``,
  ],
  [
    "a text with the statement inside",
    JSON.stringify(AURA),
    "1:1 wrong-type : the statement is not a JSON object: a string that contains the JSON; expected: an object with Effect, Principal, Action and Resource; help: remove the quotation marks around it and the backslashes in it",
  ],
])("says in one line what is wrong with %s", (_, value, line) => {
  expect(problemsOf(value)).toEqual([line]);
});

it.each<[string, unknown, string]>([
  [
    "a statement without a policy",
    AURA,
    '1:1 no-statement : the key policy has no Statement: a statement without its policy; expected: an object with Version and Statement; help: put it into {"Version": "2012-10-17", "Statement": [...]}, beside the statements that the key has',
  ],
  [
    "what describes a key",
    { KeyMetadata: { KeyId: "1" } },
    '1:1 not-a-policy : the key policy is not a statement or policy: an object with "KeyMetadata"; expected: an object with Version and Statement; help: copy the key policy again, from the first brace to the last one',
  ],
])("says in one line what is wrong with %s in place of a policy", (_, value, line) => {
  expect(problemsOf(value, parsePolicy)).toEqual([line]);
  const { line: _line, column: _column, ...problem } = { line: 1, column: 1, ...problemOf(value) };
  expect(parsePolicy(value as object)).toEqual({ problems: [problem] });
});

function problemOf(value: unknown): object {
  const parsed = parsePolicy(JSON.stringify(value));
  return "problems" in parsed ? (parsed.problems[0] ?? {}) : {};
}

it("reports every mistake of an object that resembles a statement", () => {
  const codes = (value: unknown): string[] => problemsOf(value).map((line) => line.split(" ")[1] ?? "");
  expect(codes({ Sid: "x" })).toEqual(["effect-missing", "principal-missing", "action-missing", "resource-missing"]);
  expect(codes({ Version: "2012-10-17", Statment: [], Statement: [] })).toEqual(["unknown-element", "no-statement"]);
  expect(codes([{}, {}])).toHaveLength(8);
});

it("does not miss an element that is there in lower case", () => {
  const lower = Object.fromEntries(Object.entries(AURA).map(([name, value]) => [name.toLowerCase(), value]));
  expect(problemsOf(lower).map((line) => line.replace(/^.*: (.*); expected: .*; (.*)$/, "$1 $2"))).toEqual([
    '"sid" help: did you mean "Sid"?',
    '"effect" help: did you mean "Effect"?',
    '"principal" help: did you mean "Principal"?',
    '"action" help: did you mean "Action"?',
    '"resource" help: did you mean "Resource"?',
    '"condition" help: did you mean "Condition"?',
  ]);
});
