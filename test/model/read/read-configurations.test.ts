import { readConfigurations } from "../../../model/read/read-configurations";
import { Module } from "../../../terraform/configuration/module";
import type { JsonObject } from "../../../util/json";
import { ACCOUNT, KEY_ARN, KEY_ID } from "../../support/samples";

type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** A key that is registered with Aura, and whatever else. */
function configurationOf(resource: Resources = {}, more: JsonObject = {}, name = "prod") {
  const family: Resources = {
    aws_kms_key: { orders: { region: "eu-west-1" } },
    aura_customer_managed_key: { orders: { key_id: "${aws_kms_key.orders.arn}", region: "eu-west-1" } },
  };
  const all = Object.fromEntries(
    [...new Set([...Object.keys(family), ...Object.keys(resource)])].map((type) => [
      type,
      { ...family[type], ...resource[type] },
    ]),
  );
  return { name, module: new Module([{ name: "cdk.tf.json", json: { resource: all, ...more } }]) };
}

const gapsOf = (resource: Resources = {}, more: JsonObject = {}): readonly string[] =>
  readConfigurations([configurationOf(resource, more)]).reading.plans.flatMap(({ gaps }) =>
    gaps.map(({ what }) => what),
  );

describe("what a configuration holds that no rule judges", () => {
  test.each<[string, Resources, JsonObject, string[]]>([
    [
      "modules, in one clause",
      {},
      { module: { vpc: { source: "./vpc" }, eks: { source: "./eks" } } },
      ["modules are not read: vpc, eks; they may affect a key used by Aura"],
    ],
    [
      "another type of key",
      { awscc_kms_key: { a: {}, b: {} } },
      {},
      ["awscc_kms_key is not covered: awscc_kms_key.a, awscc_kms_key.b; it may affect a key used by Aura"],
    ],
    [
      "a REST provider that is about Aura",
      { restful_resource: { a: { path: "/v1/customer-managed-keys", provider: "restful.neo4j" } } },
      {},
      ["restful_resource is not covered: restful_resource.a; it may affect a key used by Aura"],
    ],
    [
      "a provisioner of the key, and of what speaks of it",
      {
        aws_kms_key: { orders: { provisioner: [{ "local-exec": { command: "./after.sh" } }] } },
        terraform_data: { after: { depends_on: ["aws_kms_key.orders"], provisioner: { "local-exec": {} } } },
      },
      {},
      [
        "provisioners are not read: aws_kms_key.orders, terraform_data.after; their commands may affect a key used by Aura",
      ],
    ],
    [
      "an action on the key",
      {},
      { action: { aws_lambda_invoke: { rotate: { config: { payload: "${aws_kms_key.orders.arn}" } } } } },
      ["actions are not read: aws_lambda_invoke.rotate; they may affect a key used by Aura"],
    ],
    [
      "removed blocks: of a key, of an instance that stays, and of a whole module",
      {},
      {
        removed: [
          { from: "aws_kms_key.old" },
          { from: 'aura_instance.old["a.b"]', lifecycle: [{ destroy: false }] },
          { from: "${module.old}", lifecycle: { destroy: true } },
        ],
      },
      [
        "removed blocks destroy: aws_kms_key.old, module.old; review the plan before it is applied",
        'removed blocks end the management of: aura_instance.old["a.b"]; nothing here protects them any more',
      ],
    ],
    [
      "a removed role in Azure, of no key with a guard",
      { terraform_data: { "orders-key_AccessGuard_50267604": { count: 0 } } },
      { removed: [{ from: "azurerm_role_assignment.other-key_Access_0A1B2C3D", lifecycle: { destroy: false } }] },
      [
        "removed blocks end the management of: azurerm_role_assignment.other-key_Access_0A1B2C3D; nothing here protects them any more",
      ],
    ],
    [
      "an import of what Terraform is to write",
      {},
      { import: [{ to: "aws_kms_key.unwritten", id: KEY_ID }] },
      ["import blocks take over what is not written: aws_kms_key.unwritten; what they are today only the plan shows"],
    ],
    [
      "a move onto another type",
      {},
      { moved: [{ from: "pgrneo4jaura_aurainstance.db", to: "aura_instance.db" }] },
      [
        "moved blocks change the type of: pgrneo4jaura_aurainstance.db to aura_instance.db; what happens to them only the plan shows",
      ],
    ],
  ])("%s", (_, resource, more, gaps) => {
    expect(gapsOf(resource, more)).toEqual(gaps);
  });

  test.each<[string, Resources, JsonObject]>([
    ["nothing else", {}, {}],
    ["an import into the key", {}, { import: [{ to: "aws_kms_key.orders", id: KEY_ID }] }],
    ["a rename", {}, { moved: [{ from: "aws_kms_key.old", to: "aws_kms_key.orders" }] }],
    ["a move out of a module", {}, { moved: { from: "module.keys.aws_kms_key.this[0]", to: "aws_kms_key.orders" } }],
    ["what is removed and no key", {}, { removed: [{ from: "aws_s3_bucket.logs" }] }],
    [
      "the role that this library keeps, of a key with a guard",
      { terraform_data: { "orders-key_AccessGuard_50267604": { count: 0 } } },
      { removed: [{ from: "azurerm_role_assignment.orders-key_Access_0A1B2C3D", lifecycle: { destroy: false } }] },
    ],
    ["an import of something else", {}, { import: [{ to: "aws_s3_bucket.logs", id: "logs" }] }],
    [
      "a provisioner of something else",
      { aws_instance: { web: { provisioner: { "local-exec": { command: "./web.sh" } } } } },
      {},
    ],
    ["another REST API", { restful_resource: { a: { path: "/pets" } } }, {}],
    ["a grant, which is judged", { aws_kms_grant: { a: { key_id: "${aws_kms_key.orders.arn}" } } }, {}],
  ])("is not %s", (_, resource, more) => {
    expect(gapsOf(resource, more)).toEqual([]);
  });

  it("is nothing where no key of Aura is", () => {
    const module = new Module([
      { name: "cdk.tf.json", json: { module: { vpc: {} }, resource: { awscc_kms_key: { a: {} } } } },
    ]);
    expect(readConfigurations([{ name: "net", module }]).reading.plans[0]?.gaps).toEqual([]);
  });
});

