import { parsePolicy } from "../../../policy/lint/parse-policy";
import { parseStatement } from "../../../policy/lint/parse-statement";
import { lintStatementText } from "../../../policy/lint/source-text";
import { AURA_TEXT } from "../examples";

const POLICY = `{"Version": "2012-10-17", "Statement": [${AURA_TEXT}]}`;
const LINES = AURA_TEXT.split("\n");

function problemsOf(text: string, parse: typeof parseStatement | typeof parsePolicy = parseStatement): string[] {
  const parsed = parse(text);
  return "problems" in parsed
    ? parsed.problems.map(
        ({ code, line, column, what, got, expected, fix }) =>
          `${line}:${column} ${code}: ${what}: ${got}; expected: ${expected}; help: ${fix}`,
      )
    : [];
}

const notJson = (got: string, fix = "copy the statement as JSON, from the first brace to the last one"): string =>
  `not-json: the statement is not JSON: ${got}; expected: JSON; help: ${fix}`;
const DECODE = "decode it, such as with `base64 --decode`";
const REVIEW = "review a plan with `terraform show -json plan.bin > plan.json` and `aura-cmk review plan.json`";

describe("says in one line what was pasted", () => {
  const hcl = notJson("HCL");
  const yaml = notJson("YAML");
  const program = notJson("source code");
  const headings = notJson("only comments or headings");
  const numbered = notJson("line numbers before the lines", "copy it without the numbers");
  const escaped = notJson(
    "JSON with a backslash before each quotation mark",
    "remove the backslashes before the quotation marks",
  );
  const here = notJson("a here-document", "delete its first and its last line");
  const command = notJson("a command of a shell", "copy what the command prints, or the JSON in it");
  const marked = notJson("a mark (>, + or |) before each line", "delete the marks, or copy it from its source");

  it.each([
    ["JSON in base64", Buffer.from(POLICY).toString("base64"), `1:1 ${notJson("JSON in base64", DECODE)}`],
    [
      "JSON as the IAM API returns it",
      encodeURIComponent(POLICY),
      `1:1 ${notJson("URL-encoded JSON", "decode it: the IAM API returns policies URL-encoded")}`,
    ],
    [
      "JSON from the source of a page",
      POLICY.replaceAll('"', "&quot;"),
      `1:1 ${notJson("JSON escaped for HTML", "copy it from the page that a browser shows, and not from its source")}`,
    ],
    ["HCL with a heredoc", `policy = <<EOF\n${POLICY}\nEOF\n`, `1:1 ${hcl}`],
    ["HCL with jsonencode", `\n  policy = jsonencode({\n  Statement = []\n})\n`, `2:3 ${hcl}`],
    ["jsonencode alone", "jsonencode({})", `1:1 ${hcl}`],
    ["a statement that is assigned", `local.statement = ${AURA_TEXT}`, `1:1 ${hcl}`],
    ["a block of HCL", 'data "aws_iam_policy_document" "aura" {\n  statement {}\n}\n', `1:1 ${hcl}`],
    ["a statement of HCL", 'statement {\n  sid = "a"\n}\n', `1:1 ${hcl}`],
    ["blocks in a block of HCL", "terraform {\n  required_providers {\n  }\n}\n", `1:1 ${hcl}`],
    ["a labelled block of HCL", 'provider "aws" {}\n', `1:1 ${hcl}`],
    ["HCL behind a comment", '# Aura\nstatement {\n  sid = "a"\n}\n', `1:1 ${hcl}`],
    ["HCL behind other comments", `/* Aura {\n*/ // {\n\ndata "a" "b" {\n}\n`, `1:1 ${hcl}`],
    ["YAML behind comments", "# yaml-language-server: {}\n#\nversion: 1\nkeys: {}\n", `1:1 ${yaml}`],
    ["a program", 'import { App } from "cdktf";\nnew App({});\n', `1:1 ${program}`],
    ["a program behind a comment", "/** @type {x} */\nmodule.exports = {\n};\n", `1:1 ${program}`],
    ["Markdown", "# Keys\n\nSee [here](https://example.com): {}\n", `1:1 ${headings}`],
    ["comments alone", "# {\n", `1:1 ${headings}`],
    ["YAML", "Sid: Allow\nEffect: Allow\n", `1:1 ${yaml}`],
    ["a list of YAML", "- Sid: Allow\n", `1:1 ${yaml}`],
    ["a document of YAML", "---\nStatement:\n- Effect: Allow\n", `1:1 ${yaml}`],
    ["line numbers", LINES.map((line, index) => `${index + 1}  ${line}`).join("\n"), `1:1 ${numbered}`],
    ["line numbers with colons", LINES.map((line, index) => `  ${index + 1}: ${line}`).join("\r\n"), `1:3 ${numbered}`],
    ["a quotation in a mail", LINES.map((line) => `> ${line}`).join("\n"), `1:1 ${marked}`],
    ["a diff", LINES.map((line) => `+${line}`).join("\n"), `1:1 ${marked}`],
    ["RTF", `{\\rtf1\\ansi ${AURA_TEXT}}`, `1:1 ${notJson("RTF", "save it as plain text")}`],
    [
      "an error of the AWS CLI",
      "\nAn error occurred (AccessDeniedException) when calling the GetKeyPolicy operation\n",
      `2:1 ${notJson("an error of the AWS CLI", "run the command again, and look at what it says")}`,
    ],
    ["JSON escaped for a text", AURA_TEXT.replaceAll('"', '\\"'), `1:1 ${escaped}`],
    ["JSON with its line breaks escaped", JSON.stringify(AURA_TEXT).slice(1, -1), `1:1 ${escaped}`],
    ["JSON escaped twice", JSON.stringify(JSON.stringify(AURA_TEXT).slice(1, -1)).slice(1, -1), `1:1 ${escaped}`],
    ["a text without its quotation marks", JSON.stringify(JSON.stringify(AURA_TEXT)).slice(1, -1), `1:1 ${escaped}`],
    [
      "JSON escaped for PowerShell",
      AURA_TEXT.replaceAll('"', '`"'),
      `1:1 ${notJson("JSON with a backtick before each quotation mark", "remove the backticks before the quotation marks")}`,
    ],
    [
      "an argument of a command",
      `'${AURA_TEXT}'`,
      `1:1 ${notJson("JSON between single quotation marks", "delete the quotation marks around it")}`,
    ],
    [
      "a field of a CSV file",
      `"${AURA_TEXT.replaceAll('"', '""')}"`,
      `1:1 ${notJson("JSON with each quotation mark doubled, as in CSV", "replace each two quotation marks with one, and delete those around it")}`,
    ],
    ["a here-document", `<<-EOF\n${AURA_TEXT}\nEOF\n`, `1:1 ${here}`],
    ["a here-document without variables", `<<'POLICY'\n${AURA_TEXT}\nPOLICY\n`, `1:1 ${here}`],
    ["a command", `aws kms put-key-policy --policy '${AURA_TEXT}'`, `1:1 ${command}`],
    ["a command with its prompt and output", `$ aws kms get-key-policy --key-id x\n${AURA_TEXT}`, `1:1 ${command}`],
    ["a command with a here-document", `cat > policy.json <<EOF\n${AURA_TEXT}\nEOF\n`, `1:1 ${command}`],
    [
      "a table",
      "------------------\n|  GetKeyPolicy  |\n+--------+-------+\n",
      `1:1 ${notJson("a table of the AWS CLI", "run the command with `--query Policy --output text`")}`,
    ],
    [
      "a CloudFormation template",
      'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n',
      `1:1 ${notJson("a CloudFormation template", 'copy the value of "KeyPolicy" as JSON, from the first brace to the last one')}`,
    ],
    ["a text of HCL", `policy = "${AURA_TEXT.replaceAll('"', '\\"')}"`, `1:1 ${hcl}`],
    [
      "an attribute of a plan",
      "  ~ policy = jsonencode(\n",
      `1:3 ${notJson("the text output of `terraform plan`", REVIEW)}`,
    ],
    [
      "a plan for people",
      "Terraform will perform the following actions:\n",
      `1:1 ${notJson("the text output of `terraform plan`", REVIEW)}`,
    ],
    [
      "a plan for machines",
      '{"format_version":"1.2","terraform_version":"1.11.4"}',
      "1:1 not-a-policy: the statement is not a statement or policy: a Terraform plan, or other output of `terraform show -json`; expected: a statement or a policy; help: review the plan with `aura-cmk review plan.json`",
    ],
    [
      "a plan for Terraform",
      "PK\u0003\u0004\u0014\u0000\u0008\u0000",
      `1:1 ${notJson("a ZIP archive", `name another file; ${REVIEW}`)}`,
    ],
  ])("%s", (_, text, line) => {
    expect(problemsOf(text)).toEqual([line]);
  });

  it("and what to copy in place of a policy", () => {
    expect(problemsOf("policy = jsonencode({})", parsePolicy)).toEqual([
      "1:1 not-json: the key policy is not JSON: HCL; expected: JSON; help: copy the key policy as JSON, from the first brace to the last one",
    ]);
  });

  it("but only when it looks like that from its beginning", () => {
    const texts = {
      Sid: "policy = jsonencode({}), Sid: 1 {\n 2, > {, {\\rtf, format_version",
      Effect: "Allow",
      Principal: "*",
      Action: "kms:*",
      Resource: "*",
      Condition: { StringEquals: { "kms:EncryptionContext:format_version": "1", "kms:EncryptionContext:values": "2" } },
    };
    for (const indent of [0, 2]) expect(problemsOf(JSON.stringify(texts, undefined, indent))).toEqual([]);
  });
});

