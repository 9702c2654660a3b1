import {
  AuraCustomerManagedKey,
  AuraKmsKey,
  AuraProvider,
  AuraStatement,
  type AuraCustomerManagedKeyProps,
} from "../../constructs";
import {
  ACCOUNT,
  addresses,
  annotationsOf,
  headlinesOf,
  keyArn,
  newApp,
  newStack,
  only,
  outputOf,
  PROJECT,
  RECORD_ID,
  renderedProblems,
  STATEMENT,
  synth,
  synthApp,
  synthText,
  variable,
} from "../support/synth";

const PROPS = { projectId: PROJECT, product: "AuraDB" } as const;

function aRecord(props: Partial<AuraCustomerManagedKeyProps> = {}, statement?: AuraStatement, stack = newStack()) {
  const key = new AuraKmsKey(stack, "orders", { accountId: ACCOUNT, region: "eu-west-1", statement });
  return { stack, key, record: new AuraCustomerManagedKey(stack, "orders-record", { key, ...PROPS, ...props }) };
}

const PHASE_2 = AuraStatement.fromObject(STATEMENT);

describe("with minimal properties", () => {
  it("registers the key with Aura, under the name of the construct and for the region of the key", () => {
    expect(only(synth(aRecord({}, PHASE_2).stack), "aura_customer_managed_key")).toEqual({
      cloud_provider: "aws",
      deletion_protection: true,
      instance_type: "enterprise-db",
      key_id: "${aws_kms_key.orders_46FA7C19.arn}",
      name: "orders-record",
      project_id: PROJECT,
      region: "eu-west-1",
    });
  });

  it("creates exactly a customer managed key and two outputs in phase 2", () => {
    const { output, ...rest } = synth(aRecord({}, PHASE_2).stack);
    expect(addresses(rest).filter((address) => !/^(aws|terraform)_/.test(address))).toEqual([
      "aura_customer_managed_key.orders-record_85A9FED0",
    ]);
    expect(output).toEqual({
      orders_record_key_arn: {
        description: "ARN of the key that Aura knows as orders-record",
        value: "${aws_kms_key.orders_46FA7C19.arn}",
      },
      orders_record_customer_managed_key_id: {
        description: "Aura's id of the key orders-record",
        value: "${aura_customer_managed_key.orders-record_85A9FED0.id}",
      },
    });
  });

  it("has no next steps in phase 2", () => {
    const { stack, record } = aRecord({}, PHASE_2);
    synth(stack);
    expect([record.nextSteps, annotationsOf(stack)]).toEqual([undefined, []]);
  });
});

it("passes every property on", () => {
  const stack = newStack();
  const provider = new AuraProvider(stack, "other", { alias: "other" });
  aRecord(
    { product: "AuraDS", name: "Orders", region: "eu-west-1", removalPolicy: "destroy", provider },
    PHASE_2,
    stack,
  );
  expect(only(synth(stack), "aura_customer_managed_key")).toEqual({
    cloud_provider: "aws",
    deletion_protection: false,
    instance_type: "enterprise-ds",
    key_id: "${aws_kms_key.orders_46FA7C19.arn}",
    name: "Orders",
    project_id: PROJECT,
    provider: "aura.other",
    region: "eu-west-1",
  });
});

/** The outputs that the next steps name at synth. */
const AT_SYNTH = { id: "orders_record_customer_managed_key_id", arn: "orders_record_key_arn" };

