import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsGrant } from "@cdktf/provider-aws/lib/kms-grant";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { KmsKeyPolicy } from "@cdktf/provider-aws/lib/kms-key-policy";
import {
  type App,
  Aspects,
  Lazy,
  TerraformIterator,
  TerraformHclModule,
  TerraformLocal,
  TerraformResource,
  type TerraformStack,
} from "cdktf";
import {
  AuraCustomerManagedKey,
  AuraCustomerManagedKeyResource,
  AuraInstance,
  AuraInstanceResource,
  AuraKmsKey,
  AuraKmsReplicaKey,
  AuraStatement,
  waiveRule,
} from "../../../constructs";
import {
  ACCOUNT,
  annotationsOf,
  AURA_ACCOUNT,
  codesOf,
  filesOf,
  INSTANCE,
  KEY_ARN,
  newApp,
  newStack,
  preconditionsOf,
  problemsOf,
  PROJECT,
  RECORD_ID,
  synth,
  synthApp,
  variable,
  OWN_POLICY,
} from "../../support/synth";

/** A key, its registration and an instance, as most programs have them. */
function fill(stack: TerraformStack, region = "eu-west-1") {
  const statement = AuraStatement.fromObject(STATEMENT_OF_AURA);
  const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region, statement, auraAccountId: AURA_ACCOUNT });
  const record = new AuraCustomerManagedKey(stack, "record", {
    key,
    projectId: PROJECT,
    product: "AuraDB",
    name: "orders",
  });
  const instance = new AuraInstance(stack, "db", { ...INSTANCE, region, customerManagedKey: record });
  return { stack, key, record, instance };
}

