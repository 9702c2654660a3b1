import { detectFormat } from "../../util/detect-format";

it.each([
  ["", "empty", 0],
  [" \n", "blank", 0],
  ["\ufeff", "blank", 0],
  [Buffer.from("{}", "utf16le").toString("utf8"), "utf-16", 0],
  ["PK\u0003\u0004\u0014\u0000", "zip", 0],
  ["{\\rtf1 {}}", "rtf", 0],
  ["\u0001\u0002\u0003", "binary", 0],
  ["\n<html></html>", "html", 1],
  ['resource "aws_kms_key" "orders" {}', "hcl", 0],
  ["version: 1", "yaml", 0],
  ["import x from 'y';", "source-code", 0],
  ["# Keys\n", "comments", 0],
  ["1 {\n2 }", "numbered-lines", 0],
  ["> {\n> }", "marked-lines", 0],
  ['{\\"a\\": 1}', "escaped", 0],
  ['[\\n  \\"a\\"]', "escaped", 0],
  ['\\"{\\\\\\"a\\\\\\": 1}\\"', "escaped", 0],
  ['{`"a`": 1}', "powershell-escaped", 0],
  ["'{}'", "single-quoted", 0],
  ['"{""a"": 1}"', "csv-field", 0],
  ["<<EOF\n{}\nEOF", "heredoc", 0],
  ["$ aws sts get-caller-identity", "shell-command", 0],
  ["-----\n| a |", "cli-table", 0],
  ["Resources:\n", "cloudformation", 0],
  ["terraform {\n}", "hcl", 0],
  ["An error occurred (AccessDenied)", "aws-cli-error", 0],
  ["No changes. Your infrastructure matches the configuration.", "plan-for-people", 0],
  ["\u001b[0m\u001b[1mTerraform will perform the following actions:\u001b[0m", "plan-for-people", 0],
  ["OpenTofu used the selected providers to generate", "plan-for-people", 0],
  ["Note: Objects have changed outside of Terraform", "plan-for-people", 0],
  ["module.eu.aws_kms_key.orders: Refreshing state... [id=x]", "plan-for-people", 0],
  ["\u001b[31m\u2577\u001b[0m\n\u001b[31m\u2502\u001b[0m Error: Failed to load the plan", "terraform-error", 0],
  ["Error: No configuration files", "terraform-error", 0],
])("finds the format of %j: %s", (text, format, offset) => {
  expect(detectFormat(text)).toEqual(expect.objectContaining({ format, offset }));
});

it.each(["{}", " [1]", '"text"', "null", "{'a': 1}", "// comment\n{}", "plain words"])("finds none for %j", (text) => {
  expect(detectFormat(text)).toBeUndefined();
});

it("names a web page by its title", () => {
  expect(detectFormat("<title> Log in </title>")).toEqual({
    format: "html",
    name: 'a web page or other markup titled "Log in"',
    offset: 0,
    title: "Log in",
  });
});
