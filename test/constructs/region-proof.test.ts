import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";
import {
  AuraCustomerManagedKey,
  AuraInstance,
  AuraKmsKey,
  AuraKmsReplicaKey,
  type IAuraCustomerManagedKey,
  type IAuraInstance,
  type IAuraKmsKey,
} from "../../constructs";
import {
  ACCOUNT,
  annotationsOf,
  INSTANCE,
  keyArn,
  MRK_ID,
  newStack,
  preconditionsOf,
  problemsOf,
  PROJECT,
  RECORD_ID,
  renderedProblems,
  statement,
  synth,
  synthWithoutValidations,
  variable,
} from "../support/synth";

const OTHER = "us-east-1";
const HERE = "eu-west-1";

/** Something that knows a key's region. */
type KeySource = (stack: TerraformStack, region: string) => IAuraKmsKey;

const KEYS: Record<string, { readonly make: KeySource; readonly source: string }> = {
  "`region` of the key": {
    make: (stack, region) => new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region, statement }),
    source: "`region` of key key",
  },
  "the provider's region": {
    make: (stack, region) => {
      (stack.node.findChild("aws") as AwsProvider).region = region;
      return new AuraKmsKey(stack, "key", { accountId: ACCOUNT, statement });
    },
    source: "`region` of provider aws",
  },
  "an aliased provider's region": {
    make: (stack, region) => {
      const provider = new AwsProvider(stack, "second", { alias: "second", region });
      return new AuraKmsKey(stack, "key", { accountId: ACCOUNT, statement, provider });
    },
    source: "`region` of provider aws.second",
  },
  "the ARN of a key owned elsewhere": {
    make: (stack, region) => AuraKmsKey.fromKeyArn(stack, "key", keyArn(region)),
    source: "4th field of the ARN of key key",
  },
  "`region` of a replica": {
    make: (stack, region) => {
      const primary = new AuraKmsKey(stack, "primary", {
        ...{ accountId: ACCOUNT, region: "ap-south-1", multiRegion: true, statement },
      });
      return new AuraKmsReplicaKey(stack, "key", { primary, region });
    },
    source: "`region` of key key",
  },
};

/** Something that is told a region and depends on the key. */
type Wiring = (stack: TerraformStack, key: IAuraKmsKey, region: string) => unknown;

function record(stack: TerraformStack, key: IAuraKmsKey, region?: string): IAuraCustomerManagedKey {
  return new AuraCustomerManagedKey(stack, "record", { key, projectId: PROJECT, product: "AuraDB", region });
}

function importedRecord(stack: TerraformStack, key: IAuraKmsKey | undefined, region: string): IAuraCustomerManagedKey {
  return AuraCustomerManagedKey.fromId(stack, "record", {
    ...{ customerManagedKeyId: RECORD_ID, projectId: PROJECT, product: "AuraDB", region, key },
  });
}

function instance(stack: TerraformStack, customerManagedKey: IAuraCustomerManagedKey, region: string): IAuraInstance {
  return new AuraInstance(stack, "db", { ...INSTANCE, region, customerManagedKey });
}

const INSTANCES: Record<string, Wiring> = {
  "an instance": (stack, key, region) => instance(stack, record(stack, key), region),
  "a deferred instance": (stack, key, region) =>
    AuraInstance.deferred(stack, "db", { ...INSTANCE, region, customerManagedKey: record(stack, key) }),
  "an instance defined elsewhere": (stack, key, region) =>
    AuraInstance.fromAttributes(stack, "db", {
      instanceId: "abcd1234",
      region,
      customerManagedKey: record(stack, key),
    }),
  "a clone": (stack, key, region) => {
    const customerManagedKey = record(stack, key);
    const cloneOf = AuraInstance.fromAttributes(stack, "source", {
      ...{ instanceId: "abcd1234", region: key.region, customerManagedKey, product: "AuraDB" },
    });
    return new AuraInstance(stack, "db", { ...INSTANCE, region, customerManagedKey, cloneOf });
  },
};

const keyCases = Object.keys(KEYS);
const pairs = keyCases.flatMap((key) => Object.keys(INSTANCES).map((wiring) => [key, wiring] as const));

function keyCase(name: string) {
  return KEYS[name] as (typeof KEYS)[string];
}

