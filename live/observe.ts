import { CLOUDS } from "../model/clouds";
import { valueOf, type Unknown } from "../model/fact";
import { cloudOfIdentifier, parseCloudKmsKeyName, parseVaultKeyId, UUID } from "../model/key-identifiers";
import type { OtherCloud } from "../model/limits";
import {
  placeKey,
  type Aliases,
  type Identity,
  type LiveInstance,
  type LiveKey,
  type LiveRecord,
  type Observed,
  type Sought,
} from "../model/live";
import type { LiveCloudObject } from "../model/live-clouds";
import {
  OTHER_CLOUD_KINDS,
  type AliasNode,
  type CmkModel,
  type InstanceNode,
  type KmsKeyNode,
  type NodeId,
  type RecordNode,
} from "../model/model";
import type { Gap } from "../model/read/types";
import { arnOfKeyId, bareKeyId, KEY_ID, parseArn, parseKeyArn } from "../policy/arn";
import { concurrently } from "../util/concurrently";
import { formatList } from "../util/format-list";
import { groupBy } from "../util/group-by";
import type { AuraReader } from "./aura";
import type { Aws } from "./aws";
import type { CloudReader } from "./cloud-reader";
import type { Failure } from "./failure";
import { readAliases, readKey } from "./key";
import { unreadFact } from "./unread";

/** What is looked for. */
export interface Wanted {
  /** What is expected. */
  readonly model: CmkModel;
  /** ARNs, ids and aliases of keys that are looked at with all that Aura has on them; of other clouds what Aura registers. */
  readonly keys: readonly string[];
  /** Ids of instances that are looked at with their keys. */
  readonly instances: readonly string[];
  /** Ids of customer managed keys that are looked at with their keys. @default - none but those of the instances */
  readonly records?: readonly string[];
  /** Whether all is read that Aura has on the keys that are found, as for those of `keys`. @default false */
  readonly allOnKeys?: boolean;
}

/** Who is asked. */
export interface Clouds {
  readonly aws: Aws;
  /** The region of what names none. */
  readonly region: string;
  /** Why Aura cannot be asked, or its reader. */
  readonly aura: AuraReader | { readonly failure: Failure };
  /** Id of the API client of Aura. @default - Aura is not asked */
  readonly auraClient?: string;
  /** The readers of the other clouds; each is made when there is something to read. @default - they are not read */
  readonly others?: Readonly<Record<OtherCloud, () => CloudReader>>;
}

/** How many objects are read at a time. */
const AT_A_TIME = 8;
/** Names that one gap lists. */
const MAX_NAMED = 5;

/**
 * Reads what is wanted, and what it leads to: the key of an instance, the instances on a key. Never rejects for what cannot be read.
 * @param at when it is read
 * @param step is called with what is done now
 */
export async function observe(
  wanted: Wanted,
  clouds: Clouds,
  gaps: Gaps,
  at: Date,
  step: (what: string) => void,
): Promise<Observed> {
  return new Observation(wanted, clouds, gaps, step).read(at);
}

/** What could not be read: one gap for each cause, with the names of what it is about. */
export class Gaps {
  private readonly causes = new Map<string, { readonly failure: Failure; readonly names: Set<string> }>();

  /**
   * Notes that something could not be read.
   * @param what its name, such as `instance orders`
   */
  public add(what: string, failure: Failure): void {
    const name = `${failure.why}\n${failure.fix}`;
    const cause = this.causes.get(name) ?? { failure, names: new Set() };
    this.causes.set(name, cause);
    cause.names.add(what);
  }

  /** The failures that keep everything else from being read. */
  public get list(): readonly Gap[] {
    return [...this.causes.values()].map(({ failure: { why, fix }, names }) => ({
      what: `cannot read ${formatList([...names], { max: MAX_NAMED, and: true })}`,
      got: why,
      fix,
    }));
  }
}

class Observation {
  private readonly records = new Map<NodeId, Sought<LiveRecord>>();
  private readonly instances = new Map<NodeId, Sought<LiveInstance>>();
  private readonly keys = new Map<NodeId, Sought<LiveKey>>();
  private readonly aliases = new Map<string, Promise<Aliases>>();
  private readonly byArn = new Map<string, Promise<Sought<LiveKey>>>();
  private readonly others = {
    keys: new Map<string, LiveKey>(),
    records: new Map<string, LiveRecord>(),
    instances: new Map<string, LiveInstance>(),
    clouds: [] as LiveCloudObject[],
  };
  private readonly inClouds = new Map<NodeId, Sought<LiveCloudObject>>();
  private readonly identities = new Map<string, Identity>();
  private count = 0;

