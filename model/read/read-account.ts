import { isDeepStrictEqual } from "node:util";
import { bareKeyId, parseArn } from "../../policy/arn";
import { sameMeaning } from "../../policy/diff/normalize";
import { readAppliedPolicy } from "../../policy/read-policy";
import { readResourceChanges, type ResourceChange } from "../../terraform/plan/resource-change";
import { isObject, objectOf, textOf, type JsonObject } from "../../util/json";
import { valueOf } from "../fact";
import {
  placeKey,
  type Identity,
  type LiveGrant,
  type LiveInstance,
  type LiveKey,
  type LiveRecord,
  type Observed,
} from "../live";
import type { LiveCryptoKey, LiveVaultKey } from "../live-clouds";
import { isOfOtherCloud, nodesOf, type AnyNode, type CmkModel, type NodeId } from "../model";
import {
  grantValues,
  instanceValues,
  keyValues,
  recordValues,
  typeOfKey,
  type KeyType,
  type LiveValues,
} from "./account-values";
import { isUnset } from "./aws-values";
import { KEY_ENABLED } from "./azure/nodes";
import { CloudAccount } from "./cloud-account";
import { isSameInCloud } from "./cloud-values";
import type { NamedPlan } from "./plan-side";
import { readParsedPlans } from "./read-plans";
import { isModelType, resourceKind } from "./resource-kinds";
import type { Gap, PlanReading } from "./types";

/** What is expected of an account: states, or configurations, in the form of plans. */
export interface Expectation {
  readonly plans: readonly NamedPlan[];
  /** What is expected, with its links. */
  readonly model: CmkModel;
}

/** An account as it is, beside what is expected of it. */
export interface AccountReading {
  /** The model is `after`; what differs from what is expected is drift. */
  readonly reading: PlanReading;
  /** Nodes of which something could not be read: `gaps` of the plans say what. */
  readonly unread: ReadonlySet<NodeId>;
  /** What was read, by the node that it became. */
  readonly keys: ReadonlyMap<NodeId, LiveKey>;
  /** Keys of Azure and Google Cloud. */
  readonly cloudKeys: ReadonlyMap<NodeId, LiveCryptoKey | LiveVaultKey>;
  readonly records: ReadonlyMap<NodeId, LiveRecord>;
  readonly instances: ReadonlyMap<NodeId, LiveInstance>;
  /** When it was read, ISO 8601. */
  readonly at: string;
  /** By whom it was read. */
  readonly identities: readonly Identity[];
}

/**
 * What states hold.
 * @param plans the states in the form of plans
 * @param expected the expected principals that are set beside them
 */
export function expectationOfPlans(plans: readonly NamedPlan[], expected: readonly string[]): Expectation {
  return { plans, model: readParsedPlans(plans, expected).after };
}

/**
 * Reads the account as the plan that changes nothing, with drift where it is not as expected: so an account, a plan and a configuration
 * have one reader, and the rules that judge them are the same.
 * @param expectation what is expected; of what was found beside it nothing is
 * @param observed what was read of the account
 * @param expected the expected principals that are set beside it
 */
export function readAccount(
  expectation: Expectation,
  observed: Observed,
  expected: readonly string[] = [],
): AccountReading {
  const { plans, model } = expectation;
  const several = plans.length > 1;
  const account = new Account(model, observed);
  const read = plans.map((plan, index) => {
    const prefix = several ? `${plan.name}: ` : "";
    const entries = readResourceChanges(plan.root["resource_changes"], isModelType).changes;
    const found = entries.map((entry) => account.entry(`${prefix}${entry.address}`, entry, plan));
    return [...found.flat(), ...(index === 0 ? account.others(prefix) : [])];
  });
  const live = plans.map(({ name, root, terraformVersion }, index): NamedPlan => {
    const entries = read[index] ?? [];
    return {
      ...{ name, formatVersion: "1.2", standalone: account.standalone },
      ...(terraformVersion !== undefined && { terraformVersion }),
      root: {
        format_version: "1.2",
        ...("configuration" in root && { configuration: root["configuration"] }),
        resource_changes: entries.flatMap(({ now }) => now ?? []),
        resource_drift: entries.flatMap(({ drift }) => drift ?? []),
      },
    };
  });
  const reading = readParsedPlans(live, expected, [
    ...[...account.keys.values()].map(({ arn }) => arn),
    ...[...account.clouds.keys.values()].map(({ id }) => id),
  ]);
  return {
    reading: {
      ...reading,
      isAccount: true,
      plans: reading.plans.map((plan, index) => {
        // What was asked of a cloud is of no stack; it stands at the first one.
        const own = account.gaps.filter(({ of }) => of === plans[index]).map(({ gap }) => gap);
        const ofClouds = index === 0 ? [...observed.gaps, ...account.clouds.remarks()] : [];
        return { ...plan, gaps: [...plan.gaps, ...ofClouds, ...own] };
      }),
    },
    ...{ at: observed.at, identities: observed.identities },
    ...{ unread: account.unread, keys: account.keys, records: account.records, instances: account.instances },
    cloudKeys: account.clouds.keys,
  };
}

