import { parseConfiguration } from "../../../terraform/configuration/parse";

const KEY = { policy: "${jsonencode({})}" };
const got = (text: string): string | number => {
  const parsed = parseConfiguration(text);
  return "error" in parsed ? parsed.error.got : parsed.jsons.length;
};
const nested = (levels: number): string => `{"locals":{"x":${"[".repeat(levels)}${"]".repeat(levels)}}}`;

describe("a file of a configuration is read", () => {
  test.each([
    ["an empty one", "{}", 1],
    ["one resource", JSON.stringify({ resource: { aws_kms_key: { orders: KEY } } }), 1],
    [
      "lists at every level",
      JSON.stringify([{ resource: [{ aws_kms_key: [{ orders: [KEY] }] }] }, { locals: [{}] }]),
      2,
    ],
    [
      "comments, also twice",
      '{"//":1,"//":2,"resource":{"//":"x","aws_kms_key":{"//":"y","orders":{"//":{"a":1}}}}}',
      1,
    ],
    ["a block without arguments", '{"resource":{"terraform_data":{"a":null}}}', 1],
    ["one name in two objects", '{"locals":[{"a":1},{"b":{"a":1}}]}', 1],
    [
      "every kind of block",
      JSON.stringify(Object.fromEntries(["moved", "removed", "import"].map((kind) => [kind, []]))),
      1,
    ],
    ["a nested one", nested(400), 1],
  ])("%s", (_, text, files) => {
    expect(got(text)).toBe(files);
  });
});

describe("what is no configuration is refused", () => {
  test.each([
    ["an empty file", "", "an empty text"],
    ["a truncated one", '{"resource": {"aws_kms_key": ', "JSON that ends too early, after 29 characters"],
    ["broken JSON", '{"resource": secret}', "broken JSON"],
    ["a comment in the JSON", '{"locals":{} // x\n}', "broken JSON at position 13"],
    ["something after it", '{"locals":{}} x', "broken JSON at position 14"],
    ["HCL", 'resource "aws_kms_key" "orders" {\n  policy = "x"\n}\n', "HCL"],
    ["YAML", "version: 1\naura: {}\n", "YAML"],
    ["a text", '"x"', "JSON that is a string"],
    ["a list of numbers", "[1]", "JSON that is a number"],
    [
      "another JSON",
      '{"name":"x","version":"1"}',
      'a JSON object with "name", "version", which are no blocks of Terraform',
    ],
    ["a plan", '{"format_version":"1.2","resource_changes":[]}', "a plan, not a configuration"],
    ["a state", '{"serial":1,"lineage":"x","version":4}', "a state file"],
    ["a state for machines", '{"format_version":"1.0","values":{}}', "the JSON of a Terraform command"],
    ["a key policy", '{"Statement":[]}', "a key policy, or a statement of one"],
    ["the manifest", '{"stacks":{},"version":"0.21.0"}', "the manifest of cdktf"],
    ["a text as resource", '{"resource":"x"}', "a string as `resource`"],
    ["null as resource", '{"resource":null}', "null as `resource`"],
    ["a number as a type", '{"resource":{"aws_kms_key":5}}', "a number as `resource.aws_kms_key`"],
    ["texts as a block", '{"resource":{"aws_kms_key":{"a":["x"]}}}', "a string as `resource.aws_kms_key.a`"],
    ["a list in a list", '{"output":{"a":[[{}]]}}', "a list as `output.a`"],
    ["a block twice", '{"resource":{"a":{}},"resource":{"b":{}}}', 'the name "resource" twice in one object'],
    ["an argument twice", '{"locals":{"x":{"re\\u0067ion":1,"region":2}}}', 'the name "region" twice in one object'],
    ["deep nesting", nested(10_000), "JSON that is nested deeper than 500 levels"],
  ])("%s", (_, text, why) => {
    expect(got(text)).toBe(why);
  });

  it("says what to do", () => {
    const fixOf = (text: string) => {
      const parsed = parseConfiguration(text);
      return "error" in parsed && parsed.error.fix;
    };
    expect(fixOf('{"format_version":"1.2","planned_values":{}}')).toBe("review it with `aura-cmk review`");
    expect(fixOf('variable "x" {}\n')).toContain("plan it, and review the plan");
    expect(fixOf('{"Effect":"Allow","Principal":"*"}')).toBe("check it with `aura-cmk lint`");
    expect(fixOf("{")).toBe("check that it is the right file");
  });
});
