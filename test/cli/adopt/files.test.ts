import ts from "typescript";
import { filesOf } from "../../../cli/adopt/files";
import type { Form } from "../../../cli/adopt/forms";
import { readAdoption } from "../../../cli/adopt/read-adoption";
import { reportData, reportText } from "../../../cli/adopt/report";
import { problemsOfEstate } from "../../../cli/adopt/trial";
import { known } from "../../../model/fact";
import { renderProblem } from "../../../model/problem";
import type { StateObject } from "../../../model/read/state-objects";
import {
  aFind,
  aKey,
  anInstance,
  aRecord,
  ARN,
  KEY_ID,
  policyOf,
  RECORD,
  statementOf,
  AURA,
  withPolicy,
} from "./support/found";

function adoption(find = aFind(), auraAccountId?: string) {
  const wish = { keys: [], instances: [], records: [], ...(auraAccountId && { auraAccountId }) };
  const read = readAdoption(find, wish);
  if ("problems" in read) throw new Error(read.problems.map(renderProblem).join("\n"));
  return read.adoption;
}

const file = (form: Form, name: string, from = adoption(), objects: readonly StateObject[] = []) =>
  filesOf(from, form, objects, "cdktf").get(name);

const ESTATE = `# yaml-language-server: $schema=./node_modules/cdktf-aura-cmk/estate.schema.json

# Written by aura-cmk adopt: what is here exists already. The first deployment imports it, and creates and destroys nothing of it.

version: 1
aura:
  projectId: 7d1ec0d5-5a1e-4c0d-8a1e-000000000001
  # The AWS account of Aura, which the statements name. Let a second person compare it with the Aura Console, then set it here: a
  # statement that names any other account is refused.
  # accountId: "999988887777"
accounts:
  prod:
    id: "111122223333"
keys:
  orders:
    account: prod
    region: eu-west-1
    product: AuraDB
    import:
      keyArn: ${ARN}
      recordId: ${RECORD}
    currentPolicy: policies/orders.json
    statement: statements/orders.json
    alias: alias/orders
    description: Orders
    rotationPeriodInDays: 180
    tags:
      team: orders
instances:
  Orders-DB:
    key: orders
    region: eu-west-1
    import:
      instanceId: db1d1234
    name: Orders DB
    memory: 8GB
    storage: 16GB
    secondariesCount: 1
    vectorOptimized: true
`;

describe("the estate of what is adopted", () => {
  it("has the ids by which the first deployment imports it, and its settings", () => {
    expect(file("estate", "estate.yaml", adoption(aFind({ tags: { team: "orders" } })))).toBe(ESTATE);
  });

  it("sets Aura's account where a person said it", () => {
    const text = file("estate", "estate.yaml", adoption(aFind(), AURA)) ?? "";
    expect(text).toContain('\naura:\n  projectId: 7d1ec0d5-5a1e-4c0d-8a1e-000000000001\n  accountId: "999988887777"\n');
    expect(text).not.toContain("second person");
  });

  it("comes with the policy as AWS returns it, and with Aura's statement in it", () => {
    expect(file("estate", "policies/orders.json")).toBe(`${policyOf(statementOf(AURA))}\n`);
    expect(JSON.parse(file("estate", "statements/orders.json") ?? "")).toEqual(statementOf(AURA));
  });

  it("waits for the statement in phase 1", () => {
    const from = adoption(aFind({ keys: [withPolicy()], instances: [] }));
    expect([...filesOf(from, "estate", [], "cdktf").keys()]).toEqual(["estate.yaml", "policies/orders.json"]);
  });

  it("is what synth accepts", async () => {
    expect(await problemsOfEstate(adoption(aFind({ tags: { team: "orders" } })))).toEqual([]);
  });

  it("is refused by the rules before it is written", async () => {
    const deny = { Sid: "No", Effect: "Deny", Principal: "*", Action: "kms:Decrypt", Resource: "*" };
    const problems = await problemsOfEstate(adoption(aFind({ keys: [withPolicy(statementOf(AURA), deny)] })));
    expect(problems.map(({ path, code }) => `${path} ${code}`)).toEqual(["estate.yaml:15:3 aura-can-use-key"]);
  });
});