/** Digits of the id of a grant, which has 64. */
const SHORT_ID = 8;

/** One resource in the form of a plan: as it is now, and what became of it. */
interface Entry {
  readonly now?: JsonObject;
  readonly drift?: JsonObject;
}

/** Puts what was read beside what is expected, resource by resource. */
class Account {
  public readonly keys = new Map<NodeId, LiveKey>();
  public readonly records = new Map<NodeId, LiveRecord>();
  public readonly instances = new Map<NodeId, LiveInstance>();
  public readonly unread = new Set<NodeId>();
  public readonly clouds: CloudAccount;
  /** What is not there, with the stack that names it. */
  public readonly gaps: { readonly of: NamedPlan; readonly gap: Gap }[] = [];
  /** Addresses of keys whose policy a resource of its own sets. */
  public readonly standalone: ReadonlySet<string>;
  private readonly nodes: ReadonlyMap<NodeId, AnyNode>;
  /** Grants that a resource has made, by the key. */
  private readonly ownGrants = new Set<string>();

  public constructor(
    model: CmkModel,
    private readonly observed: Observed,
  ) {
    this.nodes = new Map(nodesOf(model).map((node) => [node.id, node]));
    const holders = model.keyPolicies.map(({ key }) => key && this.nodes.get(key)?.address);
    this.standalone = new Set(holders.filter((address) => address !== undefined));
    const add = <T>(
      to: Map<NodeId, T>,
      from: ReadonlyMap<NodeId, { readonly found: T } | { readonly missing: string } | object>,
    ): void => {
      for (const [id, sought] of from) if ("found" in sought) to.set(id, sought.found);
    };
    add(this.keys, observed.keys);
    add(this.records, observed.records);
    add(this.instances, observed.instances);
    this.clouds = new CloudAccount(model, observed);
  }

  /** A resource that is expected. */
  public entry(id: NodeId, change: ResourceChange, plan: NamedPlan): Entry[] {
    const { after, type } = change;
    if (!after) return [];
    if (resourceKind(type) === "metadata") return [{ now: unchanged(change, after.values, after.values) }];
    const node = this.nodes.get(id);
    const live = node && this.valuesOf(node, change);
    if (!live) return [];
    if ("missing" in live) return this.missing(change, live, plan);
    if (Object.keys(live.unread).length > 0) this.unread.add(id);
    return [compared(change, live, node && this.links(node))];
  }

