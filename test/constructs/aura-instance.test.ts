import { generateKeyPairSync } from "node:crypto";
import { resolve } from "node:path";
import {
  AuraCustomerManagedKey,
  AuraInstance,
  AuraKmsKey,
  AuraProvider,
  AuraStatement,
  type AuraInstanceProps,
  type IAuraCustomerManagedKey,
  type ImportedInstanceAttributes,
} from "../../constructs";
import {
  ACCOUNT,
  addresses,
  annotationsOf,
  codesOf,
  INSTANCE,
  keyArn,
  newStack,
  only,
  outputOf,
  preconditionsOf,
  PROJECT,
  RECORD_ID,
  renderedProblems,
  STATEMENT,
  synth,
  synthText,
  variable,
} from "../support/synth";
import { PUBLIC_KEY } from "../support/public-key";

const PHASE_2 = AuraStatement.fromObject(STATEMENT);

const PHASE_1 = "no statement yet";

function aStack(given: AuraStatement | typeof PHASE_1 = PHASE_2, stack = newStack()) {
  const statement = given === PHASE_1 ? undefined : given;
  const key = new AuraKmsKey(stack, "orders", { accountId: ACCOUNT, region: "eu-west-1", statement });
  const record = new AuraCustomerManagedKey(stack, "record", { key, projectId: PROJECT, product: "AuraDB" });
  return { stack, key, record };
}

interface Parts {
  readonly stack: ReturnType<typeof newStack>;
  readonly record: IAuraCustomerManagedKey;
}

function anInstance(props: Partial<AuraInstanceProps> = {}, { stack, record }: Parts = aStack()) {
  return { stack, db: new AuraInstance(stack, "db", { ...INSTANCE, customerManagedKey: record, ...props }) };
}

describe("with minimal properties", () => {
  it("creates a protected instance of the latest version under the key", () => {
    expect(only(synth(anInstance().stack), "aura_instance")).toEqual({
      cloud_provider: "aws",
      customer_managed_key_id: "${aura_customer_managed_key.record_10230D7D.id}",
      deletion_protection: true,
      lifecycle: { prevent_destroy: true },
      memory: "8GB",
      name: "db",
      project_id: PROJECT,
      region: "eu-west-1",
      type: "enterprise-db",
    });
  });

  it("creates exactly an instance and an output, which is not the password", () => {
    const before = addresses(synth(aStack().stack));
    const synthesized = synth(anInstance().stack);
    expect(addresses(synthesized).filter((address) => !before.includes(address))).toEqual([
      "aura_instance.db_ECC37780",
      "output.db_connection_url",
    ]);
    expect(outputOf(synthesized, "connection_url")).toEqual({
      description: "Where to connect to instance db",
      value: "${aura_instance.db_ECC37780.connection_url}",
    });
    expect(JSON.stringify(synthesized)).not.toContain("password");
  });

  it("has no annotations when all is well", () => {
    const { stack } = anInstance();
    synth(stack);
    expect(annotationsOf(stack)).toEqual([]);
  });
});

describe("with maximum properties", () => {
  const MAXIMUM = {
    provider: undefined as AuraProvider | undefined,
    cdcEnrichmentMode: "FULL",
    graphAnalyticsPlugin: true,
    importMethod: "console",
    importSizeInGb: 4,
    name: "Orders",
    passwordPublicKey: PUBLIC_KEY,
    paused: false,
    removalPolicy: "destroy",
    secondariesCount: 2,
    storage: "16GB",
    timeouts: { create: "45m", keyReady: "5m", delete: "10m" },
    vectorOptimized: true,
    version: "5",
  } as const;

  it("passes every one of them on", () => {
    const parts = aStack();
    const auraProvider = new AuraProvider(parts.stack, "second", { alias: "second" });
    anInstance({ ...MAXIMUM, provider: auraProvider }, parts);
    expect(only(synth(parts.stack), "aura_instance")).toEqual({
      cdc_enrichment_mode: "FULL",
      cloud_provider: "aws",
      customer_managed_key_id: "${aura_customer_managed_key.record_10230D7D.id}",
      deletion_protection: false,
      graph_analytics_plugin: true,
      memory: "8GB",
      name: "Orders",
      password_public_key: PUBLIC_KEY,
      paused: false,
      project_id: PROJECT,
      provider: "aura.second",
      region: "eu-west-1",
      secondaries_count: 2,
      storage: "16GB",
      timeouts: { create: "45m", key_ready: "5m", delete: "10m" },
      type: "enterprise-db",
      vector_optimized: true,
      version: "5",
    });
  });
});