const MOVE_KEY = "use a key or replica in eu-west-1";

function mismatch(got: string, fix: string, path = "prod/db", region = "eu-west-1") {
  return (
    `${path}: instance db and its key are in different regions: ${got}, instance in ${region} (\`region\` ` +
    `of instance db); expected: ${region}; help: ${fix} ` +
    "[key-region-matches-instance]"
  );
}

function recordMismatch(got: string, fix: string) {
  return (
    `prod/record: Aura key record record and its key are in different regions: ${got}, record in eu-west-1 (\`region\` of record ` +
    `record); expected: eu-west-1; help: ${fix}, or set \`region\` to us-east-1 ` +
    "[record-region-matches-key]"
  );
}

describe("both regions known", () => {
  describe.each(pairs)("%s and %s", (keyName, wiring) => {
    const { make, source } = keyCase(keyName);
    const wire = INSTANCES[wiring] as Wiring;

    it("refuses two regions, and names both and where each came from", () => {
      const stack = newStack();
      wire(stack, make(stack, OTHER), HERE);
      expect(renderedProblems(() => synth(stack))).toEqual([mismatch(`key in us-east-1 (${source})`, MOVE_KEY)]);
    });

    it("accepts one region, without a precondition", () => {
      const stack = newStack();
      wire(stack, make(stack, HERE), HERE);
      expect(JSON.stringify(synth(stack))).not.toContain("precondition");
    });
  });

  test.each(keyCases)("refuses a customer managed key for another region than %s", (keyName) => {
    const { make, source } = keyCase(keyName);
    const stack = newStack();
    record(stack, make(stack, OTHER), HERE);
    expect(renderedProblems(() => synth(stack))).toEqual([recordMismatch(`key in us-east-1 (${source})`, MOVE_KEY)]);
  });

  test.each(keyCases)(
    "refuses a customer managed key that is not managed here for another region than %s",
    (keyName) => {
      const { make, source } = keyCase(keyName);
      const stack = newStack();
      importedRecord(stack, make(stack, OTHER), HERE);
      expect(renderedProblems(() => synth(stack))).toEqual([recordMismatch(`key in us-east-1 (${source})`, MOVE_KEY)]);
    },
  );

  it("refuses a customer managed key without a known KMS key in another region than its instance", () => {
    const stack = newStack();
    instance(stack, importedRecord(stack, undefined, OTHER), HERE);
    expect(renderedProblems(() => synth(stack))).toEqual([
      mismatch("record in us-east-1 (`region` of record record)", MOVE_KEY),
    ]);
  });

  it("refuses `region` of a key owned elsewhere beside an ARN of another one", () => {
    const stack = newStack();
    AuraKmsKey.fromKeyArn(stack, "key", keyArn(OTHER), { region: HERE });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/key: conflicting regions for key key: key in eu-west-1 (`region` of key key), key in us-east-1 (4th field of the ARN of key key); expected: one region; help: make ARN, `region` and provider agree: either us-east-1 or eu-west-1 is wrong [key-arn-well-formed]",
    ]);
  });

  it("sees the region of a provider that was defined after the key", () => {
    const stack = newStack();
    stack.node.tryRemoveChild("aws");
    instance(stack, record(stack, new AuraKmsKey(stack, "key", { accountId: ACCOUNT, statement })), HERE);
    new AwsProvider(stack, "aws", { region: OTHER });
    expect(renderedProblems(() => synth(stack))).toEqual([
      mismatch("key in us-east-1 (`region` of provider aws)", MOVE_KEY),
    ]);
  });

  it("sees a region that was put into the resource afterwards", () => {
    const stack = newStack();
    const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: HERE, statement });
    const db = new AuraInstance(stack, "db", { ...INSTANCE, customerManagedKey: record(stack, key) });
    db.resource.input.region = OTHER;
    expect(problemsOf(() => synth(stack)).map(({ code, path, got }) => [code, path, got])).toEqual([
      [
        "key-region-matches-instance",
        "prod/db",
        "key in eu-west-1 (`region` of key key), instance in us-east-1 (`region` of instance db)",
      ],
    ]);
  });
});