  public constructor(
    private readonly wanted: Wanted,
    private readonly clouds: Clouds,
    private readonly gaps: Gaps,
    private readonly step: (what: string) => void,
  ) {}

  public async read(at: Date): Promise<Observed> {
    const { model, keys, instances, records = [], allOnKeys = false } = this.wanted;
    this.step("reading Aura");
    await this.each(model.records, async (node) => this.put(this.records, node.id, await this.recordOf(node)));
    await this.each(model.instances, async (node) => this.put(this.instances, node.id, await this.instanceOf(node)));
    await this.each(instances, (id) => this.otherInstance(id));
    await this.each(records, (id) => this.givenRecord(id));
    await this.recordsOfInstances();
    const ofAws = keys.filter((key) => cloudOfIdentifier(key) === undefined);
    if (model.keys.length + ofAws.length > 0) this.step("reading AWS KMS");
    await this.each(model.keys, async (node) => this.put(this.keys, node.id, await this.keyOf(node)));
    const named = await concurrently(ofAws, AT_A_TIME, (name) => this.arnOf(name));
    const arns = named.filter((arn) => arn !== undefined);
    const inOtherClouds = keys.filter((key) => cloudOfIdentifier(key) !== undefined);
    const whole = [...arns, ...inOtherClouds, ...(allOnKeys ? this.registered() : [])];
    if (whole.length > 0) await this.usesOf(whole);
    await this.each([...arns, ...this.registered()], (arn) => this.otherKey(arn));
    await this.each(model.aliases, (node) => this.aliasesFor(node));
    await this.each([...this.others.keys.keys()], async (arn) => void (await this.aliasesAt(arn)));
    await this.otherClouds();
    const aliases = await Promise.all([...this.aliases].map(async ([place, found]) => [place, await found] as const));
    return {
      at: at.toISOString(),
      identities: [...this.identities.values(), ...this.auraIdentity()],
      ...{ keys: this.keys, records: this.records, instances: this.instances, clouds: this.inClouds },
      others: {
        keys: inOrder(this.others.keys),
        records: inOrder(this.others.records),
        instances: inOrder(this.others.instances),
        clouds: this.others.clouds,
      },
      aliases: new Map(aliases),
      gaps: this.gaps.list,
    };
  }

  private auraIdentity(): Identity[] {
    const { aura, auraClient } = this.clouds;
    const wasAsked =
      this.records.size + this.instances.size + this.others.records.size + this.others.instances.size > 0;
    return !("failure" in aura) && auraClient !== undefined && wasAsked
      ? [{ of: "Aura API client", name: auraClient }]
      : [];
  }