describe("with values known only at apply", () => {
  it("passes them on", () => {
    const parts = aStack();
    const at = (name: string) => variable(parts.stack, name);
    anInstance(
      {
        ...{ memory: at("memory").stringValue, name: at("name").stringValue, projectId: at("project").stringValue },
        ...{ storage: at("storage").stringValue, version: at("version").stringValue },
        ...{ secondariesCount: at("secondaries").numberValue, importSizeInGb: at("size").numberValue },
        paused: at("paused").booleanValue as unknown as boolean,
      },
      parts,
    );
    const synthesized = synth(parts.stack);
    expect(only(synthesized, "aura_instance")).toMatchObject({
      ...{ memory: "${var.memory}", name: "${var.name}", project_id: "${var.project}", storage: "${var.storage}" },
      ...{ version: "${var.version}", secondaries_count: "${var.secondaries}", paused: "${var.paused}" },
    });
    expect(outputOf(synthesized, "import_command")["description"]).toBe("How to import the database into instance db");
    expect(annotationsOf(parts.stack)).toEqual([
      "info prod/db: unknown: `projectId` of instance db is known only at apply; Terraform compares the projects in its plan [project-matches-record]",
      "info prod/db: unknown: `version` of instance db is known only at apply [version-supported]",
      "info prod/db: unknown: `importSizeInGb` of instance db is known only at apply [import-uses-database-upload]",
      "info prod/db: unknown: `name` of instance db is known only at apply [names-fit-aura]",
    ]);
  });

  it("refuses a product that no rule could judge", () => {
    const parts = aStack();
    anInstance({ product: variable(parts.stack, "product").stringValue as "AuraDB" }, parts);
    expect(renderedProblems(() => synth(parts.stack))).toEqual([
      "prod/db: `product` is not a literal: a value known only at apply; expected: AuraDB or AuraDS; help: write " +
        "the value of `product` itself: it decides on the key [needs-literal]",
    ]);
  });
});