describe("in phase 1", () => {
  const nextSteps = (record: string, key: string, third: string) =>
    'Phase 1 of 2: Aura does not have access to key "orders-record" yet. After the deployment:\n' +
    `1. Open https://console.neo4j.io, project ${PROJECT}, Security, Customer Managed Keys.\n` +
    `2. Click the Edit icon of "orders-record" (record ${record}, key ${key}) and copy the JSON it shows.\n` +
    `3. ${third}\n` +
    "4. Deploy again: the statement goes into the key policy, Aura turns the key ready, the instances are created.";
  const FILE = AuraStatement.fromFileWhenSaved("statements/orders.json");
  const OUTPUT = "Save it, as it is, to statements/orders.json (synth shows the whole path).";
  const SHOWN = `Save it, as it is, to ${FILE.path}.`;
  const PASS = "Pass it to AuraStatement.fromFile or AuraStatement.fromJson.";

  test.each([
    ["names the file to save: as it is given in the output, with its absolute path at synth", FILE, OUTPUT, SHOWN],
    ["names the ways to pass the statement when no file was named", undefined, PASS, PASS],
  ])("the next steps %s", (_, statement, third, thirdAtSynth) => {
    const { stack, record } = aRecord({}, statement);
    expect(outputOf(synth(stack), "next_steps")).toEqual({
      description: "What to do for orders-record to get to phase 2",
      value: nextSteps(
        "${aura_customer_managed_key.orders-record_85A9FED0.id}",
        "${aws_kms_key.orders_46FA7C19.arn}",
        third,
      ),
    });
    expect(record.nextSteps).toBe(
      nextSteps(`as in output ${AT_SYNTH.id}`, `as in output ${AT_SYNTH.arn}`, thirdAtSynth),
    );
  });

  /** What the cdktf CLI prints at synth, and before each deployment. */
  function notesOf(props: Partial<AuraCustomerManagedKeyProps>, statement: AuraStatement | undefined) {
    const app = newApp();
    const { record } = aRecord(props, statement, newStack("prod", { app }));
    synthApp(app);
    return { notes: annotationsOf(app), record };
  }

  it("says at synth in one line where the next steps will be, so that a deployment prints them once", () => {
    const says =
      "info prod/orders-record: Phase 1 of 2: output orders_record_next_steps says what to do after the deployment";
    expect(notesOf({}, FILE).notes).toEqual([`${says}; the statement goes to ${FILE.path}`]);
    expect(notesOf({}, undefined).notes).toEqual([says]);
  });

  it("shows the next steps at synth where there is no output for them", () => {
    const { notes, record } = notesOf({ outputs: { nextSteps: false } }, FILE);
    expect(notes).toEqual([`info prod/orders-record: ${record.nextSteps}`]);
  });

  it("shows the ARN of a key that is known", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
    expect(new AuraCustomerManagedKey(stack, "record", { key, ...PROPS }).nextSteps).toBe(undefined);
  });
});

describe("with values known only at apply", () => {
  it("passes them on", () => {
    const stack = newStack();
    const [project, name] = [variable(stack, "project"), variable(stack, "name")];
    aRecord({ projectId: project.stringValue, name: name.stringValue }, PHASE_2, stack);
    expect(only(synth(stack), "aura_customer_managed_key")).toMatchObject({
      name: "${var.name}",
      project_id: "${var.project}",
    });
  });

  it("uses no expression where Terraform or a person could not read one", () => {
    const stack = newStack();
    const [project, name] = [variable(stack, "project"), variable(stack, "name")];
    const statement = AuraStatement.fromFileWhenSaved("statements/${env}.json");
    const { record } = aRecord({ projectId: project.stringValue, name: name.stringValue }, statement, stack);
    const synthesized = synth(stack);
    expect(Object.values(synthesized.output).map(({ description }) => description)).toEqual([
      "Aura's id of the key orders-record",
      "ARN of the key that Aura knows as orders-record",
      "What to do for orders-record to get to phase 2",
    ]);
    expect(outputOf(synthesized, "next_steps")["value"]).toMatch(
      /key "\$\{var.name\}" yet.*project \$\{var.project\}, .*to statements\/\$\$\{env\}.json/s,
    );
    expect(record.nextSteps).toMatch(
      /key "orders-record" yet.*project of the record, .*to \/.*\/statements\/\$\{env\}.json/s,
    );
  });

  it("refuses a product that no rule could judge", () => {
    const stack = newStack();
    aRecord({ product: variable(stack, "product").stringValue as "AuraDB" }, PHASE_2, stack);
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders-record: `product` is not a literal: a value known only at apply; expected: AuraDB or AuraDS; " +
        "help: write the value of `product` itself: it decides on the key [needs-literal]",
    ]);
  });
});