describe("a multi-Region key", () => {
  it("that was given by its primary's ARN: the error names the right ARN", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "key", keyArn(OTHER, { id: MRK_ID }));
    instance(stack, record(stack, key), HERE);
    expect(renderedProblems(() => synth(stack))).toEqual([
      mismatch(
        "key in us-east-1 (4th field of the ARN of key key)",
        `use ${keyArn(HERE, { id: MRK_ID })}; create the replica if it does not exist`,
      ),
    ]);
  });

  it("that has a replica in the region: the error names the replica", () => {
    const stack = newStack();
    const primary = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: OTHER, multiRegion: true, statement });
    new AuraKmsReplicaKey(stack, "replica", { primary, region: HERE });
    instance(stack, record(stack, primary), HERE);
    expect(renderedProblems(() => synth(stack))).toEqual([
      mismatch("key in us-east-1 (`region` of key key)", "register replica replica (prod/replica)"),
    ]);
  });
});

describe("a region known only at apply", () => {
  const token = (stack: TerraformStack) => variable(stack, "region").stringValue;
  const ask = (other: string, region: string, otherExpression: string, expression: string) => ({
    condition: `\${(${otherExpression} == ${expression})}`,
    error_message: mismatch(other, `use a key or replica in ${region}`, "prod/db", region),
  });

  it("of the instance becomes a precondition on it", () => {
    const stack = newStack();
    const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: HERE, statement });
    instance(stack, record(stack, key), token(stack));
    expect(preconditionsOf(synth(stack))).toEqual([
      ask("key in eu-west-1 (`region` of key key)", "${var.region}", '"eu-west-1"', "var.region"),
    ]);
  });

  it("of the key becomes a precondition on the instance", () => {
    const stack = newStack();
    const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: token(stack), statement });
    instance(stack, record(stack, key), HERE);
    expect(preconditionsOf(synth(stack))).toEqual([
      ask("key in ${var.region} (`region` of key key)", "eu-west-1", "var.region", '"eu-west-1"'),
    ]);
  });

  it("of the provider becomes one too, through what the key says at apply", () => {
    const stack = newStack();
    (stack.node.findChild("aws") as AwsProvider).region = token(stack);
    const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, statement });
    instance(stack, record(stack, key), HERE);
    const region = "aws_kms_key.key_FEDD6EC0.region";
    expect(preconditionsOf(synth(stack))).toEqual([
      ask(`key in \${${region}} (\`region\` of key key)`, "eu-west-1", region, '"eu-west-1"'),
    ]);
  });

  it("of the ARN of a key owned elsewhere becomes one too, also when `region` was declared", () => {
    const stack = newStack();
    const arn = variable(stack, "arn").stringValue;
    instance(stack, record(stack, AuraKmsKey.fromKeyArn(stack, "key", arn, { region: HERE })), HERE);
    const field = 'element(split(":", var.arn), 3)';
    const synthesized = synth(stack);
    expect(preconditionsOf(synthesized)).toEqual([
      ask(`key in \${${field}} (4th field of the ARN of key key)`, "eu-west-1", field, '"eu-west-1"'),
    ]);
    expect(preconditionsOf(synthesized, "aura_customer_managed_key")).toEqual([
      {
        condition: `\${(${field} == "eu-west-1")}`,
        error_message:
          `prod/record: Aura key record record and its key are in different regions: key in \${${field}} (4th field of the ARN of ` +
          "key key), record in eu-west-1 (`region` of record record); expected: eu-west-1; help: use a key or replica in " +
          `eu-west-1, or set \`region\` to \${${field}} ` +
          "[record-region-matches-key]",
      },
    ]);
  });

  it("of a customer managed key that is not managed here becomes one too", () => {
    const stack = newStack();
    instance(stack, importedRecord(stack, undefined, token(stack)), HERE);
    expect(preconditionsOf(synth(stack))).toEqual([
      ask("record in ${var.region} (`region` of record record)", "eu-west-1", "var.region", '"eu-west-1"'),
    ]);
  });

  it("of a replica becomes one too", () => {
    const stack = newStack();
    const primary = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: OTHER, multiRegion: true, statement });
    const replica = new AuraKmsReplicaKey(stack, "replica", { primary, region: token(stack) });
    instance(stack, record(stack, replica), HERE);
    expect(preconditionsOf(synth(stack))).toEqual([
      ask("key in ${var.region} (`region` of key replica)", "eu-west-1", "var.region", '"eu-west-1"'),
    ]);
  });

  test.each([
    ["${var.region}", "var.region"],
    ["${var.continent}-west-1", '"${var.continent}-west-1"'],
  ])("that was written by hand (%s) becomes one too", (region, expression) => {
    const stack = newStack();
    const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region, statement });
    instance(stack, record(stack, key), HERE);
    expect(preconditionsOf(synth(stack))).toEqual([
      ask(`key in ${region} (\`region\` of key key)`, "eu-west-1", expression, '"eu-west-1"'),
    ]);
  });

  it("of an ARN that was written by hand becomes one too", () => {
    const stack = newStack();
    instance(stack, record(stack, AuraKmsKey.fromKeyArn(stack, "key", "${var.arn}")), HERE);
    const field = 'element(split(":", var.arn), 3)';
    expect(preconditionsOf(synth(stack))).toEqual([
      ask(`key in \${${field}} (4th field of the ARN of key key)`, "eu-west-1", field, '"eu-west-1"'),
    ]);
  });

  it("needs no precondition when it is the same variable on both sides", () => {
    const stack = newStack();
    const region = variable(stack, "region");
    const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: region.stringValue, statement });
    instance(stack, record(stack, key, region.stringValue), region.stringValue);
    const written = synth(stack);
    expect(["aura_customer_managed_key", "aura_instance"].map((type) => preconditionsOf(written, type))).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("needs no precondition on a customer managed key whose key ARN is known only at apply, for its own region", () => {
    const stack = newStack();
    const arn = variable(stack, "arn").stringValue;
    record(stack, AuraKmsKey.fromKeyArn(stack, "key", arn));
    expect(JSON.stringify(synth(stack))).not.toContain("precondition");
  });

  it("is another one when two stacks have a variable of the same name", () => {
    const one = newStack("one");
    const other = newStack("other", { app: one.node.root as never });
    const key = new AuraKmsKey(one, "key", {
      accountId: ACCOUNT,
      region: variable(one, "region").stringValue,
      statement,
    });
    instance(other, record(one, key), variable(other, "region").stringValue);
    expect(preconditionsOf(synth(other))).toHaveLength(1);
  });

  test.each([
    ["a deferred instance", 1, "; Terraform compares the regions in its plan"],
    ["an instance defined elsewhere", 0, ""],
  ] as const)("is unknown for %s", (wiring, conditions, note) => {
    const stack = newStack();
    const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: HERE, statement });
    (INSTANCES[wiring] as Wiring)(stack, key, token(stack));
    expect(JSON.stringify(synth(stack)).split('"precondition"')).toHaveLength(conditions + 1);
    expect(annotationsOf(stack)).toContain(
      `info prod/db: unknown: \`region\` of instance db is known only at apply${note} ` +
        "[key-region-matches-instance, region-supported]",
    );
  });
});

