import path from "node:path";
import type { App } from "cdktf";
import type { IConstruct } from "constructs";
import {
  AuraCmkError,
  AuraCredentialsSecret,
  AuraCustomerManagedKey,
  AuraInstance,
  AuraKeyAlarm,
  AuraKmsKey,
  AuraKmsReplicaKey,
  AuraStatement,
  waiveRule,
  type AuraKmsKeyProps,
  type AuraProduct,
  type IAuraCustomerManagedKey,
  type IAuraInstance,
  type IAuraKey,
  type IAuraKmsKey,
  type KeyPolicyStatement,
  type Problem,
} from "../constructs";
import { readCurrentPolicy } from "../constructs/private";
import { cloudOf } from "../estate/entries";
import type { EstatePath } from "../estate/messages";
import type { Reconciliation } from "../estate/reconcile";
import type {
  AwsAccount,
  AwsKey,
  CreatedKey,
  Estate,
  ExistingKey,
  Instance,
  Key,
  SecretSettings,
} from "../estate/schema";
import { bareKeyId, parseKeyArn, siblingArn } from "../policy/arn";
import { addCloudKey, isKmsKey } from "./cloud-keys";
import { EstateStacks } from "./estate-stacks";
import { mergedTags } from "./tags";

/** A key of the estate as it was built. */
export interface BuiltKey {
  readonly name: string;
  readonly account: string;
  /** The key by region: the primary, and its replicas. */
  readonly keys: ReadonlyMap<string, IAuraKey>;
  /** Its customer managed keys in Aura, by region. */
  readonly records: ReadonlyMap<string, IAuraCustomerManagedKey>;
  /** Its alarms, by region. */
  readonly alarms: ReadonlyMap<string, AuraKeyAlarm>;
}

/** An estate as a construct tree, and the way from the tree back to the file. */
export interface BuiltEstate {
  readonly keys: readonly BuiltKey[];
  /** The instances by name; some are deferred until phase 2 of their key. */
  readonly instances: ReadonlyMap<string, IAuraInstance>;
  /** The secrets with the credentials of instances, by the names of these; nothing is in that of a deferred one. */
  readonly secrets: ReadonlyMap<string, AuraCredentialsSecret>;
  /** Statement files that could not be used. */
  readonly problems: readonly Problem[];
  /** The entry of the estate file that a construct came from, by the path of the construct. */
  readonly origins: ReadonlyMap<string, EstatePath>;
}

/**
 * Builds the stacks, keys, customer managed keys and instances of an estate.
 * @param app the app, still empty
 * @param folder directory of the file: statement files are relative to it, and local state is beside it
 * @param lock what the lock file says
 * @param next is called before each key and each instance: a thousand of them take seconds
 */
export function buildEstate(
  app: App,
  estate: Estate,
  folder: string,
  lock: Reconciliation,
  next: () => void,
): BuiltEstate {
  return new EstateBuilder(app, estate, folder, lock, next).build();
}

/** Names of outputs; false leaves one out. */
type OutputNames<Name extends string> = Readonly<Record<Name, string | false | undefined>>;

class EstateBuilder {
  private readonly stacks: EstateStacks;
  private readonly keys = new Map<string, BuiltKey>();
  private readonly instances = new Map<string, IAuraInstance>();
  private readonly secrets = new Map<string, AuraCredentialsSecret>();
  private readonly problems: Problem[] = [];
  /** Statements by the absolute path of their file. */
  private readonly statements = new Map<string, AuraStatement | undefined>();
  private readonly origins = new Map<string, EstatePath>();

  public constructor(
    app: App,
    private readonly estate: Estate,
    private readonly folder: string,
    private readonly lock: Reconciliation,
    private readonly next: () => void,
  ) {
    this.stacks = new EstateStacks(app, estate, folder, lock);
  }

  public build(): BuiltEstate {
    const used = this.regionsInUse();
    for (const [name, key] of Object.entries(this.estate.keys)) this.addKey(name, key, used.get(name) ?? new Set());
    for (const name of Object.keys(this.estate.instances)) this.addInstance(name);
    this.addWaivers();
    for (const { account, region } of this.lock.emptyStacks) this.stacks.stack(account, region);
    const { instances, secrets, problems, origins } = this;
    return { keys: [...this.keys.values()], instances, secrets, problems, origins };
  }

  private regionsInUse(): Map<string, Set<string>> {
    const used = new Map<string, Set<string>>();
    for (const { key, region } of Object.values(this.estate.instances)) {
      used.set(key, (used.get(key) ?? new Set()).add(region));
    }
    return used;
  }