  /** What was found and no resource names. */
  public others(prefix: string): Entry[] {
    const { keys, records, instances } = this.observed.others;
    const entries: Entry[] = [];
    const add = (type: string, address: string, name: string, live: LiveValues): NodeId => {
      const entry = { address, mode: "managed", type, name };
      entries.push({ now: { ...entry, change: noChange(live.values, live.unread) } });
      if (Object.keys(live.unread).length > 0) this.unread.add(`${prefix}${address}`);
      return `${prefix}${address}`;
    };
    for (const key of keys) {
      const type = typeOfKey(key);
      const [[alias] = []] = this.aliasesOf([key]);
      this.keys.set(add(type, key.arn, alias ?? bareKeyId(key.arn), ofNobody(keyValues(key, type))), key);
    }
    for (const record of records) {
      const values = recordValues(record, "aura_customer_managed_key");
      this.records.set(add("aura_customer_managed_key", record.id, record.name, { values, unread: {} }), record);
    }
    for (const instance of instances) {
      const values = instanceValues(instance, "aura_instance");
      this.instances.set(add("aura_instance", instance.id, instance.name, { values, unread: {} }), instance);
    }
    for (const [id, key] of this.keys) {
      for (const grant of valueOf(key.grants) ?? []) {
        if (this.ownGrants.has(grant.id)) continue;
        const address = `grant ${grant.id} of ${this.nodes.get(id)?.address ?? key.arn}`;
        add("aws_kms_grant", address, grant.name ?? grant.id.slice(0, SHORT_ID), {
          values: grantValues(grant, key),
          unread: {},
        });
      }
    }
    for (const [alias, region, target] of this.aliasesOf(keys))
      add("aws_kms_alias", alias, alias, { values: { name: alias, region, target_key_id: target }, unread: {} });
    for (const { type, address, name, live, key } of this.clouds.unnamed()) {
      const id = add(type, address, name, live);
      if (key) this.clouds.keys.set(id, key);
    }
    return entries;
  }

  /** The aliases of keys that no resource names: people know a key by them. */
  private aliasesOf(keys: readonly LiveKey[]): (readonly [alias: string, region: string, arn: string])[] {
    return keys.flatMap(({ arn }) => {
      const { accountId = "", region = "" } = parseArn(arn) ?? {};
      const aliases = valueOf(this.observed.aliases.get(placeKey(accountId, region)));
      return [...(aliases ?? [])].flatMap(([alias, target]) =>
        target === bareKeyId(arn) ? [[alias, region, arn] as const] : [],
      );
    });
  }

  /** What is there of a node; undefined where it was not looked for. */
  private valuesOf(node: AnyNode, change: ResourceChange): LiveValues | { readonly missing: string } | undefined {
    if (isOfOtherCloud(node)) return this.clouds.valuesOf(node, change);
    switch (node.kind) {
      case "key":
        return this.sought(this.observed.keys.get(node.id), (key) => keyValues(key, change.type as KeyType));
      case "record":
        return this.sought(this.observed.records.get(node.id), (found) => sure(recordValues(found, change.type)));
      case "instance":
        return this.sought(this.observed.instances.get(node.id), (found) => sure(instanceValues(found, change.type)));
      case "key-policy": {
        if (node.key === undefined) return undefined;
        return this.sought(this.observed.keys.get(node.key), ({ arn, policy }) =>
          policy.known
            ? sure({ key_id: arn, policy: policy.value })
            : { values: { key_id: arn }, unread: { policy: policy.reason } },
        );
      }
      case "alias":
        return this.aliasValues(node);
      case "grant":
        return this.grantOf(node, change);
      default:
        return undefined;
    }
  }

  private sought<T>(
    found:
      | { readonly found: T }
      | { readonly missing: string }
      | { readonly unread: { readonly reason: string } }
      | undefined,
    values: (found: T) => LiveValues,
  ): LiveValues | { readonly missing: string } | undefined {
    if (!found || "missing" in found) return found;
    return "found" in found ? values(found.found) : { values: {}, unread: { "*": found.unread.reason } };
  }

  private aliasValues(
    node: Extract<AnyNode, { kind: "alias" }>,
  ): LiveValues | { readonly missing: string } | undefined {
    const name = valueOf(node.aliasName);
    const arn = node.target === undefined ? undefined : parseArn(this.keys.get(node.target)?.arn ?? "");
    const region = valueOf(node.region) ?? arn?.region;
    const account = arn?.accountId ?? node.accountClaims.map(valueOf).find((one) => one !== undefined);
    if (name === undefined || region === undefined || account === undefined) return undefined;
    const aliases = this.observed.aliases.get(placeKey(account, region));
    if (!aliases) return undefined;
    if (!aliases.known) return { values: { name, region }, unread: { target_key_id: aliases.reason } };
    const target = aliases.value.get(name);
    return target === undefined
      ? { missing: `no alias ${name} in ${region}` }
      : sure({ name, region, target_key_id: target });
  }