describe("accounts and partitions", () => {
  const disagree = (word: string, got: string, path = "prod/key") =>
    `${path}: conflicting ${word === "account" ? "account ids" : "partitions"} for key key: ${got}; help: ` +
    `correct the wrong one, or use another key [key-account-expected]`;

  it("refuses an ARN of another account than the expected one", () => {
    const stack = newStack();
    AuraKmsKey.fromKeyArn(stack, "key", keyArn(HERE), { accountId: "444455556666" });
    expect(renderedProblems(() => synth(stack))).toEqual([
      disagree("account", "444455556666 (`accountId` of key key), 111122223333 (5th field of the ARN of key key)"),
    ]);
  });

  it("refuses an ARN of another partition than its region", () => {
    const stack = newStack();
    AuraKmsKey.fromKeyArn(stack, "key", keyArn(HERE, { partition: "aws-cn" }));
    expect(problemsOf(() => synth(stack)).map(({ code, path, got }) => [code, path, got])).toEqual([
      [
        "key-arn-well-formed",
        "prod/key",
        "a key ARN of partition aws-cn with region eu-west-1 of partition aws: " +
          `${keyArn(HERE, { partition: "aws-cn" })} (ARN of key key)`,
      ],
    ]);
  });

  it("refuses a provider that assumes a role of another account", () => {
    const assumeRole = [{ roleArn: "arn:aws:iam::444455556666:role/terraform" }];
    const stack = newStack("prod", { aws: { assumeRole } });
    new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: HERE });
    expect(renderedProblems(() => synth(stack))).toEqual([
      disagree(
        "account",
        "111122223333 (`accountId` of key key), 444455556666 (account of the role that provider aws assumes)",
      ),
    ]);
  });

  it("goes by the last of several roles", () => {
    const assumeRole = ["444455556666", ACCOUNT].map((id) => ({ roleArn: `arn:aws:iam::${id}:role/terraform` }));
    const stack = newStack("prod", { aws: { assumeRole } });
    new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: HERE });
    expect(annotationsOf((synth(stack), stack))).toEqual([]);
  });

  it("refuses a provider that may work in another account only", () => {
    const stack = newStack();
    const provider = new AwsProvider(stack, "b", { alias: "b", region: HERE, allowedAccountIds: ["444455556666"] });
    new AuraKmsKey(stack, "key", { accountId: ACCOUNT, provider });
    expect(renderedProblems(() => synth(stack))).toEqual([
      disagree(
        "account",
        "111122223333 (`accountId` of key key), 444455556666 (`allowedAccountIds` of provider aws.b)",
      ),
    ]);
  });

  describe("of a provider that is kept in or out of several", () => {
    const inAccounts = (aws: AwsProviderConfig) => {
      const stack = newStack("prod", { aws });
      new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: HERE });
      return stack;
    };
    const refused = (expected: string) =>
      "prod/key: provider of key key does not allow its account: 111122223333 (`accountId` of key key); " +
      `expected: ${expected}; help: use the provider of the key's account, or correct the account id ` +
      "[key-account-expected]";

    it("is refused when it is none of those allowed, or one of those forbidden", () => {
      const allowed = inAccounts({ allowedAccountIds: ["444455556666", "999988887777"] });
      expect(renderedProblems(() => synth(allowed))).toEqual([
        refused("one of 444455556666, 999988887777 (`allowedAccountIds` of provider aws)"),
      ]);
      const forbidden = inAccounts({ forbiddenAccountIds: ["444455556666", ACCOUNT] });
      expect(renderedProblems(() => synth(forbidden))).toEqual([
        refused("none of 444455556666, 111122223333 (`forbiddenAccountIds` of provider aws)"),
      ]);
    });

    it("is fine when it is one of those allowed, and none of those forbidden", () => {
      const stack = inAccounts({ allowedAccountIds: [ACCOUNT, "444455556666"], forbiddenAccountIds: ["999988887777"] });
      expect(annotationsOf((synth(stack), stack))).toEqual([]);
      expect(annotationsOf((synth(inAccounts({ forbiddenAccountIds: [] })), stack))).toEqual([]);
    });

    it("is unknown when they are known only at apply", () => {
      const stack = inAccounts({ forbiddenAccountIds: ["${var.account}"] });
      variable(stack, "account");
      synth(stack);
      expect(annotationsOf(stack)).toEqual([
        "info prod/key: unknown: `forbiddenAccountIds` of provider aws is known only at apply [key-account-expected]",
      ]);
    });
  });

  it("becomes a precondition when the ARN is known only at apply and the account was declared", () => {
    const stack = newStack();
    const arn = variable(stack, "arn").stringValue;
    record(stack, AuraKmsKey.fromKeyArn(stack, "key", arn, { accountId: ACCOUNT }));
    expect(preconditionsOf(synth(stack), "aura_customer_managed_key")).toEqual([
      {
        condition: '${(element(split(":", var.arn), 4) == "111122223333")}',
        error_message: disagree(
          "account",
          '111122223333 (`accountId` of key key), ${element(split(":", var.arn), 4)} (5th field of the ARN of key key)',
          "prod/record",
        ),
      },
    ]);
  });
});

describe("without validations", () => {
  it("a region mismatch is refused", () => {
    const stack = newStack();
    instance(
      stack,
      record(stack, new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: OTHER, statement })),
      HERE,
    );
    expect(renderedProblems(() => synthWithoutValidations(stack))).toEqual([
      mismatch("key in us-east-1 (`region` of key key)", MOVE_KEY),
    ]);
  });
});
