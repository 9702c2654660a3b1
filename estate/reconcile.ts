import path from "node:path";
import { didYouMean } from "../util/did-you-mean";
import { accountIdOf, cloudOf, ID_SETTING, regionsOf } from "./entries";
import { leftBehind, lostAccess, replacedKeys } from "./left-behind";
import {
  EMPTY_LOCK,
  LOCKED_SECTIONS,
  type EstateLock,
  type LockedEntry,
  type LockedSection,
  type LockedStack,
  type RemovedEntries,
} from "./lock";
import {
  describePath,
  describeValue,
  ENTRY_KIND,
  formatChoices,
  quoteIfNeeded,
  type EstatePath,
  type EstateProblem,
} from "./messages";
import type { Estate, Removal } from "./schema";

type Stacks = EstateLock["stacks"];

/** What the lock says to the synthesis of an estate. */
export interface Reconciliation {
  readonly problems: readonly EstateProblem[];
  /** Name of the state of a stack: its own, unless its account was renamed. */
  stateOf(account: string, region: string): string;
  /** The names that an entry had before, the latest first. */
  formerNames(section: LockedSection, name: string): readonly string[];
  /** Regions in which a key has a customer managed key already: it stays, also when no instance uses it. */
  recordRegions(key: string): ReadonlySet<string>;
  /** Stacks that are made although nothing of the estate is in them: what is removed from them is still in their state. */
  readonly emptyStacks: readonly Pick<LockedStack, "account" | "region">[];
  /** Addresses that Terraform forgets without destroying them, by stack. */
  readonly handedOver: ReadonlyMap<string, readonly string[]>;
  /**
   * The lock after this synthesis, and what is missing in it.
   * @param built what was made, without former names and removals
   */
  next(built: EstateLock): { readonly lock: EstateLock; readonly problems: readonly EstateProblem[] };
}

/**
 * Compares an estate with its lock.
 * @param estate an estate without a problem
 * @param lock undefined without a lock file: then nothing is known, and `formerly` is believed
 * @param folder directory of the estate file, for messages
 */
export function reconcile(estate: Estate, lock: EstateLock | undefined, folder: string): Reconciliation {
  const problems: EstateProblem[] = [];
  const locked = renamedAccounts(estate, lock, problems);
  const names = formerNamesOf(estate, lock && locked, problems);
  const successor = (section: LockedSection, name: string): string =>
    [...names[section]].find(([now, former]) => now !== name && former.includes(name))?.[0] ?? name;
  const removals = removalsOf(estate, locked, problems);
  const stacks = new Set(estateStacks(estate));
  const stateOf = (account: string, region: string): string => {
    const former = estate.accounts[account]?.formerly;
    const ofLock = locked[`${account}-${region}`]?.state;
    return ofLock ?? (!lock && former !== undefined ? `${former}-${region}` : `${account}-${region}`);
  };
  problems.push(...sharedStates(estate, stateOf));
  return {
    problems,
    stateOf,
    formerNames: (section, name) => names[section].get(name) ?? [],
    recordRegions: (key) =>
      new Set(
        Object.values(locked)
          .filter(({ keys }) =>
            Object.entries(keys).some(
              ([name, entry]) => successor("keys", name) === key && !entry.removed && hasRecord(entry),
            ),
          )
          .map(({ region }) => region),
      ),
    emptyStacks: [...removals.keys()].flatMap((name) => (stacks.has(name) ? [] : (locked[name] ?? []))),
    handedOver: new Map([...removals].map(([stack, entries]) => [stack, forgotten(entries)])),
    next: (built) => {
      const next = withMemory(built, { locked, removals, names, stateOf });
      const resolve = (file: string): string => path.resolve(folder, file);
      const gone = { estate, locked, next: next.stacks, successor, removals, resolve };
      return { lock: next, problems: [...leftBehind(gone), ...lostAccess(gone), ...replacedKeys(gone)] };
    },
  };
}

function forgotten(entries: RemovedEntries): string[] {
  return LOCKED_SECTIONS.flatMap((section) =>
    Object.values(entries[section]).flatMap(({ removed, resources }) => (removed === "hand-over" ? resources : [])),
  ).sort();
}

/** The stacks of an estate. */
function estateStacks({ keys, instances }: Estate): string[] {
  return [
    ...Object.values(keys).flatMap((key) => regionsOf(key).map((place) => `${key.account}-${place}`)),
    ...Object.values(instances).map(({ key, region }) => `${keys[key]?.account}-${region}`),
  ];
}