  private grantOf(
    node: Extract<AnyNode, { kind: "grant" }>,
    { after }: ResourceChange,
  ): LiveValues | { readonly missing: string } | undefined {
    const key = node.key === undefined ? undefined : this.keys.get(node.key);
    if (!key) return undefined;
    if (!key.grants.known) return { values: { key_id: key.arn }, unread: { operations: key.grants.reason } };
    const id = textOf(after?.values["grant_id"]);
    const found = key.grants.value.find((grant) => (id === undefined ? isLike(grant, node) : grant.id === id));
    if (!found) return { missing: "no such grant on the key" };
    this.ownGrants.add(found.id);
    return sure(grantValues(found, key));
  }

  /** What a configuration names by an expression: the object that was found for it. */
  private links(node: AnyNode): JsonObject {
    const arn = (key: NodeId | undefined) =>
      key === undefined ? undefined : (this.keys.get(key)?.arn ?? this.clouds.keys.get(key)?.id);
    const linked: JsonObject =
      node.kind === "instance" && node.record !== undefined
        ? { customer_managed_key_id: this.records.get(node.record)?.id }
        : node.kind === "alias"
          ? { target_key_id: arn(node.target) }
          : node.kind === "record" || node.kind === "grant" || node.kind === "key-policy"
            ? { key_id: arn(node.key) }
            : // Only an account shows it; whoever has a key expects to use it.
              node.kind === "vault-key"
              ? { [KEY_ENABLED]: true }
              : {};
    return Object.fromEntries(Object.entries(linked).filter(([, value]) => value !== undefined));
  }

  /** Of what a state knows by its id it is drift; what a configuration names may not have been deployed yet. */
  private missing(
    change: ResourceChange,
    { missing: why, recovery }: { readonly missing: string; readonly recovery?: Gap },
    plan: NamedPlan,
  ): Entry[] {
    if (recovery) this.gaps.push({ of: plan, gap: recovery });
    if (!plan.isConfiguration) return [{ drift: deleted(change) }];
    const what = `${change.address} of the configuration does not exist`;
    this.gaps.push({ of: plan, gap: { what, got: why, fix: "deploy it, or correct the configuration" } });
    return [];
  }
}

function sure(values: JsonObject): LiveValues {
  return { values, unread: {} };
}

/** What only Terraform knows is not set where it has not made the key. */
function ofNobody({ values, unread }: LiveValues): LiveValues {
  const settings = { deletion_window_in_days: null, bypass_policy_lockout_safety_check: false };
  return { values: { ...settings, ...values }, unread };
}

function isLike(grant: LiveGrant, { grantee, grantName, operations }: Extract<AnyNode, { kind: "grant" }>): boolean {
  const [who, name, what] = [valueOf(grantee), valueOf(grantName), valueOf(operations)];
  if (name !== undefined && name !== grant.name) return false;
  return (
    who === grant.grantee && what !== undefined && isDeepStrictEqual([...what].sort(), [...grant.operations].sort())
  );
}

/** What is not written, the provider takes for set. */
const DEFAULTS: JsonObject = { is_enabled: true, enabled: true };
/** Where null means something: no key of one's own, no expiry, no condition. */
const NULL_COUNTS: ReadonlySet<string> = new Set([
  ...["customer_managed_key_id", "expiration_date", "not_before_date", "condition"],
]);
/** What Terraform reads and nobody configures. */
const STATUS: ReadonlySet<string> = new Set(["status"]);

/**
 * A resource as it is beside what is expected of it.
 * @param links what arguments mean that are known only at apply
 */
function compared(change: ResourceChange, { values: live, unread }: LiveValues, links: JsonObject = {}): Entry {
  const { after } = change;
  const marks = marksOf(change, unread);
  const written = { ...expectedValues(change), ...links };
  const before: Record<string, unknown> = { ...live, ...written };
  const read = Object.entries({ ...written, ...live }).filter(([name]) => !(name in marks));
  const now: Record<string, unknown> = Object.fromEntries(read);
  const drifted = Object.keys(live).filter((name) => {
    if (STATUS.has(name)) before[name] = live[name];
    if (isSame(change.type, name, before[name], live[name])) now[name] = before[name];
    return !isDeepStrictEqual(before[name] ?? null, now[name] ?? null);
  });
  return {
    now: unchanged(change, now, now, marks),
    ...(drifted.length > 0 && {
      drift: {
        ...entryOf(change),
        change: {
          ...{ actions: ["update"], before, after: now, after_unknown: marks },
          ...{ before_sensitive: after?.sensitive, after_sensitive: after?.sensitive },
        },
      },
    }),
  };
}