describe("values that could never be right", () => {
  test.each(["8", "8gb", "8 GB", "0GB", ""])("refuses the memory %j", (memory) => {
    expect(renderedProblems(() => synth(anInstance({ memory }).stack))).toEqual([
      `prod/db: \`memory\` is not a valid size: "${memory}"; expected: whole gigabytes, such as 8GB; help: choose ` +
        "a size from the project's instance configurations (data source aura_project) [memory-well-formed]",
    ]);
  });

  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  test.each([
    ["ssh-rsa AAAA", "something else", "public-key-well-formed"],
    ["", "something else", "public-key-well-formed"],
    [privateKey.export({ type: "pkcs8", format: "pem" }).toString(), "a private key", "secret-in-configuration"],
  ])("refuses a public key that is none, and does not show it", (passwordPublicKey, got, code) => {
    expect(renderedProblems(() => synth(anInstance({ passwordPublicKey }).stack))).toEqual([
      `prod/db: \`passwordPublicKey\` is not an RSA public key: ${got}; expected: an RSA public key in PEM, 2048 bits or more; ` +
        `help: take the public key of the pair: \`openssl rsa -in password.pem -pubout\` [${code}]`,
    ]);
  });

  it("refuses a snapshot without its source", () => {
    expect(renderedProblems(() => synth(anInstance({ sourceSnapshotId: "snap" }).stack))).toEqual([
      'prod/db: `sourceSnapshotId` is given without `cloneOf`: "snap"; expected: both, or neither; help: add ' +
        "`cloneOf`, or leave `sourceSnapshotId` out [snapshot-needs-source]",
    ]);
  });

  it("refuses version 4", () => {
    expect(renderedProblems(() => synth(anInstance({ version: "4.4" }).stack))).toEqual([
      "prod/db: version 4.4 of instance db does not support customer managed keys: `version` of instance db; expected: 5; help: use version 5 [version-supported]",
    ]);
  });

  it("refuses the other product than its key's", () => {
    expect(renderedProblems(() => synth(anInstance({ product: "AuraDS" }).stack))).toEqual([
      "prod/db: instance db and its customer managed key have different products: key AuraDB (`product` of record record), instance AuraDS (`product` of instance db); expected: one product; help: register the KMS key for AuraDS as well [product-matches-key]",
    ]);
  });

  it("reports all of them at once", () => {
    const { stack } = anInstance({ projectId: "x", memory: "x", region: "x", name: "x".repeat(31), version: "4" });
    expect(renderedProblems(() => synth(stack)).map((line) => /\[(.*)\]$/.exec(line)?.[1])).toEqual([
      "project-id-well-formed",
      "memory-well-formed",
      "region-well-formed",
      "key-region-matches-instance",
      "version-supported",
      "names-fit-aura",
    ]);
  });
});

it("an instance with a public key for its password has the encrypted password in an output", () => {
  expect(outputOf(synth(anInstance({ passwordPublicKey: PUBLIC_KEY }).stack), "encrypted_password")).toEqual({
    description: "First password of instance db, encrypted with its public key",
    value: "${aura_instance.db_ECC37780.encrypted_password}",
  });
});

