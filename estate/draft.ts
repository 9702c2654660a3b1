import type { z } from "zod";
import type { CloudProvider } from "../model/limits";
import { cloudsOf } from "./clouds";
import type { EstatePath, EstateProblem, Section } from "./messages";
import type { FormName } from "./forms";
import { problemsOf, wrongName, type Given } from "./issues";
import {
  headSchema,
  removalSchema,
  SECTIONS,
  waiverSchema,
  type Account,
  type EntrySchema,
  type EstateHead,
  type GivenInstance,
  type GivenWaiver,
  type Key,
  type Removal,
  type SectionSchema,
} from "./schema";
import { didYouMean } from "../util/did-you-mean";

/** Right settings of an entry of any cloud: which of them it has depends on its cloud. */
type AnyOf<T> = Partial<Intersection<T>> & { readonly cloud?: CloudProvider | undefined };
type WithoutCloud<T> = T extends unknown ? Omit<T, "cloud"> : never;
type Intersection<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer All) => void ? All : never;

/** The right settings of an account. */
export type DraftAccount = AnyOf<WithoutCloud<Account>>;

/** The right settings of a key. */
export type DraftKey = AnyOf<WithoutCloud<Key>>;

/** The entries of the file without a wrong setting. */
export interface WholeEntries {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly keys: ReadonlyMap<string, Key>;
  readonly instances: ReadonlyMap<string, GivenInstance>;
  /** By position in the list. */
  readonly waivers: ReadonlyMap<number, GivenWaiver>;
  /** By position in the list. */
  readonly removed: ReadonlyMap<number, Removal>;
}

/**
 * What the file says, entry by entry. Of an entry with wrong settings the right ones are here all the same, so that
 * they are compared with the rest of the file in the same run.
 */
export interface Draft {
  readonly head: Partial<EstateHead>;
  readonly accounts: ReadonlyMap<string, DraftAccount>;
  readonly keys: ReadonlyMap<string, DraftKey>;
  readonly instances: ReadonlyMap<string, Partial<GivenInstance>>;
  readonly waivers: ReadonlyMap<number, Partial<GivenWaiver>>;
  readonly whole: WholeEntries;
  /**
   * Every name that a section has; undefined when the section itself cannot be read, and then no name is
   * reported as unknown.
   */
  readonly names: Readonly<Record<Section, ReadonlySet<string> | undefined>>;
  readonly problems: readonly EstateProblem[];
}

/**
 * Splits the data of a file into entries.
 * @param writtenAt how the value at a path is written
 * @param twice sections that occur twice, so that the data has only a part of their names
 */
export function draftOf(value: unknown, writtenAt: Given["writtenAt"], twice: ReadonlySet<unknown>): Draft {
  const problems: EstateProblem[] = [];
  const clouds = cloudsOf(value);
  const given: Given = {
    valueAt: (path) => valueAt(value, path),
    writtenAt,
    cloudAt: (section, entry) => clouds[section](valueAt(value, [section, entry])),
  };
  const [accounts, keys, instances] = [
    readSection("accounts", SECTIONS.accounts, given, problems),
    readSection("keys", SECTIONS.keys, given, problems),
    readSection("instances", SECTIONS.instances, given, problems),
  ];
  const waivers = readList("waivers", waiverSchema, given, problems);
  const removed = readList("removed", removalSchema, given, problems);
  const head = readEntry(headSchema, value, [], given, problems).right;
  const namesIn = (section: Section): ReadonlySet<string> | undefined =>
    twice.has(section) ? undefined : namesOf(value, section);
  return {
    head,
    accounts: accounts.right,
    keys: keys.right,
    instances: instances.right,
    waivers: waivers.right,
    whole: {
      ...{ accounts: accounts.whole, keys: keys.whole, instances: instances.whole },
      ...{ waivers: waivers.whole, removed: removed.whole },
    },
    names: { accounts: namesIn("accounts"), keys: namesIn("keys"), instances: namesIn("instances") },
    problems,
  };
}

