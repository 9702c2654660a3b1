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
    line: "prod/orders-prod: instance orders-prod and its key are in different regions: key in eu-west-1 (`region` of key orders), instance in us-east-1 (`region` of orders); expected: us-east-1; help: use a key or replica in us-east-1 [key-region-matches-instance]",
  },
  "record-region-matches-key": {
    nodes: [key, s.aRecord({ key: key.id, region: known("us-east-1", "`region` of the record") })],
    line: "prod/orders-record: Aura key record orders-record and its KMS key are in different regions: key in eu-west-1 (`region` of key orders), record in us-east-1 (`region` of the record); expected: us-east-1; help: use a key or replica in us-east-1, or set `region` to eu-west-1 [record-region-matches-key]",
  },
  "key-arn-well-formed": {
    nodes: [s.anImportedKey(s.KEY_ARN, { arn: known("alias/orders\n", "ARN of key shared") })],
    line: 'prod/shared: ARN of key shared is not a KMS key ARN: an alias name: "alias/orders\\n" (ARN of key shared); expected: arn:PARTITION:kms:REGION:ACCOUNT:key/ID; help: use `KeyMetadata.Arn` of `aws kms describe-key` [key-arn-well-formed]',
  },
  "key-account-expected": {
    nodes: [s.aKey({ accountClaims: [known("111122223333", "`accountId`"), known("999988887777", "provider aws")] })],
    line: "prod/orders: conflicting account ids for key orders: 111122223333 (`accountId`), 999988887777 (provider aws); expected: one account; help: correct the wrong one, or use another key [key-account-expected]",
  },
  "region-supported": {
    nodes: [s.aRecord({ product: known("AuraDS", "`product`"), region: known("eu-west-2", "`region`") })],
    line: "prod/orders-record: eu-west-2 is not a documented region of AuraDS: customer managed key orders-record (`region`); expected: ap-southeast-1, ap-southeast-2, eu-central-1, eu-west-1 and 3 more; help: choose another region, or waive this rule if `GET /tenants/{id}` lists this one [region-supported]",
  },
  "key-is-symmetric": {
    nodes: [s.aKey({ keySpec: known("RSA_2048", "`keySpec`"), enabled: known(false, "`keyState`") })],
    line: "prod/orders: key orders is not a symmetric encryption key: key spec RSA_2048 (`keySpec`), enabled false (`keyState`); expected: key spec SYMMETRIC_DEFAULT, enabled true; help: use a new symmetric key; enable the key [key-is-symmetric]",
  },
  "rotation-enabled": {
    nodes: [s.aKey({ rotationEnabled: known(false, "rotation of key orders") })],
    line: "prod/orders: automatic rotation of key orders is off: false (rotation of key orders); expected: true; help: turn it on; the ARN does not change [rotation-enabled]",
  },
  "rotation-period-in-range": {
    nodes: [s.aKey({ rotationPeriodInDays: known(89, "`rotationPeriodInDays`") })],
    line: "prod/orders: rotation period of key orders is out of range: 89 (`rotationPeriodInDays`); expected: 90 to 2560 days; help: use 90, or remove it for 365 [rotation-period-in-range]",
  },
  "deletion-window-in-range": {
    nodes: [s.aKey({ deletionWindowInDays: known(31, "`deletionWindowInDays`") })],
    line: "prod/orders: deletion window of key orders is out of range: 31 (`deletionWindowInDays`); expected: 7 to 30 days; help: use 30, or remove it for 30 [deletion-window-in-range]",
  },
  "key-is-protected": {
    nodes: [s.aKey({ destroyPrevented: known(false, "`removalPolicy` of key orders") })],
    line: 'prod/orders: key orders is not protected from destruction: false (`removalPolicy` of key orders); expected: `prevent_destroy`; help: remove `removalPolicy: "destroy"` [key-is-protected]',
  },
  "alias-is-unique": {
    nodes: [
      key,
      s.anAlias(),
      s.anAlias({ name: "other", targetKeyId: s.later("its key"), target: "prod/other" }),
      s.aKey({ name: "other" }),
    ],
    line: "prod/other: alias/orders is defined twice in its account and region: also the alias of key orders (prod/orders) in 111122223333, eu-west-1; expected: one key per alias; help: rename one of them [alias-is-unique]",
  },
  "statement-well-formed": {
    nodes: [s.aKey({ statement: known([], "`statement` of key orders") })],
    line: "prod/orders: no statement: none (`statement` of key orders); expected: one statement or more; help: copy the statement from the Aura Console [statement-well-formed]",
  },
  "policy-within-size-limit": {
    nodes: [s.aKey({ policy: known("x".repeat(40_000), "`policy` of key orders") })],
    line: "prod/orders: policy of key orders is too large for KMS: 40000 bytes (`policy` of key orders); expected: at most 32768 bytes; help: remove 7232 bytes, such as statements or principals [policy-within-size-limit]",
  },
  "policy-set-once": {
    nodes: [key, s.aKeyPolicy({ key: key.id })],
    line: "prod/orders-policy: policy orders-policy conflicts with another policy of its key: also set by policy of key orders (prod/orders); expected: one policy per key; help: merge them into one policy [policy-set-once]",
  },
  "aura-can-use-key": {
    nodes: [
      s.aKey({
        policy: known(s.policyText(s.OWN_STATEMENT, { ...s.STATEMENT, Action: "kms:*" }, DENIAL), "its policy"),
      }),
    ],
    line: 'prod/orders: Aura lacks required permissions on key orders: kms:CreateGrant: statement 3 ("No grants") denies it to AWS account 444455556666 (its policy); expected: all 7 required operations; help: copy the statement from the Aura Console again, or exclude Aura from the Deny [aura-can-use-key]',
  },
  "aura-cannot-administer-key": {
    nodes: [s.aKey({ statement: known([{ ...s.STATEMENT, Action: "kms:*" }], "`statement` of key orders") })],
    line: 'prod/orders: Aura\'s statement grants administration of key orders to AWS account 444455556666: kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey and 16 more (statement 1 ("Allow access for Neo4j"), `statement` of key orders); help: remove these actions, and ask why they were requested [aura-cannot-administer-key]',
  },
  "administrators-keep-control": {
    nodes: [s.aKey({ policy: known(s.policyText(s.STATEMENT), "its policy") })],
    line: "prod/orders: AWS account 111122223333 cannot change the policy of key orders: no statement allows it to AWS account 111122223333 (its policy); expected: kms:PutKeyPolicy allowed; help: keep kms:* for the account's root, and do not deny kms:PutKeyPolicy [administrators-keep-control]",
  },
  "no-unexpected-principals": {
    nodes: [s.aKey({ expectedPrincipals: ["999988887777"] })],
    line: 'prod/orders: unexpected AWS account 444455556666 can use key orders: kms:CreateGrant, kms:Decrypt, kms:DescribeKey and 9 more (statement 2 ("Allow access for Neo4j") of policy of key orders); help: copy the statement from the Aura Console again, or correct `auraAccountId` or `auraPrincipals` [no-unexpected-principals]',
  },
  "statement-matches-key": {
    nodes: [
      s.aKey({
        statement: known([{ ...s.STATEMENT, Resource: "arn:aws:kms:us-east-1:111122223333:key/*" }], "`statement`"),
      }),
    ],
    line: 'prod/orders: Aura\'s statement does not match key orders: Resource arn:aws:kms:us-east-1:111122223333:key/* (statement 1 ("Allow access for Neo4j"), `statement`), region us-east-1; expected: arn:aws:kms:eu-west-1:111122223333:key/... or *; help: use the statement that the Aura Console shows for this key [statement-matches-key]',
  },
  "product-supports-own-keys": {
    nodes: [s.aRecord({ product: known("enterprise-db", "`product` of the record") })],
    line: "prod/orders-record: product enterprise-db does not support customer managed keys: customer managed key orders-record (`product` of the record); expected: AuraDB or AuraDS; help: use AuraDB [product-supports-own-keys]",
  },
  "product-matches-key": {
    nodes: [record, s.anInstance({ ...ownKey, product: known("AuraDS", "`product` of the instance") })],
    line: "prod/orders-prod: instance orders-prod and its customer managed key have different products: key AuraDB (`product` of record orders-record), instance AuraDS (`product` of the instance); expected: one product; help: register the KMS key for AuraDS as well [product-matches-key]",
  },
  "one-key-per-product-and-region": {
    nodes: [record, s.aRecord({ name: "audit" })],
    line: "prod/audit: project has a second customer managed key for AuraDB in eu-west-1: audit beside orders-record (prod/orders-record); expected: one; help: use orders-record, or waive this rule for one of the two if Aura accepts both [one-key-per-product-and-region]",
  },
  "version-supported": {
    nodes: [s.anInstance({ ...ownKey, version: known("4", "`version` of the instance") })],
    line: "prod/orders-prod: version 4 of instance orders-prod does not support customer managed keys: `version` of the instance; expected: 5; help: use version 5 [version-supported]",
  },
  "clone-keeps-key": {
    nodes: [record, s.anInstance(ownKey), s.anInstance({ name: "copy", cloneOf: "prod/orders-prod" })],
    line: "prod/copy: clone copy has another key than its source orders-prod: the Neo4j-managed key instead of customer managed key orders-record (prod/orders-record); expected: the source's key; help: use the source's key, or clone in the Console [clone-keeps-key]",
  },
  "import-uses-database-upload": {
    nodes: [s.anInstance({ ...ownKey, importMethod: known("push-to-cloud", "`importMethod`") })],
    line: "prod/orders-prod: import method of instance orders-prod does not support customer managed keys: push-to-cloud (`importMethod`); expected: `database-upload`; help: load the dump into Neo4j 5 and use `neo4j-admin database upload` [import-uses-database-upload]",
  },
  "names-fit-aura": {
    nodes: [s.anInstance({ auraName: known("two lines\nof a name ", "`name`") })],
    line: 'prod/orders-prod: name of instance orders-prod is not valid in Aura: "two lines\\nof a name ", 20 characters (`name`); expected: 1 to 30 characters, trimmed; help: use "two lines\\nof a name" [names-fit-aura]',
  },
};

describe("the message of every rule", () => {
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