const PROGRAM = `import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformStack } from "cdktf";
import { AuraCustomerManagedKey, AuraInstance, AuraKmsKey, AuraProvider, AuraStatement } from "cdktf-aura-cmk";

const accountId = "111122223333"; // the AWS account that owns the keys: Terraform refuses any other
const projectId = "7d1ec0d5-5a1e-4c0d-8a1e-000000000001"; // the Aura project

/**
 * Written by aura-cmk adopt: what is here exists already. The first deployment imports it, and creates and destroys nothing of it. The
 * \`importFrom\` may be removed then.
 */
export function addAdopted(app: App): void {
  const adoptedEuWest1 = new TerraformStack(app, "adopted-eu-west-1");
  new AwsProvider(adoptedEuWest1, "aws", { region: "eu-west-1", allowedAccountIds: [accountId] });
  new AuraProvider(adoptedEuWest1, "aura"); // AURA_CLIENT_ID and AURA_CLIENT_SECRET, in the environment

  const ordersKey = new AuraKmsKey(adoptedEuWest1, "orders-key", {
    accountId,
    region: "eu-west-1",
    currentPolicy: currentPolicy("policies/orders.json"),
    statement: statement("statements/orders.json"),
    // Let a second person compare the AWS account in the statement with the Aura Console, then set it: no other is accepted.
    // auraAccountId: "999988887777",
    alias: "alias/orders",
    description: "Orders",
    rotationPeriodInDays: 180,
  });
  ordersKey.resource.importFrom("${KEY_ID}");
  ordersKey.aliasResource.importFrom("alias/orders");
  const ordersRecord = new AuraCustomerManagedKey(adoptedEuWest1, "orders-record", {
    key: ordersKey,
    projectId,
    product: "AuraDB",
    name: "orders",
  });
  ordersRecord.resource.importFrom("${RECORD}");
  const ordersDBInstance = new AuraInstance(adoptedEuWest1, "Orders-DB-instance", {
    customerManagedKey: ordersRecord,
    projectId,
    product: "AuraDB",
    region: "eu-west-1",
    name: "Orders DB",
    memory: "8GB",
    storage: "16GB",
    secondariesCount: 1,
    vectorOptimized: true,
  });
  ordersDBInstance.resource.importFrom("db1d1234");
}

/** The policy that a key had when it was imported; it is taken over as it is. */
function currentPolicy(file: string): string {
  return readFileSync(join(__dirname, file), "utf8");
}

function statement(file: string): AuraStatement {
  return AuraStatement.fromFileWhenSaved(file, { relativeTo: __dirname });
}
`;

describe("the program of what is adopted", () => {
  it("adds the stacks to an app, with import blocks", () => {
    expect(file("constructs", "adopted.ts")).toBe(PROGRAM);
  });

  it("is TypeScript whatever the names are, and for CDK Terrain where that is installed", () => {
    const names = ["2026 orders", "my-orders", "my_orders", 'quote"s'];
    const from = adoption(aFind({ instances: names.map((name, i) => anInstance({ id: `db1d123${i}`, name })) }));
    const text = filesOf(from, "constructs", [], "cdktn").get("adopted.ts") ?? "";
    const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
    expect(text.match(/const \w+Instance\b/g)).toEqual([
      ...["const _2026OrdersInstance", "const myOrdersInstance", "const myOrders2Instance", "const quoteSInstance"],
    ]);
    expect(text).toContain('from "cdktf-aura-cmk/cdktn"');
  });
});

const object = (address: string, kind: StateObject["kind"], id: string): StateObject => ({
  ...{ address, kind, id, type: address.split(".").at(-2) ?? "" },
});

