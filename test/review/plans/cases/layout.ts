import { DEFAULT_PROJECT } from "../../../../simulator";
import { bareKeyId } from "../../../../policy/arn";
import type { Root, Stage } from "../stage";
import { change, onePlan, type PlanCase } from "./case";
import {
  ACCOUNT_ID,
  alias,
  AURA,
  block,
  configuration,
  instance,
  key,
  keyPolicy,
  OWN,
  policy,
  PROVIDERS,
  record,
} from "./hcl";

const region = block('variable "region"', { type: "string" });
const name = block('variable "name"', { type: "string" });
const REQUIRED = PROVIDERS.slice(0, PROVIDERS.indexOf('provider "aura"'));

const KEY_MODULE = [
  ...[REQUIRED, region, name],
  key({ description: '"Aura: ${var.name}"' }),
  block('module "database"', {
    source: '"../database"',
    region: "var.region",
    name: "var.name",
    key_arn: "aws_kms_key.orders.arn",
  }),
].join("\n");

const DATABASE_MODULE = [
  ...[REQUIRED, region, name, block('variable "key_arn"', { type: "string" })],
  record({ name: "var.name", region: "var.region", key_id: "var.key_arn" }),
  instance({ name: "var.name", region: "var.region" }),
].join("\n");

/** Keys for some names in one region, and for a number of times in another. */
function modules(on: Stage, names: readonly string[], count: number): Root {
  on.file("root/modules/key/main.tf", KEY_MODULE);
  on.file("root/modules/database/main.tf", DATABASE_MODULE);
  const us = { provider: "aws.us", region: '"us-east-1"' };
  return on.hcl(
    configuration(
      block('provider "aws"', { alias: '"us"', region: us.region }),
      block('module "eu"', {
        source: '"./modules/key"',
        for_each: `toset(${JSON.stringify(names)})`,
        name: "each.key",
        region: '"eu-west-1"',
      }),
      block('module "us"', {
        source: '"./modules/key"',
        count: String(count),
        name: '"copy-${count.index}"',
        region: us.region,
        providers: `{ aws = ${us.provider} }`,
      }),
    ),
  );
}

const RESEARCH_ID = "444455556666";
const ofResearch = { ...OWN, Principal: { AWS: `arn:aws:iam::${RESEARCH_ID}:root` } };

/** Two accounts, each with a provider block, a key, a record and an instance. */
const twoProviders = (...ofFirst: object[]): string =>
  configuration(
    block(
      'provider "aws"',
      { alias: '"research"', region: '"us-east-1"' },
      block("assume_role", { role_arn: `"arn:aws:iam::${RESEARCH_ID}:role/terraform"` }),
    ),
    ...[key({ policy: policy(OWN, AURA, ...ofFirst) }), record(), instance()],
    key({ provider: "aws.research", policy: policy(ofResearch, AURA) }, "papers"),
    record({ name: '"papers"', region: '"us-east-1"', key_id: "aws_kms_key.papers.arn" }, "papers"),
    instance(
      {
        name: '"papers"',
        region: '"us-east-1"',
        customer_managed_key_id: "aura_customer_managed_key.papers.id",
      },
      "papers",
    ),
  );

/** Key and record in one state, the instance in another one, which names the record by its id. */
function instanceElsewhere(on: Stage): Root {
  const id = `"${on.theRecord().id}"`;
  return on.hcl(configuration(instance({ customer_managed_key_id: id })), "instance");
}

const keyStack = (on: Stage, ...statements: object[]): Root =>
  on.hcl(configuration(key({ policy: policy(...statements) }), alias(), record()), "key");

/** A key that is not for Aura, with a replica and a standalone policy. */
const otherPeoples = (...statements: object[]): string =>
  configuration(
    key({ description: '"Payroll"', multi_region: "true", policy: undefined }),
    alias({ name: '"alias/payroll"' }),
    keyPolicy({ policy: policy(OWN, ...statements) }),
    block('resource "aws_kms_replica_key" "copy"', {
      region: '"eu-central-1"',
      primary_key_arn: "aws_kms_key.orders.arn",
      policy: policy(OWN),
    }),
  );