describe("the key of an instance", () => {
  it("is not left to Aura", () => {
    const stack = newStack();
    new AuraInstance(stack, "db", INSTANCE);
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/db: `customerManagedKey` is missing: nothing, so Aura would use a Neo4j-managed key, permanently; " +
        "expected: the customer managed key; help: pass an AuraCustomerManagedKey, or one named with " +
        "AuraCustomerManagedKey.fromId [instance-needs-key]",
    ]);
  });

  it("is not in another Aura project", () => {
    const projectId = "0a1b2c3d-efe5-4f5c-b7c5-267b5162ce91";
    const lineOf = (name: string): string =>
      `prod/${name}: instance ${name} and its customer managed key are in different Aura projects: ${projectId} (instance), ${PROJECT} (record); ` +
      "expected: one project; help: use a customer managed key in the project of the instance, or " +
      "correct `projectId` [project-matches-record]";
    expect(renderedProblems(() => synth(anInstance({ projectId }).stack))).toEqual([lineOf("db")]);
    const { stack, record } = aStack();
    AuraInstance.deferred(stack, "later", { ...INSTANCE, projectId, customerManagedKey: record });
    expect(renderedProblems(() => synth(stack))).toEqual([lineOf("later")]);
  });

  it("is checked by Terraform to be in its project when one of the two is known only at apply", () => {
    const { stack, record } = aStack();
    anInstance({ projectId: variable(stack, "project").stringValue }, { stack, record });
    expect(preconditionsOf(synth(stack))).toEqual([
      {
        condition: `\${("${PROJECT}" == var.project)}`,
        error_message:
          'prod/db: instance db and its customer managed key are in different Aura projects: "${var.project}" ' +
          `(instance), "${PROJECT}" (prod/record); expected: one project; help: use a customer managed key in the ` +
          "project of the instance, or correct `projectId` [project-matches-record]",
      },
    ]);
  });

  it.each([
    ["the ARN of the key", keyArn("eu-west-1"), ""],
    ["upper case, which would be a change in every plan", RECORD_ID.toUpperCase(), ", in lower case"],
  ])("is not an id that is %s", (_, customerManagedKeyId, inLowerCase) => {
    const stack = newStack();
    AuraCustomerManagedKey.fromId(stack, "theirs", {
      ...{ customerManagedKeyId, region: "eu-west-1", product: "AuraDB", projectId: PROJECT },
    });
    AuraInstance.fromAttributes(stack, "outside", {
      instanceId: "0badcafe",
      region: "eu-west-1",
      customerManagedKeyId,
    });
    const line =
      `\`customerManagedKeyId\` is not Aura's id of a customer managed key: "${customerManagedKeyId}"; expected: a ` +
      "UUID such as 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9, not the ARN of the key; help: copy the id from the " +
      `Aura Console or from an output of its stack${inLowerCase} [record-id-well-formed]`;
    expect(renderedProblems(() => synth(stack))).toEqual([`prod/theirs: ${line}`, `prod/outside: ${line}`]);
  });

  it("is not an empty id, with which Aura would use a key of its own", () => {
    const stack = newStack();
    const customerManagedKey = AuraCustomerManagedKey.fromId(stack, "theirs", {
      ...{ customerManagedKeyId: "", region: "eu-west-1", product: "AuraDB", projectId: PROJECT },
    });
    new AuraInstance(stack, "db", { ...INSTANCE, customerManagedKey });
    expect(renderedProblems(() => synth(stack))).toEqual([
      'prod/db: the id of the customer managed key is empty: "", so Aura would use a Neo4j-managed key, ' +
        "permanently; expected: a UUID; help: copy the id from the Aura Console or from an output of its stack " +
        "[instance-needs-key]",
    ]);
  });

  test.each([
    [
      "to the absolute path of its file",
      AuraStatement.fromFileWhenSaved("statements/orders.json"),
      ` to ${resolve("statements/orders.json")}`,
    ],
    ["somewhere", PHASE_1 as typeof PHASE_1, ""],
  ])("is not one in phase 1; the error says to copy the statement %s", (_, statement, to) => {
    const { stack } = anInstance({}, aStack(statement));
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/db: the instance is created before its key has Aura's statement: key prod/orders in phase 1; expected: " +
        `a key in phase 2; help: deploy without the instance, save the statement from the Aura Console${to}, then ` +
        "add the instance [key-in-bootstrap-phase]",
    ]);
  });
});

it("has no guard of its own: `deletion_protection` stands in the state, whatever becomes of its key", () => {
  const guards = (removalPolicy: "retain" | "destroy", statement: AuraStatement | undefined) => {
    const stack = newStack();
    const key = new AuraKmsKey(stack, "orders", {
      ...{ accountId: ACCOUNT, region: "eu-west-1", statement, removalPolicy: "destroy" },
    });
    const record = new AuraCustomerManagedKey(stack, "record", { key, projectId: PROJECT, product: "AuraDB" });
    const props = { ...INSTANCE, customerManagedKey: record, removalPolicy };
    if (statement) new AuraInstance(stack, "db", props);
    else AuraInstance.deferred(stack, "db", props);
    return Object.keys(synth(stack).resource["terraform_data"] ?? {});
  };
  const none = ["AuraCmkReviewMetadata"];
  expect([guards("retain", PHASE_2), guards("retain", undefined), guards("destroy", PHASE_2)]).toEqual([
    ...[none, none, none],
  ]);
});

