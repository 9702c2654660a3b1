import { AURA_PRODUCTS } from "../limits";
import { known, mapFact, valueOf, type Fact } from "../fact";
import type { AliasNode, AnyNode, InstanceNode, KeyPolicyNode, RecordNode } from "../model";
import { parseKeyArn, arnOfKeyId, bareKeyId } from "../../policy/arn";
import { Attributes } from "./attributes";
import { keyNode } from "./key-node";
import { RESOURCE_KINDS, type ResourceChange, type ChangeSide } from "../../terraform/plan/resource-change";
import {
  accountInPolicy,
  linkedKey,
  expectedPrincipalsOf,
  referencedNode,
  regionFact,
  type Reader,
  type Side,
} from "./resource-reader";
import type { PlanSource } from "./plan-side";

/**
 * The node of a resource on one side of its plan.
 * @param source its plan
 * @param change what the plan says of it
 * @param values what it says of this side
 * @param side the side
 */
export function nodeOf(
  source: PlanSource,
  change: ResourceChange,
  values: ChangeSide,
  side: Side,
): AnyNode | undefined {
  const { address, name, index } = change;
  const reader: Reader = {
    ...side,
    source,
    change,
    own: new Attributes(values, address),
    base: {
      id: source.idOf(change),
      name: index === undefined ? name : `${name}[${JSON.stringify(index)}]`,
      origin: "created",
      address,
    },
  };
  switch (RESOURCE_KINDS[change.type]) {
    case "key":
      return keyNode(reader);
    case "key-policy":
      return keyPolicyNode(reader);
    case "alias":
      return aliasNode(reader);
    case "record":
      return recordNode(reader);
    case "instance":
      return instanceNode(reader);
    default:
      return undefined;
  }
}

function keyPolicyNode(reader: Reader): KeyPolicyNode {
  const { own, base, source, change, policies } = reader;
  const policy = own.text("policy");
  const account = source.providerOf(change).accounts.find((claim) => claim.known) ?? accountInPolicy(policies, policy);
  const place = keyOfPolicy(reader, account);
  const arn = place.keyId.known ? parseKeyArn(place.keyId.value) : undefined;
  const isOfArn = arn && !("error" in arn) && arn.accountId !== valueOf(account);
  const accountId = isOfArn ? known(arn.accountId, `5th field of the key ARN, ${own.source("key_id")}`) : account;
  return {
    ...base,
    kind: "key-policy",
    ...place,
    policy,
    lockoutCheckBypassed: own.flag("bypass_policy_lockout_safety_check", false),
    accountId,
    statement: policies.statementIn(policy, accountId),
    ...expectedPrincipalsOf(reader),
  };
}

function aliasNode(reader: Reader): AliasNode {
  const { own, base, source, change } = reader;
  const region = regionFact(reader);
  const targetKeyId = own.text("target_key_id");
  const target = linkedKey(reader, "target_key_id", targetKeyId, region);
  return {
    ...base,
    kind: "alias",
    aliasName: own.text("name"),
    ...(target !== undefined && { target }),
    targetKeyId,
    region,
    accountClaims: source.providerOf(change).accounts,
  };
}

function recordNode(reader: Reader): RecordNode {
  const { own, base } = reader;
  const keyArn = own.text("key_id");
  const key = linkedKey(reader, "key_id", keyArn);
  return {
    ...base,
    kind: "record",
    auraName: own.text("name"),
    ...(key !== undefined && { key }),
    keyArn,
    region: own.text("region"),
    cloudProvider: own.text("cloud_provider"),
    product: mapFact(own.text("instance_type"), productOf),
    projectId: projectOf(reader),
    recordId: own.text("id"),
  };
}

function instanceNode(reader: Reader): InstanceNode {
  const { own, base, links } = reader;
  const given = own.optionalText("customer_managed_key_id");
  const isEmpty = given.known && given.value === "";
  const sourceId = own.optionalText("source_instance_id");
  const record = links.record(given) ?? referencedNode(reader, "customer_managed_key_id", given, "record");
  const cloneOf = links.instance(sourceId) ?? referencedNode(reader, "source_instance_id", sourceId, "instance");
  const notInPlans = known(undefined, "a plan says nothing about an import");
  return {
    ...base,
    kind: "instance",
    auraName: own.text("name"),
    region: own.text("region"),
    product: mapFact(own.text("type"), productOf),
    version: own.optionalText("version"),
    projectId: projectOf(reader),
    ...(record !== undefined && { record }),
    customerManagedKeyId: isEmpty ? known(undefined, `an empty ${own.source("customer_managed_key_id")}`) : given,
    ...(isEmpty && { keyIdIsEmpty: true }),
    ...(cloneOf !== undefined && { cloneOf }),
    importSizeInGb: notInPlans,
    importMethod: notInPlans,
  };
}

function projectOf({ own, change }: Reader): Fact<string> {
  return own.text(change.type.startsWith("pgrneo4jaura_") ? "tenant_id" : "project_id");
}

/** What the Aura API calls `enterprise-db`, people call AuraDB. */
function productOf(type: string): string {
  const product = Object.entries(AURA_PRODUCTS).find(([, name]) => name === type)?.[0];
  return product ?? type;
}

/**
 * The key that a policy of its own resource is on. The AWS provider reads back the bare id of the key, however that was given, and
 * keeps what it was given in `id`. It takes another `key_id` in place and moves nothing: the policy stays on the key that it was
 * made on.
 * @param reader the policy
 * @param account the account of the key, as far as it is known without its ARN
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/46432
 */
export function keyOfPolicy(
  reader: Reader,
  account: Fact<string>,
): Pick<KeyPolicyNode, "key" | "keyId" | "configuredKeyId"> {
  const { own, change } = reader;
  const region = regionFact(reader);
  const asked = own.text("key_id");
  const updated = reader.name === "after" && change.actions.includes("update") ? change.before : undefined;
  const prior = updated && new Attributes(updated, change.address);
  const kept = prior?.text("key_id");
  const stays = kept !== undefined && !isSameKey(asked, kept);
  const named = stays ? kept : asked;
  const key = linkedKey(reader, "key_id", named, region);
  const keyId = withArn(named, [own.plainText("id"), prior?.plainText("id")], region, account);
  return { ...(key !== undefined && { key }), keyId, ...(stays && { configuredKeyId: asked }) };
}

/** What nobody knows yet may be the same key, and mostly is the one that the expression refers to. */
function isSameKey(asked: Fact<string>, kept: Fact<string>): boolean {
  return !asked.known || !kept.known || bareKeyId(asked.value) === bareKeyId(kept.value);
}

/** The replicas of a multi-Region key share their bare id: only the ARN says which one is meant. */
function withArn(
  named: Fact<string>,
  ids: readonly (string | undefined)[],
  region: Fact<string>,
  account: Fact<string>,
): Fact<string> {
  if (!named.known || !("error" in parseKeyArn(named.value))) return named;
  const spelled = ids.find((id) => id !== undefined && id !== named.value && bareKeyId(id) === named.value);
  if (spelled !== undefined) return known(spelled, named.source);
  const [where, whose] = [valueOf(region), valueOf(account)];
  const arn = where === undefined || whose === undefined ? undefined : arnOfKeyId(named.value, where, whose);
  return arn === undefined ? named : known(arn, named.source);
}
