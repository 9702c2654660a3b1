import { AURA_PRODUCTS } from "../limits";
import { known, mapFact, unknown, type Fact } from "../fact";
import type { AliasNode, AnyNode, InstanceNode, KeyPolicyNode, ModelNode, NodeId, RecordNode } from "../model";
import { parseKeyArn } from "../../policy/arn";
import { Attributes } from "./attributes";
import { keyNode } from "./key-node";
import type { Links } from "./links";
import type { Policies } from "./policies";
import { RESOURCE_KINDS, type RawChange, type RawSide } from "./raw-change";
import type { PlanSource, SideName } from "./source";

/** All that the nodes of one side are made from. */
export interface Side {
  readonly name: SideName;
  readonly links: Links;
  readonly policies: Policies;
}

/** One resource on one side of a plan. */
export interface Reader extends Side {
  readonly source: PlanSource;
  readonly change: RawChange;
  readonly own: Attributes;
  /** What every node has. */
  readonly base: ModelNode;
}

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
  const keyId = own.text("key_id");
  const key = linkedKey(reader, "key_id", keyId);
  const policy = own.text("policy");
  const arn = keyId.known ? parseKeyArn(keyId.value) : undefined;
  const ownAccount =
    arn && !("not" in arn) ? known(arn.accountId, `5th field of the key ARN, ${own.source("key_id")}`) : undefined;
  const account =
    ownAccount ?? source.providerOf(change).accounts.find((claim) => claim.known) ?? accountInPolicy(policies, policy);
  return {
    ...base,
    kind: "key-policy",
    ...(key !== undefined && { key }),
    keyId,
    policy,
    lockoutCheckBypassed: own.flag("bypass_policy_lockout_safety_check", false),
    accountId: account,
    statement: policies.statementIn(policy, account),
    ...pinOf(reader),
  };
}

function aliasNode(reader: Reader): AliasNode {
  const { own, base } = reader;
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

/**
 * The key that an argument names: by its value, or by what its expression refers to where the value is yet to come.
 * @param reader the resource
 * @param argument the argument
 * @param name its value
 * @param region where the resource looks for the key
 */
export function linkedKey(
  reader: Reader,
  argument: string,
  name: Fact<string>,
  region?: Fact<string>,
): NodeId | undefined {
  return reader.links.key(name, region) ?? referred(reader, argument, name, "key");
}

function referred(
  { name: side, source, change }: Reader,
  argument: string,
  value: Fact<unknown>,
  kind: "key" | "record" | "instance",
): NodeId | undefined {
  if (value.known || side === "before") return undefined;
  const found = source.references.of(change, argument, (other) => RESOURCE_KINDS[other.type] === kind);
  // Several: it depends on what nobody can see here, such as a condition.
  return found.length === 1 && found[0] ? source.idOf(found[0]) : undefined;
}

/**
 * Where a resource of AWS is: its own `region`, or else that of its provider.
 * @param reader the resource
 */
export function regionFact({ own, source, change }: Reader): Fact<string> {
  const region = own.text("region");
  return region.known ? region : (source.providerOf(change).region ?? region);
}

/**
 * Who Aura's statement may let in, as the stack says.
 * @param reader the key, or the policy
 */
export function pinOf({ name, source, base }: Reader): { expectedPrincipals?: readonly string[] } {
  const pin = source.stated[name].pins.get(base.id);
  return pin ? { expectedPrincipals: pin } : {};
}

/**
 * The account that a policy itself tells, as a last resort.
 * @param policies reads policies
 * @param policy the policy
 */
export function accountInPolicy(policies: Policies, policy: Fact<string>): Fact<string> {
  const account = policies.accountIn(policy);
  return account === undefined
    ? unknown("the plan does not say which AWS account the key belongs to")
    : known(account, "the account that the policy lets change it");
}

function projectOf({ own, change }: Reader): Fact<string> {
  return own.text(change.type.startsWith("pgrneo4jaura_") ? "tenant_id" : "project_id");
}

/** What the Aura API calls `enterprise-db`, people call AuraDB. */
function productOf(type: string): string {
  const product = Object.entries(AURA_PRODUCTS).find(([, name]) => name === type)?.[0];
  return product ?? type;
}