describe("a grant", () => {
  const grant = {
    key_id: "${aws_kms_key.orders.key_id}",
    grantee_principal: `arn:aws:iam::${ACCOUNT}:role/app`,
    operations: ["Decrypt", "CreateGrant"],
    constraints: [{ encryption_context_subset: { team: "a" } }],
    retiring_principal: `arn:aws:iam::${ACCOUNT}:role/admin`,
  };
  const grantOf = (over: object) =>
    readConfigurations([configurationOf({ aws_kms_grant: { app: { ...grant, ...over } } })]).reading.after.grants[0];

  it("is read with everything that it allows", () => {
    const source = (name: string) => `\`${name}\` of aws_kms_grant.app`;
    expect(grantOf({})).toEqual({
      ...{ kind: "grant", id: "aws_kms_grant.app", name: "app", origin: "created", address: "aws_kms_grant.app" },
      key: "aws_kms_key.orders",
      keyId: { known: false, reason: "`key_id` of aws_kms_grant.app is ${aws_kms_key.orders.key_id}" },
      grantName: { known: true, value: undefined, source: source("name") },
      grantee: { known: true, value: grant.grantee_principal, source: source("grantee_principal") },
      operations: { known: true, value: ["Decrypt", "CreateGrant"], source: source("operations") },
      constraints: { known: true, value: { subset: { team: "a" } }, source: source("constraints") },
      retiringPrincipal: { known: true, value: grant.retiring_principal, source: source("retiring_principal") },
      accountClaims: [],
    });
  });

  it("has no constraints where none are set, and unknown parts make the whole unknown", () => {
    expect(grantOf({ constraints: undefined })?.constraints).toMatchObject({ known: true, value: undefined });
    expect(grantOf({ constraints: { encryption_context_equals: { a: "${var.a}" } } })?.constraints.known).toBe(false);
    expect(grantOf({ operations: ["Decrypt", "${var.operation}"] })?.operations.known).toBe(false);
    expect(
      grantOf({ lifecycle: { ignore_changes: ["constraints[0].encryption_context_equals"] } })?.constraints.known,
    ).toBe(false);
    expect(grantOf({ lifecycle: { ignore_changes: "all" } })?.grantee.known).toBe(false);
  });

  it("has unknown constraints where one of them is of a kind that is not read, in place of none", () => {
    const source_arn = "arn:aws:s3:::orders";
    expect(grantOf({ constraints: { source_arn, encryption_context_equals: null } })?.constraints).toEqual({
      known: false,
      reason: "`source_arn` in `constraints` of aws_kms_grant.app cannot be read",
    });
    expect(grantOf({ constraints: { source_arn: null } })?.constraints).toMatchObject({ known: true, value: {} });
  });

  it("is on the key of another configuration, by its output", () => {
    const output = { value: "${aws_kms_key.orders.arn}" };
    const network = configurationOf(
      {},
      { output: { arn: output }, terraform: { backend: { local: { path: "a" } } } },
      "a",
    );
    const data = { terraform_remote_state: { a: { backend: "local", config: { path: "a" } } } };
    const key_id = "${data.terraform_remote_state.a.outputs.arn}";
    const other = new Module([
      { name: "x.tf.json", json: { data, resource: { aws_kms_grant: { app: { ...grant, key_id } } } } },
    ]);
    const { after } = readConfigurations([network, { name: "b", module: other }]).reading;
    expect(after.grants.map(({ key }) => key)).toEqual(["a: aws_kms_key.orders"]);
  });

  it("on a key that nothing relates to Aura is left out", () => {
    expect(grantOf({ key_id: KEY_ARN })).toBeUndefined();
  });
});
