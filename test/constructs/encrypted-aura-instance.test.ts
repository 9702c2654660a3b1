import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import {
  AuraInstanceResource,
  AuraKmsKey,
  AuraProvider,
  AuraStatement,
  EncryptedAuraInstance,
  type EncryptedAuraInstanceProps,
} from "../../constructs";
import {
  ACCOUNT,
  addresses,
  annotationsOf,
  codesOf,
  keyArn,
  newStack,
  only,
  outputOf,
  GUARD_STATEMENT,
  OWN_STATEMENT,
  policyOf,
  PROJECT,
  renderedProblems,
  statement,
  STATEMENT_IN_POLICY,
  synth,
  synthText,
  variable,
} from "../support/synth";

const PROPS: EncryptedAuraInstanceProps = {
  accountId: ACCOUNT,
  region: "eu-west-1",
  projectId: PROJECT,
  product: "AuraDB",
  memory: "8GB",
  statement,
};

function anEncryptedInstance(props: Partial<EncryptedAuraInstanceProps> = {}, id = "orders", stack = newStack()) {
  return { stack, orders: new EncryptedAuraInstance(stack, id, { ...PROPS, ...props }) };
}

describe("with minimal properties", () => {
  it("creates exactly a key, its alias and guard, its customer managed key, the instance and the review metadata", () => {
    expect(addresses(synth(anEncryptedInstance().stack))).toEqual([
      "aura_customer_managed_key.orders_CustomerManagedKey_6FFB9DD9",
      "aura_instance.orders_Instance_486D0D74",
      "aws_kms_alias.orders_Key_Alias_4EFC48D9",
      "aws_kms_key.orders_Key_8C30302D",
      "output.orders_connection_url",
      "output.orders_customer_managed_key_id",
      "output.orders_key_arn",
      "terraform_data.AuraCmkReviewMetadata",
      "terraform_data.orders_Key_StatementGuard_554789D8",
    ]);
  });

  it("names everything after itself and protects it", () => {
    const synthesized = synth(anEncryptedInstance().stack);
    expect(only(synthesized, "aws_kms_alias")["name"]).toBe("alias/neo4j-aura/orders");
    expect(only(synthesized, "aura_customer_managed_key")["name"]).toBe("orders");
    expect(only(synthesized, "aura_instance")["name"]).toBe("orders");
    expect(only(synthesized, "aws_kms_key")["lifecycle"]).toEqual({ prevent_destroy: true });
    expect(only(synthesized, "aura_customer_managed_key")["deletion_protection"]).toBe(true);
    expect(only(synthesized, "aura_instance")).toMatchObject({
      deletion_protection: true,
      lifecycle: { prevent_destroy: true },
    });
    expect(policyOf(synthesized)).toEqual({
      Version: "2012-10-17",
      Statement: [OWN_STATEMENT, GUARD_STATEMENT, STATEMENT_IN_POLICY],
    });
  });

  it("takes an id that no alias could hold", () => {
    const { stack } = anEncryptedInstance({}, "my.orders v2");
    expect(only(synth(stack), "aws_kms_alias")["name"]).toBe("alias/neo4j-aura/my-orders-v2");
  });

  it("has no annotations when all is well", () => {
    const { stack } = anEncryptedInstance();
    synth(stack);
    expect(annotationsOf(stack)).toEqual([]);
  });
});

describe("in phase 1", () => {
  it("defers the instance and says what to do", () => {
    const { stack, orders } = anEncryptedInstance({
      statement: AuraStatement.fromFileWhenSaved("statements/orders.json"),
    });
    const synthesized = synth(stack);
    expect(synthesized.resource["aura_instance"]).toBe(undefined);
    expect(orders.instance.deferred).toBe(true);
    expect(outputOf(synthesized, "next_steps")["value"]).toContain(
      "3. Save it, as it is, to statements/orders.json (synth shows the whole path).",
    );
    expect(annotationsOf(stack)).toEqual([
      "info prod/orders/CustomerManagedKey: Phase 1 of 2: output orders_next_steps says what to do after the deployment; the statement " +
        `goes to ${orders.key.statementPath}`,
    ]);
  });

  it("is the smallest program, without a statement", () => {
    const { stack } = anEncryptedInstance({ statement: undefined });
    expect(outputOf(synth(stack), "next_steps")["value"]).toContain("3. Pass it to AuraStatement.fromFile");
  });
});

