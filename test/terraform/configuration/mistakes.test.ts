import { mistakesIn } from "../../../terraform/configuration/mistakes";
import { Module } from "../../../terraform/configuration/module";

const mistakes = (...jsons: object[]): string[] =>
  mistakesIn(
    new Module(jsons.map((json, index) => ({ name: `${index}.tf.json`, json: json as Record<string, unknown> }))),
  );

it("accepts what Terraform accepts", () => {
  const key = {
    description: "${local.text}",
    lifecycle: { precondition: { condition: "${aws_kms_key.a.region == 1}" } },
  };
  const json = {
    locals: { text: "${var.text} ${each.key}", other: '${format("local.other", local.text)}', data: "${data.x.a.id}" },
    resource: { aws_kms_key: { a: key, b: { description: "${aws_kms_key.a.arn}", depends_on: ["aws_kms_key.a"] } } },
    data: { x: { a: { id: "${aws_kms_key.b.id}" } } },
  };
  expect(mistakes(json)).toEqual([]);
});

test.each([
  ["a resource in two files", [{ resource: { x: { a: {} } } }, { resource: { x: { a: {} } } }], "written twice: x.a"],
  ["a resource as a list", [{ resource: { x: { a: [{}, {}] } } }], "written twice: x.a"],
  [
    "locals",
    [{ locals: { a: "${local.b}", b: "x ${local.c.d}", c: "${local.a}" } }],
    "references in a circle: local.a, local.b, local.c",
  ],
  ["itself", [{ locals: { a: "${local.a}" } }], "references in a circle: local.a"],
  [
    "resources, by index",
    [{ resource: { x: { a: { id: "${x.b[0].id}" }, b: { list: [{ id: "${x.a.id}" }] } } } }],
    "references in a circle: x.a, x.b",
  ],
  [
    "depends_on",
    [{ resource: { x: { a: { depends_on: ["data.y.b"] } } }, data: { y: { b: { id: "${x.a.id}" } } } }],
    "references in a circle: x.a, data.y.b",
  ],
])("finds %s", (_, jsons, mistake) => {
  expect(mistakes(...jsons)).toEqual([mistake]);
});

it("follows a chain of any length", () => {
  const names = Array.from({ length: 20_000 }, (_, index) => [`l${index}`, `\${local.l${index + 1}}`]);
  expect(mistakes({ locals: Object.fromEntries(names) })).toEqual([]);
});
