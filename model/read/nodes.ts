import { AURA_PRODUCTS } from "../limits";
import { known, mapFact, unknown, valueOf, type Fact } from "../fact";
import type { AliasNode, AnyNode, GrantNode, InstanceNode, KeyPolicyNode, RecordNode } from "../model";
import { isObject, objectOf, type JsonObject } from "../../util/json";
import { parseKeyArn, arnOfKeyId, bareKeyId } from "../../policy/arn";
import { Attributes } from "./attributes";
import { otherAttribute } from "./azure/record";
import { lockNode, roleAssignmentNode, servicePrincipalNode, vaultKeyNode } from "./azure/nodes";
import { vaultNode } from "./azure/vault-node";
import { googleNode } from "./google/nodes";
import { registeredKey, takesVersion } from "./google/record";
import { keyNode } from "./key-node";
import type { ChangeSide, ResourceChange } from "../../terraform/plan/resource-change";
import { resourceKind } from "./resource-kinds";
import {
  accountInPolicy,
  linkedKey,
  otherKeyThanLinked,
  expectedPrincipalsOf,
  referencedNode,
  regionFact,
  type ResourceSide,
  type Side,
} from "./resource-side";
import type { PlanSource } from "./plan-side";

/**
 * The node of a resource on one side of its plan.
 * @param values its values on this side
 */
export function nodeOf(
  source: PlanSource,
  change: ResourceChange,
  values: ChangeSide,
  side: Side,
): AnyNode | undefined {
  const { address, name, index } = change;
  const resource: ResourceSide = {
    ...side,
    source,
    change,
    own: new Attributes(values, change),
    base: {
      id: source.idOf(change),
      name: index === undefined ? name : `${name}[${JSON.stringify(index)}]`,
      origin: "created",
      address,
    },
  };
  const kind = resourceKind(change.type);
  switch (kind) {
    case "key":
      return keyNode(resource);
    case "key-policy":
      return keyPolicyNode(resource);
    case "alias":
      return aliasNode(resource);
    case "grant":
      return grantNode(resource);
    case "record":
      return recordNode(resource);
    case "instance":
      return instanceNode(resource);
    case "vault":
      return vaultNode(resource);
    case "vault-key":
      return vaultKeyNode(resource);
    case "role-assignment":
      return roleAssignmentNode(resource);
    case "service-principal":
      return servicePrincipalNode(resource);
    case "lock":
      return lockNode(resource);
    case "key-ring":
    case "crypto-key":
    case "key-version":
    case "key-iam":
      return googleNode(resource, kind);
    default:
      return undefined;
  }
}

function keyPolicyNode(resource: ResourceSide): KeyPolicyNode {
  const { own, base, source, change, policies } = resource;
  const policy = own.text("policy");
  const { accounts, role } = source.providerOf(change);
  const account = accounts.find((claim) => claim.known) ?? accountInPolicy(resource, policy);
  const place = keyOfPolicy(resource, account);
  const arn = place.keyId.known ? parseKeyArn(place.keyId.value) : undefined;
  const isOfArn = arn && !("error" in arn) && arn.accountId !== valueOf(account);
  const accountId = isOfArn ? known(arn.accountId, `5th field of the key ARN, ${own.source("key_id")}`) : account;
  const expectations = expectedPrincipalsOf(resource);
  return {
    ...base,
    kind: "key-policy",
    ...place,
    policy,
    lockoutCheckBypassed: own.flag("bypass_policy_lockout_safety_check", false),
    ...(resource.name === "after" && source.losesStatementGuard(change) && { losesStatementGuard: true }),
    accountId,
    statement: policies.statementIn(policy, accountId, expectations.besideAura),
    ...(role && { deployedBy: role }),
    ...expectations,
  };
}