/** The stacks of the lock under the names that they have now, each with the state that it had. */
function renamedAccounts(estate: Estate, lock: EstateLock | undefined, problems: EstateProblem[]): Stacks {
  const stacks: Record<string, LockedStack> = { ...(lock ?? EMPTY_LOCK).stacks };
  const named = new Map<string, string>();
  for (const [label, { formerly: former }] of Object.entries(estate.accounts)) {
    if (former === undefined) continue;
    const path = ["accounts", label, "formerly"];
    const again = named.get(former);
    named.set(former, label);
    if (former in estate.accounts || again !== undefined) {
      problems.push(inUse(path, former, again));
      continue;
    }
    const ofFormer = Object.entries(stacks).filter(([, { account }]) => account === former);
    const isDone = Object.values(stacks).some(
      ({ account, state }) => account === label && state?.startsWith(`${former}-`),
    );
    if (lock && ofFormer.length === 0 && !isDone) {
      problems.push(unknownFormer(path, former, new Set(Object.values(stacks).map(({ account }) => account))));
    }
    for (const [name, stack] of ofFormer) {
      const now = `${label}-${stack.region}`;
      if (now in stacks) problems.push(inUse(path, former, label));
      Reflect.deleteProperty(stacks, name);
      stacks[now] = { ...stack, account: label, state: stack.state ?? name };
    }
  }
  for (const [label, given] of Object.entries(estate.accounts)) {
    const id = accountIdOf(given);
    const other = Object.values(stacks).find(({ account, accountId }) => account === label && accountId !== id);
    if (!other) continue;
    const setting = ID_SETTING[cloudOf(given)];
    const path = ["accounts", label, setting];
    problems.push({
      ...{ code: "key-account-expected", path, part: "value" },
      what: `${describePath(path)} is another account than before`,
      got: `${id}; ${other.accountId} in the lock file`,
      expected: "",
      fix: `correct \`${setting}\`, or name the new account otherwise; keys cannot move to another account`,
    });
  }
  return stacks;
}

/** Two stacks cannot have one state: the name of a renamed account is still the name of its states. */
function sharedStates(estate: Estate, stateOf: Reconciliation["stateOf"]): EstateProblem[] {
  const places = Object.values(estate.keys).flatMap((key) =>
    regionsOf(key).map((place) => [key.account, place] as const),
  );
  const owners = new Map<string, string>();
  const problems = new Map<string, EstateProblem>();
  for (const [account, region] of places) {
    const state = stateOf(account, region);
    const owner = owners.get(state) ?? account;
    owners.set(state, owner);
    const path = ["accounts", state.startsWith(`${account}-`) ? account : owner];
    if (owner !== account) problems.set(state, inUse(path, String(path[1]), owner === path[1] ? account : owner));
  }
  return [...problems.values()];
}

/** The former names of each entry, from the estate and the lock. */
function formerNamesOf(estate: Estate, locked: Stacks | undefined, problems: EstateProblem[]) {
  const ofSection = (section: LockedSection): ReadonlyMap<string, readonly string[]> => {
    const chains = new Map<string, readonly string[]>();
    const entries = estate[section];
    const all = Object.values(locked ?? {}).flatMap((stack) => Object.entries(stack[section]));
    const known = new Map(all.map(([name, { formerly = [] }]) => [name, formerly]));
    const claimed = new Map<string, string>();
    for (const [name, { formerly: former }] of Object.entries(entries)) {
      const before = known.get(name) ?? [];
      if (former === undefined) {
        chains.set(name, before);
        continue;
      }
      const path = [section, name, "formerly"];
      const again = claimed.get(former);
      claimed.set(former, name);
      if (former in entries || again !== undefined) problems.push(inUse(path, former, again));
      else if (before.includes(former)) chains.set(name, before);
      else if (locked && !known.has(former)) problems.push(unknownFormer(path, former, gone(known, entries)));
      else if (known.has(name) && known.has(former)) problems.push(inUse(path, former, name));
      else
        chains.set(
          name,
          [former, ...(known.get(former) ?? [])].filter((one) => one !== name),
        );
    }
    for (const [name, chain] of chains) {
      const taken = chain.find((former) => former in entries);
      if (taken === undefined) continue;
      chains.set(
        name,
        chain.filter((former) => !(former in entries)),
      );
      problems.push(inUse([section, taken], taken, name));
    }
    return chains;
  };
  return { keys: ofSection("keys"), instances: ofSection("instances") };
}

