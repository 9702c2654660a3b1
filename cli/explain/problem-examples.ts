import type { CODES } from "../../model/codes";

/** What gives a problem, and the same as it should be; a test runs both. */
export interface ProblemExample {
  /**
   * What the texts are:
   * - `program`: statements of a program with a `stack` in eu-west-1, and Aura's `statement`
   * - `estate`: an estate file
   * - `command`: a command line of `aura-cmk`
   * - `package`: the packages that a program has
   */
  readonly of: "program" | "estate" | "command" | "package";
  readonly bad: string;
  /** What it gives, on one line. */
  readonly message: string;
  readonly good: string;
  /** The estate of the synth before, which wrote the lock file; of estates. */
  readonly earlier?: string;
  /** How it is synthesized; of programs and estates. */
  readonly options?: readonly ("--hcl" | "--frozen")[];
  /** Files beside it, by their names; `plan.json` is a plan, `state.json` a state. */
  readonly files?: Readonly<Record<string, string>>;
}

const KEY =
  'const key = new AuraKmsKey(stack, "orders", { region: "eu-west-1", accountId: "111122223333", statement });';
const PROJECT = "6981ace7-efe5-4f5c-b7c5-267b5162ce91";
const RECORD = `${KEY}
const record = new AuraCustomerManagedKey(stack, "record", { key, projectId: "${PROJECT}", product: "AuraDB", name: "orders" });`;

/** A program that makes a key with one more prop. */
function key(bad: string, good: string): Pick<ProblemExample, "of" | "bad" | "good"> {
  const text = (props: string): string =>
    `new AuraKmsKey(stack, "orders", { region: "eu-west-1", accountId: "111122223333"${props && `, ${props}`} });`;
  return { of: "program", bad: text(bad), good: text(good) };
}

/** A program whose last statement is wrong. */
function program(before: string, bad: string, good: string): Pick<ProblemExample, "of" | "bad" | "good"> {
  const text = (last: string): string => [before, last].filter(Boolean).join("\n");
  return { of: "program", bad: text(bad), good: text(good) };
}

/** An instance with other props than its key's. */
function instance(bad: string, good: string, before = RECORD): Pick<ProblemExample, "of" | "bad" | "good"> {
  const text = (props: string): string =>
    `new AuraInstance(stack, "db", { region: "eu-west-1", product: "AuraDB"${props && `, ${props}`} });`;
  return program(before, text(bad), text(good));
}

const IN_PROJECT = `projectId: "${PROJECT}"`;
const WITH_KEY = `${IN_PROJECT}, customerManagedKey: record`;

/** Sections of an estate that differ from a sound one. */
interface Sections {
  readonly aura?: string;
  readonly accounts?: string;
  readonly keys?: string;
  readonly instances?: string;
  readonly rest?: string;
}

const PROD = 'prod: { id: "111122223333" }';
const ORDERS = "orders: { account: prod, region: eu-west-1, product: AuraDB }";
const AUDIT = "audit: { account: prod, region: eu-west-1, product: AuraDS }";
const ORDERS_DB = "orders-db: { key: orders, region: eu-west-1, memory: 8GB }";

function estateText({
  aura = `{ projectId: ${PROJECT} }`,
  accounts = PROD,
  keys = ORDERS,
  instances = ORDERS_DB,
  rest,
}: Sections): string {
  return [
    "version: 1",
    `aura: ${aura}`,
    `accounts:\n  ${accounts}`,
    `keys:\n  ${keys}`,
    `instances:\n  ${instances}`,
    ...(rest === undefined ? [] : [rest]),
  ].join("\n");
}

/** An estate that is wrong in some sections. */
function estate(bad: Sections, good: Sections = {}): Pick<ProblemExample, "of" | "bad" | "good"> {
  return { of: "estate", bad: estateText(bad), good: estateText(good) };
}

const SOUND = estateText({});
const TWO_KEYS = estateText({ keys: `${ORDERS}\n  ${AUDIT}` });
const WITH_STATEMENT = estateText({ keys: ORDERS.replace(" }", ", statement: orders.json }") });

const vaultKey = (props = ""): string =>
  estateText({
    accounts:
      "corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 }",
    keys: `ledger: { account: corp, region: northeurope, product: AuraDB, vaultName: acme-ledger, resourceGroupName: aura${props} }`,
    instances: "ledger-db: { key: ledger, region: northeurope, memory: 8GB }",
  });