describe("values that could never be right", () => {
  it("refuses a project id that is not a UUID", () => {
    expect(renderedProblems(() => synth(aRecord({ projectId: "my project" }, PHASE_2).stack))).toEqual([
      'prod/orders-record: `projectId` is not the id of an Aura project: "my project"; expected: a UUID such as ' +
        "6981ace7-efe5-4f5c-b7c5-267b5162ce91; help: copy the project id from the Aura Console " +
        "[project-id-well-formed]",
    ]);
  });

  it("refuses a malformed region, and says it once", () => {
    expect(renderedProblems(() => synth(aRecord({ region: "Ireland" }, PHASE_2).stack))[0]).toBe(
      'prod/orders-record: `region` is not the id of an AWS region: "Ireland"; expected: an id such as eu-west-1; ' +
        "help: write the id as AWS does, in lower case and without blanks [region-well-formed]",
    );
  });

  test.each(["toString", "constructor", "__proto__"])(
    "refuses the product %s as it refuses any other word",
    (product) => {
      expect(renderedProblems(() => synth(aRecord({ product: product as "AuraDB" }, PHASE_2).stack))).toEqual([
        `prod/orders-record: product ${product} does not support customer managed keys: customer managed key orders-record ` +
          "(`product` of record orders-record); expected: AuraDB or AuraDS; help: use AuraDB or AuraDS (Virtual Dedicated " +
          "Cloud), or no customer managed key [product-supports-own-keys]",
      ]);
    },
  );

  test.each([
    ["x".repeat(31), `"${"x".repeat(31)}", 31 characters`, "remove 1 character"],
    [" orders", '" orders", 7 characters', 'use "orders"'],
    ["", '"", 0 characters', "set a name"],
  ])("refuses the name %j", (name, got, fix) => {
    expect(renderedProblems(() => synth(aRecord({ name }, PHASE_2).stack))).toEqual([
      `prod/orders-record: name of customer managed key orders-record is not valid in Aura: ${got} (\`name\` of record ` +
        `orders-record); expected: 1 to 30 characters, trimmed; help: ${fix} [names-fit-aura]`,
    ]);
  });

  test.each(["x", "x".repeat(30), "é".repeat(30)])("takes the name %j", (name) => {
    expect(only(synth(aRecord({ name }, PHASE_2).stack), "aura_customer_managed_key")["name"]).toBe(name);
  });
});

describe("a second key for the same product and region", () => {
  it("is refused", () => {
    const { stack } = aRecord({}, PHASE_2);
    const key = new AuraKmsKey(stack, "audit", { accountId: ACCOUNT, region: "eu-west-1", statement: PHASE_2 });
    new AuraCustomerManagedKey(stack, "audit-record", { key, ...PROPS });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/audit-record: project has a second customer managed key for AuraDB in eu-west-1: audit-record beside " +
        "orders-record (prod/orders-record); expected: one; help: use orders-record, or waive this rule for one of the two if " +
        "Aura accepts both [one-key-per-product-and-region]",
    ]);
  });

  it("is fine for the other product", () => {
    const { stack, key } = aRecord({}, PHASE_2);
    new AuraCustomerManagedKey(stack, "ds-record", { key, ...PROPS, product: "AuraDS" });
    expect(Object.keys(synth(stack).resource["aura_customer_managed_key"] ?? {})).toHaveLength(2);
  });
});

it("gives the same bytes twice", () => {
  expect(synthText(aRecord().stack)).toBe(synthText(aRecord().stack));
});

describe("a customer managed key that is not managed here", () => {
  const ATTRIBUTES = {
    customerManagedKeyId: RECORD_ID,
    region: "eu-west-1",
    product: "AuraDB",
    projectId: PROJECT,
  } as const;

  it("creates nothing and has the attributes that were given", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
    const record = AuraCustomerManagedKey.fromId(stack, "theirs", { ...ATTRIBUTES, key });
    expect(addresses(synth(stack))).toEqual([]);
    expect([record.customerManagedKeyId, record.region, record.product, record.projectId, record.phase]).toEqual([
      RECORD_ID,
      "eu-west-1",
      "AuraDB",
      PROJECT,
      "kept-elsewhere",
    ]);
  });

  it("has no phase of its own without a key", () => {
    expect(AuraCustomerManagedKey.fromId(newStack(), "theirs", ATTRIBUTES).phase).toBe("kept-elsewhere");
  });

  it("is refused when project and region are malformed", () => {
    const stack = newStack();
    AuraCustomerManagedKey.fromId(stack, "theirs", { ...ATTRIBUTES, projectId: "x", region: "y" });
    expect(headlinesOf(() => synth(stack))).toEqual([
      "prod/theirs: `projectId` is not the id of an Aura project",
      "prod/theirs: `region` is not the id of an AWS region",
    ]);
  });
});