function gone(known: ReadonlyMap<string, unknown>, entries: object): Set<string> {
  return new Set([...known.keys()].filter((name) => !(name in entries)));
}

/** Former and present name at once: Terraform would not know which of the two a resource belongs to. */
function inUse(path: EstatePath, name: string, other?: string): EstateProblem {
  const [section = ""] = path;
  const kind = ENTRY_KIND[section] ?? "entry";
  const isFormerly = path.at(-1) === "formerly";
  return {
    ...{ code: "former-name-in-use", path, part: isFormerly ? "value" : "name" },
    what: isFormerly
      ? `${describePath(path)} names ${path[1] === name ? `the ${kind} itself` : `${kind === "key" ? "a" : "an"} ${kind} that is still there`}`
      : `${describePath(path)} has the former name of ${kind} ${quoteIfNeeded(other ?? "")}`,
    got: isFormerly ? describeValue(name) : "",
    expected: "",
    fix: isFormerly
      ? "remove `formerly`, or the entry of that name; names cannot be swapped in one step"
      : `choose another name; Terraform may still know ${kind} ${quoteIfNeeded(other ?? "")} by this one`,
  };
}

function unknownFormer(path: EstatePath, name: string, names: ReadonlySet<string>): EstateProblem {
  const meant = didYouMean(name, names);
  return {
    ...{ code: "estate-unknown-name", path, part: "value" },
    what: `${describePath(path)} is not in the lock file`,
    got: describeValue(name),
    expected: meant ? "" : formatChoices([...names]),
    fix: meant ? `did you mean ${quoteIfNeeded(meant)}?` : "remove it: nothing of that name was made",
  };
}

function hasRecord({ resources }: LockedEntry): boolean {
  return resources.some((address) => address.startsWith("aura_customer_managed_key."));
}

/** What is removed, by stack: by the estate, or handed over earlier. */
function removalsOf(estate: Estate, locked: Stacks, problems: EstateProblem[]): ReadonlyMap<string, RemovedEntries> {
  const present = placesOf(estate);
  const isPresent = (stack: string, section: LockedSection, name: string): boolean =>
    present[section].get(name)?.has(stack) === true;
  const removals = new Map<string, Record<LockedSection, Record<string, LockedEntry>>>();
  const remove = (stack: string, section: LockedSection, name: string, entry: LockedEntry): void => {
    const entries = removals.get(stack) ?? { keys: {}, instances: {} };
    removals.set(stack, entries);
    entries[section][name] = entry;
  };
  for (const [i, removal] of estate.removed.entries()) {
    const found = targetsOf(removal, ["removed", i], locked, isPresent);
    problems.push(...found.problems);
    for (const [section, name, entry] of found.targets) {
      remove(removal.stack, section, name, { ...entry, removed: removal.action });
    }
    if (found.targets.length > 0 && !((locked[removal.stack]?.account ?? "") in estate.accounts)) {
      problems.push(accountNeeded(["removed", i, "stack"], locked[removal.stack]));
    }
  }
  // A `removed` block stays: it does nothing where the state has forgotten already.
  const stacks = new Set([...estateStacks(estate), ...removals.keys()]);
  for (const [stack, { keys, instances }] of Object.entries(locked)) {
    if (!stacks.has(stack)) continue;
    for (const [section, entries] of Object.entries({ keys, instances }) as [LockedSection, typeof keys][]) {
      for (const [name, entry] of Object.entries(entries)) {
        const isOpen = entry.removed === "hand-over" && !isPresent(stack, section, name);
        if (isOpen && removals.get(stack)?.[section][name] === undefined) remove(stack, section, name, entry);
      }
    }
  }
  return removals;
}

/** The stacks that each key and instance of the estate is in. */
function placesOf({ keys, instances }: Estate): Record<LockedSection, ReadonlyMap<string, ReadonlySet<string>>> {
  const place = <T>(entries: Readonly<Record<string, T>>, stacksOf: (entry: T) => string[]) =>
    new Map(Object.entries(entries).map(([name, entry]) => [name, new Set(stacksOf(entry))] as const));
  return {
    keys: place(keys, (key) => regionsOf(key).map((one) => `${key.account}-${one}`)),
    instances: place(instances, ({ key, region }) => [`${keys[key]?.account}-${region}`]),
  };
}