const WITH_APPLICATION = vaultKey(", applicationId: 3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10");

/** An example for every code that is no rule's. */
export const PROBLEM_EXAMPLES: Readonly<Record<keyof typeof CODES, ProblemExample>> = {
  "access-lost": {
    of: "estate",
    earlier: WITH_APPLICATION,
    bad: `${vaultKey()}\n# in the last synth, ledger had an application`,
    good: WITH_APPLICATION,
    message:
      "estate.yaml:6:3: key ledger has lost Aura's application: 3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10 in the last synth; help: restore `applicationId`, here or under `aura`; without it Aura loses access to the key, and its instances would be destroyed [access-lost]",
  },
  "account-id-well-formed": {
    ...program(
      "",
      'new AuraKmsKey(stack, "orders", { region: "eu-west-1", accountId: "1111-2222-3333" });',
      'new AuraKmsKey(stack, "orders", { region: "eu-west-1", accountId: "111122223333" });',
    ),
    message:
      'prod/orders: `accountId` is not the id of an AWS account: "1111-2222-3333"; expected: 12 digits; help: take the id from the AWS console or `aws sts get-caller-identity`, with leading zeros [account-id-well-formed]',
  },
  "account-unreadable": {
    of: "command",
    bad: "aura-cmk verify alias/neo4j-aura/orders   # without AWS credentials",
    good: "aura-cmk verify alias/neo4j-aura/orders   # signed in",
    message:
      "cannot read AWS: no AWS credentials: Could not load credentials from any providers; help: sign in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID; `aws sts get-caller-identity` has to work [account-unreadable]",
  },
  "administrator-well-formed": {
    ...key('administrators: ["admin"]', 'administrators: ["arn:aws:iam::111122223333:role/admin"]'),
    message:
      'prod/orders: `administrators[0]` is not a role or user of the key\'s account: "admin"; expected: arn:aws:iam::111122223333:role/NAME or :user/NAME; help: copy the ARN of the role or user from IAM [administrator-well-formed]',
  },
  "alias-well-formed": {
    ...key('alias: "alias/my orders"', 'alias: "alias/my-orders"'),
    message:
      'prod/orders: `alias` is not a valid alias name: "alias/my orders"; expected: alias/ and then letters, digits, /, _ and -, but not alias/aws/; help: leave out the other characters [alias-well-formed]',
  },
  "aura-principal-well-formed": {
    ...key('auraPrincipals: ["neo4j"]', 'auraPrincipals: ["arn:aws:iam::999988887777:root"]'),
    message:
      'prod/orders: `auraPrincipals[0]` does not name an expected principal: "neo4j"; expected: 12 digits, or the ARN of an IAM role or user; help: copy it from the statement in the Aura Console, or leave it out and confirm what synth prints [aura-principal-well-formed]',
  },
  "changed-after-check": {
    ...program(
      KEY,
      'stack.node.addValidation({ validate: () => (key.resource.addOverride("is_enabled", false), []) });',
      'key.resource.addOverride("tags.team", "orders");',
    ),
    message:
      "prod: the stack is changed after it was checked: a custom synthesis or a validation of cdktf changes it; help: make the change before `app.synth()`, or in an aspect [changed-after-check]",
  },
  "cloud-id-well-formed": {
    ...program(
      'new AuraGoogleProvider(stack, "google");',
      'new AuraCloudKmsKey(stack, "orders", { region: "europe-west1", keyName: "orders key" });',
      'new AuraCloudKmsKey(stack, "orders", { region: "europe-west1", keyName: "orders-key" });',
    ),
    message:
      'prod/orders: `keyName` is not a name of Google Cloud KMS: "orders key"; expected: 1 to 63 letters, digits, _ and -; help: leave out the other characters [cloud-id-well-formed]',
  },
  "configuration-overridden": {
    ...program(
      RECORD,
      `const db = new AuraInstance(stack, "db", { region: "eu-west-1", product: "AuraDB", memory: "8GB", ${WITH_KEY} });\ndb.resource.addOverride("customer_managed_key_id", null);`,
      `const db = new AuraInstance(stack, "db", { region: "eu-west-1", product: "AuraDB", memory: "8GB", ${WITH_KEY} });`,
    ),
    message:
      "prod/db: instance db is not under its customer managed key: `customer_managed_key_id` is null; expected: the `customerManagedKey` that the construct was given; help: remove the override, aspect or later assignment, and set `customerManagedKey` of the construct [configuration-overridden]",
  },
  "configuration-unreadable": {
    of: "command",
    bad: "aura-cmk check main.tf",
    good: "aura-cmk check cdk.tf.json",
    files: { "main.tf": 'resource "aws_kms_key" "orders" {}\n', "cdk.tf.json": '{ "resource": {} }\n' },
    message:
      "main.tf: cannot read the configuration: HCL; expected: a configuration in JSON; help: review its plan: `terraform plan -out plan.bin`, then `terraform show -json plan.bin | aura-cmk review -` [configuration-unreadable]",
  },
  "credentials-unknown": {
    ...program(
      RECORD,
      'const theirs = AuraInstance.fromAttributes(stack, "theirs", { instanceId: "0a1b2c3d", region: "eu-west-1" });\nnew AuraCredentialsSecret(stack, "login", { instance: theirs });',
      `const ours = new AuraInstance(stack, "db", { region: "eu-west-1", product: "AuraDB", memory: "8GB", ${WITH_KEY} });\nnew AuraCredentialsSecret(stack, "login", { instance: ours });`,
    ),
    message:
      "prod/login: the credentials of instance theirs are not known here: an instance that is defined elsewhere; expected: an instance of this program; help: make the secret where the instance is made [credentials-unknown]",
  },
  "deletion-guard-in-range": {
    ...key("deletionGuardInDays: 7", "deletionGuardInDays: 90"),
    message:
      "prod/orders: `deletionGuardInDays` is out of range: 7; expected: 31 to 3650 whole days, or 0 for no guard; help: use 90 [deletion-guard-in-range]",
  },
  "email-well-formed": {
    ...program(
      KEY,
      'new AuraKeyAlarm(stack, "alarm", { key, emails: ["oncall"] });',
      'new AuraKeyAlarm(stack, "alarm", { key, emails: ["oncall@example.com"] });',
    ),
    message:
      'prod/alarm: `emails[0]` is not an e-mail address: "oncall"; expected: an address such as oncall@example.com; help: correct the address [email-well-formed]',
  },
  "estate-clone-cycle": {
    ...estate(
      {
        instances:
          "a: { cloneOf: b, region: eu-west-1, memory: 8GB }\n  b: { cloneOf: a, region: eu-west-1, memory: 8GB }",
      },
      { instances: `${ORDERS_DB}\n  copy: { cloneOf: orders-db, region: eu-west-1, memory: 8GB }` },
    ),
    message: "estate.yaml:8:17: clone cycle: a -> b -> a; help: remove one `cloneOf` of the cycle [estate-clone-cycle]",
  },
  "estate-duplicate": {
    ...estate({ keys: `${ORDERS}\n  ${ORDERS}` }, { keys: `${ORDERS}\n  ${AUDIT}` }),
    message:
      "estate.yaml:7:3: `orders` occurs twice: first at 6:3; help: rename or remove one of the two [estate-duplicate]",
  },
  "estate-disallowed-setting": {
    ...estate({ aura: `{ projectId: ${PROJECT}, clientSecret: s3cr3t }` }),
    message:
      "estate.yaml:2:58: `aura` contains credentials: `clientSecret`; help: remove `clientSecret`, and use AURA_CLIENT_ID and AURA_CLIENT_SECRET [estate-disallowed-setting]",
  },
  "estate-left-behind": {
    of: "estate",
    earlier: TWO_KEYS,
    bad: `${SOUND}\n# in the last synth there was a key audit, too`,
    good: `${SOUND}\nremoved: [{ stack: prod-eu-west-1, key: audit, action: hand-over }]`,
    message:
      "estate.yaml:5:1: key audit would be destroyed in stack prod-eu-west-1: no longer in the estate; help: put it back as it was, or write `removed: [{ stack: prod-eu-west-1, key: audit, action: hand-over }]` or `destroy` [estate-left-behind]",
  },
  "estate-lock-outdated": {
    of: "estate",
    options: ["--frozen"],
    earlier: SOUND,
    bad: `${TWO_KEYS}\n# with --frozen, and the lock file does not have audit`,
    good: SOUND,
    message:
      "estate.lock.json: the lock file of the estate is not up to date: other keys, instances or stacks than the estate; help: run synth without --frozen, and commit estate.lock.json [estate-lock-outdated]",
  },
  "estate-lock-unreadable": {
    of: "estate",
    files: { "estate.lock.json": "<<<<<<< HEAD\n" },
    bad: `${SOUND}\n# beside it, estate.lock.json has conflict markers`,
    good: SOUND,
    message:
      "estate.lock.json: cannot use the lock file of the estate: conflict markers of a merge; help: keep the entries of both sides, then run synth [estate-lock-unreadable]",
  },
  "estate-missing-setting": {
    ...estate({ keys: "orders: { account: prod, product: AuraDB }" }),
    message:
      "estate.yaml:6:3: key orders has no `region`; expected: an AWS region id; help: add `region: eu-west-1` [estate-missing-setting]",
  },
  "estate-removal-refused": {
    of: "estate",
    earlier: TWO_KEYS,
    bad: `${SOUND}\nremoved: [{ stack: prod-eu-west-1, key: audit, action: destroy }]\n# in the last synth, audit was protected`,
    good: `${SOUND}\nremoved: [{ stack: prod-eu-west-1, key: audit, action: hand-over }]`,
    message:
      "estate.yaml:9:11: key audit is still protected: `removalPolicy: destroy` was not set in the last synth; help: put it back with `removalPolicy: destroy`, deploy that, then remove it; its data will be lost [estate-removal-refused]",
  },
  "estate-syntax": {
    ...estate({ accounts: "prod: { id: " }),
    message:
      "estate.yaml:4:15: the file is not one valid YAML document: Flow map in block collection must be sufficiently indented and end with a }; help: close the quote or bracket, and put a space after each `:` [estate-syntax]",
  },
  "estate-unknown-name": {
    ...estate({ instances: "orders-db: { key: order, region: eu-west-1, memory: 8GB }" }),
    message:
      'estate.yaml:8:21: `key` of instance orders-db names an unknown key: "order"; help: did you mean orders? [estate-unknown-name]',
  },
  "estate-unknown-setting": {
    ...estate({ keys: "orders: { account: prod, reigon: eu-west-1, region: eu-west-1, product: AuraDB }" }),
    message:
      "estate.yaml:6:28: key orders has an unknown setting: `reigon`; help: did you mean `region`? [estate-unknown-setting]",
  },
  "estate-unreadable": {
    of: "command",
    bad: "aura-cmk synth estates.yaml",
    good: "aura-cmk synth estate.yaml",
    files: { "estate.yaml": SOUND },
    message:
      "estates.yaml: cannot read the estate file: no such file; help: check the path, or the variable AURA_ESTATE [estate-unreadable]",
  },
  "estate-wrong-type": {
    ...estate({ accounts: "prod: { id: 111122223333 }" }),
    message:
      'estate.yaml:4:15: `id` of account prod is not an AWS account id: the number 111122223333; expected: 12 digits, in quotes; help: quote it: "111122223333" [estate-wrong-type]',
  },
  "estate-wrong-value": {
    ...estate({ keys: "orders: { account: prod, region: eu-west-1, product: AuraDB, removalPolicy: keep }" }),
    message:
      'estate.yaml:6:79: `removalPolicy` of key orders is not a removal policy: "keep"; expected: retain or destroy; help: write `removalPolicy: retain`, for example [estate-wrong-value]',
  },
  "exclusive-props": {
    ...key('deletionGuardInDays: 90, removalPolicy: "destroy"', "deletionGuardInDays: 90"),
    message:
      'prod/orders: `deletionGuardInDays` and `removalPolicy: "destroy"` exclude each other: 90 and "destroy"; expected: one of them; help: remove `deletionGuardInDays` to give the key up, or `removalPolicy` to keep it [exclusive-props]',
  },
  "former-name-in-use": {
    ...program(
      "",
      'new AuraKmsKey(stack, "orders", { region: "eu-west-1", accountId: "111122223333" });\nnew AuraKmsKey(stack, "ledger", { region: "eu-west-1", accountId: "111122223333", alias: "alias/ledger", formerly: "orders" });',
      'new AuraKmsKey(stack, "ledger", { region: "eu-west-1", accountId: "111122223333", formerly: "orders" });',
    ),
    message:
      "prod/ledger: `formerly` names a construct that is still there: orders; expected: an id that no construct has any more; help: remove `formerly`, or correct it; ids cannot be swapped in one step [former-name-in-use]",
  },
  "hcl-not-supported": {
    ...program(KEY, "// synthesized with --hcl", "// synthesized as JSON"),
    options: ["--hcl"],
    message:
      "prod: stacks with keys of Aura cannot be written as HCL: cdktf writes preconditions so that Terraform refuses them; expected: JSON, which Terraform reads as well; help: synthesize without `--hcl` [hcl-not-supported]",
  },
  "instance-needs-key": {
    ...instance(`memory: "8GB", ${IN_PROJECT}`, `memory: "8GB", ${WITH_KEY}`),
    message:
      "prod/db: `customerManagedKey` is missing: nothing, so Aura would use a Neo4j-managed key, permanently; expected: the customer managed key; help: pass an AuraCustomerManagedKey, or one named with AuraCustomerManagedKey.fromId [instance-needs-key]",
  },
  "key-in-bootstrap-phase": {
    of: "program",
    ...((): Pick<ProblemExample, "bad" | "good"> => {
      const text = (create: string): string =>
        `${RECORD.replace(", statement }", " }")}\n${create}(stack, "db", { region: "eu-west-1", product: "AuraDB", memory: "8GB", ${WITH_KEY} });`;
      return { bad: text("new AuraInstance"), good: text("AuraInstance.deferred") };
    })(),
    message:
      "prod/db: the instance is created before its key has Aura's statement: key prod/orders in phase 1; expected: a key in phase 2; help: deploy without the instance, save the statement from the Aura Console, then add the instance [key-in-bootstrap-phase]",
  },
  "key-not-adoptable": {
    of: "command",
    bad: "aura-cmk adopt arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab   # with credentials of account 111122223333",
    good: "aura-cmk adopt alias/neo4j-aura/orders",
    message:
      "arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab: the key belongs to another AWS account: account 444455556666, and the credentials are of 111122223333; help: use credentials of its account; a key that another team keeps is named, and not adopted: see docs/existing-keys.md [key-not-adoptable]",
  },
  "key-replaced": {
    of: "estate",
    earlier: vaultKey(),
    bad: vaultKey(", keySize: 3072"),
    good: vaultKey(),
    message:
      "estate.yaml:6:115: `keySize` of key ledger would replace the key: 4096 in the lock file, 3072 now; help: restore it: the data is lost with the key; for a key that was never deployed, see docs/estate.md [key-replaced]",
  },
  "memory-well-formed": {
    ...instance(`memory: "8 GB", ${WITH_KEY}`, `memory: "8GB", ${WITH_KEY}`),
    message:
      'prod/db: `memory` is not a valid size: "8 GB"; expected: whole gigabytes, such as 8GB; help: choose a size from the project\'s instance configurations (data source aura_project) [memory-well-formed]',
  },
  "needs-literal": {
    ...program(
      'const account = new TerraformVariable(stack, "account", { type: "string" });',
      'new AuraKmsKey(stack, "orders", { region: "eu-west-1", accountId: account.stringValue });',
      'new AuraKmsKey(stack, "orders", { region: "eu-west-1", accountId: "111122223333" });',
    ),
    message:
      "prod/orders: `accountId` is not a literal: a value known only at apply; expected: 12 digits; help: write the value of `accountId` itself: the key policy must be readable in the plan [needs-literal]",
  },
  "nothing-to-verify": {
    of: "command",
    bad: "aura-cmk verify empty.json",
    good: "aura-cmk verify state.json",
    files: { "empty.json": JSON.stringify({ format_version: "1.0", values: { root_module: {} } }) },
    message:
      "empty.json: there is nothing to verify: no key for Aura, no customer managed key and no instance; help: pass the state or the configuration of the stack that has the key [nothing-to-verify]",
  },
  "output-unwritable": {
    of: "command",
    bad: "aura-cmk review plan.json --format html --out plan.json",
    good: "aura-cmk review plan.json --format html --out review.html",
    message:
      "plan.json: the review cannot be written: the file is an input of the review; expected: another file; help: name another file after --out [output-unwritable]",
  },
  "package-missing": {
    of: "package",
    bad: "cdktf",
    good: "cdktf constructs",
    message:
      "constructs is not installed; expected: the packages that cdktf-aura-cmk works with; help: npm install constructs@10 [package-missing]",
  },
  "plan-unreadable": {
    of: "command",
    bad: "aura-cmk review plan.bin",
    good: "aura-cmk review plan.json",
    files: { "plan.bin": "PK\u0003\u0004" },
    message:
      "plan.bin: cannot read the plan: the binary plan file; expected: the JSON of one plan, from `terraform show -json plan.bin`; help: run `terraform show -json plan.bin > plan.json` and give that [plan-unreadable]",
  },
  "output-duplicate": {
    ...program(
      `new EncryptedAuraInstance(stack, "orders", { region: "eu-west-1", accountId: "111122223333", statement, memory: "8GB", product: "AuraDB", ${IN_PROJECT} });`,
      'new TerraformOutput(stack, "orders_key_arn", { value: "mine" });',
      'new TerraformOutput(stack, "my_key_arn", { value: "mine" });',
    ),
    message:
      "prod/orders/CustomerManagedKey/KeyArn: several outputs are named orders_key_arn: prod/orders_key_arn; expected: one output of each name in a stack; help: use another id for one of the constructs, with `formerly`, or another logical id for one of the outputs [output-duplicate]",
  },
  "policy-applied-first": {
    of: "program",
    ...((): Pick<ProblemExample, "bad" | "good"> => {
      const imported =
        'const key = AuraKmsKey.fromKeyArn(stack, "shared", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");';
      const policy =
        'new AuraKeyPolicy(stack, "policy", { key, currentPolicy: { Statement: [ownStatement] }, statement });';
      const record = `new AuraCustomerManagedKey(stack, "record", { key, projectId: "${PROJECT}", product: "AuraDB", name: "orders" });`;
      return { bad: [imported, record, policy].join("\n"), good: [imported, policy, record].join("\n") };
    })(),
    message:
      "prod/record: the key policy is defined after the customer managed key: an AuraKeyPolicy for prod/shared after it; expected: the AuraKeyPolicy first, so that instances wait for it; help: move the AuraKeyPolicy before the customer managed key [policy-applied-first]",
  },
  "policy-unreadable": {
    ...estate({ keys: ORDERS.replace(" }", ", currentPolicy: policy.json }") }),
    message:
      "estate.yaml:6:64: cannot read the current policy: no such file; help: save there what `aws kms get-key-policy --query Policy --output text` prints [policy-unreadable]",
  },
  "policy-well-formed": {
    ...key(
      'keyStatements: [{ Effect: "allow", Principal: { AWS: "arn:aws:iam::111122223333:role/audit" }, Action: "kms:DescribeKey", Resource: "*" }]',
      'keyStatements: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:role/audit" }, Action: "kms:DescribeKey", Resource: "*" }]',
    ),
    message:
      'prod/orders (keyStatements[0].Effect): Effect of statement 1 is neither Allow nor Deny: "allow"; expected: "Allow" or "Deny"; help: did you mean "Allow"? [policy-well-formed]',
  },
  "project-id-well-formed": {
    ...program(
      KEY,
      'new AuraCustomerManagedKey(stack, "record", { key, projectId: "orders", product: "AuraDB" });',
      `new AuraCustomerManagedKey(stack, "record", { key, projectId: "${PROJECT}", product: "AuraDB" });`,
    ),
    message:
      'prod/record: `projectId` is not the id of an Aura project: "orders"; expected: a UUID such as 6981ace7-efe5-4f5c-b7c5-267b5162ce91; help: copy the project id from the Aura Console [project-id-well-formed]',
  },
  "prop-type": {
    ...key('multiRegion: "true"', "multiRegion: true"),
    message:
      'prod/orders: `multiRegion` has the wrong type: "true"; expected: true or false; help: correct `multiRegion`, or leave it out [prop-type]',
  },
  "public-key-well-formed": {
    ...instance(
      `memory: "8GB", ${WITH_KEY}, passwordPublicKey: "ssh-rsa AAAA"`,
      `memory: "8GB", ${WITH_KEY}, passwordPublicKey: publicKey`,
    ),
    message:
      "prod/db: `passwordPublicKey` is not an RSA public key: something else; expected: an RSA public key in PEM, 2048 bits or more; help: take the public key of the pair: `openssl rsa -in password.pem -pubout` [public-key-well-formed]",
  },
  "record-id-well-formed": {
    ...program(
      "",
      `AuraCustomerManagedKey.fromId(stack, "record", { customerManagedKeyId: "orders", region: "eu-west-1", product: "AuraDB", ${IN_PROJECT} });`,
      `AuraCustomerManagedKey.fromId(stack, "record", { customerManagedKeyId: "8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9", region: "eu-west-1", product: "AuraDB", ${IN_PROJECT} });`,
    ),
    message:
      'prod/record: `customerManagedKeyId` is not Aura\'s id of a customer managed key: "orders"; expected: a UUID such as 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9, not the ARN of the key; help: copy the id from the Aura Console or from an output of its stack [record-id-well-formed]',
  },
  "recovery-window-in-range": {
    ...program(
      `${RECORD}\nconst db = new AuraInstance(stack, "db", { region: "eu-west-1", product: "AuraDB", memory: "8GB", ${WITH_KEY} });`,
      'new AuraCredentialsSecret(stack, "login", { instance: db, recoveryWindowInDays: 3 });',
      'new AuraCredentialsSecret(stack, "login", { instance: db, recoveryWindowInDays: 30 });',
    ),
    message:
      "prod/login: `recoveryWindowInDays` is out of range: 3; expected: 7 to 30 whole days; help: use 30 [recovery-window-in-range]",
  },
  "region-well-formed": {
    ...program(
      "",
      'new AuraKmsKey(stack, "orders", { region: "Ireland", accountId: "111122223333" });',
      'new AuraKmsKey(stack, "orders", { region: "eu-west-1", accountId: "111122223333" });',
    ),
    message:
      'prod/orders: `region` is not the id of an AWS region: "Ireland"; expected: an id such as eu-west-1; help: write the id as AWS does, in lower case and without blanks [region-well-formed]',
  },
  "replica-fits-primary": {
    of: "program",
    ...((): Pick<ProblemExample, "bad" | "good"> => {
      const text = (props: string): string =>
        `const primary = new AuraKmsKey(stack, "orders", { region: "eu-west-1", accountId: "111122223333"${props} });\nnew AuraKmsReplicaKey(stack, "copy", { primary, region: "eu-central-1" });`;
      return { bad: text(""), good: text(", multiRegion: true") };
    })(),
    message:
      "prod/copy: the primary of replica copy is not a multi-Region primary key: a single-Region key (prod/orders); expected: a key with `multiRegion`, or the ARN of one (its id begins with mrk-); help: create a new multi-Region key: an existing key cannot become one [replica-fits-primary]",
  },
  "rule-not-waivable": {
    ...program(KEY, 'waiveRule(key, "policy-set-once", "agreed");', 'waiveRule(key, "rotation-enabled", "agreed");'),
    message:
      "prod/orders: rule policy-set-once cannot be waived: a waiver of it; expected: a rule whose page says when to waive it; help: remove the waiver, and correct what the rule reports [rule-not-waivable]",
  },
  "secret-in-configuration": {
    ...program(
      "",
      'new AuraProvider(stack, "second", { alias: "second", clientId: "id", clientSecret: "s3cr3t" });',
      'AuraProvider.withVariables(stack, "second", { alias: "second" });',
    ),
    message:
      "prod/second: `clientId` is written into the program as plain text: a value that the synthesized file and the state would contain; expected: a sensitive Terraform variable, or nothing; help: use AuraProvider.withVariables, or set AURA_CLIENT_ID and AURA_CLIENT_SECRET where Terraform runs [secret-in-configuration]",
  },
  "secret-name-well-formed": {
    ...program(
      `${RECORD}\nconst db = new AuraInstance(stack, "db", { region: "eu-west-1", product: "AuraDB", memory: "8GB", ${WITH_KEY} });`,
      'new AuraCredentialsSecret(stack, "login", { instance: db, secretName: "orders login" });',
      'new AuraCredentialsSecret(stack, "login", { instance: db, secretName: "orders/login" });',
    ),
    message:
      'prod/login: `secretName` is not a valid name of a secret: "orders login"; expected: 1 to 512 letters, digits and / _ + = . @ -; help: leave out the other characters, or set `secretName` [secret-name-well-formed]',
  },
  "snapshot-needs-source": {
    ...instance(`memory: "8GB", ${WITH_KEY}, sourceSnapshotId: "${PROJECT}"`, `memory: "8GB", ${WITH_KEY}`),
    message:
      'prod/db: `sourceSnapshotId` is given without `cloneOf`: "6981ace7-efe5-4f5c-b7c5-267b5162ce91"; expected: both, or neither; help: add `cloneOf`, or leave `sourceSnapshotId` out [snapshot-needs-source]',
  },
  "source-deferred": {
    of: "program",
    ...((): Pick<ProblemExample, "bad" | "good"> => {
      const source = `${RECORD.replace(", statement }", " }")}\nconst cloneOf = AuraInstance.deferred(stack, "source", { region: "eu-west-1", product: "AuraDB", memory: "8GB", ${WITH_KEY} });`;
      const clone = (create: string): string =>
        `${source}\n${create}(stack, "copy", { region: "eu-west-1", product: "AuraDB", memory: "8GB", ${IN_PROJECT}, cloneOf });`;
      return { bad: clone("new AuraInstance"), good: clone("AuraInstance.deferred") };
    })(),
    message:
      "prod/copy: the source of the clone does not exist yet: deferred instance prod/source; expected: a source that is created here or exists elsewhere; help: defer the clone as well (AuraInstance.deferred) [source-deferred]",
  },
  "state-unreadable": {
    of: "command",
    bad: "aura-cmk verify notes.json",
    good: "aura-cmk verify state.json",
    files: { "notes.json": '{ "version": 3 }' },
    message:
      "notes.json: cannot read the state: JSON that is not a state; expected: the output of `terraform show -json`, or a state file; help: run `terraform show -json > state.json` and pass that file [state-unreadable]",
  },
  "statement-lost": {
    of: "estate",
    earlier: WITH_STATEMENT,
    bad: `${SOUND}\n# in the last synth, orders had a statement`,
    good: WITH_STATEMENT,
    message:
      "estate.yaml:6:3: key orders has lost Aura's statement: it was read from orders.json in the last synth; help: restore the file and `statement`; without it Aura loses access to the key, and its instances would be destroyed [statement-lost]",
  },
  "statement-unreadable": {
    ...program(
      "",
      'AuraStatement.fromFile("/nowhere/orders.json");',
      'AuraStatement.fromFileWhenSaved("/nowhere/orders.json");',
    ),
    message:
      "/nowhere/orders.json: cannot read Aura's statement: no such file; help: save it there, or use AuraStatement.fromFileWhenSaved until it exists [statement-unreadable]",
  },
  "target-unknown": {
    of: "command",
    bad: "aura-cmk verify nowhere.json",
    good: "aura-cmk verify state.json",
    message:
      "nowhere.json: cannot tell what to verify: no such file or directory, and not an id; expected: a state, a configuration, the ARN, id or alias of a key, or the id of an instance; help: check the path or the id [target-unknown]",
  },
  "topic-well-formed": {
    ...program(
      KEY,
      'new AuraKeyAlarm(stack, "alarm", { key, topicArn: "security" });',
      'new AuraKeyAlarm(stack, "alarm", { key, topicArn: "arn:aws:sns:eu-west-1:111122223333:security" });',
    ),
    message:
      'prod/alarm: `topicArn` is not the ARN of a standard SNS topic: "security"; expected: an ARN such as arn:aws:sns:eu-west-1:111122223333:alarms; help: use a topic in the region of the key, or leave `topicArn` out for a new one [topic-well-formed]',
  },
  "unknown-rule": {
    ...program(KEY, 'waiveRule(key, "rotation-enable", "agreed");', 'waiveRule(key, "rotation-enabled", "agreed");'),
    message:
      'prod/orders: the waiver names an unknown rule: "rotation-enable"; expected: the id of a rule; help: did you mean "rotation-enabled"? [unknown-rule]',
  },
  "wrong-framework": {
    of: "package",
    bad: "cdktn constructs",
    good: "cdktf constructs",
    message:
      'the program uses CDK Terrain (cdktn), "cdktf-aura-cmk" is for cdktf; help: import from "cdktf-aura-cmk/cdktn" [wrong-framework]',
  },
  "waiver-needs-reason": {
    ...program(
      KEY,
      'waiveRule(key, "rotation-enabled", "");',
      'waiveRule(key, "rotation-enabled", "agreed with Neo4j");',
    ),
    message:
      "prod/orders: the waiver gives no reason: an empty text; expected: a sentence for reviewers; help: give the reason, the person who agreed, or the support case number [waiver-needs-reason]",
  },
};