  private addKey(name: string, key: Key, used: ReadonlySet<string>): void {
    this.next();
    const keys = this.keysOf(name, key);
    // An instance in a region without the key gets no customer managed key there: the region rule reports it.
    const made = this.lock.recordRegions(name);
    const regions = [...keys.keys()].filter((region) => used.has(region) || made.has(region));
    const records = new Map(
      (regions.length > 0 ? regions : [key.region]).map((region) => [region, this.addRecord(name, key, keys, region)]),
    );
    const alarms = key.cloud === undefined ? this.addAlarms(name, key, keys) : new Map<string, AuraKeyAlarm>();
    this.keys.set(name, { name, account: key.account, keys, records, alarms });
  }

  /** The key in each of its regions. */
  private keysOf(name: string, key: Key): ReadonlyMap<string, IAuraKey> {
    if (key.cloud === undefined) return "arn" in key ? this.existingKeys(name, key) : this.createdKeys(name, key);
    const scope = this.stacks.scope(key.account, key.region, "keys");
    const built = addCloudKey(scope, name, key, this.estate, this.lock.formerNames("keys", name));
    return new Map([[key.region, this.from(["keys", name], built)]]);
  }

  private addAlarms(name: string, key: AwsKey, keys: ReadonlyMap<string, IAuraKey>): Map<string, AuraKeyAlarm> {
    const alarm = key.alarm ?? ("arn" in key ? false : this.estate.defaults?.alarm);
    if (alarm === undefined || alarm === false) return new Map();
    const { emails, topicArn } = alarm === true ? {} : alarm;
    const account = this.awsAccount(key.account);
    return new Map(
      [...keys].flatMap(([region, ofRegion]): [string, AuraKeyAlarm][] => {
        if (!isKmsKey(ofRegion)) return [];
        const built = new AuraKeyAlarm(this.stacks.scope(key.account, region, "alarms"), name, {
          formerly: this.lock.formerNames("keys", name),
          key: ofRegion,
          topicArn: typeof topicArn === "object" ? topicArn[region] : topicArn,
          emails,
          tags: mergedTags(this.estate.tags, account?.tags, "arn" in key ? undefined : key.tags),
          outputs: this.outputsOf(key, ["topicArn"]),
        });
        return [[region, this.from(["keys", name], built)]];
      }),
    );
  }

  private awsAccount(name: string): AwsAccount | undefined {
    const account = this.estate.accounts[name];
    return account?.cloud === "azure" || account?.cloud === "gcp" ? undefined : account;
  }

  /** The names of the outputs of one part of an entry; undefined for those that follow from its name. */
  private outputsOf<Name extends string>(
    { outputs = this.estate.defaults?.outputs ?? true }: { readonly outputs?: boolean | Partial<OutputNames<Name>> },
    names: readonly Name[],
  ): false | Partial<OutputNames<Name>> | undefined {
    if (typeof outputs === "boolean") return outputs ? undefined : false;
    return Object.fromEntries(names.map((name) => [name, outputs[name]])) as Partial<OutputNames<Name>>;
  }

  private existingKeys(name: string, key: ExistingKey): Map<string, IAuraKmsKey> {
    const accountId = this.awsAccount(key.account)?.id;
    const { keySpec, keyUsage, keyState, origin, rotationEnabled } = key;
    const parsed = parseKeyArn(key.arn);
    const sibling = (region: string): string => ("error" in parsed ? key.arn : siblingArn(parsed, region));
    return new Map<string, IAuraKmsKey>(
      [key.region, ...(key.replicas ?? [])].map((region) => [
        region,
        this.from(
          ["keys", name],
          AuraKmsKey.fromKeyArn(
            this.stacks.scope(key.account, region, "keys"),
            name,
            region === key.region ? key.arn : sibling(region),
            { region, accountId, keySpec, keyUsage, keyState, origin, rotationEnabled },
          ),
        ),
      ]),
    );
  }