describe("says what to do about names that are not JSON", () => {
  const name = (got: string, fix: string, at = "2:3"): string =>
    `${at} json-malformed: malformed JSON: ${got}; expected: a name in double quotes, a comma or }; help: ${fix}`;

  it.each([
    [
      AURA_TEXT.replaceAll(/"(\w+)":/g, "$1:"),
      name('"Sid"', 'write "Sid" between double quotes, as all names and texts'),
    ],
    [AURA_TEXT.replaceAll('"', "'"), name("\"'Sid'\"", "put names and texts between double quotes")],
    [
      AURA_TEXT.replace('"Effect"', '\\"Effect\\"'),
      name('"\\\\"', "remove the backslashes: this is JSON escaped inside a string", "3:3"),
    ],
    ["{ 1: 2 }", name('"1"', "copy the JSON again, from the first brace to the last one", "1:3")],
  ])("%s", (text, line) => {
    expect(problemsOf(text)).toEqual([line]);
  });
});

it("names several documents by the line between them, and a number that a spreadsheet has rounded", () => {
  expect(problemsOf(`${AURA_TEXT}\n---\n${AURA_TEXT}`)).toEqual([
    `${AURA_TEXT.split("\n").length + 1}:1 several-documents: more than one JSON document: --- between them, as in YAML; expected: one document; help: keep the document of this key`,
  ]);
  expect(problemsOf(AURA_TEXT.replace('"444455556666"', "4.44456E+11"))).toEqual([
    expect.stringContaining(
      "4.44456E+11; expected: a number in its shortest form, or a text; help: write all of its digits between double quotes: a spreadsheet has rounded them",
    ),
  ]);
});

it("writes down an account id as a request has it", () => {
  const { findings } = lintStatementText(AURA_TEXT.replace("444455556666", "4444-5555-6666"));
  expect(findings.map(({ code, fix }) => `${code}: ${fix}`)).toEqual(['condition-never-met: write "444455556666"']);
});

it("names the escape character of a terminal", () => {
  expect(problemsOf(`\u001b[32m${AURA_TEXT}\u001b[0m`)[0]).toBe(
    "1:1 forbidden-character: invalid character in the key policy: U+001B (the escape character of a terminal), 2 times; expected: tab, line feed, carriage return, or U+0020 to U+00FF; help: copy it without colors, or delete the escape sequences",
  );
});
