import { parsePolicy } from "../../../policy/lint/parse-policy";
import { AURA, OWN } from "../examples";

const POLICY = { Version: "2012-10-17", Id: "key-default-1", Statement: [OWN, AURA] };

it("parses a policy as text, and puts a single statement into a list", () => {
  expect(parsePolicy(JSON.stringify(POLICY))).toEqual({ document: POLICY });
  expect(parsePolicy(`\ufeff${JSON.stringify({ Statement: OWN }, undefined, 2)}\n`)).toEqual({
    document: { Statement: [OWN] },
  });
});

it("accepts a policy as an object, and copies it", () => {
  const parsed = parsePolicy(POLICY);
  expect(parsed).toEqual({ document: POLICY });
  expect("document" in parsed && parsed.document.Statement[0]).not.toBe(OWN);
  expect(parsePolicy({ Statement: OWN })).toEqual({ document: { Statement: [OWN] } });
});

it("points at everything that is wrong in a text", () => {
  const text = '{\n"Version": "2012-10-17",\n"Statment": [],\n"Statement": [{"Effect": "Alow"},\n"x"]}';
  expect(parsePolicy(text)).toEqual({
    problems: [
      {
        code: "unknown-element",
        path: "Statment",
        what: "the key policy contains an unknown element",
        got: '"Statment"',
        expected: "Version, Id, Statement",
        fix: 'did you mean "Statement"?',
        line: 3,
        column: 1,
      },
      {
        code: "principal-missing",
        path: "Statement[0]",
        what: "statement 1 has no Principal",
        got: "KMS refuses it",
        expected: "Principal or NotPrincipal",
        fix: 'add "Principal", or copy the statement again',
        line: 4,
        column: 15,
      },
      {
        code: "action-missing",
        path: "Statement[0]",
        what: "statement 1 has no Action",
        got: "KMS refuses it since 18 August 2025 (announced by AWS by mail; not documented yet)",
        expected: "Action or NotAction",
        fix: 'add "Action", or copy the statement again',
        line: 4,
        column: 15,
      },
      {
        code: "resource-missing",
        path: "Statement[0]",
        what: "statement 1 has no Resource",
        got: "KMS refuses it since 18 August 2025 (announced by AWS by mail; not documented yet)",
        expected: "Resource or NotResource",
        fix: 'add "Resource", or copy the statement again',
        line: 4,
        column: 15,
      },
      {
        code: "effect-unknown",
        path: "Statement[0].Effect",
        what: "Effect of statement 1 is neither Allow nor Deny",
        got: '"Alow"',
        expected: '"Allow" or "Deny"',
        fix: 'did you mean "Allow"?',
        line: 4,
        column: 26,
      },
      {
        code: "wrong-type",
        path: "Statement[1]",
        what: "statement 2 is not an object",
        got: '"x"',
        expected: "an object with Effect, Principal, Action and Resource",
        fix: "copy the statement again",
        line: 5,
        column: 1,
      },
    ],
  });
});

it.each([
  ["[]", "an empty list", 1],
  [",", "nothing but commas", 1],
])("refuses the text %j, which is no object", (text, got, column) => {
  expect(parsePolicy(text)).toEqual({
    problems: [
      {
        code: "wrong-type",
        path: "",
        what: "the key policy is not a JSON object",
        got,
        expected: "an object with Version and Statement",
        fix: "copy the key policy again, from the first brace to the last one",
        line: 1,
        column,
      },
    ],
  });
});

it("says how to get the policy itself where the answer of the AWS CLI was saved", () => {
  const problem = {
    code: "wrong-type",
    path: "",
    what: "the key policy is not a JSON object",
    got: "AWS CLI output with the policy as a string",
    expected: "an object with Version and Statement",
    fix: "get it with `aws kms get-key-policy --key-id KEY --query Policy --output text`",
  };
  const inside = JSON.stringify(POLICY, undefined, 2);
  const answer = { Policy: inside, PolicyName: "default" };
  expect(parsePolicy(answer)).toEqual({ problems: [problem] });
  for (const text of [JSON.stringify(answer, undefined, 4), JSON.stringify(inside)]) {
    expect(parsePolicy(text)).toEqual({ problems: [{ ...problem, line: 1, column: 1 }] });
  }
});

it("refuses two policies, whatever is between them", () => {
  const problem = {
    code: "several-documents",
    path: "",
    what: "more than one key policy",
    got: "something after it",
    expected: "one JSON object",
    fix: "keep only the policy of this key",
    line: 2,
    column: 1,
  };
  const text = JSON.stringify(POLICY);
  expect(parsePolicy(`${text}\n${text}`)).toEqual({ problems: [problem] });
  expect(parsePolicy(`${text},\n${text}`)).toEqual({ problems: [problem] });
});

it("names the key policy, not the statement, when the text is no JSON", () => {
  expect(parsePolicy("")).toEqual({
    problems: [
      {
        code: "not-json",
        path: "",
        what: "the key policy is not JSON",
        got: "an empty text",
        expected: "JSON",
        fix: "paste the JSON and save the file again",
        line: 1,
        column: 1,
      },
    ],
  });
});

it("sees a Sid that two statements share, and a repeated element", () => {
  const own = JSON.stringify(OWN);
  expect(parsePolicy(`{"Statement": [${own},\n${own}], \n"Statement": []}`)).toEqual({
    problems: [
      {
        code: "sid-repeated",
        path: "Statement[1].Sid",
        what: 'duplicate Sid "Enable IAM User Permissions"',
        got: "statements 1 and 2",
        expected: "a unique Sid for each statement",
        fix: "delete one of the two, or rename its Sid",
        line: 2,
        column: 8,
      },
      {
        code: "member-repeated",
        path: "",
        what: 'duplicate JSON key "Statement"',
        got: "twice, first on line 1, column 2",
        expected: "one value",
        fix: "delete one of the two",
        line: 3,
        column: 1,
      },
    ],
  });
});

it("reports what is wrong with an object without line and column", () => {
  expect(parsePolicy({ Version: "2012-10-17", Statement: [] })).toEqual({
    problems: [
      {
        code: "no-statement",
        path: "Statement",
        what: "Statement of the key policy contains no statements",
        got: "an empty list",
        expected: "a statement or a list of them",
        fix: "copy the key policy again",
      },
    ],
  });
  expect(parsePolicy([])).toEqual({
    problems: [
      {
        code: "wrong-type",
        path: "",
        what: "the key policy is not an object",
        got: "an empty list",
        expected: "an object with Version and Statement",
        fix: "copy the key policy again",
      },
    ],
  });
});

it("refuses an object whose canonical form KMS would refuse", () => {
  expect(parsePolicy({ Statement: [{ ...OWN, Sid: "\u201cOrders\u201d".padEnd(40_000, "x") }] })).toEqual({
    problems: [
      {
        code: "policy-within-size-limit",
        path: "",
        what: "the key policy is larger than KMS accepts",
        got: "40132 bytes",
        expected: "at most 32768 bytes",
        fix: "remove statements that are not needed",
      },
      {
        code: "forbidden-character",
        path: "",
        what: "invalid character in the key policy",
        got: "U+201C (a curly quotation mark)",
        expected: "tab, line feed, carriage return, or U+0020 to U+00FF",
        fix: 'type a straight one (")',
      },
      {
        code: "forbidden-character",
        path: "",
        what: "invalid character in the key policy",
        got: "U+201D (a curly quotation mark)",
        expected: "tab, line feed, carriage return, or U+0020 to U+00FF",
        fix: 'type a straight one (")',
      },
    ],
  });
});
