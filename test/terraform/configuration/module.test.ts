import { constructPathOf, lifecycleOf, Module, providerNameOf } from "../../../terraform/configuration/module";

const moduleOf = (...files: [string, Record<string, unknown>][]): Module =>
  new Module(files.map(([name, json]) => ({ name, json })));
const addressesOf = ({ blocks }: Module): string[] => blocks.map(({ address }) => address);

describe("a module", () => {
  it.each([
    ["objects", { resource: { aws_kms_key: { a: {} } }, data: { aws_region: { here: {} } } }],
    ["lists of blocks", { resource: [{ aws_kms_key: [{ a: [{}] }] }], data: [{ aws_region: { here: [{}] } }] }],
  ])("has its blocks, written as %s", (_, json) => {
    expect(addressesOf(moduleOf(["cdk.tf.json", json]))).toEqual(["aws_kms_key.a", "data.aws_region.here"]);
  });

  it("is made of all files of a directory", () => {
    const both = moduleOf(
      ["a.tf.json", { resource: { aws_kms_key: { a: {} } }, locals: { x: 1 } }],
      ["b.tf.json", { resource: { aws_kms_key: { b: {} } }, locals: { y: 2 } }],
    );
    expect([addressesOf(both), [...both.locals.keys()]]).toEqual([
      ["aws_kms_key.a", "aws_kms_key.b"],
      ["x", "y"],
    ]);
  });

  it.each(["override.tf.json", "prod_override.tf.json"])("is changed by %s, argument by argument", (name) => {
    const changed = moduleOf(
      [name, { resource: { aws_kms_key: { a: { region: "us-east-1" } } } }],
      ["a.tf.json", { resource: { aws_kms_key: { a: { region: "eu-west-1", policy: "{}" } } } }],
    );
    expect(changed.blocks.map(({ json }) => json)).toEqual([{ region: "us-east-1", policy: "{}" }]);
  });

  it("knows providers by their alias, variables, outputs, module calls and backends", () => {
    const own = moduleOf([
      "cdk.tf.json",
      {
        provider: { aws: [{ region: "a" }, { alias: "b", region: "b" }], aura: {} },
        variable: { v: {} },
        output: { o: { value: 1 } },
        module: { m: { source: "./m" } },
        terraform: { backend: { local: { path: "x.tfstate" } } },
      },
    ]);
    expect([...own.providers]).toEqual([
      ["aws", [{ region: "a" }]],
      ["aws.b", [{ alias: "b", region: "b" }]],
      ["aura", [{}]],
    ]);
    expect([[...own.variables], [...own.outputs], own.calls, own.backends]).toEqual([
      ["v"],
      [["o", { value: 1 }]],
      ["m"],
      ['["local",{"path":"x.tfstate"}]'],
    ]);
  });

  test.each<[string, Record<string, unknown>]>([
    ["a list of types", { resource: ["aws_kms_key"] }],
    ["a type as a list of texts", { resource: { aws_kms_key: ["a"] } }],
    ["a resource as a text", { resource: { aws_kms_key: { a: "b" } } }],
    ["null", { resource: null, data: null, locals: null, provider: null, terraform: null }],
    ["numbers", { resource: 1, locals: 2, provider: { aws: 3 }, terraform: { backend: 4 } }],
  ])("has no blocks in %s", (_, json) => {
    expect(addressesOf(moduleOf(["cdk.tf.json", json]))).toEqual([]);
  });
});

describe("a block", () => {
  const block = (json: Record<string, unknown>) => {
    const [found] = moduleOf(["a.tf.json", { resource: { aws_kms_key: { a: json } } }]).blocks;
    if (!found) throw new Error("no block");
    return found;
  };

  test.each([
    [{}, "aws"],
    [{ provider: "aws.replica" }, "aws.replica"],
    [{ provider: "${aws.replica}" }, "aws.replica"],
  ])("%j uses provider %s", (json, name) => {
    expect(providerNameOf(block(json))).toBe(name);
  });

  test.each<[object, object]>([
    [{}, { preventDestroy: undefined, ignored: new Set() }],
    [{ lifecycle: { prevent_destroy: true } }, { preventDestroy: true, ignored: new Set() }],
    [{ lifecycle: [{ prevent_destroy: false }] }, { preventDestroy: false, ignored: new Set() }],
    [
      { lifecycle: { ignore_changes: ["policy", "tags[0]"] } },
      { preventDestroy: undefined, ignored: new Set(["policy", "tags"]) },
    ],
    [{ lifecycle: { ignore_changes: "all" } }, { preventDestroy: undefined, ignored: true }],
    [{ lifecycle: { ignore_changes: ["all"] } }, { preventDestroy: undefined, ignored: true }],
  ])("%j has its lifecycle", (json, lifecycle) => {
    expect(lifecycleOf(block(json as Record<string, unknown>))).toEqual(lifecycle);
  });

  it("has the path of its construct, where cdktf notes one", () => {
    expect(constructPathOf(block({ "//": { metadata: { path: "prod/orders/Resource" } } }))).toBe(
      "prod/orders/Resource",
    );
    expect(constructPathOf(block({}))).toBeUndefined();
  });
});
