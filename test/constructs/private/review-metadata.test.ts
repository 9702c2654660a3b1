import { KmsGrant } from "@cdktf/provider-aws/lib/kms-grant";
import { KmsKeyPolicy } from "@cdktf/provider-aws/lib/kms-key-policy";
import type { TerraformStack } from "cdktf";
import {
  AuraCustomerManagedKey,
  AuraInstance,
  AuraKeyPolicy,
  AuraKmsKey,
  AuraKmsReplicaKey,
  waiveRule,
} from "../../../constructs";
import {
  ACCOUNT,
  addresses,
  annotationsOf,
  INSTANCE,
  keyArn,
  newApp,
  newStack,
  only,
  OWN_STATEMENT,
  PROJECT,
  statement,
  synth,
  synthApp,
  type Synthesized,
} from "../../support/synth";

const OTHER_ID = "0987dcba-09fe-87dc-65ba-ab0987654321";

function metadataIn(synthesized: Synthesized): unknown {
  return only(synthesized, "terraform_data", "AuraCmkReviewMetadata")["input"];
}

function fill(stack: TerraformStack) {
  const props = { accountId: ACCOUNT, region: "eu-west-1", statement };
  const key = new AuraKmsKey(stack, "orders", { ...props, multiRegion: true });
  const replica = new AuraKmsReplicaKey(stack, "replica", { primary: key, region: "eu-central-1" });
  const record = new AuraCustomerManagedKey(stack, "record", { key, projectId: PROJECT, product: "AuraDB" });
  const db = new AuraInstance(stack, "db", { ...INSTANCE, customerManagedKey: record });
  return { key, replica, record, db };
}

it("lists every key, replica, policy and instance with `prevent_destroy`", () => {
  const stack = newStack();
  fill(stack);
  const shared = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
  const currentPolicy = { Version: "2012-10-17", Statement: [OWN_STATEMENT] };
  new AuraKeyPolicy(stack, "policy", { key: shared, currentPolicy, statement });
  // It has no relation to Aura.
  new KmsKeyPolicy(stack, "other", {
    ...{ keyId: keyArn("eu-west-1", { id: OTHER_ID }), policy: "{}", lifecycle: { preventDestroy: true } },
  });
  expect(metadataIn(synth(stack))).toBe(
    '{"kind":"cdktf-aura-cmk/review-metadata","version":"1","protected":["aura_instance.db_ECC37780",' +
      '"aws_kms_key.orders_46FA7C19","aws_kms_key_policy.policy_E16B4B70",' +
      '"aws_kms_replica_key.replica_002F81F9"],"waivers":[],"principals":{}}',
  );
});

it("omits resources without `prevent_destroy`", () => {
  const stack = newStack();
  new AuraKmsKey(stack, "orders", {
    ...{ accountId: ACCOUNT, region: "eu-west-1", statement, removalPolicy: "destroy" },
  });
  expect(metadataIn(synth(stack))).toBe(
    '{"kind":"cdktf-aura-cmk/review-metadata","version":"1","protected":[],"waivers":[],"principals":{}}',
  );
});

it("follows overrides of `prevent_destroy`", () => {
  const stack = newStack();
  const { key, record, db } = fill(stack);
  db.resource.addOverride("lifecycle.prevent_destroy", false);
  key.resource.addOverride("lifecycle", { prevent_destroy: false });
  record.resource.addOverride("lifecycle.prevent_destroy", true);
  expect(metadataIn(synth(stack))).toContain(
    '"protected":["aura_customer_managed_key.record_10230D7D","aws_kms_replica_key.replica_002F81F9"]',
  );
  expect(annotationsOf(key)).toEqual([
    'warn prod/orders: key orders is not protected from destruction: false (`removalPolicy` of key orders); help: remove `removalPolicy: "destroy"` [key-is-protected]',
  ]);
});

it("lists the waivers of the stack, once for each rule and reason", () => {
  const app = newApp();
  const [one, two] = [newStack("one", { app }), newStack("two", { app })];
  const { key, replica, db } = fill(one);
  new AuraKmsKey(two, "other", { accountId: ACCOUNT, region: "eu-west-1", statement });
  for (const node of [replica, key]) waiveRule(node, "rotation-enabled", "test keys");
  waiveRule(db, "version-supported", 'v4 until "spring": ${x}');
  waiveRule(app, "region-supported", "a private offer");
  const metadata = (stack: string): unknown => JSON.parse(String(metadataIn(synthApp(app, stack))));
  expect(metadata("one")).toMatchObject({
    waivers: [
      {
        rule: "region-supported",
        on: [
          "aura_customer_managed_key.record_10230D7D",
          "aura_instance.db_ECC37780",
          "aws_kms_key.orders_46FA7C19",
          "aws_kms_replica_key.replica_002F81F9",
        ],
        reason: "a private offer",
      },
      {
        rule: "rotation-enabled",
        on: ["aws_kms_key.orders_46FA7C19", "aws_kms_replica_key.replica_002F81F9"],
        reason: "test keys",
      },
      // Escaped, because Terraform would read an expression.
      { rule: "version-supported", on: ["aura_instance.db_ECC37780"], reason: 'v4 until "spring": $${x}' },
    ],
  });
  expect(metadata("two")).toMatchObject({
    protected: ["aws_kms_key.other_7F016EE3"],
    waivers: [{ rule: "region-supported", on: ["aws_kms_key.other_7F016EE3"], reason: "a private offer" }],
  });
});

it("notes what a waiver is for, also of a resource that no construct of ours made", () => {
  const stack = newStack();
  const { key, db } = fill(stack);
  waiveRule(stack, "region-supported", "a private offer");
  const raw = new KmsGrant(stack, "reader", {
    ...{ keyId: key.resource.arn, granteePrincipal: "arn:aws:iam::666677778888:root", operations: ["Decrypt"] },
  });
  waiveRule(raw, "no-unexpected-principals", "partner, case 1234");
  new AuraCustomerManagedKey(stack, "second", { key, projectId: PROJECT, product: "AuraDB", name: "second" });
  waiveRule(db.node.scope as TerraformStack, "one-key-per-product-and-region", "agreed");
  const { waivers } = JSON.parse(String(metadataIn(synth(stack)))) as { waivers: { rule: string }[] };
  expect(waivers.filter(({ rule }) => rule !== "region-supported")).toMatchObject([
    { rule: "no-unexpected-principals", on: ["aws_kms_grant.reader"], reason: "partner, case 1234" },
    {
      ...{ rule: "one-key-per-product-and-region", reason: "agreed" },
      facts: { "aura_customer_managed_key.second_72DCB114": ["AuraDB in eu-west-1"] },
    },
  ]);
});

it("names an imported key by its construct path", () => {
  const stack = newStack();
  const shared = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
  waiveRule(shared, "key-is-symmetric", "its owner says so");
  expect(metadataIn(synth(stack))).toBe(
    '{"kind":"cdktf-aura-cmk/review-metadata","version":"1","protected":[],"waivers":[{"rule":"key-is-symmetric",' +
      '"on":["prod/shared"],"reason":"its owner says so"}],"principals":{}}',
  );
});

it("adds no resource to a stack without resources of Aura", () => {
  const stack = newStack();
  AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
  expect(addresses(synth(stack))).toEqual([]);
});

it("changes when the stack changes between two syntheses", () => {
  const stack = newStack();
  const { db } = fill(stack);
  const before = metadataIn(synth(stack));
  expect(metadataIn(synth(stack))).toBe(before);
  db.resource.lifecycle = {};
  expect(metadataIn(synth(stack))).toBe(String(before).replace('"aura_instance.db_ECC37780",', ""));
});