it("passes every property on", () => {
  const stack = newStack();
  const awsProvider = new AwsProvider(stack, "second", { alias: "second", region: "eu-west-1" });
  const auraProvider = new AuraProvider(stack, "other", { alias: "other" });
  anEncryptedInstance(
    {
      ...{
        administrators: [`arn:aws:iam::${ACCOUNT}:role/admin`],
        provider: auraProvider,
        awsProvider,
        tags: { team: "graph" },
        ...{ alias: "alias/orders-key", description: "of orders", multiRegion: true },
        ...{ rotationPeriodInDays: 180, deletionWindowInDays: 14 },
      },
      ...{
        name: "Orders",
        removalPolicy: "destroy",
        importSizeInGb: 10,
        storage: "16GB",
        version: "5",
        timeouts: { create: "1h" },
      },
    },
    "orders",
    stack,
  );
  const synthesized = synth(stack);
  expect(only(synthesized, "aws_kms_key")).toMatchObject({
    ...{ provider: "aws.second", tags: { team: "graph" }, description: "of orders", multi_region: true },
    ...{ rotation_period_in_days: 180, deletion_window_in_days: 14 },
  });
  expect(only(synthesized, "aws_kms_key")).not.toHaveProperty("lifecycle");
  expect(policyOf(synthesized)).toMatchObject({ Statement: [{}, { Sid: "Allow access for Key Administrators" }, {}] });
  expect(only(synthesized, "aws_kms_alias")["name"]).toBe("alias/orders-key");
  expect(only(synthesized, "aura_customer_managed_key")).toMatchObject({
    deletion_protection: false,
    name: "Orders",
    provider: "aura.other",
  });
  expect(only(synthesized, "aura_instance")).toEqual({
    cloud_provider: "aws",
    customer_managed_key_id: expect.stringMatching(/^\$\{aura_customer_managed_key\..*\.id\}$/),
    deletion_protection: false,
    memory: "8GB",
    name: "Orders",
    project_id: PROJECT,
    provider: "aura.other",
    region: "eu-west-1",
    storage: "16GB",
    timeouts: { create: "1h" },
    type: "enterprise-db",
    version: "5",
  });
  expect(outputOf(synthesized, "import_command")["value"]).toContain("neo4j-admin database upload");
});

it("compares no regions when region is one variable for everything", () => {
  const stack = newStack();
  anEncryptedInstance({ region: variable(stack, "region").stringValue }, "orders", stack);
  const text = synthText(stack);
  expect(text).toContain('"region": "${var.region}"');
  expect(text).not.toContain("in different regions");
});

describe("with an existing key", () => {
  it("makes no other", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
    anEncryptedInstance({ key, statement: undefined }, "orders", stack);
    const synthesized = synth(stack);
    expect(Object.keys(synthesized.resource).sort()).toEqual([
      "aura_customer_managed_key",
      "aura_instance",
      "terraform_data",
    ]);
    expect(only(synthesized, "aura_customer_managed_key")["key_id"]).toBe(keyArn("eu-west-1"));
  });

  it("refuses props of a new key, and another account, and creates nothing", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
    const props = { key, tags: {}, administrators: [], accountId: "444455556666" };
    const exclusive = (name: string) =>
      `prod/orders: \`${name}\` and \`key\` exclude each other: both; expected: one of them; help: give ` +
      `\`${name}\` to the key itself, or leave \`key\` out [exclusive-props]`;
    expect(renderedProblems(() => anEncryptedInstance(props, "orders", stack))).toEqual([
      exclusive("statement"),
      exclusive("administrators"),
      exclusive("tags"),
      'prod/orders: `accountId` is not the account that owns `key`: "444455556666", and "111122223333" for ' +
        "prod/shared; expected: one account; help: correct `accountId`, or pass the right key " +
        "[key-account-expected]",
    ]);
    expect(stack.node.tryFindChild("orders")).toBe(undefined);
  });

  it("refuses one of another region", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("us-east-1"));
    anEncryptedInstance({ key, statement: undefined }, "orders", stack);
    expect(codesOf(() => synth(stack))).toEqual([
      "prod/orders/Instance key-region-matches-instance",
      "prod/orders/CustomerManagedKey record-region-matches-key",
    ]);
  });
});

describe("the names of its parts", () => {
  it("names the key like the whole", () => {
    const { stack } = anEncryptedInstance({ auraAccountId: "999988887777" });
    expect(renderedProblems(() => synth(stack))).toEqual([
      'prod/orders/Key: unexpected AWS account 444455556666 can use key orders: kms:CreateGrant, kms:Decrypt and 10 more (statement 3 ("Allow access for Neo4j")); expected: 111122223333 (owner), 999988887777; help: copy the statement again, or correct `auraAccountId` or `auraPrincipals` [no-unexpected-principals]',
    ]);
  });

  it("names the customer managed key and the instance so too, in both phases", () => {
    const name = "a name of more than thirty letters";
    const line = (path: string, what: string, called = what) =>
      `prod/orders/${path}: name of ${called} orders is not valid in Aura: "${name}", 34 characters ` +
      `(\`name\` of ${what} orders); expected: 1 to 30 characters, trimmed; help: remove 4 characters [names-fit-aura]`;
    for (const statement of [PROPS.statement, undefined]) {
      const { stack } = anEncryptedInstance({ name, statement });
      expect(renderedProblems(() => synth(stack))).toEqual([
        line("CustomerManagedKey", "record", "customer managed key"),
        line("Instance", "instance"),
      ]);
    }
  });

  it("leaves the names of constructs that a person puts inside", () => {
    const stack = newStack();
    const { orders } = anEncryptedInstance({}, "orders", stack);
    new AuraKmsKey(orders, "Archive", { accountId: ACCOUNT, region: "eu-west-1", rotationPeriodInDays: 1 });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders/Archive: rotation period of key Archive is out of range: 1 (`rotationPeriodInDays` of key Archive); expected: 90 to 2560 days; help: use 90, or remove it for 365 [rotation-period-in-range]",
    ]);
  });
});

it("gives the same bytes twice", () => {
  expect(synthText(anEncryptedInstance().stack)).toBe(synthText(anEncryptedInstance().stack));
});

it("shows its parts", () => {
  const { orders } = anEncryptedInstance();
  expect(orders.key).toBeInstanceOf(AuraKmsKey);
  expect(orders.instance.node.findChild("Resource")).toBeInstanceOf(AuraInstanceResource);
});
