import type { RuleId } from "../../model/codes";
import { known } from "../../model/fact";
import type { AnyNode } from "../../model/model";
import { renderProblem } from "../../model/problem";
import { runRules } from "../../rules/engine";
import { CONFIGURATION_RULES } from "../../rules/registry";
import * as s from "./support";

const key = s.aKey();
const record = s.aRecord();
const ownKey = { record: record.id };

/** Takes away what Aura's statement allows. */
const DENIAL = { Sid: "No grants", Effect: "Deny", Principal: "*", Action: "kms:CreateGrant", Resource: "*" };

/** For every rule the nodes of a model that breaks it, and the line that a person reads. */
const BROKEN: Readonly<Record<string, { readonly nodes: readonly AnyNode[]; readonly line: string }>> = {
  "key-region-matches-instance": {
    nodes: [
      key,
      s.aRecord({ key: key.id }),
      s.anInstance({ ...ownKey, region: known("us-east-1", "`region` of orders") }),
    ],
    line: "prod/orders-prod: the key of instance orders-prod must live in the instance's region: key in eu-west-1 (`region` of key orders), instance in us-east-1 (`region` of orders); expected: all of them in us-east-1; help: use a key in us-east-1, or add a replica of a multi-Region key there, or create the instance in the region of the key [key-region-matches-instance]",
  },
  "record-region-matches-key": {
    nodes: [key, s.aRecord({ key: key.id, region: known("us-east-1", "`region` of the record") })],
    line: "prod/orders-record: record orders-record and its key must be in one region: key in eu-west-1 (`region` of key orders), record in us-east-1 (`region` of the record); expected: all of them in us-east-1; help: use a key in us-east-1, or add a replica of a multi-Region key there, or set `region` of the record to eu-west-1 [record-region-matches-key]",
  },
  "key-arn-well-formed": {
    nodes: [s.anImportedKey(s.KEY_ARN, { arn: known("alias/orders\n", "ARN of key shared") })],
    line: 'prod/shared: the ARN of key shared must be the ARN of a KMS key: an alias name: "alias/orders\\n" (ARN of key shared); expected: arn:PARTITION:kms:REGION:ACCOUNT:key/ID, where ID is a UUID, or mrk- and 32 hex digits; help: give the `KeyMetadata.Arn` that `aws kms describe-key --key-id` prints for it, in the account and region of the key [key-arn-well-formed]',
  },
  "key-account-expected": {
    nodes: [s.aKey({ accountClaims: [known("111122223333", "`accountId`"), known("999988887777", "provider aws")] })],
    line: "prod/orders: everything that is said about the account of key orders must agree: 111122223333 (`accountId`), 999988887777 (provider aws); expected: one account; help: name a key of the account that you mean, or correct the account where it is wrong [key-account-expected]",
  },
  "region-supported": {
    nodes: [s.aRecord({ product: known("AuraDS", "`product`"), region: known("eu-west-2", "`region`") })],
    line: "prod/orders-record: the region of record orders-record should be one that Aura's documents list for AuraDS: eu-west-2 (`region`); expected: one of ap-southeast-1, ap-southeast-2, eu-central-1, eu-west-1, sa-east-1, us-east-1, us-east-2; help: choose one of these, or, where `GET /tenants/6981ace7-efe5-4f5c-b7c5-267b5162ce91` lists eu-west-2, which is the truth, waive this rule [region-supported]",
  },
  "key-is-symmetric": {
    nodes: [s.aKey({ keySpec: known("RSA_2048", "`keySpec`"), enabled: known(false, "`keyState`") })],
    line: "prod/orders: key orders must be an enabled symmetric encryption key with material made by KMS: key spec RSA_2048 (`keySpec`), enabled false (`keyState`); expected: key spec SYMMETRIC_DEFAULT, enabled true; help: use a new symmetric key: these properties of a key never change; enable the key: without it Aura loses access to the data [key-is-symmetric]",
  },
  "rotation-enabled": {
    nodes: [s.aKey({ rotationEnabled: known(false, "rotation of key orders") })],
    line: "prod/orders: automatic rotation of key orders should be on: false (rotation of key orders); expected: true; help: turn automatic rotation on: the key keeps its ARN, and data encrypted earlier stays readable [rotation-enabled]",
  },
  "rotation-period-in-range": {
    nodes: [s.aKey({ rotationPeriodInDays: known(89, "`rotationPeriodInDays`") })],
    line: "prod/orders: the rotation period of key orders must be a whole number of days that KMS takes: 89 (`rotationPeriodInDays`); expected: 90 to 2560; help: use 90, or leave it out for 365 [rotation-period-in-range]",
  },
  "deletion-window-in-range": {
    nodes: [s.aKey({ deletionWindowInDays: known(31, "`deletionWindowInDays`") })],
    line: "prod/orders: the deletion window of key orders must be a whole number of days that KMS takes: 31 (`deletionWindowInDays`); expected: 7 to 30; help: use 30, or leave it out for 30 [deletion-window-in-range]",
  },
  "key-is-protected": {
    nodes: [s.aKey({ destroyPrevented: known(false, "`removalPolicy` of key orders") })],
    line: 'prod/orders: key orders should be protected from destruction: false (`removalPolicy` of key orders); expected: `prevent_destroy`; help: leave out `removalPolicy: "destroy"`, so that the key gets `prevent_destroy` [key-is-protected]',
  },
  "alias-is-unique": {
    nodes: [
      key,
      s.anAlias(),
      s.anAlias({ name: "other", targetKeyId: s.later("its key"), target: "prod/other" }),
      s.aKey({ name: "other" }),
    ],
    line: "prod/other: alias/orders must name one key in its account and region: also the alias of key orders (prod/orders), in 111122223333 (`accountId` of key other) and eu-west-1 (`region` of other); expected: an alias of its own for each key; help: give one of the two keys another alias [alias-is-unique]",
  },
  "statement-well-formed": {
    nodes: [s.aKey({ statement: known([], "`statement` of key orders") })],
    line: "prod/orders: there must be a statement: none (`statement` of key orders); expected: one statement or more; help: copy the statement from the Aura Console [statement-well-formed]",
  },
  "policy-within-size-limit": {
    nodes: [s.aKey({ policy: known("x".repeat(40_000), "`policy` of key orders") })],
    line: "prod/orders: the policy of key orders must fit into KMS: 40000 bytes (`policy` of key orders); expected: at most 32768 bytes; help: take out statements or principals: it is 7232 bytes too large [policy-within-size-limit]",
  },
  "policy-set-once": {
    nodes: [key, s.aKeyPolicy({ key: key.id })],
    line: "prod/orders-policy: policy orders-policy must be the only one on its key: also set by policy of key orders (prod/orders); expected: one policy; help: keep one of them and merge the statements of the others into it; of a key that is created here, keep the inline one [policy-set-once]",
  },
  "aura-can-use-key": {
    nodes: [
      s.aKey({
        policy: known(s.policyText(s.OWN_STATEMENT, { ...s.STATEMENT, Action: "kms:*" }, DENIAL), "its policy"),
      }),
    ],
    line: 'prod/orders: key orders must let Aura do what it needs: kms:CreateGrant: statement 3 ("No grants") denies it to AWS account 444455556666 (its policy); expected: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey, kms:DescribeKey, kms:CreateGrant; help: copy the statement from the Aura Console again, or take Aura out of what the policy denies [aura-can-use-key]',
  },
  "aura-cannot-administer-key": {
    nodes: [s.aKey({ statement: known([{ ...s.STATEMENT, Action: "kms:*" }], "`statement` of key orders") })],
    line: 'prod/orders: Aura\'s statement must not ask for the administration of key orders for other accounts: kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey, kms:CancelKeyDeletion and 15 more for AWS account 444455556666 (statement 1 ("Allow access for Neo4j"), `statement` of key orders); expected: the use of the key, and grants on it; help: take these actions out, and ask whoever gave you the statement what they are for: no other account needs them [aura-cannot-administer-key]',
  },
  "administrators-keep-control": {
    nodes: [s.aKey({ policy: known(s.policyText(s.STATEMENT), "its policy") })],
    line: "prod/orders: somebody of AWS account 111122223333 must be able to change the policy of key orders: no statement allows it to AWS account 111122223333 (its policy); expected: a statement that allows kms:PutKeyPolicy, and none that denies it; help: keep the account's own statement (kms:* for its root), and take out what denies kms:PutKeyPolicy to administrators [administrators-keep-control]",
  },
  "no-unexpected-principals": {
    nodes: [s.aKey({ expectedPrincipals: ["999988887777"] })],
    line: 'prod/orders: key orders must let in only those who are expected: AWS account 444455556666 for kms:CreateGrant, kms:Decrypt, kms:DescribeKey, kms:Encrypt and 8 more (statement 2 ("Allow access for Neo4j") of policy of key orders); expected: AWS account 111122223333, 999988887777; help: save the statement that the Aura Console shows for this very key; when it is right, correct the pin: `auraAccountId`, and `auraPrincipals` for partners of your own [no-unexpected-principals]',
  },
  "statement-matches-key": {
    nodes: [
      s.aKey({
        statement: known([{ ...s.STATEMENT, Resource: "arn:aws:kms:us-east-1:111122223333:key/*" }], "`statement`"),
      }),
    ],
    line: 'prod/orders: Aura\'s statement must be about key orders: Resource arn:aws:kms:us-east-1:111122223333:key/* (statement 1 ("Allow access for Neo4j"), `statement`), of region us-east-1; expected: arn:aws:kms:eu-west-1:111122223333:key/... or *; help: save the statement that the Aura Console shows for this very key [statement-matches-key]',
  },
  "product-supports-own-keys": {
    nodes: [s.aRecord({ product: known("enterprise-db", "`product` of the record") })],
    line: "prod/orders-record: the product of record orders-record must be one that takes customer managed keys: enterprise-db (`product` of the record); expected: AuraDB or AuraDS; help: use AuraDB [product-supports-own-keys]",
  },
  "product-matches-key": {
    nodes: [record, s.anInstance({ ...ownKey, product: known("AuraDS", "`product` of the instance") })],
    line: "prod/orders-prod: instance orders-prod and the record of its key must be of one product: record of AuraDB (`product` of record orders-record), instance of AuraDS (`product` of the instance); expected: both of AuraDS; help: register the key for AuraDS too, with a record of its own, and use that record [product-matches-key]",
  },
  "one-key-per-product-and-region": {
    nodes: [record, s.aRecord({ name: "audit" })],
    line: "prod/audit: record audit must be the only one of its project, product and region: a second record beside orders-record (prod/orders-record), for 6981ace7-efe5-4f5c-b7c5-267b5162ce91 (`projectId` of record audit), AuraDB (`product` of record audit), eu-west-1 (`region` of record audit); expected: one record; help: use record orders-record for these instances, or, when Aura accepts a second key, waive this rule for one of the two [one-key-per-product-and-region]",
  },
  "version-supported": {
    nodes: [s.anInstance({ ...ownKey, version: known("4", "`version` of the instance") })],
    line: "prod/orders-prod: instance orders-prod must be of a version that takes customer managed keys: 4 (`version` of the instance); expected: 5; help: use version 5, or waive this rule for a v4.x instance that Aura accepts [version-supported]",
  },
  "clone-keeps-key": {
    nodes: [record, s.anInstance(ownKey), s.anInstance({ name: "copy", cloneOf: "prod/orders-prod" })],
    line: "prod/copy: clone copy must keep the product and the key of its source orders-prod: Neo4j's own key for the clone, record orders-record (prod/orders-record) for the source; expected: the product and the record of the source; help: give the clone record orders-record (prod/orders-record): Aura no longer clones such an instance to its own key [clone-keeps-key]",
  },
  "import-uses-database-upload": {
    nodes: [s.anInstance({ ...ownKey, importMethod: known("push-to-cloud", "`importMethod`") })],
    line: "prod/orders-prod: the import into instance orders-prod must work with a customer managed key: push-to-cloud (`importMethod`); expected: `database-upload`; help: load the dump into Neo4j 5 and use `neo4j-admin database upload` (`database-upload`), which takes a database of any size: `push-to-cloud` refuses such instances [import-uses-database-upload]",
  },
  "names-fit-aura": {
    nodes: [s.anInstance({ auraName: known("two lines\nof a name ", "`name`") })],
    line: 'prod/orders-prod: the name of instance orders-prod must be one that Aura takes: "two lines\\nof a name " with 20 characters (`name`); expected: 1 to 30 characters, no blanks at either end; help: use "two lines\\nof a name" [names-fit-aura]',
  },
};

describe("the message of every rule", () => {
  it("has a broken model here", () => {
    expect(Object.keys(BROKEN)).toEqual(CONFIGURATION_RULES.map(({ id }) => id));
  });

  it.each(Object.entries(BROKEN))("%s: one line with path, what, got, expected and fix", (id, { nodes, line }) => {
    const rules = CONFIGURATION_RULES.filter((rule) => rule.id === id);
    const verdicts = runRules(s.modelOf(...nodes), [], rules).map(({ node, verdict }) => {
      if (verdict.outcome !== "violation") throw new Error(verdict.why);
      const { what, got, expected, fix } = verdict;
      expect([what, got, expected, fix].every((text) => text.trim().length > 0)).toBe(true);
      return renderProblem({ code: id as RuleId, path: node.id, what, got, expected, fix });
    });
    expect(verdicts).toEqual([line]);
    expect(line).not.toMatch(/\n|TfToken|undefined|\[object/);
  });
});