describe("deferred to phase 2", () => {
  it("creates nothing and accepts a key in phase 1", () => {
    const { stack, record } = aStack(PHASE_1);
    const before = addresses(synth(stack));
    const db = AuraInstance.deferred(stack, "db", { ...INSTANCE, customerManagedKey: record });
    expect(addresses(synth(stack))).toEqual(before);
    expect([db.deferred, db.region, db.product, db.customerManagedKey]).toEqual([true, "eu-west-1", "AuraDB", record]);
  });

  it("is still checked", () => {
    const { stack, record } = aStack(PHASE_1);
    AuraInstance.deferred(stack, "db", { ...INSTANCE, customerManagedKey: record, region: "us-east-1", version: "4" });
    AuraInstance.deferred(stack, "other", INSTANCE);
    expect(codesOf(() => synth(stack))).toEqual([
      "prod/other instance-needs-key",
      "prod/db key-region-matches-instance",
      "prod/db version-supported",
    ]);
  });

  it("cannot be cloned by an instance that is created", () => {
    const { stack, record } = aStack(PHASE_1);
    const cloneOf = AuraInstance.deferred(stack, "source", { ...INSTANCE, customerManagedKey: record });
    AuraInstance.deferred(stack, "waits-too", { ...INSTANCE, cloneOf });
    const customerManagedKey = importedRecord(stack);
    new AuraInstance(stack, "db", { ...INSTANCE, customerManagedKey, cloneOf });
    expect(renderedProblems(() => synth(stack))[0]).toBe(
      "prod/db: the source of the clone does not exist yet: deferred instance prod/source; expected: a source that " +
        "is created here or exists elsewhere; help: defer the clone as well (AuraInstance.deferred) " +
        "[source-deferred]",
    );
  });
});

function importedRecord(stack: ReturnType<typeof newStack>, id = "theirs", customerManagedKeyId = RECORD_ID) {
  return AuraCustomerManagedKey.fromId(stack, id, {
    ...{ customerManagedKeyId, region: "eu-west-1", product: "AuraDB", projectId: PROJECT },
  });
}