  private createdKeys(name: string, key: CreatedKey): Map<string, IAuraKmsKey> {
    const account = this.awsAccount(key.account);
    const common = {
      formerly: this.lock.formerNames("keys", name),
      ...this.expectedPrincipalsOf(key),
      alias: key.alias,
      description: key.description,
      administrators: [...new Set([...(account?.administrators ?? []), ...(key.administrators ?? [])])],
      keyStatements: asStatements([...(this.estate.defaults?.keyStatements ?? []), ...(key.keyStatements ?? [])]),
      // The default is for keys that are kept.
      deletionGuardInDays:
        key.deletionGuardInDays ??
        (key.removalPolicy === "destroy" ? undefined : this.estate.defaults?.deletionGuardInDays),
      deletionWindowInDays: key.deletionWindowInDays,
      removalPolicy: key.removalPolicy,
      tags: mergedTags(this.estate.tags, account?.tags, key.tags),
    };
    const primary = new AuraKmsKey(this.stacks.scope(key.account, key.region, "keys"), name, {
      ...common,
      ...this.takenOver(name, key),
      accountId: account?.id ?? "",
      region: key.region,
      statement: this.statementOf(name, key, key.region),
      rotationPeriodInDays: key.rotationPeriodInDays,
      multiRegion: key.multiRegion ?? (key.replicas ?? []).length > 0,
    });
    const replicas = (key.replicas ?? []).map(
      (region) =>
        new AuraKmsReplicaKey(this.stacks.scope(key.account, region, "keys"), name, {
          ...{ ...common, region, primary },
          statement: this.statementOf(name, key, region),
        }),
    );
    if (key.import) {
      primary.resource.importFrom(bareKeyId(key.import.keyArn));
      if (key.alias !== undefined) primary.aliasResource.importFrom(key.alias);
    }
    for (const created of [primary, ...replicas]) this.from(["keys", name], created);
    return new Map<string, IAuraKmsKey>([
      [key.region, primary],
      ...replicas.map((replica) => [replica.region, replica] as const),
    ]);
  }

  /** What a policy that is taken over as it is changes: nothing of the account and of all keys goes into it. */
  private takenOver(name: string, key: CreatedKey): Partial<AuraKmsKeyProps> {
    if (key.currentPolicy === undefined) return {};
    const file = path.resolve(this.folder, key.currentPolicy);
    this.origins.set(file, ["keys", name, "currentPolicy"]);
    const { administrators, keyStatements = [], deletionGuardInDays } = key;
    return (
      this.unlessUnreadable(() => ({
        currentPolicy: readCurrentPolicy(file),
        ...{ administrators, keyStatements: asStatements(keyStatements), deletionGuardInDays },
      })) ?? {}
    );
  }

  /** The expected principals of a key: its own settings, or else those of the whole file. */
  private expectedPrincipalsOf(key: CreatedKey): Pick<AuraKmsKeyProps, "auraAccountId" | "auraPrincipals"> {
    const { accountId, principals } = this.estate.aura;
    const hasOwn = key.auraAccountId !== undefined || key.auraPrincipals !== undefined;
    return hasOwn
      ? { auraAccountId: key.auraAccountId, auraPrincipals: key.auraPrincipals }
      : { auraAccountId: accountId, auraPrincipals: principals };
  }

  /** The statement of a key in a region; undefined without one, or when its file cannot be used. */
  private statementOf(name: string, key: CreatedKey, region: string): AuraStatement | undefined {
    const given = typeof key.statement === "object" ? key.statement[region] : key.statement;
    if (given === undefined) return undefined;
    const file = path.resolve(this.folder, given);
    // Most keys have one file for all of their regions, whose problems are reported once.
    if (this.statements.has(file)) return this.statements.get(file);
    this.origins.set(file, ["keys", name, "statement"]);
    const statement = this.readStatement(given);
    this.statements.set(file, statement);
    return statement;
  }

  private readStatement(file: string): AuraStatement | undefined {
    return this.unlessUnreadable(() => AuraStatement.fromFileWhenSaved(file, { relativeTo: this.folder }));
  }

