import { mapFact, type Fact } from "../fact";
import type { KeyDescription, LiveGrant, LiveInstance, LiveKey, LiveRecord } from "../live";
import { parseArn } from "../../policy/arn";
import type { JsonObject } from "../../util/json";
import { ARGUMENTS_OF_KEYS, SCHEDULED_DELETION } from "./key-node";

/** What is there, as attributes of a resource; what could not be read has a reason in their place. */
export interface LiveValues {
  readonly values: JsonObject;
  /** Why, as it follows "is". */
  readonly unread: Readonly<Record<string, string>>;
}

/** A type of resource that makes a key. */
export type KeyType = keyof typeof ARGUMENTS_OF_KEYS;

/**
 * The type of resource that a key would have been made by.
 * @param key a key that no resource names
 */
export function typeOfKey({ description }: LiveKey): KeyType {
  if (!description.known) return "aws_kms_key";
  const { primaryArn, materialOrigin } = description.value;
  if (materialOrigin === "EXTERNAL")
    return primaryArn === undefined ? "aws_kms_external_key" : "aws_kms_replica_external_key";
  return primaryArn === undefined ? "aws_kms_key" : "aws_kms_replica_key";
}

/**
 * A key as the AWS provider would read it.
 * @param type the resource
 */
export function keyValues(key: LiveKey, type: KeyType): LiveValues {
  const { enabled, spec, rotation } = ARGUMENTS_OF_KEYS[type];
  const { arn, description, policy } = key;
  const { region, resource = "" } = parseArn(arn) ?? {};
  const id = resource.replace(/^key\//, "");
  const of = <T>(read: (found: KeyDescription) => T): Fact<T> => mapFact(description, read);
  return facts({ arn, id, key_id: id, ...(region !== undefined && { region }) }, [
    ["policy", policy],
    [enabled, of((found) => found.enabled)],
    [spec, of(({ keySpec }) => keySpec)],
    ["key_usage", of(({ keyUsage }) => keyUsage)],
    ["multi_region", of(({ multiRegion }) => multiRegion)],
    ["primary_key_arn", type.includes("_replica_") ? of(({ primaryArn }) => primaryArn) : undefined],
    ...(type === "aws_kms_key" ? [["custom_key_store_id", of(storeOf)] as const] : []),
    ...(type === "aws_kms_key" ? [["xks_key_id", of(() => undefined)] as const] : []),
    // A key that waits for its deletion is not rotated, whatever is set.
    ...(rotation && !isWaiting(key)
      ? [
          [rotation, mapFact(key.rotation, (found) => found.enabled)] as const,
          ["rotation_period_in_days", mapFact(key.rotation, ({ periodInDays }) => periodInDays)] as const,
        ]
      : []),
    [SCHEDULED_DELETION, of(deletionText)],
  ]);
}

function storeOf({ materialOrigin }: KeyDescription): string | undefined {
  return materialOrigin === "AWS_CLOUDHSM" || materialOrigin === "EXTERNAL_KEY_STORE" ? materialOrigin : undefined;
}

function isWaiting({ description }: LiveKey): boolean {
  return description.known && deletionText(description.value) !== undefined;
}

function deletionText({ state, deletionDate: date }: KeyDescription): string | undefined {
  if (date !== undefined) return `on ${date.slice(0, "2026-12-29".length)}`;
  return state === "PendingReplicaDeletion" ? "once its replicas are deleted" : undefined;
}

/** A grant as the AWS provider would read it. */
export function grantValues(grant: LiveGrant, key: LiveKey): JsonObject {
  const { id, name, grantee, retiringPrincipal, operations, constraints } = grant;
  return {
    ...{ grant_id: id, key_id: key.arn, grantee_principal: grantee, operations: [...operations].sort() },
    ...{ name: name ?? null, retiring_principal: retiringPrincipal ?? null },
    constraints: constraints
      ? [{ encryption_context_equals: constraints.equals, encryption_context_subset: constraints.subset }]
      : [],
  };
}

/**
 * A customer managed key as a provider would read it.
 * @param type the resource
 */
export function recordValues(record: LiveRecord, type: string): JsonObject {
  const { id, name, projectId, cloudProvider, type: product, region, keyArn, status } = record;
  return {
    ...{ id, name, cloud_provider: cloudProvider, region, instance_type: product, key_id: keyArn, status },
    [projectAttribute(type)]: projectId,
  };
}

/**
 * An instance as a provider would read it.
 * @param type the resource
 */
export function instanceValues(instance: LiveInstance, type: string): JsonObject {
  const { id, name, projectId, cloudProvider, type: product, region, status, customerManagedKeyId } = instance;
  return {
    ...{ id, name, cloud_provider: cloudProvider, region, type: product, status },
    customer_managed_key_id: customerManagedKeyId ?? null,
    [projectAttribute(type)]: projectId,
  };
}

/** What the provider of another maker calls the project. */
function projectAttribute(type: string): string {
  return type.startsWith("pgrneo4jaura_") ? "tenant_id" : "project_id";
}

type NamedFact = readonly [name: string | undefined, fact: Fact<unknown> | undefined];

/**
 * Attributes of which some may not have been readable.
 * @param sure those that are known
 */
export function facts(sure: JsonObject, named: readonly NamedFact[]): LiveValues {
  const values: Record<string, unknown> = { ...sure };
  const unread: Record<string, string> = {};
  for (const [name, fact] of named) {
    if (name === undefined || !fact) continue;
    if (fact.known) values[name] = fact.value ?? null;
    else unread[name] = fact.reason;
  }
  return { values, unread };
}