function aliasNode(resource: ResourceSide): AliasNode {
  const { own, base, source, change } = resource;
  const region = regionFact(resource);
  const targetKeyId = own.text("target_key_id");
  const target = linkedKey(resource, "target_key_id", targetKeyId, region);
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

function grantNode(resource: ResourceSide): GrantNode {
  const { own, base, source, change } = resource;
  const keyId = own.text("key_id");
  const key = linkedKey(resource, "key_id", keyId, regionFact(resource));
  return {
    ...base,
    kind: "grant",
    ...(key !== undefined && { key }),
    keyId,
    grantName: own.optionalText("name"),
    grantee: own.text("grantee_principal"),
    operations: own.texts("operations"),
    constraints: constraintsIn(own.optionalBlock("constraints")),
    retiringPrincipal: own.optionalText("retiring_principal"),
    accountClaims: source.providerOf(change).accounts,
  };
}

const EQUALS = "encryption_context_equals";
const SUBSET = "encryption_context_subset";

/** A constraint of another kind, such as the ARN of the resource that an AWS service works for, narrows the grant in a way that is not read. */
function constraintsIn(block: Fact<JsonObject | undefined>): GrantNode["constraints"] {
  if (!block.known || block.value === undefined) return block as Fact<undefined>;
  const given = Object.entries(block.value).filter(([, value]) => value !== null && value !== undefined);
  const other = given.find(([name, value]) => ![EQUALS, SUBSET].includes(name) || !isObject(value));
  if (other) return unknown(`\`${other[0]}\` in ${block.source} cannot be read`);
  const pairs = (name: string): Readonly<Record<string, string>> | undefined => {
    const value = given.find(([own]) => own === name)?.[1];
    return value === undefined
      ? undefined
      : Object.fromEntries(Object.entries(objectOf(value)).map(([key, text]) => [key, String(text)]));
  };
  const [equals, subset] = [pairs(EQUALS), pairs(SUBSET)];
  return known({ ...(equals && { equals }), ...(subset && { subset }) }, block.source);
}

function recordNode(resource: ResourceSide): RecordNode {
  const { own, base, source } = resource;
  const keyArn = registeredKey(resource);
  const key = linkedKey(resource, "key_id", keyArn);
  const otherKey = otherKeyThanLinked(resource, "key_id", keyArn);
  return {
    ...base,
    kind: "record",
    auraName: own.text("name"),
    ...(key !== undefined && { key }),
    ...(otherKey && { otherKey }),
    ...(takesVersion(resource) && { takesVersion: true }),
    ...otherAttribute(resource),
    keyArn,
    region: own.text("region"),
    cloudProvider: own.text("cloud_provider"),
    product: mapFact(own.text("instance_type"), productOf),
    projectId: projectOf(resource),
    recordId: own.text("id"),
    // Terraform may have stopped before it asked Aura.
    ...(source.plan.root["errored"] === true ? {} : statusOf(own)),
    deletionProtection: own.flag("deletion_protection"),
  };
}

function instanceNode(resource: ResourceSide): InstanceNode {
  const { own, base, links } = resource;
  const given = own.optionalText("customer_managed_key_id");
  const isEmpty = given.known && given.value === "";
  const sourceId = own.optionalText("source_instance_id");
  const record = links.record(given) ?? referencedNode(resource, "customer_managed_key_id", given, "record");
  const cloneOf = links.instance(sourceId) ?? referencedNode(resource, "source_instance_id", sourceId, "instance");
  const notInPlans = known(undefined, "not shown in a plan");
  return {
    ...base,
    kind: "instance",
    auraName: own.text("name"),
    region: own.text("region"),
    product: mapFact(own.text("type"), productOf),
    version: own.optionalText("version"),
    projectId: projectOf(resource),
    ...(record !== undefined && { record }),
    customerManagedKeyId: isEmpty ? known(undefined, `an empty ${own.source("customer_managed_key_id")}`) : given,
    ...(isEmpty && { keyIdIsEmpty: true }),
    ...statusOf(own),
    instanceId: own.text("id"),
    deletionProtection: own.flag("deletion_protection"),
    cloudProvider: own.text("cloud_provider"),
    ...(cloneOf !== undefined && { cloneOf }),
    sourceInstanceId: sourceId,
    sourceSnapshotId: own.optionalText("source_snapshot_id"),
    importSizeInGb: notInPlans,
    importMethod: notInPlans,
  };
}

/** Not every provider shows it. */
function statusOf(own: Attributes): { readonly status?: Fact<string> } {
  const status = own.text("status");
  return status.known ? { status } : {};
}

function projectOf({ own, change }: ResourceSide): Fact<string> {
  return own.text(change.type.startsWith("pgrneo4jaura_") ? "tenant_id" : "project_id");
}

/** `AuraDB` for `enterprise-db`, as the Aura API calls it. */
function productOf(type: string): string {
  const product = Object.entries(AURA_PRODUCTS).find(([, name]) => name === type)?.[0];
  return product ?? type;
}

/**
 * The key of a standalone policy. The AWS provider reads back the bare id of the key, and keeps the configured value in `id`. It
 * accepts another `key_id` in place without effect: the policy stays on the key that it was created for.
 * @param resource the policy
 * @param account the account of the key, as far as it is known without its ARN
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/46432
 */
export function keyOfPolicy(
  resource: ResourceSide,
  account: Fact<string>,
): Pick<KeyPolicyNode, "key" | "keyId" | "configuredKeyId"> {
  const { own, change } = resource;
  const region = regionFact(resource);
  const configured = own.text("key_id");
  const updated = resource.name === "after" && change.actions.includes("update") ? change.before : undefined;
  const prior = updated && new Attributes(updated, change);
  const kept = prior?.text("key_id");
  const stays = kept !== undefined && !isSameKey(configured, kept);
  const named = stays ? kept : configured;
  const key = linkedKey(resource, "key_id", named, region);
  const keyId = withArn(named, [own.plainText("id"), prior?.plainText("id")], region, account);
  return { ...(key !== undefined && { key }), keyId, ...(stays && { configuredKeyId: configured }) };
}

/** An unknown value may be the same key, and is usually the one that the expression refers to. */
function isSameKey(configured: Fact<string>, kept: Fact<string>): boolean {
  return !configured.known || !kept.known || bareKeyId(configured.value) === bareKeyId(kept.value);
}

/** The replicas of a multi-Region key share their bare id: only the ARN identifies one of them. */
function withArn(
  named: Fact<string>,
  ids: readonly (string | undefined)[],
  region: Fact<string>,
  account: Fact<string>,
): Fact<string> {
  if (!named.known || !("error" in parseKeyArn(named.value))) return named;
  const spelled = ids.find((id) => id !== undefined && id !== named.value && bareKeyId(id) === named.value);
  if (spelled !== undefined) return known(spelled, named.source);
  const [regionId, accountId] = [valueOf(region), valueOf(account)];
  const arn =
    regionId === undefined || accountId === undefined ? undefined : arnOfKeyId(named.value, regionId, accountId);
  return arn === undefined ? named : known(arn, named.source);
}