  /** What a file holds; its problems are reported with all others. */
  private unlessUnreadable<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof AuraCmkError)) throw error;
      this.problems.push(...error.problems);
      return undefined;
    }
  }

  private addRecord(
    name: string,
    key: Key,
    keys: ReadonlyMap<string, IAuraKey>,
    region: string,
  ): IAuraCustomerManagedKey {
    const scope = this.stacks.scope(key.account, region, "records");
    const { projectId } = this.estate.aura;
    const ofRegion = keys.get(region) as IAuraKey;
    const base = { key: ofRegion, projectId, product: key.product, region };
    const formerly = this.lock.formerNames("keys", name);
    // Another name would be another customer managed key: a key that was renamed keeps the first one.
    const recordName = key.recordName ?? formerly.at(-1) ?? name;
    const record =
      "recordId" in key && key.recordId !== undefined && region === key.region
        ? AuraCustomerManagedKey.fromId(scope, name, { ...base, customerManagedKeyId: key.recordId })
        : new AuraCustomerManagedKey<IAuraKey>(scope, name, {
            formerly,
            ...base,
            removalPolicy: key.removalPolicy,
            // A new name would be a new customer managed key: it must not change when a region is added.
            name: region === key.region ? recordName : `${recordName}-${region}`,
            outputs:
              key.cloud === undefined
                ? this.outputsOf(key, ["keyArn", "customerManagedKeyId", "nextSteps"])
                : this.outputsOf(key, ["keyId", "customerManagedKeyId", "nextSteps"]),
          });
    const known = "import" in key && region === key.region ? key.import?.recordId : undefined;
    if (known !== undefined && record instanceof AuraCustomerManagedKey) record.resource.importFrom(known);
    return this.from(["keys", name], record);
  }

  private addInstance(name: string): IAuraInstance | undefined {
    const instance = this.estate.instances[name];
    const key = instance && this.keys.get(instance.key);
    if (this.instances.has(name) || !key) return this.instances.get(name);
    this.next();
    const record = key.records.get(instance.region) ?? [...key.records.values()][0];
    const cloneOf = this.sourceOf(name, instance, key.account);
    const {
      key: _key,
      cloneOf: _source,
      credentialsSecret: _secret,
      import: existing,
      product,
      ...settings
    } = instance;
    const props = {
      ...settings,
      outputs: this.outputsOf(instance, ["connectionUrl", "importCommand", "encryptedPassword"]),
      formerly: this.lock.formerNames("instances", name),
      projectId: this.estate.aura.projectId,
      product: product ?? (this.estate.keys[key.name]?.product as AuraProduct),
      customerManagedKey: record,
      cloneOf,
    };
    const scope = this.stacks.scope(key.account, instance.region, "instances");
    const deferred = record?.phase === "bootstrap" || cloneOf?.deferred === true;
    const built = deferred ? AuraInstance.deferred(scope, name, props) : new AuraInstance(scope, name, props);
    if (existing && built instanceof AuraInstance) built.resource.importFrom(existing.instanceId);
    this.instances.set(name, built);
    if (this.estate.keys[key.name]?.cloud === undefined) this.addSecret(name, instance, key, built);
    return this.from(["instances", name], built);
  }

  private addSecret(
    name: string,
    instance: Instance,
    { name: keyName, account, keys }: BuiltKey,
    built: IAuraInstance,
  ) {
    const { region, removalPolicy, passwordPublicKey } = instance;
    const ofDefaults = passwordPublicKey === undefined && this.estate.defaults?.credentialsSecret;
    const wanted = instance.credentialsSecret ?? ofDefaults;
    if (wanted === undefined || wanted === false) return;
    const { name: secretName, recoveryWindowInDays }: SecretSettings = {
      ...(typeof ofDefaults === "object" && ofDefaults),
      ...(typeof wanted === "object" && wanted),
    };
    const key = this.estate.keys[keyName];
    const tags = key?.cloud === undefined && key && !("arn" in key) ? key.tags : undefined;
    const ofRegion = keys.get(region);
    const made = new AuraCredentialsSecret(this.stacks.scope(account, region, "secrets"), name, {
      formerly: this.lock.formerNames("instances", name),
      instance: built,
      key: isKmsKey(ofRegion) ? ofRegion : undefined,
      secretName,
      recoveryWindowInDays,
      removalPolicy,
      tags: mergedTags(this.estate.tags, this.awsAccount(account)?.tags, tags),
      outputs: this.outputsOf(instance, ["secretArn"]),
    });
    this.secrets.set(name, this.from(["instances", name], made));
  }

  private sourceOf(name: string, { cloneOf }: Instance, account: string): IAuraInstance | undefined {
    if (cloneOf === undefined) return undefined;
    if (typeof cloneOf === "string") return this.addInstance(cloneOf);
    const { instanceId, region, customerManagedKeyId, product } = cloneOf;
    return this.from(
      ["instances", name, "cloneOf"],
      AuraInstance.fromAttributes(this.stacks.scope(account, region, "sources"), name, {
        ...{ instanceId, region, customerManagedKeyId, product, cloudProvider: cloudOf(this.estate.accounts[account]) },
      }),
    );
  }

  private addWaivers(): void {
    for (const { rule, on, reason } of this.estate.waivers) {
      for (const name of on) for (const construct of this.constructsOf(name)) waiveRule(construct, rule, reason);
    }
  }

  private constructsOf(name: string): IConstruct[] {
    const key = this.keys.get(name);
    const instance = this.instances.get(name);
    return [...(key ? [...key.keys.values(), ...key.records.values()] : []), ...(instance ? [instance] : [])];
  }

  /** Remembers the entry of the estate file that a construct came from. */
  private from<T extends IConstruct>(origin: EstatePath, construct: T): T {
    this.origins.set(construct.node.path, origin);
    return construct;
  }
}

function asStatements(statements: readonly object[]): readonly KeyPolicyStatement[] {
  return statements as readonly KeyPolicyStatement[];
}
