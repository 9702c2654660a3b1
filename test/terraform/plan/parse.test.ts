import { parsePlan } from "../../../terraform/plan/parse";
import { count } from "../../../util/count";

const MAKE = "make it with `terraform plan -out plan.bin`, then `terraform show -json plan.bin > plan.json`";
const read = (text: string): unknown => {
  const parsed = parsePlan(text);
  return "error" in parsed ? parsed.error : "a plan";
};
const line = (got: string, fix = MAKE): object => ({
  got,
  expected: "the JSON of one plan, from `terraform show -json plan.bin`",
  fix,
});
const json = (value: unknown): unknown => read(JSON.stringify(value));
const plan = { format_version: "1.2", terraform_version: "1.11.4", planned_values: {}, resource_changes: [] };

describe("a text that is not a plan", () => {
  it.each([
    ["nothing", "", "an empty text"],
    ["blanks", " \n", "an empty text"],
    ["a byte-order mark alone", "\uFEFF", "an empty text"],
    ["a plan for people", "Terraform will perform the following actions:", "the text output of `terraform plan`"],
    ["HCL", 'resource "aws_kms_key" "orders" {}', "HCL"],
    ["prose", "no plan here", "text that is not JSON"],
    ["a truncated plan", JSON.stringify(plan).slice(0, 40), "JSON that ends too early, after 40 characters"],
    [
      "a plan without its last brace",
      JSON.stringify(plan).slice(0, -1),
      `JSON that ends too early, after ${JSON.stringify(plan).length - 1} characters`,
    ],
    ["a text that ends in a string", '{"format_version": "1.', "JSON that ends too early, after 22 characters"],
    ["broken JSON", '{"format_version": "1.2" secret}', "broken JSON at position 25"],
    ["JSON with a word in it", '{"format_version": secret}', "broken JSON"],
    ["a list", "[]", "JSON that is a list"],
    ["null", "null", "JSON that is null"],
    [
      "the log of a plan",
      '{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info","@message":"Plan: 1 to add"}\n',
      "the log lines of `terraform plan -json`",
    ],
    ["one line of that log", '{"@level":"info","@message":"Terraform"}', "a log line of `terraform plan -json`"],
    ["a package.json", '{"name":"x","version":"1.0.0"}', "a JSON object without the `format_version` of a plan"],
    [
      "a state file",
      '{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x","resources":[]}',
      "a state file",
    ],
    [
      "a state that was shown",
      '{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{}}}',
      "a state, from `terraform show -json` without a plan",
    ],
    [
      "the schemas of providers",
      '{"format_version":"1.0","provider_schemas":{}}',
      "the schemas of `terraform providers schema -json`",
    ],
    [
      "a validation",
      '{"format_version":"1.0","valid":true,"diagnostics":[]}',
      "the answer of `terraform validate -json`",
    ],
    ["a synthesized stack", '{"//":{},"terraform":{},"resource":{}}', "a configuration, not the plan of one"],
    [
      "an object with a version only",
      '{"format_version":"1.2"}',
      "a JSON object without `resource_changes` and `planned_values`",
    ],
    [
      "a list of changes that is none",
      '{"format_version":"1.2","resource_changes":{},"planned_values":{}}',
      "a JSON object without `resource_changes` and `planned_values`",
    ],
    [
      "a version that is none",
      '{"format_version":1.2,"resource_changes":[]}',
      "a JSON object without the `format_version` of a plan",
    ],
  ])("%s is refused", (_, text, got) => {
    expect(read(text)).toEqual(line(got));
  });

  it("comes with its JSON value, where it is JSON", () => {
    expect(parsePlan('{"Statement": []}')).toMatchObject({ document: { Statement: [] } });
    expect(parsePlan("[1]")).toMatchObject({ document: [1] });
  });

  it("names the remedy for an unknown format version", () => {
    expect(json({ ...plan, format_version: "2.0" })).toEqual(
      line("format version 2.0, made by Terraform 1.11.4", "use a newer version of this tool, which knows format 2.x"),
    );
    const old = { format_version: "0.2", resource_changes: [] };
    expect(json({ ...old, terraform_version: "1.0.11" })).toEqual(
      line("format version 0.2, made by Terraform 1.0.11", "make the plan again with Terraform 1.1 or later"),
    );
    expect(json(old)).toEqual(line("format version 0.2", "make the plan again with Terraform 1.1 or later"));
  });

  describe("names what stands around a plan:", () => {
    const text = JSON.stringify(plan);
    const pretty = JSON.stringify(plan, null, 2);
    const wrapper = (before: number, after: number): object =>
      line(
        `a plan with lines of the wrapper of \`hashicorp/setup-terraform\` around it (${before} before, ${after} after)`,
        "set `terraform_wrapper: false` in that action, or run `terraform-bin show -json plan.bin > plan.json`",
      );
    const other = (before: number, after: number): object =>
      line(
        `a plan with other output around it (${count(before, "line")} before, ${after} after)`,
        "write nothing to the file but the output of `terraform show -json plan.bin`",
      );
    it.each([
      ["the wrapper's command", `[command]/opt/terraform-bin show -json plan.bin\n${text}\n`, wrapper(1, 0)],
      ["the wrapper's lines", `[command]terraform-bin\n${text}\n\n::debug::code 0.\n::debug::stdout`, wrapper(1, 2)],
      ["the wrapper's exit code, in Windows", `${pretty}\r\nTerraform exited with code 0.\r\n`, wrapper(0, 1)],
      ["the trace of a shell", `+ terraform show -json plan.bin\n${text}\n`, other(1, 0)],
      ["a plan for people", `Terraform will perform the following actions:\n  # x\n${pretty}`, other(2, 0)],
      ["times of a log", `2026-11-29T00:43:51.1234567Z ${text}\n`, other(1, 0)],
      ["an exit code", `${text}\n0\n`, other(0, 1)],
      ["a warning with braces", `${text}\n\nWarning: {x} is deprecated\n`, other(0, 1)],
      ["one brace too many", `${text}}`, other(0, 1)],
      ["colours and a line", `\u001b[1mshow\u001b[0m\n\u001b[0m${text}\u001b[0m\n`, other(1, 0)],
      [
        "colours",
        `\u001b[0m${text}\u001b[0m`,
        { ...line("a plan with the colour codes of a terminal"), fix: "add `-no-color` to the command that wrote it" },
      ],
    ])("%s", (_, output, refusal) => {
      expect(read(output)).toEqual(refusal);
    });

    it.each([
      ["one after the other", `${text}\n${pretty}`],
      ["from two commands", `[command]terraform-bin show\n${text}\n[command]terraform-bin show\n${text}\n`],
    ])("another plan, %s", (_, output) => {
      expect(read(output)).toEqual(
        line("several plans in one text", "write each plan to a file of its own, and pass all of them"),
      );
    });

    it("nothing, where the plan itself is damaged", () => {
      expect(read(`+ show\n${text.slice(0, -1)}`)).toEqual(line("text that is not JSON"));
    });

    // A search that looks at each place again from each other place would take hours.
    it("in a time that grows with the length only", () => {
      const long = "12:34:56".repeat(200_000);
      expect(read(`${long}\n${long} {"format_version": ${long}`)).toEqual(line("text that is not JSON"));
    });
  });

  it("names the remedy for a binary plan and for the UTF-16 of Windows PowerShell", () => {
    const binary = line("the binary plan file", "run `terraform show -json plan.bin > plan.json` and give that");
    expect(read("PK\u0003\u0004rest")).toEqual(binary);
    expect(read(Buffer.from([0x50, 0x4b, 3, 4, 0x14, 0, 8, 0]).toString("utf8"))).toEqual(binary);
    const utf16 = line(
      "text that is not UTF-8",
      "write it as UTF-8: in Windows PowerShell `>` writes UTF-16, so use `terraform show -json plan.bin | Out-File -Encoding utf8 plan.json`",
    );
    const bytes = Buffer.from(`\uFEFF${JSON.stringify(plan)}`, "utf16le");
    expect(read(bytes.toString("utf8"))).toEqual(utf16);
    expect(read(bytes.subarray(2).toString("utf8"))).toEqual(utf16);
  });

  it("never quotes an unreadable text", () => {
    expect(JSON.stringify(read('{"password": hunter2}'))).not.toContain("hunter2");
  });
});

describe("a text that is a plan", () => {
  it("is accepted in every minor version of its format, and with a byte-order mark", () => {
    for (const version of ["1.0", "1.2", "1.99"]) expect(json({ ...plan, format_version: version })).toBe("a plan");
    expect(read(`\uFEFF${JSON.stringify(plan)}`)).toBe("a plan");
  });

  it("may lack a list of changes, as with `-refresh-only`", () => {
    expect(json({ format_version: "1.2", planned_values: {} })).toBe("a plan");
  });

  it("is read with its versions", () => {
    expect(parsePlan(JSON.stringify(plan))).toEqual({
      root: plan,
      formatVersion: "1.2",
      terraformVersion: "1.11.4",
    });
  });

  it("is known as one of OpenTofu by the registry of its providers", () => {
    const provider_config = { aws: { name: "aws", full_name: "registry.opentofu.org/hashicorp/aws" } };
    const ofTofu = { ...plan, terraform_version: "1.12.6", configuration: { provider_config } };
    expect(parsePlan(JSON.stringify(ofTofu))).toMatchObject({ terraformVersion: "1.12.6", isOpenTofu: true });
  });
});