const auditor = {
  Sid: "Auditor",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:role/audit` },
  Action: "kms:Describe*",
  Resource: "*",
};

/** How configurations can be cut and nested, and what is not ours. */
export const LAYOUT: readonly PlanCase[] = [
  onePlan("modules", "modules in modules with `for_each` and `count`, two regions: created", (on) =>
    modules(on, ["orders"], 1).plan(),
  ),
  onePlan("modules-changed", "one entry of the `for_each` and the `count` go away", async (on) => {
    await modules(on, ["orders", "audit"], 1).apply();
    return modules(on, ["orders"], 0).plan();
  }),
  change("two-providers", "two accounts, each with a provider block of its own", undefined, twoProviders()),
  change(
    "access-widened-to-known-account",
    "the other of these accounts may decrypt with the key of the first from now on",
    twoProviders(),
    twoProviders({ ...ofResearch, Sid: "Research", Action: ["kms:Decrypt", "kms:DescribeKey"] }),
  ),
  {
    names: ["two-plans-key", "two-plans-instance"],
    shows: "two states: the key gets its statement in one, the instance is created in the other",
    make: async (on) => {
      await keyStack(on, OWN).apply();
      return [await keyStack(on, OWN, AURA).plan(), await instanceElsewhere(on).plan()];
    },
  },
  {
    names: ["two-plans-record-deleted", "two-plans-record-in-use"],
    shows: "two states: key and record go in one, the instance that uses them stays in the other",
    make: async (on) => {
      await keyStack(on, OWN, AURA).apply();
      await instanceElsewhere(on).apply();
      const instancePlan = await instanceElsewhere(on).plan();
      return [await on.hcl(configuration(), "key").plan(), instancePlan];
    },
  },
  onePlan("policy-elsewhere", "a policy on a key of another state, which `for_each` names by its id", async (on) => {
    await keyStack(on, OWN, AURA).apply();
    const ids = `toset([${JSON.stringify(bareKeyId(on.theRecord().key_id))}])`;
    return on.hcl(configuration(keyPolicy({ for_each: ids, key_id: "each.key", policy: policy(OWN) }))).plan();
  }),
  onePlan("alias-elsewhere", "the alias of a key of another state is imported and points to a new key", async (on) => {
    await keyStack(on, OWN, AURA).apply();
    const taken = block("import", { to: "aws_kms_alias.orders", id: '"alias/orders"' });
    return on.hcl(configuration(key({ description: '"Payroll"', policy: policy(OWN) }), alias(), taken)).plan();
  }),
  change(
    "other-peoples-kms",
    "a key that has nothing to do with Aura, with separate policy, alias and replica: its policy is changed",
    otherPeoples(),
    otherPeoples(auditor),
  ),
  onePlan("nothing-of-ours", "a plan without any key", (on) =>
    on.hcl(`${block('resource "terraform_data" "greeting"', { input: '"hello"' })}\n`).plan(),
  ),
];

const community = (body: { readonly record?: string; readonly keyId?: string } = {}): string =>
  [
    block(
      "terraform",
      {},
      block("required_providers", {
        aws: '{ source = "hashicorp/aws" }',
        pgrneo4jaura: '{ source = "Progressive-Insurance/pgrneo4jaura" }',
      }),
    ),
    block('provider "aws"', { region: '"eu-west-1"' }),
    block('provider "pgrneo4jaura"', { client_id: '"client"', client_secret: '"secret-in-plain-text"' }),
    key(),
    block('resource "pgrneo4jaura_auracmk" "orders"', {
      tenant_id: `"${DEFAULT_PROJECT.id}"`,
      name: `"${body.record ?? "orders"}"`,
      cloud_provider: '"aws"',
      region: '"eu-west-1"',
      instance_type: '"enterprise-db"',
      key_id: "aws_kms_key.orders.arn",
    }),
    block('resource "pgrneo4jaura_aurainstance" "orders"', {
      tenant_id: `"${DEFAULT_PROJECT.id}"`,
      name: '"orders"',
      type: '"enterprise-db"',
      version: '"5"',
      cloud_provider: '"aws"',
      region: '"eu-west-1"',
      memory: '"8GB"',
      customer_managed_key_id: body.keyId ?? "pgrneo4jaura_auracmk.orders.id",
    }),
    "",
  ].join("\n");

/** The community provider. */
export const COMMUNITY: readonly PlanCase[] = [
  change("pgrneo4jaura", "the community provider: created", undefined, community()),
  change(
    "pgrneo4jaura-replaced",
    "another name replaces the record, and with it the instance",
    community(),
    community({ record: "renamed" }),
  ),
  change(
    "pgrneo4jaura-loses-key",
    "an empty id of the record: that provider makes a new instance, with Neo4j's key",
    community(),
    community({ keyId: '""' }),
  ),
];