  private async each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    await concurrently(items, AT_A_TIME, work);
  }

  private put<T>(to: Map<NodeId, Sought<T>>, id: NodeId, sought: Sought<T> | undefined): void {
    if (sought) to.set(id, sought);
  }

  private async recordOf({
    recordId,
    projectId,
    auraName,
    region,
  }: RecordNode): Promise<Sought<LiveRecord> | undefined> {
    const { aura } = this.clouds;
    const [id, project, name] = [valueOf(recordId), valueOf(projectId), valueOf(auraName)];
    if ("failure" in aura) return this.withoutAura(`customer managed key ${name ?? id ?? ""}`, aura.failure);
    if (id !== undefined) return aura.record(id);
    if (project === undefined || name === undefined) return this.unnamed(`customer managed key ${name ?? ""}`);
    return aura.recordNamed(project, name, (one) => !region.known || one.region === region.value);
  }

  private async instanceOf(node: InstanceNode): Promise<Sought<LiveInstance> | undefined> {
    const { aura } = this.clouds;
    const { instanceId, projectId, auraName, region } = node;
    const [id, project, name] = [valueOf(instanceId), valueOf(projectId), valueOf(auraName)];
    if ("failure" in aura) return this.withoutAura(`instance ${name ?? id ?? ""}`, aura.failure);
    if (id !== undefined) return aura.instance(id);
    if (project === undefined || name === undefined) return this.unnamed(`instance ${name ?? ""}`);
    return aura.instanceNamed(project, name, (one) => !region.known || one.region === region.value);
  }

  private withoutAura(what: string, failure: Failure): { readonly unread: Unknown } {
    this.gaps.add(what, failure);
    return { unread: unreadFact(failure) };
  }

  /** What is named by a value that is known only at apply. */
  private unnamed(what: string): { readonly unread: Unknown } {
    const failure = { why: "its name is known only at apply", fix: "verify a state, which has its id", lasting: false };
    this.gaps.add(what, failure);
    return { unread: unreadFact(failure) };
  }

  /** An instance that was given by its id, or that is on a given key. */
  private async otherInstance(id: string): Promise<void> {
    const { aura } = this.clouds;
    if ("failure" in aura) return void this.withoutAura(`instance ${id}`, aura.failure);
    const sought = await aura.instance(id);
    if ("found" in sought) this.others.instances.set(id, sought.found);
    else if ("missing" in sought)
      this.gaps.add(`instance ${id}`, { why: sought.missing, fix: "check the id and the project", lasting: false });
  }

  /** A customer managed key that was given by its id. */
  private async givenRecord(id: string): Promise<void> {
    const { aura } = this.clouds;
    const what = `customer managed key ${id}`;
    if ("failure" in aura) return void this.withoutAura(what, aura.failure);
    const sought = await aura.record(id);
    if ("found" in sought) this.others.records.set(id, sought.found);
    else if ("missing" in sought)
      this.gaps.add(what, { why: sought.missing, fix: "check the id and the project", lasting: false });
  }

  /** The customer managed keys of instances, where no node names them. */
  private async recordsOfInstances(): Promise<void> {
    const ids = [...this.found(this.instances), ...this.others.instances.values()].map(
      (one) => one.customerManagedKeyId,
    );
    const known = new Set(this.found(this.records).map(({ id }) => id));
    await this.each([...new Set(ids)], async (id) => {
      if (id !== undefined && !known.has(id)) await this.otherRecord(id, () => true);
    });
  }

  private async otherRecord(id: string, isWanted: (record: LiveRecord) => boolean): Promise<void> {
    const { aura } = this.clouds;
    if ("failure" in aura) return;
    const sought = await aura.record(id);
    if ("found" in sought && isWanted(sought.found)) this.others.records.set(id, sought.found);
  }

  /** What Aura has on given keys. */
  private async usesOf(arns: readonly string[]): Promise<void> {
    const { aura } = this.clouds;
    if ("failure" in aura) return void this.withoutAura("customer managed keys and instances of Aura", aura.failure);
    this.step("reading what Aura has on the key");
    const known = new Set(this.found(this.records).map(({ id }) => id));
    const records = await aura.recordsIn(undefined);
    if ("failure" in records) return;
    await this.each(records, async ({ id }) => {
      if (!known.has(id)) await this.otherRecord(id, ({ keyArn }) => arns.includes(keyArn));
    });
    const onKeys = [...this.others.records.values()].filter(({ keyArn }) => arns.includes(keyArn));
    const ids = new Set(onKeys.map(({ id }) => id));
    const seen = new Set(this.found(this.instances).map(({ id }) => id));
    await this.each([...new Set(onKeys.map(({ projectId }) => projectId))], async (project) => {
      const instances = await aura.instancesIn(project);
      if ("failure" in instances) return;
      await this.each(instances, async ({ id }) => {
        const sought = await aura.instance(id);
        if (!("found" in sought) || seen.has(id)) return;
        if (ids.has(sought.found.customerManagedKeyId ?? "")) this.others.instances.set(id, sought.found);
      });
    });
  }

  /** Keys of Azure and Google Cloud: those that are expected, and those that are registered with Aura. */
  private async otherClouds(): Promise<void> {
    const { others = {} } = this.clouds;
    const { otherClouds } = this.wanted.model;
    const records = [...this.found(this.records), ...this.others.records.values()];
    for (const [cloud, makeReader] of Object.entries(others) as [OtherCloud, () => CloudReader][]) {
      const nodes = otherClouds.filter(({ kind }) => OTHER_CLOUD_KINDS[kind] === cloud);
      const ids = [
        ...records.flatMap(({ cloudProvider, keyArn }) => (cloudProvider === cloud ? [keyArn] : [])),
        ...this.wanted.keys.filter((key) => cloudOfIdentifier(key) === cloud),
      ];
      const keys = [...new Set(ids)].filter((id) => isWellFormed(cloud, id));
      if (nodes.length + keys.length === 0) continue;
      this.step(`reading ${CLOUDS[cloud].keyService}`);
      const registered = new Map(
        nodes.flatMap(({ id }) => {
          const key = this.registeredFor(id);
          return key === undefined ? [] : [[id, key] as const];
        }),
      );
      const reading = await makeReader().read({ nodes, registered, keys });
      for (const [id, sought] of reading.sought) this.inClouds.set(id, sought);
      this.others.clouds.push(...reading.others);
      for (const { of, name } of reading.identities) this.identities.set(of, { of, name });
      for (const [id, why] of reading.missing) {
        const [what, fix] = UUID.test(id)
          ? [`application ${id}`, "make it again (`az ad sp create --id ...`), and give it its role again"]
          : [`key ${id}`, "find out what became of it"];
        if (keys.includes(id) || UUID.test(id)) this.gaps.add(what, { why, fix, lasting: false });
      }
    }
  }

  private found<T>(sought: ReadonlyMap<NodeId, Sought<T>>): T[] {
    return [...sought.values()].flatMap((one) => ("found" in one ? [one.found] : []));
  }

  /** The key of a node: by its ARN, by what is registered with Aura, or by its alias. */
  private async keyOf(node: KmsKeyNode): Promise<Sought<LiveKey> | undefined> {
    const { model } = this.wanted;
    const arn = valueOf(node.arn) ?? this.registeredFor(node.id);
    if (arn !== undefined) return this.key(arn, nameOf(node, model));
    const alias = model.aliases.find(({ target }) => target === node.id);
    const [name, region, accountId] = [valueOf(alias?.aliasName), valueOf(node.region), accountOf(node)];
    if (name === undefined || region === undefined) return this.unnamed(`key ${node.name}`);
    const account = accountId ?? (await this.ownAccount());
    if (account === undefined) return undefined;
    const aliases = await this.aliasesOf(account, region);
    if (!aliases.known) return { unread: aliases };
    const id = aliases.value.get(name);
    const named = id === undefined ? undefined : arnOfKeyId(id, region, account);
    if (named === undefined) return { missing: `no ${name} in ${region} of account ${account}` };
    return this.key(named, name);
  }

  /** The ARN that is registered with Aura for a key. */
  private registeredFor(key: NodeId): string | undefined {
    const arns = this.wanted.model.records.flatMap((record) => {
      const sought = record.key === key ? this.records.get(record.id) : undefined;
      return sought && "found" in sought ? [sought.found.keyArn] : [];
    });
    return new Set(arns).size === 1 ? arns[0] : undefined;
  }

  /** The ARN of a key that was given by its ARN, id or alias. */
  private async arnOf(name: string): Promise<string | undefined> {
    if (!("error" in parseKeyArn(name))) return name;
    const arn = parseArn(name);
    const { region = this.clouds.region } = arn ?? {};
    const account = arn?.accountId ?? (await this.ownAccount());
    if (account === undefined) return undefined;
    if (KEY_ID.test(name)) return arnOfKeyId(name, region, account);
    const alias = arn?.resource ?? name;
    const aliases = await this.aliasesOf(account, region);
    const id = valueOf(aliases)?.get(alias);
    if (aliases.known && id === undefined) {
      const why = `no ${alias} in ${region} of account ${account}`;
      this.gaps.add(alias, { why, fix: "check the alias, the region and the account", lasting: false });
    }
    return id === undefined ? undefined : arnOfKeyId(id, region, account);
  }

  /** The account of the credentials. */
  private async ownAccount(): Promise<string | undefined> {
    const caller = await this.clouds.aws.caller(undefined);
    if ("arn" in caller) return caller.accountId;
    this.gaps.add("AWS", caller.failure);
    return undefined;
  }

  /** Keys that are registered with Aura, and that no node names. */
  private registered(): string[] {
    const arns = [...this.found(this.records), ...this.others.records.values()]
      .filter(({ cloudProvider }) => cloudProvider === "aws")
      .map(({ keyArn }) => keyArn);
    return [...new Set(arns)].filter((arn) => !this.byArn.has(arn) && !("error" in parseKeyArn(arn)));
  }

  private async otherKey(arn: string): Promise<void> {
    const known = new Set(this.found(this.keys).map((key) => key.arn));
    if (known.has(arn)) return;
    const sought = await this.key(arn, arn);
    if ("found" in sought) this.others.keys.set(arn, sought.found);
    if ("missing" in sought)
      this.gaps.add(arn, { why: sought.missing, fix: "check the ARN; the key may have been deleted", lasting: false });
  }

  private key(arn: string, name: string): Promise<Sought<LiveKey>> {
    const found = this.byArn.get(arn) ?? this.readKey(arn, name);
    this.byArn.set(arn, found);
    return found;
  }

  private async readKey(arn: string, name: string): Promise<Sought<LiveKey>> {
    const { accountId = "", region = "" } = parseArn(arn) ?? {};
    const failure = await this.whyClosed(accountId);
    if (failure) {
      this.gaps.add(`key ${name}`, failure);
      return { unread: unreadFact(failure) };
    }
    const { sought, failures } = await readKey(this.clouds.aws.kms(accountId, region), arn);
    const elsewhere = failures.length > 0 ? await this.whyElsewhere(accountId) : undefined;
    for (const [fix, some] of groupBy(failures, (one) => (elsewhere ?? one).fix)) {
      const all = [...new Set([...some, ...(elsewhere ? [elsewhere] : [])].map(({ why }) => why))];
      this.gaps.add(`key ${name}`, { why: all.join("; "), fix, lasting: false });
    }
    this.step(`reading AWS KMS: ${++this.count} keys`);
    return sought;
  }

  /** Why nothing of an account can be read. */
  private async whyClosed(accountId: string): Promise<Failure | undefined> {
    const caller = await this.clouds.aws.caller(accountId);
    if ("failure" in caller) return caller.failure;
    this.identities.set(accountId, { of: `AWS account ${accountId}`, name: caller.arn });
    return undefined;
  }

  /** Why the own account of the credentials is not the one that is asked about. */
  private async whyElsewhere(accountId: string): Promise<Failure | undefined> {
    const caller = await this.clouds.aws.caller(accountId);
    if ("failure" in caller || caller.accountId === accountId) return undefined;
    const why = `the credentials are of account ${caller.accountId}`;
    return {
      why,
      fix: `sign in to account ${accountId}, or pass the name of a role of it with \`--role\``,
      lasting: true,
    };
  }

  private async aliasesFor({ target, region, accountClaims }: AliasNode): Promise<void> {
    const sought = target === undefined ? undefined : this.keys.get(target);
    if (sought && "found" in sought) return void (await this.aliasesAt(sought.found.arn));
    const account = accountClaims.map(valueOf).find((one) => one !== undefined);
    if (account !== undefined && region.known) await this.aliasesOf(account, region.value);
  }

  private aliasesAt(arn: string): Promise<Aliases> {
    const { accountId = "", region = "" } = parseArn(arn) ?? {};
    return this.aliasesOf(accountId, region);
  }

  private aliasesOf(accountId: string, region: string): Promise<Aliases> {
    const place = placeKey(accountId, region);
    const found = this.aliases.get(place) ?? this.readAliases(accountId, region);
    this.aliases.set(place, found);
    return found;
  }

  private async readAliases(accountId: string, region: string): Promise<Aliases> {
    // KMS lists the aliases of the caller's own account, whichever is asked for.
    const closed = (await this.whyClosed(accountId)) ?? (await this.whyElsewhere(accountId));
    const { aliases, failure = closed } = closed
      ? { aliases: unreadFact(closed) }
      : await readAliases(this.clouds.aws.kms(accountId, region));
    if (failure) this.gaps.add(`aliases of account ${accountId} in ${region}`, failure);
    return aliases;
  }
}

/** What is no identifier of a key, a rule about the customer managed key says. */
function isWellFormed(cloud: OtherCloud, id: string): boolean {
  return !("error" in (cloud === "azure" ? parseVaultKeyId(id) : parseCloudKmsKeyName(id)));
}

/** In the order of their ids: what is read side by side comes in any. */
function inOrder<T>(found: ReadonlyMap<string, T>): T[] {
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function accountOf({ accountClaims }: KmsKeyNode): string | undefined {
  return accountClaims.map(valueOf).find((account) => account !== undefined);
}

function nameOf(node: KmsKeyNode, { aliases }: CmkModel): string {
  const alias = aliases.find(({ target }) => target === node.id);
  return valueOf(alias?.aliasName) ?? bareKeyId(valueOf(node.arn) ?? node.name) ?? node.name;
}