/** Entries by name or position: the right settings of each, and those that are right as a whole. */
interface Entries<N, T> {
  readonly right: Map<N, Partial<T>>;
  readonly whole: Map<N, T>;
}

function readSection<T>(
  section: Section,
  { names, entry }: SectionSchema<T>,
  given: Given,
  problems: EstateProblem[],
): Entries<string, T> {
  const entries: Entries<string, T> = { right: new Map(), whole: new Map() };
  const map = given.valueAt([section]) ?? undefined;
  if (map === undefined) return entries;
  if (!isMap(map)) {
    problems.push(...problemsOf([wrongKind(section)], [section], given));
    return entries;
  }
  for (const [name, part] of Object.entries(map)) {
    const badName = names.safeParse(name).error?.issues ?? [];
    problems.push(...badName.map((issue) => wrongName([section, name], issue.message as FormName)));
    const cloud = given.cloudAt(section, name);
    const { right, whole } = readEntry(entry(part, cloud), part, [section, name], given, problems);
    // A key is where its account is: it does not say so itself.
    const ofCloud = section === "keys" && cloud !== "aws" ? { cloud } : {};
    entries.right.set(name, { ...right, ...ofCloud });
    if (whole && badName.length === 0) entries.whole.set(name, { ...whole, ...ofCloud });
  }
  return entries;
}

function readList<T>(
  section: "waivers" | "removed",
  schema: EntrySchema<T>,
  given: Given,
  problems: EstateProblem[],
): Entries<number, T> {
  const entries: Entries<number, T> = { right: new Map(), whole: new Map() };
  const list = given.valueAt([section]) ?? [];
  if (!Array.isArray(list)) {
    problems.push(...problemsOf([wrongKind(section)], [section], given));
    return entries;
  }
  for (const [i, part] of list.entries()) {
    const { right, whole } = readEntry(schema, part, [section, i], given, problems);
    entries.right.set(i, right);
    if (whole) entries.whole.set(i, whole);
  }
  return entries;
}

function readEntry<T>(
  schema: EntrySchema<T>,
  part: unknown,
  at: EstatePath,
  given: Given,
  problems: EstateProblem[],
): { readonly right: Partial<T>; readonly whole?: T } {
  const result = schema.safeParse(part);
  if (result.success) return { right: result.data as Partial<T>, whole: result.data };
  problems.push(...problemsOf(result.error.issues, at, given));
  return { right: isMap(part) ? rightSettings(schema, part) : {} };
}

function rightSettings<T>(schema: EntrySchema<T>, part: Record<string, unknown>): Partial<T> {
  const right = Object.entries(schema.shape).flatMap(([setting, form]) => {
    const result = form.safeParse(own(part, setting));
    return result.success && result.data !== undefined ? [[setting, result.data]] : [];
  });
  return Object.fromEntries(right) as Partial<T>;
}

const SETTINGS = Object.keys(headSchema.shape);

function namesOf(value: unknown, section: Section): ReadonlySet<string> | undefined {
  if (!isMap(value)) return undefined;
  const map = own(value, section);
  if (map === undefined) {
    const unknown = Object.keys(value).filter((setting) => !SETTINGS.includes(setting));
    return unknown.some((setting) => didYouMean(setting, SETTINGS) === section) ? undefined : new Set();
  }
  if (map === null) return new Set();
  return isMap(map) ? new Set(Object.keys(map)) : undefined;
}

/** A section of the wrong kind, as zod reports it. */
function wrongKind(section: FormName): z.core.$ZodIssue {
  return { code: "invalid_type", expected: "record", path: [], message: section };
}

function valueAt(value: unknown, path: EstatePath): unknown {
  return path.reduce<unknown>(
    (at, step) => (Array.isArray(at) ? at[Number(step)] : isMap(at) ? own(at, String(step)) : undefined),
    value,
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(map: Record<string, unknown>, name: string): unknown {
  // Names come from people: `constructor` is a good name for a key, and a property of every object.
  return Object.hasOwn(map, name) ? map[name] : undefined;
}