describe("what the state of before forgets", () => {
  it("is what is adopted, with the whole key, and nothing else", () => {
    const text = file("estate", "removed.tf", adoption(), [
      object("module.kms.aws_kms_key.this[0]", "key", KEY_ID),
      object('module.kms.aws_kms_alias.this["orders"]', "key", KEY_ID),
      object("aws_kms_key.logs", "key", "5678abcd-12ab-34cd-56ef-1234567890ab"),
      object("pgrneo4jaura_auracmk.orders", "record", RECORD),
      object('pgrneo4jaura_aurainstance.all["a"]', "instance", "db1d1234"),
      object('pgrneo4jaura_aurainstance.all["b"]', "instance", "db1d9999"),
    ]);
    const removed = (from: string) => `removed {\n  from = ${from}\n  lifecycle {\n    destroy = false\n  }\n}\n`;
    expect(text).toBe(
      [
        "# Written by aura-cmk adopt, for the configuration that has managed these objects so far. When they are imported: put these blocks there in\n" +
          "# place of the resources (or of the call of their module), and apply. Terraform forgets the objects, and destroys none of them.\n",
        removed("module.kms.aws_kms_key.this"),
        removed("module.kms.aws_kms_alias.this"),
        removed("pgrneo4jaura_auracmk.orders"),
        "# pgrneo4jaura_aurainstance.all has others, too, which stay:\n#   terraform state rm 'pgrneo4jaura_aurainstance.all[\"a\"]'\n",
      ].join("\n"),
    );
  });

  it("is not written where no state has it", () => {
    expect(file("estate", "removed.tf", adoption(), [object("aws_kms_key.logs", "key", "x")])).toBeUndefined();
  });
});

describe("the report", () => {
  const bare = aFind({
    keys: [aKey({}, { rotation: known({ enabled: false }, "the account") })].map((key) => {
      const { text: _none, ...description } = key.description.known ? key.description.value : never();
      return { ...key, description: known(description, "the account") };
    }),
    aliases: [],
    records: [aRecord({ name: "Orders key" })],
  });

  it("says what is written, what the first plan changes and what comes next", () => {
    expect(reportText(adoption(bare), ["estate.yaml", "removed.tf"], { as: "estate", out: "adopted/" }))
      .toBe(`AWS account 111122223333, Aura project 7d1ec0d5-5a1e-4c0d-8a1e-000000000001: 1 key
  key Orders-key (${ARN})
    customer managed key Orders key (${RECORD})
    instance Orders-DB (db1d1234)

Written to adopted/: estate.yaml, removed.tf

The first plan imports all of it. Beside that:
  Automatic rotation of key Orders-key will be turned on.
  Alias alias/neo4j-aura/Orders-key will be created: the key has none.
  The plan sets deletion_window_in_days of key Orders-key, which Terraform alone keeps.
  Key Orders-key gets a description: it has none.
  The password of instance Orders-DB is not imported: Aura does not return it.

Aura's statement allows AWS account 999988887777. Let a second person compare it with the Aura Console, then set it as the files show.

Next:
  cd adopted/
  aura-cmk synth
  cd cdktf.out/stacks/prod-eu-west-1
  terraform init
  terraform plan -out=plan.bin && terraform show -json plan.bin > plan.json
  aura-cmk review plan.json
  terraform apply plan.bin
  then release what was adopted in its old configuration, as removed.tf says
`);
  });

  it("says the same as data", () => {
    const found = { ...adoption(aFind({ aliases: ["alias/a", "alias/b"] })), leftOut: ["plain"] };
    expect(reportText(found, [], { as: "constructs", out: "." })).toContain(
      "\n  Instance plain is left out: a Neo4j-managed key encrypts it.\n",
    );
    expect(reportData(found, ["adopted.ts"])).toEqual({
      ...{ version: 1, files: ["adopted.ts"], accountId: "111122223333", leftOut: ["plain"] },
      projectId: "7d1ec0d5-5a1e-4c0d-8a1e-000000000001",
      keys: [
        {
          ...{ name: "orders", arn: ARN, alias: "alias/a", auraAccountId: AURA, customerManagedKeyId: RECORD },
          instances: [{ name: "Orders-DB", id: "db1d1234" }],
          differences: [
            "The plan sets deletion_window_in_days of key orders, which Terraform alone keeps.",
            "alias/b stays as it is, outside of Terraform.",
            "The password of instance Orders-DB is not imported: Aura does not return it.",
          ],
        },
      ],
    });
  });
});

function never(): never {
  throw new Error("the sample key has a description");
}