type Target = readonly [section: LockedSection, name: string, entry: LockedEntry];

function targetsOf(
  { stack: name, key, instance, action }: Removal,
  path: EstatePath,
  locked: Stacks,
  isPresent: (stack: string, section: LockedSection, name: string) => boolean,
): { readonly targets: readonly Target[]; readonly problems: readonly EstateProblem[] } {
  const stack = locked[name];
  if (!stack) return { targets: [], problems: [unknownFormer([...path, "stack"], name, new Set(Object.keys(locked)))] };
  const [section, wanted] = key === undefined ? (["instances", instance] as const) : (["keys", key] as const);
  const setting = key === undefined ? "instance" : "key";
  const all = LOCKED_SECTIONS.flatMap((one) =>
    Object.entries(stack[one]).map(([entry, value]): Target => [one, entry, value]),
  );
  const targets = wanted === undefined ? all : all.filter(([one, entry]) => one === section && entry === wanted);
  if (wanted !== undefined && targets.length === 0) {
    const names = new Set(Object.keys(stack[section]));
    return { targets: [], problems: [unknownFormer([...path, setting], wanted, names)] };
  }
  const refused = targets.flatMap(([one, entry, { protected: isProtected, removed }]): EstateProblem[] => {
    const what = `${ENTRY_KIND[one]} ${quoteIfNeeded(entry)}`;
    const problem = { code: "estate-removal-refused", path, part: "name", expected: "" } as const;
    if (isPresent(name, one, entry)) {
      const fix = `remove it from \`${one}\`, or from \`removed\``;
      return [{ ...problem, what: `${what} is in the estate and in \`removed\``, got: `stack ${name}`, fix }];
    }
    if (action !== "destroy" || !isProtected || removed === "destroy") return [];
    return [
      {
        ...problem,
        what: `${what} is still protected`,
        got: "`removalPolicy: destroy` was not set in the last synth",
        fix: "put it back with `removalPolicy: destroy`, deploy that, then remove it; its data will be lost",
      },
    ];
  });
  return { targets: refused.length > 0 ? [] : targets, problems: refused };
}

function accountNeeded(path: EstatePath, stack: LockedStack | undefined): EstateProblem {
  return {
    ...{ code: "estate-unknown-name", path, part: "value" },
    what: `account ${quoteIfNeeded(stack?.account ?? "")} is not in the estate any more`,
    got: "Terraform needs it to remove what is in it",
    expected: "",
    fix: `keep \`${stack?.account}: ${settingsOfAccount(stack)}\` under \`accounts\` until the removal was deployed`,
  };
}

function settingsOfAccount(stack: LockedStack | undefined): string {
  switch (stack?.cloud) {
    case "azure":
      return `{ cloud: azure, subscriptionId: ${stack.accountId}, tenantId: <its tenant> }`;
    case "gcp":
      return `{ cloud: gcp, project: ${stack.accountId} }`;
    default:
      return `{ id: "${stack?.accountId}" }`;
  }
}

/** Adds what the lock has to remember: former names, states, removals. */
function withMemory(
  built: EstateLock,
  memory: {
    readonly locked: Stacks;
    readonly removals: ReadonlyMap<string, RemovedEntries>;
    readonly names: Record<LockedSection, ReadonlyMap<string, readonly string[]>>;
    readonly stateOf: Reconciliation["stateOf"];
  },
): EstateLock {
  const stacks: Record<string, LockedStack> = {};
  for (const name of new Set([...Object.keys(built.stacks), ...memory.removals.keys()])) {
    const stack = built.stacks[name] ?? memory.locked[name];
    if (!stack) continue;
    const { account, cloud, accountId, region } = stack;
    const state = memory.stateOf(account, region);
    const entries = (section: LockedSection): Record<string, LockedEntry> => ({
      ...memory.removals.get(name)?.[section],
      ...Object.fromEntries(
        Object.entries(built.stacks[name]?.[section] ?? {}).map(([one, entry]) => {
          const formerly = [...(memory.names[section].get(one) ?? [])];
          return [one, { ...entry, ...(formerly.length > 0 && { formerly }) }];
        }),
      ),
    });
    stacks[name] = {
      ...{ account, ...(cloud && { cloud }), accountId, region },
      ...(state !== name && { state }),
      ...{ keys: entries("keys"), instances: entries("instances") },
    };
  }
  return { version: built.version, stacks };
}
