import { KmsKeyPolicy } from "@cdktf/provider-aws/lib/kms-key-policy";
import { AuraCustomerManagedKey, AuraInstance, AuraKmsKey, AuraStatement, waiveRule } from "../../constructs";
import { known, unknown } from "../../model/fact";
import { readConstructs, renderTokens } from "../../model/from-constructs";
import { ACCOUNT, INSTANCE, keyArn, newApp, newStack, PROJECT, STATEMENT, variable } from "../support/synth";

const app = newApp();
const stack = newStack("prod", { app });
const key = new AuraKmsKey(stack, "orders", {
  ...{ accountId: ACCOUNT, region: "eu-west-1", statement: AuraStatement.fromObject(STATEMENT) },
});
const record = new AuraCustomerManagedKey(stack, "record", { key, projectId: PROJECT, product: "AuraDB" });
const db = new AuraInstance(stack, "db", { ...INSTANCE, customerManagedKey: record });
waiveRule(db, "version-supported", "agreed");
waiveRule(stack, "region-supported", "agreed too");
new KmsKeyPolicy(stack, "raw", { keyId: keyArn("eu-west-1"), policy: "{}" });

const { model, waivers, problems } = readConstructs(app);

it("reads a key with every fact and its source", () => {
  expect(model.keys).toEqual([
    {
      kind: "key",
      id: "prod/orders",
      name: "orders",
      origin: "created",
      address: "aws_kms_key.orders_46FA7C19",
      arn: unknown("AWS names key orders at apply"),
      region: known("eu-west-1", "`region` of key orders"),
      regionClaims: [known("eu-west-1", "`region` of key orders")],
      accountClaims: [known(ACCOUNT, "`accountId` of key orders")],
      partitionClaims: [
        known("aws", "partition of the region of key orders"),
        known("aws", "partition in the policy of key orders"),
      ],
      policy: known(key.policyJson, "policy of key orders"),
      statement: known([STATEMENT], "`statement` of key orders"),
      deletionWindowInDays: known(30, "`deletionWindowInDays` of key orders"),
      destroyPrevented: known(true, "`removalPolicy` of key orders"),
      keySpec: known("SYMMETRIC_DEFAULT", "key spec of key orders"),
      keyUsage: known("ENCRYPT_DECRYPT", "key usage of key orders"),
      materialOrigin: known("AWS_KMS", "key store of key orders"),
      enabled: known(true, "`isEnabled` of key orders"),
      multiRegion: known(false, "`multiRegion` of key orders"),
      rotationEnabled: known(true, "rotation of key orders"),
      rotationPeriodInDays: known(365, "`rotationPeriodInDays` of key orders"),
    },
  ]);
});

it("reads the alias of a key", () => {
  expect(model.aliases).toEqual([
    {
      kind: "alias",
      id: "prod/orders/Alias",
      name: "orders",
      origin: "created",
      address: "aws_kms_alias.orders_Alias_0036EBEA",
      aliasName: known("alias/neo4j-aura/orders", "`alias` of key orders"),
      target: "prod/orders",
      targetKeyId: unknown("key of the alias of key orders is known only at apply"),
      region: known("eu-west-1", "`region` of key orders"),
      accountClaims: [],
    },
  ]);
});

it("reads a record and an instance, and how they hang together", () => {
  expect(model.records).toEqual([
    {
      kind: "record",
      id: "prod/record",
      name: "record",
      origin: "created",
      address: "aura_customer_managed_key.record_10230D7D",
      auraName: known("record", "`name` of record record"),
      key: "prod/orders",
      keyArn: unknown("AWS names the key of record record at apply"),
      region: known("eu-west-1", "`region` of record record"),
      cloudProvider: known("aws", "cloud provider of record record"),
      product: known("AuraDB", "`product` of record record"),
      projectId: known(PROJECT, "`projectId` of record record"),
      recordId: unknown("Aura names record record at apply"),
    },
  ]);
  expect(model.instances).toEqual([
    {
      kind: "instance",
      id: "prod/db",
      name: "db",
      origin: "created",
      address: "aura_instance.db_ECC37780",
      auraName: known("db", "`name` of instance db"),
      region: known("eu-west-1", "`region` of instance db"),
      product: known("AuraDB", "`product` of instance db"),
      version: known("5", "`version` of instance db"),
      projectId: known(PROJECT, "`projectId` of instance db"),
      record: "prod/record",
      customerManagedKeyId: unknown("key of instance db is known only at apply"),
      importSizeInGb: known(undefined, "`importSizeInGb` of instance db"),
      importMethod: known(undefined, "`importMethod` of instance db"),
    },
  ]);
});

it("leaves a key policy that somebody else put in to the reader of what is written", () => {
  expect(model.keyPolicies).toEqual([]);
});

it("reads waivers with everything that they cover", () => {
  const covered = waivers.map(({ on, ...rest }) => ({ ...rest, on: [...new Set(on)].sort() }));
  expect(covered).toEqual([
    { rule: "region-supported", reason: "agreed too", on: ["prod/db", "prod/orders", "prod/record"] },
    { rule: "version-supported", reason: "agreed", on: ["prod/db"] },
  ]);
});

it("finds nothing wrong with what is right in itself", () => {
  expect(problems).toEqual([]);
});

it("reads a part of the tree", () => {
  expect(readConstructs(key).model).toEqual({
    ...{ keys: model.keys, keyPolicies: [], records: [], instances: [], aliases: model.aliases, grants: [] },
    otherClouds: [],
  });
});

it("renders tokens, and tells what they stand for", () => {
  const v = variable(stack, "v");
  expect(renderTokens(stack, ["plain", `${v.stringValue}-1`])).toEqual({
    value: ["plain", "${var.v}-1"],
    references: [{ identifier: "var.v", originStack: stack }],
  });
});
