import { AURA_PRODUCTS } from "../limits";
import { known, mapFact, valueOf, type Fact } from "../fact";
import type { AliasNode, AnyNode, InstanceNode, KeyPolicyNode, RecordNode } from "../model";
import { parseKeyArn } from "../../policy/arn";
import { Attributes } from "./attributes";
import { keyNode } from "./key-node";
import { keyOfPolicy } from "./policy-key";
import { RESOURCE_KINDS, type RawChange, type RawSide } from "./raw-change";
import { accountInPolicy, linkedKey, pinOf, referred, regionFact, type Reader, type Side } from "./reader";
import type { PlanSource } from "./source";

/**
 * The node of a resource on one side of its plan.
 * @param source its plan
 * @param change what the plan says of it
 * @param values what it says of this side
 * @param side the side
 */
export function nodeOf(source: PlanSource, change: RawChange, values: RawSide, side: Side): AnyNode | undefined {
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
  const isOfArn = arn && !("not" in arn) && arn.accountId !== valueOf(account);
  const accountId = isOfArn ? known(arn.accountId, `5th field of the key ARN, ${own.source("key_id")}`) : account;
  return {
    ...base,
    kind: "key-policy",
    ...place,
    policy,
    lockoutCheckBypassed: own.flag("bypass_policy_lockout_safety_check", false),
    accountId,
    statement: policies.statementIn(policy, accountId),
    ...pinOf(reader),
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
  const record = links.record(given) ?? referred(reader, "customer_managed_key_id", given, "record");
  const cloneOf = links.instance(sourceId) ?? referred(reader, "source_instance_id", sourceId, "instance");
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