const STATEMENT_OF_AURA = {
  Sid: "Allow access for Neo4j",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${AURA_ACCOUNT}:root` },
  Action: [
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncrypt*",
    "kms:GenerateDataKey*",
    "kms:DescribeKey",
    "kms:CreateGrant",
  ],
  Resource: "*",
};
const OPEN_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" }],
});

const ROLE = (accountId: string) => `arn:aws:iam::${accountId}:role/deploy`;
const RAW_INSTANCE = {
  ...{ projectId: PROJECT, name: "raw", cloudProvider: "aws", region: "eu-west-1", type: "enterprise-db" },
  ...{ memory: "8GB", version: "4", customerManagedKeyId: RECORD_ID },
};
const metadataOf = (stack: TerraformStack) =>
  (synth(stack)["resource"] as Record<string, Record<string, Record<string, unknown>>>)["terraform_data"]?.[
    "AuraCmkReviewMetadata"
  ]?.["input"];

const READER = "arn:aws:iam::666677778888:role/reader";
const grantOn = (keyId: string, accountId = "666677778888") => ({
  ...{ keyId, granteePrincipal: `arn:aws:iam::${accountId}:role/reader`, operations: ["Decrypt"] },
});

type Filled = ReturnType<typeof fill>;

describe("what is written is judged, whoever wrote it", () => {
  test.each<[string, (app: Filled) => void, string[]]>([
    [
      "an override of a key's region",
      ({ key }) => key.resource.addOverride("region", "us-east-1"),
      ["prod/db key-region-matches-instance", "prod/record record-region-matches-key"],
    ],
    [
      "a late change of an instance's region",
      ({ instance }) => (instance.resource.input.region = "us-west-2"),
      ["prod/db key-region-matches-instance"],
    ],
    [
      "a Lazy region",
      ({ instance }) => (instance.resource.input.region = Lazy.stringValue({ produce: () => "us-east-2" })),
      ["prod/db key-region-matches-instance"],
    ],
    [
      "an aspect",
      ({ stack, instance }) =>
        Aspects.of(stack).add({
          visit: (node) => node === instance.resource && instance.resource.addOverride("region", "sa-east-1"),
        }),
      ["prod/db key-region-matches-instance"],
    ],
    [
      "an override of the stack",
      ({ stack, instance }) =>
        stack.addOverride(`resource.aura_instance.${instance.resource.friendlyUniqueId}.region`, "us-east-1"),
      ["prod/db key-region-matches-instance"],
    ],
    [
      "an override of the provider's region, which the key has not of its own",
      ({ key, stack }) => {
        key.resource.addOverride("region", null);
        stack.addOverride("provider.aws.0.region", "us-east-1");
      },
      ["prod/db key-region-matches-instance", "prod/record record-region-matches-key"],
    ],
    [
      "a key of another kind",
      ({ key }) => key.resource.addOverride("key_usage", "GENERATE_VERIFY_MAC"),
      ["prod/key key-is-symmetric"],
    ],
    [
      "a policy for everybody",
      ({ key }) => key.resource.addOverride("policy", OPEN_POLICY),
      ["prod/key no-unexpected-principals"],
    ],
    [
      "a policy without Aura",
      ({ key }) => {
        const own = {
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
          Action: "kms:*",
          Resource: "*",
        };
        key.resource.policy = JSON.stringify({ Version: "2012-10-17", Statement: [own] });
      },
      ["prod/key aura-can-use-key"],
    ],
    [
      "a policy that is none",
      ({ key }) => key.resource.addOverride("policy", "{}"),
      ["prod/key statement-well-formed"],
    ],
    [
      "a policy that is not JSON",
      ({ key }) => key.resource.addOverride("policy", "Allow all"),
      ["prod/key statement-well-formed"],
    ],
    [
      "a standalone policy on our key",
      ({ stack, key }) => void new KmsKeyPolicy(stack, "raw", { keyId: key.resource.keyId, policy: OWN_POLICY }),
      ["prod/raw policy-set-once"],
    ],
    [
      "a standalone policy by way of a local",
      ({ stack, key }) => {
        const local = new TerraformLocal(stack, "id", key.resource.keyId);
        new KmsKeyPolicy(stack, "raw", { keyId: local.asString, policy: OWN_POLICY });
      },
      ["prod/raw policy-set-once"],
    ],
    [
      "a resource that no construct made",
      ({ stack, record }) =>
        void new AuraInstanceResource(stack, "raw", {
          ...{ projectId: PROJECT, name: "raw", cloudProvider: "aws", region: "us-east-1", type: "enterprise-db" },
          ...{ memory: "8GB", customerManagedKeyId: record.customerManagedKeyId },
        }),
      ["prod/raw key-region-matches-instance"],
    ],
    [
      "a whole family that no construct made",
      ({ stack }) => {
        const key = new KmsKey(stack, "rawkey", { region: "us-east-1" });
        new AuraCustomerManagedKeyResource(stack, "rawrecord", {
          ...{
            projectId: PROJECT,
            name: "raw",
            cloudProvider: "aws",
            region: "eu-central-1",
            instanceType: "enterprise-db",
            keyId: key.arn,
          },
        });
      },
      ["prod/rawrecord record-region-matches-key"],
    ],
    [
      "an alias that another key has",
      ({ stack, key }) =>
        void new KmsAlias(stack, "raw", {
          name: "alias/neo4j-aura/key",
          targetKeyId: KEY_ARN,
          dependsOn: [key.resource],
        }),
      ["prod/raw alias-is-unique"],
    ],
    [
      "an alias of another key under the same provider, which nothing relates to Aura",
      ({ stack, key }) => {
        key.resource.node.scope?.node.findAll().forEach((one) => {
          if (one instanceof KmsAlias) one.name = "alias/orders";
        });
        new KmsAlias(stack, "raw", { name: "alias/orders", targetKeyId: new KmsKey(stack, "logs").keyId });
      },
      ["prod/raw alias-is-unique"],
    ],
    [
      "a grant to another account",
      ({ stack, key }) => void new KmsGrant(stack, "reader", grantOn(key.resource.arn)),
      ["prod/reader no-unexpected-principals"],
    ],
    [
      "a grant that gets its grantee by override",
      ({ stack, key }) =>
        new KmsGrant(stack, "reader", grantOn(key.resource.keyId, ACCOUNT)).addOverride("grantee_principal", READER),
      ["prod/reader no-unexpected-principals"],
    ],
    [
      "a grant that only the stack has",
      ({ stack, key }) =>
        stack.addOverride("resource.aws_kms_grant.reader", {
          ...{ key_id: `\${${key.resource.fqn}.key_id}`, grantee_principal: READER, operations: ["Decrypt"] },
        }),
      ["aws_kms_grant.reader no-unexpected-principals"],
    ],
    [
      "a grant of another stack",
      ({ stack, key }) =>
        void new KmsGrant(newStack("other", { app: stack.node.root as App }), "reader", grantOn(key.resource.arn)),
      ["other/reader no-unexpected-principals"],
    ],
    [
      "a grant on a replica",
      ({ stack }) => {
        const statement = AuraStatement.fromObject(STATEMENT_OF_AURA);
        const key = new AuraKmsKey(stack, "mrk", {
          accountId: ACCOUNT,
          region: "eu-west-1",
          statement,
          multiRegion: true,
        });
        const replica = new AuraKmsReplicaKey(stack, "replica", { primary: key, region: "us-east-1", statement });
        new KmsGrant(stack, "reader", grantOn(replica.keyArn));
      },
      ["prod/reader no-unexpected-principals"],
    ],
    [
      "a grant on a key that is owned elsewhere",
      ({ stack }) => {
        const key = AuraKmsKey.fromKeyArn(stack, "shared", KEY_ARN);
        new AuraCustomerManagedKey(stack, "shared-record", { key, projectId: PROJECT, product: "AuraDS", name: "s" });
        new KmsGrant(stack, "reader", grantOn(KEY_ARN));
      },
      ["prod/reader no-unexpected-principals"],
    ],
    [
      "an instance whose key is gone by override",
      ({ instance }) => instance.resource.addOverride("customer_managed_key_id", null),
      ["prod/db configuration-overridden"],
    ],
    [
      "an instance whose key is gone by assignment",
      ({ instance }) => (instance.resource.input.customerManagedKeyId = undefined as never),
      ["prod/db configuration-overridden"],
    ],
    [
      "an instance with an empty key",
      ({ instance }) => instance.resource.addOverride("customer_managed_key_id", ""),
      ["prod/db configuration-overridden"],
    ],
    [
      "an instance under another key",
      ({ instance }) => (instance.resource.input.customerManagedKeyId = RECORD_ID),
      ["prod/db configuration-overridden"],
    ],
    [
      "an instance under a key of a variable",
      ({ instance }) => instance.resource.addOverride("customer_managed_key_id", "${var.id}"),
      ["prod/db configuration-overridden"],
    ],
    [
      "a registration of another key",
      ({ record }) => (record.resource.input.keyId = "${lower(var.arn)}"),
      ["prod/record configuration-overridden"],
    ],
    [
      "a function around the ARN of the key",
      ({ record, key }) => record.resource.addOverride("key_id", `\${replace(${key.resource.fqn}.arn, "a", "b")}`),
      ["prod/record configuration-overridden"],
    ],
    [
      "protection that is taken away by the stack",
      ({ stack, key }) =>
        stack.addOverride(`resource.aws_kms_key.${key.resource.friendlyUniqueId}.lifecycle.prevent_destroy`, false),
      ["prod/key configuration-overridden"],
    ],
  ])("%s is refused, and nothing is written", (_, change, codes) => {
    for (const skipValidation of [false, true]) {
      const app = newApp({ skipValidation });
      change(fill(newStack("prod", { app })));
      expect(codesOf(() => app.synth()).sort()).toEqual(codes);
      expect(filesOf(app)).toEqual([]);
    }
  });

  test.each<[string, (app: Filled) => void]>([
    ["nothing", () => undefined],
    [
      "other arguments",
      ({ instance, key }) => (
        instance.resource.addOverride("memory", "16GB"),
        key.resource.addOverride("description", "of orders")
      ),
    ],
    ["the same region", ({ key }) => key.resource.addOverride("region", "eu-west-1")],
    [
      "the region by a local",
      ({ stack, key }) => key.resource.addOverride("region", new TerraformLocal(stack, "region", "eu-west-1").asString),
    ],
    [
      "a key that has nothing to do with Aura",
      ({ stack }) =>
        void new KmsKey(stack, "logs", {
          region: "us-east-1",
          keyUsage: "SIGN_VERIFY",
          customerMasterKeySpec: "RSA_2048",
        }),
    ],
    [
      "a grant to a role of the account, and one on a key of somebody else",
      ({ stack, key }) => {
        new KmsGrant(stack, "app", grantOn(key.resource.arn, ACCOUNT));
        new KmsGrant(stack, "logs", grantOn(KEY_ARN.replace("1234", "4321")));
      },
    ],
    [
      "an alias of the same name in another region",
      ({ stack }) =>
        void new KmsAlias(stack, "raw", { name: "alias/neo4j-aura/key", targetKeyId: KEY_ARN, region: "us-east-1" }),
    ],
    [
      "an instance of another kind beside ours",
      ({ stack }) =>
        void new AuraInstanceResource(stack, "free", {
          projectId: PROJECT,
          name: "f",
          cloudProvider: "gcp",
          region: "europe-west1",
          type: "professional-db",
          memory: "1GB",
        }),
    ],
  ])("accepts a change of %s", (_, change) => {
    const app = newApp();
    change(fill(newStack("prod", { app })));
    app.synth();
    expect(filesOf(app)).toContain("stacks/prod/cdk.tf.json");
  });
});

it("shows what only Terraform will know of what is written", () => {
  const stack = newStack();
  const { key } = fill(stack);
  key.resource.lifecycle = { ...key.resource.lifecycle, ignoreChanges: ["policy"] };
  synth(stack);
  expect(annotationsOf(stack)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^info prod\/key: unknown: .*`ignore_changes`.*\[.*administrators-keep-control/),
    ]),
  );
});

it("warns once of what no rule covers, and refuses none of it", () => {
  const stack = newStack();
  const { key } = fill(stack);
  new TerraformHclModule(stack, "vpc", { source: "terraform-aws-modules/vpc/aws", variables: { key: key.keyArn } });
  key.resource.provisioners = [{ type: "local-exec", command: "./after.sh" }];
  new TerraformResource(stack, "copy", { terraformResourceType: "awscc_kms_alias" });
  stack.addOverride("removed", [{ from: "aura_instance.old", lifecycle: [{ destroy: false }] }]);
  synth(stack);
  synth(stack);
  expect(annotationsOf(stack).filter((line) => line.startsWith("warn prod: "))).toEqual([
    "warn prod: modules are not read: vpc; they may affect a key used by Aura",
    "warn prod: awscc_kms_alias is not covered: awscc_kms_alias.copy; it may affect a key used by Aura",
    "warn prod: provisioners are not read: aws_kms_key.key_FEDD6EC0; their commands may affect a key used by Aura",
    "warn prod: removed blocks end the management of: aura_instance.old; nothing here protects them any more",
  ]);
});

describe("regions that only Terraform knows", () => {
  const conditionsOf = (change: (app: Filled) => void, region?: string): unknown[] => {
    const app = newApp();
    const stack = newStack("prod", { app });
    variable(stack, "region");
    change(fill(stack, region));
    const written = synthApp(app);
    return ["aura_customer_managed_key", "aura_instance"].flatMap((type) =>
      ((preconditionsOf(written, type) ?? []) as { condition: string }[]).map(({ condition }) => condition),
    );
  };

  test.each<[string, (app: Filled) => void, string[]]>([
    [
      "an assignment to the instance",
      ({ instance }) => (instance.resource.input.region = "${var.region}"),
      ['${("eu-west-1" == var.region)}'],
    ],
    [
      "an override of the key",
      ({ key }) => key.resource.addOverride("region", "${var.region}"),
      ['${(var.region == "eu-west-1")}', '${(var.region == "eu-west-1")}'],
    ],
    [
      "a function",
      ({ instance }) => instance.resource.addOverride("region", "${lower(var.region)}"),
      ['${("eu-west-1" == lower(var.region))}'],
    ],
    [
      "a text around it",
      ({ instance }) => instance.resource.addOverride("region", "${var.region}-1"),
      ['${("eu-west-1" == "${var.region}-1")}'],
    ],
    [
      "a lifecycle that is replaced",
      ({ instance }) => (
        (instance.resource.input.region = "${var.region}"),
        (instance.resource.lifecycle = { createBeforeDestroy: false })
      ),
      ['${("eu-west-1" == var.region)}'],
    ],
  ])("get a condition after %s", (_, change, conditions) => {
    expect(conditionsOf(change)).toEqual(conditions);
  });

  it("of an instance for each of several regions get a condition in its own words", () => {
    const conditions = conditionsOf(({ instance }) => {
      const regions = TerraformIterator.fromList(["eu-west-1", "us-east-1"]);
      instance.resource.forEach = regions;
      instance.resource.input.region = regions.value as string;
    });
    expect(conditions).toEqual(['${("eu-west-1" == each.value)}']);
  });

  it("need no condition where they are one expression", () => {
    expect(conditionsOf(() => undefined, "${var.region}")).toEqual([]);
  });

  it("of a key are those in its ARN where nothing else can be named", () => {
    const conditions = conditionsOf(({ key }) => {
      const regions = TerraformIterator.fromList(["eu-west-1"]);
      key.resource.forEach = regions;
      key.resource.region = regions.value as string;
    });
    expect(conditions).toEqual(['${(element(split(":", aws_kms_key.key_FEDD6EC0.arn), 3) == "eu-west-1")}']);
  });

  it("are refused where no condition can compare them", () => {
    const app = newApp();
    const { record } = fill(newStack("prod", { app }));
    const regions = TerraformIterator.fromList(["eu-west-1"]);
    record.resource.forEach = regions;
    record.resource.input.region = regions.value as string;
    expect(problemsOf(() => app.synth()).map(({ code, path, what }) => `${path} ${code}: ${what}`)).toEqual([
      "prod/db key-region-matches-instance: cannot verify that instance db and its key are in one region",
    ]);
  });

  it("of the same name in two stacks are two regions", () => {
    const app = newApp();
    const [keys, databases] = [newStack("keys", { app }), newStack("databases", { app })];
    for (const stack of [keys, databases]) variable(stack, "region").overrideLogicalId("region");
    const { record, stack } = fill(keys, "${var.region}");
    stack.node.tryRemoveChild("db");
    new AuraInstance(databases, "db", { ...INSTANCE, region: "${var.region}", customerManagedKey: record });
    expect(codesOf(() => app.synth())).toEqual(["databases/db key-region-matches-instance"]);
    expect(filesOf(app)).toEqual([]);
  });

  it("are the same through every door", () => {
    const stack = newStack();
    const { instance } = fill(stack);
    instance.resource.addOverride("region", "us-east-1");
    expect(codesOf(() => synth(stack))).toEqual(["prod/db key-region-matches-instance"]);
  });
});

describe("what else has to be equal", () => {
  /** All conditions of the resources of a type, and what Terraform says when they fail. */
  const conditionsOf = (stack: TerraformStack, type: string): Record<string, string> =>
    Object.fromEntries(
      ((preconditionsOf(synth(stack), type) ?? []) as { condition: string; error_message: string }[]).map(
        ({ condition, error_message }) => [condition, error_message],
      ),
    );

  it("is checked again after `lifecycle` was replaced: account and region of a key that is owned elsewhere", () => {
    const stack = newStack();
    variable(stack, "arn");
    const key = AuraKmsKey.fromKeyArn(stack, "shared", "${var.arn}", { accountId: ACCOUNT });
    const props = { key, projectId: PROJECT, product: "AuraDB", region: "eu-west-1" } as const;
    const record = new AuraCustomerManagedKey(stack, "record", props);
    const before = conditionsOf(stack, "aura_customer_managed_key");
    record.resource.lifecycle = { createBeforeDestroy: true };
    expect(Object.keys(before)).toEqual([
      '${(element(split(":", var.arn), 3) == "eu-west-1")}',
      `\${(element(split(":", var.arn), 4) == "${ACCOUNT}")}`,
    ]);
    expect(conditionsOf(stack, "aura_customer_managed_key")).toEqual(before);
  });

  it("is the project of an instance and of its customer managed key", () => {
    const stack = newStack();
    variable(stack, "project");
    const { instance } = fill(stack);
    instance.resource.addOverride("project_id", "${var.project}");
    expect(conditionsOf(stack, "aura_instance")).toEqual({
      [`\${("${PROJECT}" == var.project)}`]:
        `prod/db: instance db and its customer managed key are in different Aura projects: \${var.project} (instance), ${PROJECT} (record); ` +
        "expected: one project; help: use a customer managed key in the project of the instance, or correct `projectId` " +
        "[project-matches-record]",
    });
  });

  it("is refused at once where both projects are known", () => {
    const stack = newStack();
    const { instance } = fill(stack);
    instance.resource.addOverride("project_id", "11111111-2222-4333-8444-555555555555");
    expect(problemsOf(() => synth(stack)).map(({ code, path, got }) => ({ code, path, got }))).toEqual([
      {
        ...{ code: "project-matches-record", path: "prod/db" },
        got: `11111111-2222-4333-8444-555555555555 (instance), ${PROJECT} (record)`,
      },
    ]);
  });

  it("is the partition of a key and of its policy", () => {
    const stack = newStack();
    variable(stack, "region");
    fill(stack, "${var.region}");
    expect(conditionsOf(stack, "aws_kms_key")).toEqual({
      '${((can(regex("^(cn|us-gov|us-iso|us-isob|us-isof|eu-isof|eu-isoe|eusc)-", var.region)) ? "another one" : "aws") == "aws")}':
        "prod/key: conflicting partitions for key key: aws (partition in the policy of key key), another one (partition of `region` of key key); help: correct the wrong one, or use another key [key-account-expected]",
    });
  });

  it("is the customer managed key of a clone and of its source", () => {
    const stack = newStack();
    for (const name of ["source", "clone"]) variable(stack, name);
    const { instance, record } = fill(stack);
    const clone = new AuraInstance(stack, "copy", { ...INSTANCE, customerManagedKey: record, cloneOf: instance });
    for (const [construct, name] of [
      [instance, "source"],
      [clone, "clone"],
    ] as const)
      construct.resource.addOverride("customer_managed_key_id", `\${var.${name}}`);
    expect(codesOf(() => synth(stack))).toEqual([
      "prod/db configuration-overridden",
      "prod/copy configuration-overridden",
    ]);
  });

  it("is, for a key in the region of the environment, what the key says at apply", () => {
    const stack = newStack("prod", { aws: { region: undefined } });
    const { key } = fill(stack);
    key.resource.addOverride("region", null);
    expect(Object.keys(conditionsOf(stack, "aura_customer_managed_key"))).toEqual([
      '${(aws_kms_key.key_FEDD6EC0.region == "eu-west-1")}',
    ]);
  });
});

describe("a deferred instance", () => {
  const deferred = (region: string) => {
    const stack = newStack();
    for (const name of ["region", "project"]) variable(stack, name);
    const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: "eu-west-1" });
    const record = new AuraCustomerManagedKey(stack, "record", { key, projectId: "${var.project}", product: "AuraDB" });
    AuraInstance.deferred(stack, "db", { ...INSTANCE, region, customerManagedKey: record });
    return synth(stack)["output"] as Record<string, unknown>;
  };

  it("is checked by Terraform in phase 1, as an output of which nothing is left in the state", () => {
    const [, checks] = Object.entries(deferred("${var.region}")).find(([name]) => name.includes("Checks")) ?? [];
    expect(checks).toEqual({
      description: "Checks deferred instance db; it has no value",
      value: "${null}",
      precondition: [
        {
          condition: '${("eu-west-1" == var.region)}',
          error_message: expect.stringContaining("prod/db: instance db and its key are in different regions"),
        },
        {
          condition: `\${(var.project == "${PROJECT}")}`,
          error_message: expect.stringContaining(
            "instance db and its customer managed key are in different Aura projects",
          ),
        },
      ],
    });
  });
});

describe("what a construct says of itself", () => {
  it("is no finding where an override puts it right", () => {
    const stack = newStack("prod", { aws: { region: "eu-west-1", assumeRole: [{ roleArn: ROLE("444455556666") }] } });
    const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: "us-east-1" });
    const record = new AuraCustomerManagedKey(stack, "record", {
      ...{ key, projectId: PROJECT, product: "AuraDB", region: "eu-west-1" },
    });
    AuraInstance.deferred(stack, "db", { ...INSTANCE, customerManagedKey: record });
    expect(codesOf(() => synth(stack))).toEqual([
      ...["prod/db key-region-matches-instance", "prod/record record-region-matches-key"],
      "prod/key key-account-expected",
    ]);
    key.resource.addOverride("region", "eu-west-1");
    stack.addOverride("provider.aws.0.assume_role", [{ role_arn: ROLE(ACCOUNT) }]);
    synth(stack);
  });

  it("is what a finding names where something else is written", () => {
    const { stack, key } = fill(newStack());
    key.resource.addOverride("region", "us-east-1");
    key.resource.addOverride("key_usage", "SIGN_VERIFY");
    expect(problemsOf(() => synth(stack)).map(({ path, got }) => `${path}: ${got}`)).toEqual([
      "prod/db: key in us-east-1 (`region` of key key, overridden), instance in eu-west-1 (`region` of instance db)",
      "prod/record: key in us-east-1 (`region` of key key, overridden), record in eu-west-1 (`region` of record record)",
      "prod/key: key usage SIGN_VERIFY (key usage of key key, overridden)",
    ]);
  });
});

it("binds a waiver to what was found in what is written", () => {
  const { stack } = fill(newStack());
  const raw = new AuraInstanceResource(stack, "raw", RAW_INSTANCE);
  waiveRule(raw, "version-supported", "agreed");
  expect(String(metadataOf(stack))).toContain('"facts":{"aura_instance.raw":["4"]}');
});

it.each<[string, (stack: TerraformStack) => void, string[]]>([
  [
    "policy",
    (stack) => void new KmsKeyPolicy(stack, "raw", { keyId: KEY_ARN, policy: OPEN_POLICY }),
    ["aura-cannot-administer-key", "no-unexpected-principals"],
  ],
  ["grant", (stack) => void new KmsGrant(stack, "raw", grantOn(KEY_ARN)), ["no-unexpected-principals"]],
])("judges a hand-written %s on a key that is only named", (_kind, add, codes) => {
  const stack = newStack();
  AuraKmsKey.fromKeyArn(stack, "shared", KEY_ARN);
  add(stack);
  expect(codesOf(() => synth(stack))).toEqual(codes.map((code) => `prod/raw ${code}`));
});

describe("what makes the checks look away", () => {
  test.each<[string, (app: Filled) => void, string]>([
    [
      "protection in the state that is overridden",
      ({ instance }) => instance.resource.addOverride("deletion_protection", false),
      "prod/db configuration-overridden: `deletion_protection` of aura_instance.db_ECC37780 is overridden",
    ],
    [
      "protection of a customer managed key that only Terraform knows",
      ({ record }) => record.resource.addOverride("deletion_protection", "${var.protected}"),
      "prod/record configuration-overridden: `deletion_protection` of aura_customer_managed_key.record_10230D7D is overridden",
    ],
    [
      "another cloud for an instance",
      ({ instance }) => instance.resource.addOverride("cloud_provider", "gcp"),
      "prod/db configuration-overridden: `cloud_provider` of instance db is overridden",
    ],
    [
      "another cloud for a customer managed key",
      ({ record }) => record.resource.addOverride("cloud_provider", "azure"),
      "prod/record configuration-overridden: `cloud_provider` of customer managed key record is overridden",
    ],
    [
      "a key that is not made",
      ({ key }) => key.resource.addOverride("count", 0),
      "prod/key configuration-overridden: `count` of aws_kms_key.key_FEDD6EC0 is overridden",
    ],
    [
      "an instance for each of none",
      ({ instance }) => instance.resource.addOverride("for_each", {}),
      "prod/db configuration-overridden: `for_each` of aura_instance.db_ECC37780 is overridden",
    ],
    [
      "an instance for each of a set without members",
      ({ instance }) => instance.resource.addOverride("for_each", "${toset([ ])}"),
      "prod/db configuration-overridden: `for_each` of aura_instance.db_ECC37780 is overridden",
    ],
    [
      "a customer managed key whose number only Terraform knows",
      ({ record }) => record.resource.addOverride("count", "${var.protected ? 1 : 0}"),
      "prod/record configuration-overridden: `count` of aura_customer_managed_key.record_10230D7D is overridden",
    ],
    [
      "a policy that KMS takes although it locks everybody out",
      ({ key }) => key.resource.addOverride("bypass_policy_lockout_safety_check", true),
      "prod/key configuration-overridden: `bypass_policy_lockout_safety_check` of aws_kms_key.key_FEDD6EC0 is overridden",
    ],
    [
      "a hand-written instance beside it, without a key",
      ({ stack }) =>
        new AuraInstanceResource(stack, "raw", {
          ...{ projectId: PROJECT, name: "raw", cloudProvider: "aws", region: "eu-west-1" },
          ...{ type: "enterprise-db", memory: "8GB" },
        }),
      "prod/raw instance-needs-key: instance raw will be created with the Neo4j-managed key, permanently",
    ],
  ])("is refused: %s", (_, change, problem) => {
    const stack = newStack();
    variable(stack, "protected");
    change(fill(stack));
    expect(problemsOf(() => synth(stack)).map(({ path, code, what }) => `${path} ${code}: ${what}`)).toEqual([problem]);
  });

  it("is accepted where the construct says so, and where no customer managed key fits", () => {
    const stack = newStack();
    const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: "eu-west-1", removalPolicy: "destroy" });
    const props = { key, projectId: PROJECT, product: "AuraDB", removalPolicy: "destroy" } as const;
    new AuraCustomerManagedKey(stack, "record", props);
    new AuraInstanceResource(stack, "raw", {
      ...{ projectId: PROJECT, name: "raw", cloudProvider: "aws", region: "us-east-1" },
      ...{ type: "enterprise-db", memory: "8GB" },
    });
    expect(() => synth(stack)).not.toThrow();
  });
});
