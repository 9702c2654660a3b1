import { Module } from "../../../terraform/configuration/module";
import { Values } from "../../../terraform/configuration/values";

const moduleOf = (json: Record<string, unknown>): Module => new Module([{ name: "cdk.tf.json", json }]);
const read = (written: unknown, json: Record<string, unknown> = {}) => new Values(moduleOf(json)).read(written);

const KEY = { aws_kms_key: { orders: { region: "eu-west-1", policy: "${jsonencode({})}", is_enabled: true } } };

describe("a value that is known", () => {
  test.each<[unknown, unknown]>([
    ["eu-west-1", "eu-west-1"],
    [30, 30],
    [null, null],
    [true, true],
    ["${30}", 30],
    ['${"eu-west-1"}', "eu-west-1"],
    ['${"eu"}-west-${1}', "eu-west-1"],
    ["$${aws:username}", "${aws:username}"],
    ["", ""],
    [
      ["a", '${"b"}'],
      ["a", "b"],
    ],
    [{ a: { b: "${true}" } }, { a: { b: true } }],
  ])("%j is %j", (written, value) => {
    expect(read(written)).toEqual({ known: true, value });
  });

  test.each<[string, unknown, Record<string, unknown>]>([
    ["${local.region}", "eu-west-1", { locals: { region: "eu-west-1" } }],
    [
      "${local.region}",
      "eu-west-1",
      { locals: [{ other: 1 }, { region: "${local.second}" }, { second: "eu-west-1" }] },
    ],
    ["arn:aws:kms:${local.region}:1", "arn:aws:kms:eu-west-1:1", { locals: { region: "eu-west-1" } }],
    ["${aws_kms_key.orders.region}", "eu-west-1", { resource: KEY }],
    [
      "${aws_kms_key.orders.region}",
      "us-east-1",
      { resource: { aws_kms_key: { orders: {} } }, provider: { aws: { region: "us-east-1" } } },
    ],
    [
      "${aws_kms_key.orders.region}",
      "us-west-2",
      {
        resource: { aws_kms_key: { orders: { provider: "aws.west" } } },
        provider: { aws: [{ region: "us-east-1" }, { alias: "west", region: "us-west-2" }] },
      },
    ],
  ])("%s leads to %j", (written, value, json) => {
    expect(read(written, json)).toEqual({ known: true, value });
  });

  it("is an output of another configuration whose state is read", () => {
    const other = moduleOf({ output: { arn: { value: "arn:aws:kms:eu-west-1:111122223333:key/1" } } });
    const own = moduleOf({ data: { terraform_remote_state: { keys: { backend: "local" } } } });
    const values = new Values(own, ({ name }) => (name === "keys" ? other : undefined));
    expect(values.read("${data.terraform_remote_state.keys.outputs.arn}")).toEqual({
      known: true,
      value: "arn:aws:kms:eu-west-1:111122223333:key/1",
    });
  });
});

describe("a value that is not known", () => {
  test.each<[string, unknown, Record<string, unknown>, object]>([
    [
      "a variable, whatever its default",
      "${var.region}",
      { variable: { region: { default: "eu-west-1" } } },
      { expression: "${var.region}", references: ["var.region"], reference: "var.region" },
    ],
    [
      "a function around a known value",
      "${lower(aws_kms_key.orders.region)}",
      { resource: KEY },
      { expression: "${lower(aws_kms_key.orders.region)}", references: ["aws_kms_key.orders.region"] },
    ],
    [
      "an attribute that is not written",
      "${aws_kms_key.orders.arn}",
      { resource: KEY },
      {
        expression: "${aws_kms_key.orders.arn}",
        references: ["aws_kms_key.orders.arn"],
        reference: "aws_kms_key.orders.arn",
      },
    ],
    [
      "an argument that is an expression",
      "${aws_kms_key.orders.policy}",
      { resource: KEY },
      {
        expression: "${aws_kms_key.orders.policy}",
        references: ["aws_kms_key.orders.policy"],
        reference: "aws_kms_key.orders.policy",
      },
    ],
    [
      "an argument of a resource that is made several times",
      "${aws_kms_key.orders.region}",
      { resource: { aws_kms_key: { orders: { count: 2, region: "eu-west-1" } } } },
      {
        expression: "${aws_kms_key.orders.region}",
        references: ["aws_kms_key.orders.region"],
        reference: "aws_kms_key.orders.region",
      },
    ],
    [
      "an argument whose changes are ignored",
      "${aws_kms_key.orders.region}",
      { resource: { aws_kms_key: { orders: { region: "eu-west-1", lifecycle: { ignore_changes: ["region"] } } } } },
      {
        expression: "${aws_kms_key.orders.region}",
        references: ["aws_kms_key.orders.region"],
        reference: "aws_kms_key.orders.region",
      },
    ],
    [
      "a region of a provider that is written twice",
      "${aws_kms_key.orders.region}",
      { resource: { aws_kms_key: { orders: {} } }, provider: { aws: [{ region: "a" }, { region: "b" }] } },
      {
        expression: "${aws_kms_key.orders.region}",
        references: ["aws_kms_key.orders.region"],
        reference: "aws_kms_key.orders.region",
      },
    ],
    [
      "a local that leads to a resource",
      "${local.arn}",
      { locals: { arn: "${aws_kms_key.orders.arn}" } },
      {
        expression: "${local.arn}",
        references: ["local.arn", "aws_kms_key.orders.arn"],
        reference: "aws_kms_key.orders.arn",
      },
    ],
    [
      "locals in a circle",
      "${local.a}",
      { locals: { a: "${local.b}", b: "${local.a}" } },
      { expression: "${local.a}", references: ["local.a", "local.b"], reference: "local.a" },
    ],
    ["a part of a text", "key/${var.id}", {}, { expression: "key/${var.id}", references: ["var.id"] }],
    ["a directive", "%{ if var.a }x%{ endif }", {}, { expression: "%{ if var.a }x%{ endif }", references: ["var.a"] }],
    ["what does not end", "${var.a", {}, { expression: "${var.a", references: [] }],
    ["a member of a list", ["a", "${var.b}"], {}, { expression: "${var.b}", references: ["var.b"] }],
    [
      "each.value",
      "${each.value}",
      {},
      { expression: "${each.value}", references: ["each.value"], reference: "each.value" },
    ],
  ])("%s", (_, written, json, expected) => {
    expect(read(written, json)).toMatchObject({ known: false, ...expected });
  });

  it("is anything that is nested too deeply", () => {
    let deep: unknown = "x";
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(read(deep)).toMatchObject({ known: false, expression: "a value nested too deeply", references: [] });
  });
});
