import { parsePolicy } from "../../../policy/lint/parse-policy";
import { AURA, OWN } from "../examples";

const POLICY = { Version: "2012-10-17", Id: "key-default-1", Statement: [OWN, AURA] };

it("parses a policy as text, and puts a single statement into a list", () => {
  expect(parsePolicy(JSON.stringify(POLICY))).toEqual({ document: POLICY });
  expect(parsePolicy(`\ufeff${JSON.stringify({ Statement: OWN }, undefined, 2)}\n`)).toEqual({
    document: { Statement: [OWN] },
  });
});

it("takes a policy as an object, and copies it", () => {
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
        what: "the key policy must hold only elements of the policy language",
        got: '"Statment"',
        expected: "Version, Id, Statement",
        fix: 'did you mean "Statement"?',
        line: 3,
        column: 1,
      },
      {
        code: "principal-missing",
        path: "Statement[0]",
        what: "statement 1 must have one of Principal or NotPrincipal",
        got: "none: KMS refuses a statement without principal",
        expected: "Principal or NotPrincipal",
        fix: 'add "Principal", or copy the statement again',
        line: 4,
        column: 15,
      },
      {
        code: "action-missing",
        path: "Statement[0]",
        what: "statement 1 must have one of Action or NotAction",
        got: "none: KMS takes a statement without Action, and it does nothing",
        expected: "Action or NotAction",
        fix: 'add "Action", or copy the statement again',
        line: 4,
        column: 15,
      },
      {
        code: "resource-missing",
        path: "Statement[0]",
        what: "statement 1 must have one of Resource or NotResource",
        got: "none: KMS takes a statement without Resource, and it does nothing",
        expected: "Resource or NotResource",
        fix: 'add "Resource", or copy the statement again',
        line: 4,
        column: 15,
      },
      {
        code: "effect-unknown",
        path: "Statement[0].Effect",
        what: "Effect of statement 1 must be Allow or Deny",
        got: '"Alow"',
        expected: '"Allow" or "Deny"',
        fix: 'did you mean "Allow"?',
        line: 4,
        column: 26,
      },
      {
        code: "wrong-type",
        path: "Statement[1]",
        what: "statement 2 must be an object",
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
        what: "the key policy must be a JSON object",
        got,
        expected: "an object with Version and Statement",
        fix: "copy the key policy again, from the first brace to the last one",
        line: 1,
        column,
      },
    ],
  });
});

it("tells how to get the policy itself where the answer of the AWS CLI was saved", () => {
  const problem = {
    code: "wrong-type",
    path: "",
    what: "the key policy must be a JSON object",
    got: "what the AWS CLI prints around it, with the policy as a text inside",
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

it("refuses two policies, whatever stands between them", () => {
  const problem = {
    code: "several-documents",
    path: "",
    what: "one key policy must be given",
    got: "something after it",
    expected: "one JSON object",
    fix: "keep the policy of this key and delete the rest",
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
        what: 'Sid "Enable IAM User Permissions" must name one statement',
        got: "statements 1 and 2 have it",
        expected: "a Sid of its own for every statement",
        fix: "delete one of the two, or give it another Sid",
        line: 2,
        column: 8,
      },
      {
        code: "member-repeated",
        path: "",
        what: 'an object must hold "Statement" once',
        got: "twice, first on line 1, column 2",
        expected: "one value",
        fix: "delete the one that is not meant: which of the two counts is up to the reader of the JSON",
        line: 3,
        column: 1,
      },
    ],
  });
});

it("tells what is wrong with an object without line and column", () => {
  expect(parsePolicy({ Version: "2012-10-17", Statement: [] })).toEqual({
    problems: [
      {
        code: "no-statement",
        path: "Statement",
        what: "Statement of the key policy must hold statements",
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
        what: "the key policy must be an object",
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
        code: "policy-too-large",
        path: "",
        what: "the key policy must not be larger than KMS takes",
        got: "40132 bytes",
        expected: "at most 32768 bytes",
        fix: "take statements out that are not needed",
      },
      {
        code: "forbidden-character",
        path: "",
        what: "every character of the key policy must be one that KMS takes in a key policy",
        got: "U+201C (a curly quotation mark)",
        expected: "tab, line feed, carriage return, or U+0020 to U+00FF",
        fix: 'type a straight one (")',
      },
      {
        code: "forbidden-character",
        path: "",
        what: "every character of the key policy must be one that KMS takes in a key policy",
        got: "U+201D (a curly quotation mark)",
        expected: "tab, line feed, carriage return, or U+0020 to U+00FF",
        fix: 'type a straight one (")',
      },
    ],
  });
});