/** What is written or kept; without what is known only at apply, and what is left to the provider. */
function expectedValues(change: ResourceChange): JsonObject {
  const { after } = change;
  const unknown = objectOf(after?.unknown);
  return Object.fromEntries(
    Object.entries(after?.values ?? {}).flatMap(([name, value]) => {
      if (isMarked(unknown[name])) return [];
      const isLeft = value === undefined || isUnset(change, value);
      if (!isLeft || NULL_COUNTS.has(name)) return [[name, value]];
      return name in DEFAULTS ? [[name, DEFAULTS[name]]] : [];
    }),
  );
}

function isMarked(mark: unknown): boolean {
  return mark !== undefined && mark !== false && !(isObject(mark) && Object.keys(mark).length === 0);
}

/** What names a key: it is known, also when nothing of the key could be read. */
const NAMES: ReadonlySet<string> = new Set([
  ...["arn", "id", "key_id", "region", "primary_key_arn"],
  ...["name", "location", "key_ring", "key_vault_id", "resource_versionless_id"],
]);
/** What is unknown where it could not be read. */
const JUDGED_AS_A_WHOLE: ReadonlySet<string> = new Set(["key", "vault", "vault-key", "crypto-key"]);

/** What could not be read; of Aura's objects what is expected stands for it, and a gap says so. */
function marksOf({ type, after }: ResourceChange, unread: LiveValues["unread"]): JsonObject {
  if (!("*" in unread)) return unread;
  const kind = resourceKind(type) ?? "";
  if (!JUDGED_AS_A_WHOLE.has(kind)) return {};
  const names = Object.keys({ ...(kind === "key" && { policy: true }), ...after?.values }).filter(
    (name) => !NAMES.has(name),
  );
  return Object.fromEntries(names.map((name) => [name, unread["*"]]));
}

/** KMS writes policies in its own way, and a key has an id and an ARN. */
function isSame(type: string, name: string, expected: unknown, found: unknown): boolean {
  if (isSameInCloud(type, name, expected, found)) return true;
  if (typeof expected !== "string" || typeof found !== "string") {
    return (
      Array.isArray(expected) && Array.isArray(found) && isDeepStrictEqual([...expected].sort(), [...found].sort())
    );
  }
  if (name === "policy") {
    const [one, other] = [readAppliedPolicy(expected), readAppliedPolicy(found)];
    return "document" in one && "document" in other && sameMeaning(one.document, other.document);
  }
  // With Aura an ARN is registered: a replica of the key is another key.
  const isId = (name === "target_key_id" || name === "key_id") && type.startsWith("aws_");
  return isId && bareKeyId(expected) === bareKeyId(found);
}

function unchanged(change: ResourceChange, before: JsonObject, after: JsonObject, unread: JsonObject = {}): JsonObject {
  const sensitive = change.after?.sensitive;
  return {
    ...entryOf(change),
    change: {
      ...{ actions: ["no-op"], before, after, before_unknown: unread, after_unknown: unread },
      ...{ before_sensitive: sensitive, after_sensitive: sensitive },
    },
  };
}

function noChange(values: JsonObject, unread: JsonObject): JsonObject {
  return { actions: ["no-op"], before: values, after: values, before_unknown: unread, after_unknown: unread };
}

function deleted(change: ResourceChange): JsonObject {
  const { after } = change;
  return {
    ...entryOf(change),
    change: { actions: ["delete"], before: after?.values, after: null, before_sensitive: after?.sensitive },
  };
}

function entryOf({ address, module, type, name, index }: ResourceChange): JsonObject {
  return {
    ...{ address, mode: "managed", type, name },
    ...(module !== "" && { module_address: module }),
    ...(index !== undefined && { index }),
  };
}
