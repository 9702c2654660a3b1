import { requirePermission, type Demand } from "./authorization";
import type { AwsCall } from "../aws/json-service";
import type { KmsCloud } from "./cloud";
import { DAY_IN_MS } from "./days";
import { KmsError } from "./errors";
import type { KmsKey } from "./key";
import { algorithmsOf, type KeyUsage } from "./key-specs";
import { flag, integer, list, optional, readParameters, required, text, texts } from "../aws/parameters";
import type { Parameters, Values } from "../aws/parameters";
import { resolveKey } from "./resolve";

/** What an operation works with, besides its input. */
export interface Context extends AwsCall {
  readonly cloud: KmsCloud;
}

/** One operation of the KMS API: changes the cloud and returns the answer's body, or throws a KmsError. */
export type Operation = (context: Context, members: Readonly<Record<string, unknown>>) => object;

/** Operations by their names. */
export type Operations = Readonly<Record<string, Operation>>;

/**
 * An operation whose parameters are checked first.
 * @param parameters the members of its request
 */
export function operation<P extends Parameters>(
  parameters: P,
  run: (context: Context, input: Values<P>) => object,
): Operation {
  return (context, members) => run(context, readParameters(parameters, members));
}

/** A name of a key. */
export const keyName = text(1, 2048);

/** The parameter of an operation on one key. */
export const KEY = { KeyId: required(keyName) };

/** The parameters of an operation that can be tried without effect, under grants that may be new. */
export const USE = { GrantTokens: optional(list(text(1, 8192))), DryRun: optional(flag) };

/** An encryption context. */
export const encryptionContext = optional(texts);

/** The parameters of an operation that returns a list. */
export const PAGE = { Limit: optional(integer(1, 1000)), Marker: optional(text(1, 1024)) };

/** What is asked of a key, beside the operation's own action. */
export interface KeyDemand extends Partial<Demand> {
  /** Whether an alias can name the key. @default false */
  readonly aliases?: boolean;
}

/**
 * The key that a request names, if its policy or a grant allows the caller the operation.
 * @param id as in the request
 */
export function requestedKey(context: Context, id: string, demand: KeyDemand = {}): KmsKey {
  const { cloud, caller, operation } = context;
  const action = demand.action ?? `kms:${operation}`;
  const key = resolveKey({ cloud, caller, action }, id, demand.aliases);
  const alias = /(?:^|:)(alias\/.+)$/.exec(id)?.[1];
  requireAllowed(context, key, { ...demand, action, conditions: { "kms:RequestAlias": alias, ...demand.conditions } });
  return key;
}

/** A cryptographic operation with a key. */
export interface Use extends KeyDemand {
  /** As in the request: id, ARN, alias name or alias ARN. */
  readonly id: string;
  /** What the key has to be for. */
  readonly usage: KeyUsage;
  readonly DryRun?: boolean;
}

/**
 * The key for a cryptographic operation: allowed, usable, and of the right kind.
 */
export function keyToUse(context: Context, { id, usage, DryRun, ...demand }: Use): KmsKey {
  const key = requestedKey(context, id, { aliases: true, ...demand });
  requireFor(context, key, usage);
  endDryRun({ DryRun });
  return key;
}

/** Refuses a cryptographic operation for a key that cannot be used now, or is for something else. */
export function requireFor(context: Context, key: KmsKey, usage: KeyUsage): void {
  requireUsable(context, key);
  if (key.keyUsage === usage) return;
  const text = `${key.arn} key usage is ${key.keyUsage} which is not valid for ${context.operation}.`;
  throw new KmsError("InvalidKeyUsageException", text);
}

/** Refuses an algorithm that the key does not have. */
export function requireAlgorithm({ keySpec, keyUsage }: KmsKey, algorithm: string): void {
  if (Object.values(algorithmsOf(keySpec, keyUsage)).flat().includes(algorithm)) return;
  throw new KmsError("InvalidKeyUsageException", `Algorithm ${algorithm} and key spec ${keySpec} are incompatible.`);
}

/** Notes that a cryptographic operation succeeded. */
export function noteUse({ cloud, operation, requestId }: Context, ...keys: readonly KmsKey[]): void {
  for (const key of keys) cloud.used(key, { operation, requestId });
}

/** Refuses the call unless the policy of a key or a grant allows it. */
export function requireAllowed({ cloud, caller, operation }: Context, key: KmsKey, demand: Partial<Demand> = {}): void {
  const usedAt = cloud.lastUseOf(key)?.at ?? key.createdAt;
  const unusedDays = Math.floor((cloud.clock.now() - usedAt) / DAY_IN_MS);
  const conditions = { "kms:TrailingDaysWithoutKeyUsage": `${unusedDays}`, ...demand.conditions };
  requirePermission(key, caller, { action: `kms:${operation}`, ...demand, conditions });
}

/** Refuses the call for a key that waits for its deletion. */
export function requireNotPendingDeletion({ cloud }: Context, key: KmsKey): void {
  if (key.deletion) throw wrongState(key, PENDING[cloud.stateOf(key)] ?? "");
}

/** Refuses the call for a key that cannot be used: disabled, without material, or waiting for its deletion. */
export function requireUsable(context: Context, key: KmsKey): void {
  const state = context.cloud.stateOf(key);
  if (state === "Disabled") throw new KmsError("DisabledException", `${key.arn} is disabled.`);
  if (state !== "Enabled") throw wrongState(key, PENDING[state] ?? "");
}

/** Ends a request that was only to be tried. */
export function endDryRun({ DryRun }: { readonly DryRun?: boolean }): void {
  if (DryRun) {
    throw new KmsError("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.");
  }
}

const PENDING: Readonly<Record<string, string>> = {
  PendingDeletion: "is pending deletion",
  PendingReplicaDeletion: "is pending replica deletion",
  PendingImport: "is pending import",
};

/** The refusal of a call that the state of a key does not permit. */
export function wrongState({ arn }: KmsKey, what: string): KmsError {
  return new KmsError("KMSInvalidStateException", `${arn} ${what}.`);
}

/**
 * One page of a list.
 * @param name the member of the answer that holds it
 * @param idOf what tells an item from all others
 * @param show the item as the answer has it
 * @param byDefault items of a page when the request does not say
 */
export function page<T>(
  { Limit, Marker }: { readonly Limit?: number; readonly Marker?: string },
  name: string,
  items: readonly T[],
  { idOf, show, byDefault = 100 }: { idOf: (item: T) => string; show: (item: T) => unknown; byDefault?: number },
): object {
  const lastId = Marker === undefined ? undefined : Buffer.from(Marker, "base64").toString();
  const start = lastId === undefined ? 0 : items.findIndex((item) => idOf(item) === lastId) + 1;
  if (Marker !== undefined && start === 0) throw new KmsError("InvalidMarkerException", `Invalid marker ${Marker}`);
  const shown = items.slice(start, start + (Limit ?? byDefault));
  const last = shown.at(-1);
  const isCut = last !== undefined && start + shown.length < items.length;
  return {
    [name]: shown.map(show),
    Truncated: isCut,
    ...(isCut ? { NextMarker: Buffer.from(idOf(last)).toString("base64") } : {}),
  };
}