describe("a clone", () => {
  function anOutsideSource(stack: ReturnType<typeof newStack>, attributes: Partial<ImportedInstanceAttributes> = {}) {
    return AuraInstance.fromAttributes(stack, "source", {
      ...{ instanceId: "abcd1234", region: "eu-west-1", product: "AuraDB", ...attributes },
    });
  }

  it("gets the key of its source by default, and names the source and its snapshot", () => {
    const { stack, db } = anInstance();
    new AuraInstance(stack, "copy", { ...INSTANCE, cloneOf: db, sourceSnapshotId: "snap" });
    const instances = Object.values(synth(stack).resource["aura_instance"] ?? {});
    expect(instances.find(({ name }) => name === "copy")).toEqual({
      cloud_provider: "aws",
      customer_managed_key_id: "${aura_customer_managed_key.record_10230D7D.id}",
      deletion_protection: true,
      lifecycle: { prevent_destroy: true },
      memory: "8GB",
      name: "copy",
      project_id: PROJECT,
      region: "eu-west-1",
      source_instance_id: "${aura_instance.db_ECC37780.id}",
      source_snapshot_id: "snap",
      type: "enterprise-db",
    });
  });

  it("gets the key of a source with a region that is the same variable", () => {
    const stack = newStack();
    const region = variable(stack, "region");
    const cloneOf = anOutsideSource(stack, { region: region.stringValue, customerManagedKeyId: RECORD_ID });
    new AuraInstance(stack, "db", { ...INSTANCE, region: region.stringValue, cloneOf });
    expect(only(synth(stack), "aura_instance")["customer_managed_key_id"]).toBe(RECORD_ID);
  });

  it("gets the known key of an outside source", () => {
    const stack = newStack();
    new AuraInstance(stack, "db", {
      ...INSTANCE,
      cloneOf: anOutsideSource(stack, { customerManagedKeyId: RECORD_ID }),
    });
    expect(only(synth(stack), "aura_instance")).toMatchObject({
      customer_managed_key_id: RECORD_ID,
      source_instance_id: "abcd1234",
    });
  });

  it("of a source with an unknown key gets the one that exists for its project, region and product", () => {
    const { stack } = aStack();
    new AuraInstance(stack, "db", { ...INSTANCE, cloneOf: anOutsideSource(stack) });
    expect(only(synth(stack), "aura_instance")["customer_managed_key_id"]).toBe(
      "${aura_customer_managed_key.record_10230D7D.id}",
    );
    expect(annotationsOf(stack)).toContain(
      "info prod/db: unknown: cannot verify that clone db has the key of its source source [clone-keeps-key]",
    );
  });

  it("in another region than its source gets the key of that region and its product", () => {
    const { stack, db } = anInstance();
    const key = AuraKmsKey.fromKeyArn(stack, "there", keyArn("us-east-1"));
    for (const product of ["AuraDS", "AuraDB"] as const) {
      new AuraCustomerManagedKey(stack, `there-${product}`, { key, projectId: PROJECT, product });
    }
    const copy = new AuraInstance(stack, "copy", { ...INSTANCE, region: "us-east-1", cloneOf: db });
    expect(copy.customerManagedKey?.node.id).toBe("there-AuraDB");
    expect(codesOf(() => synth(stack))).toEqual(["prod/copy clone-keeps-key"]);
  });

  it("has no key when no key fits", () => {
    const stack = newStack();
    new AuraInstance(stack, "db", { ...INSTANCE, cloneOf: anOutsideSource(stack) });
    expect(renderedProblems(() => synth(stack))).toEqual([
      'prod/db: no customer managed key fits clone db: none in its project; expected: one for "AuraDB" in ' +
        '"eu-west-1"; help: create one before the clone, or name it with `customerManagedKey` [instance-needs-key]',
    ]);
  });

  it("has no key when two keys fit", () => {
    const { stack } = aStack();
    importedRecord(stack);
    new AuraInstance(stack, "db", { ...INSTANCE, cloneOf: anOutsideSource(stack) });
    expect(renderedProblems(() => synth(stack))[0]).toBe(
      'prod/db: several customer managed keys fit clone db: prod/record, prod/theirs; expected: one for "AuraDB" ' +
        'in "eu-west-1"; help: choose one with `customerManagedKey` [instance-needs-key]',
    );
  });

  it("on another key is refused", () => {
    const { stack, db } = anInstance();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
    const other = new AuraCustomerManagedKey(stack, "other", { key, projectId: PROJECT, product: "AuraDB" });
    new AuraInstance(stack, "copy", { ...INSTANCE, cloneOf: db, customerManagedKey: other });
    expect(renderedProblems(() => synth(stack)).filter((line) => line.startsWith("prod/copy"))).toEqual([
      "prod/copy: clone copy has another key than its source db: customer managed key other (prod/other) instead of customer managed key record (prod/record); help: use the source's key, or clone in the Console [clone-keeps-key]",
    ]);
  });

  it("on another known id than an outside source is refused", () => {
    const stack = newStack();
    const cloneOf = anOutsideSource(stack, { customerManagedKeyId: "0a1b2c3d-0000-4000-8000-000000000000" });
    new AuraInstance(stack, "db", { ...INSTANCE, cloneOf, customerManagedKey: importedRecord(stack) });
    expect(renderedProblems(() => synth(stack)).map((line) => /\[(.*)\]$/.exec(line)?.[1])).toEqual([
      "clone-keeps-key",
    ]);
  });

  it("of an outside source whose key id is known only at apply is compared then", () => {
    const { stack, record } = aStack();
    const customerManagedKeyId = variable(stack, "source-key").stringValue;
    anInstance({ cloneOf: anOutsideSource(stack, { customerManagedKeyId }) }, { stack, record });
    const id = "aura_customer_managed_key.record_10230D7D.id";
    expect(preconditionsOf(synth(stack))).toEqual([
      {
        condition: `\${(var.source-key == ${id})}`,
        error_message:
          "prod/db: clone db has another key than its source source: " +
          `customer managed key \${${id}} instead of customer managed key \${var.source-key}; help: ` +
          "use the source's key, or clone in the Console [clone-keeps-key]",
      },
    ]);
  });
});

describe("an import", () => {
  const upload =
    "neo4j-admin database upload neo4j --from-path=<folder of the dump> " +
    "--to-uri=${aura_instance.db_ECC37780.connection_url} --overwrite-destination=true";
  const CONSOLE = ' (or "Import database" in the Aura Console, which takes up to 4 GB)';

  test.each([
    [0.5, upload + CONSOLE],
    [4, upload + CONSOLE],
    [4.1, upload],
    [500, upload],
  ])("of %d GB has its command in an output, without user and password", (importSizeInGb, value) => {
    expect(outputOf(synth(anInstance({ importSizeInGb }).stack), "import_command")).toEqual({
      description: "How to import the database into instance db",
      value,
    });
  });

  const line = (
    got: string,
    expected: string,
    fix: string,
    what = "import method of instance db does not support customer managed keys",
  ) => `prod/db: ${what}: ${got}; expected: ${expected}; help: ` + `${fix} [import-uses-database-upload]`;
  const USE = "use `neo4j-admin database upload`";

  it("by push-to-cloud is refused, with the reason", () => {
    expect(
      renderedProblems(() => synth(anInstance({ importSizeInGb: 1, importMethod: "push-to-cloud" }).stack)),
    ).toEqual([
      line(
        "push-to-cloud (`importMethod` of instance db), 1 (`importSizeInGb` of instance db)",
        "`database-upload`",
        `load the dump into Neo4j 5 and use \`neo4j-admin database upload\``,
      ),
    ]);
  });

  it("in the Console above 4 GB is refused", () => {
    expect(renderedProblems(() => synth(anInstance({ importSizeInGb: 5, importMethod: "console" }).stack))).toEqual([
      line(
        "console (`importMethod` of instance db), 5 (`importSizeInGb` of instance db)",
        "at most 4 GB in the Console",
        USE,
        "import into instance db is too large for the Console",
      ),
    ]);
  });
});

describe("an instance defined elsewhere", () => {
  it("creates nothing, and reports what is unknown", () => {
    const stack = newStack();
    AuraInstance.fromAttributes(stack, "db", { instanceId: "abcd1234", region: "eu-west-1" });
    expect(addresses(synth(stack))).toEqual([]);
    expect(annotationsOf(stack)).toContain(
      "info prod/db: unknown: the key of instance db is not in this configuration [key-region-matches-instance, product-matches-key, project-matches-record]",
    );
  });

  it("is refused when project and region are malformed", () => {
    const stack = newStack();
    AuraInstance.fromAttributes(stack, "db", { instanceId: "abcd1234", region: "x", projectId: "y" });
    expect(renderedProblems(() => synth(stack)).map((line) => /\[(.*)\]$/.exec(line)?.[1])).toEqual([
      "project-id-well-formed",
      "region-well-formed",
    ]);
  });

  it("under a known customer managed key is compared with it", () => {
    const { stack, record } = aStack();
    AuraInstance.fromAttributes(stack, "db", {
      ...{ instanceId: "abcd1234", region: "eu-west-1", product: "AuraDS", version: "4", customerManagedKey: record },
    });
    expect(renderedProblems(() => synth(stack)).map((line) => /\[(.*)\]$/.exec(line)?.[1])).toEqual([
      "product-matches-key",
      "version-supported",
    ]);
  });
});

it("does not see what happens to the props afterwards", () => {
  const timeouts = { create: "1m" };
  const props = { ...INSTANCE, importSizeInGb: 4, timeouts };
  const { stack, record } = aStack();
  const all = { ...props, customerManagedKey: record };
  new AuraInstance(stack, "db", all);
  const before = synthText(stack);
  Object.assign(all, { product: "AuraDS", importSizeInGb: -1, importMethod: "push-to-cloud", memory: "x" });
  timeouts.create = "2m";
  expect(synthText(stack)).toBe(before);
});
