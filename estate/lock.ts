import { z } from "zod";
import type { Problem } from "../model/problem";
import { readTextFile } from "../util/read-file";

/*
 * `estate.lock.json`: what the last synth wrote, by names and Terraform addresses. Terraform only sees the stacks that there are, and
 * only the blocks in them; so the lock is what knows that something is gone. It is committed.
 */

const LOCK_VERSION = 1;
/** Largest lock file in bytes; 10,000 keys with their instances take about 8 MB. */
const MAX_BYTES = 32 * 1024 * 1024;

/** What became of an entry that is no longer in the estate. */
const action = z.enum(["destroy", "hand-over"]);
const entry = {
  /** Terraform addresses of all resources, sorted. */
  resources: z.array(z.string()),
  /** Whether Terraform refuses to destroy it (`removalPolicy`). */
  protected: z.boolean(),
  /** Names that it had before, the latest first. */
  formerly: z.array(z.string()).optional(),
  removed: action.optional(),
};
const lockedKey = z.strictObject({
  ...entry,
  /** The file that Aura's statement was read from, as the estate names it. */
  statement: z.string().optional(),
  /** Whom Aura's access is for, in another cloud than AWS: an application, or service accounts. */
  principals: z.array(z.string()).optional(),
  /** The settings of a key in another cloud than AWS of which another value replaces it. */
  identity: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
const lockedInstance = z.strictObject(entry);
const lockedStack = z.strictObject({
  account: z.string(),
  /** Another cloud than AWS. */
  cloud: z.enum(["azure", "gcp"]).optional(),
  /** The id of an AWS account or of an Azure subscription, or a project of Google Cloud. */
  accountId: z.string(),
  region: z.string(),
  /** Name of the state, where the stack was called otherwise. */
  state: z.string().optional(),
  keys: z.record(z.string(), lockedKey),
  instances: z.record(z.string(), lockedInstance),
});
const lock = z.strictObject({ version: z.literal(LOCK_VERSION), stacks: z.record(z.string(), lockedStack) });

/** A key with its customer managed key, or an instance, in one stack. */
export type LockedEntry = z.output<typeof lockedKey>;
/** A stack, with what is in it by name. */
export type LockedStack = z.output<typeof lockedStack>;
/** The content of a lock file. */
export type EstateLock = z.output<typeof lock>;

/** The sections of a stack in the lock. */
export const LOCKED_SECTIONS = ["keys", "instances"] as const;
/** A section of a stack in the lock. */
export type LockedSection = (typeof LOCKED_SECTIONS)[number];
/** What is removed from one stack. */
export type RemovedEntries = Readonly<Record<LockedSection, Readonly<Record<string, LockedEntry>>>>;

/** A lock without anything. */
export const EMPTY_LOCK: EstateLock = { version: LOCK_VERSION, stacks: {} };

/** The lock file of an estate file: `estate.lock.json` beside `estate.yaml`. */
export function lockFileOf(estateFile: string): string {
  return estateFile.replace(/(?<=[^/\\])\.[^./\\]*$/, "").concat(".lock.json");
}

/** A lock file as it is, or why it cannot be used; without a file there is no lock. */
export type LockRead = { readonly lock?: EstateLock; readonly text?: string } | { readonly problem: Problem };

/** Reads a lock file. Never throws. */
export function readLock(file: string): LockRead {
  const read = readTextFile(file, { maxBytes: MAX_BYTES });
  if ("text" in read) return parseLock(read.text, file);
  const { reason, got, expected, fix } = read.unreadable;
  return reason === "missing" ? {} : { problem: { ...broken(file, got, fix), expected } };
}

/**
 * Reads the text of a lock file. Never throws.
 * @param file name of the file in messages
 */
export function parseLock(text: string, file: string): LockRead {
  if (/^(<{7}|>{7}) /m.test(text)) {
    return { problem: broken(file, "conflict markers of a merge", "keep the entries of both sides, then run synth") };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: broken(file, text.trim() === "" ? "an empty file" : "not JSON", RESTORE) };
  }
  const version = typeof value === "object" && value !== null && "version" in value ? value.version : undefined;
  if (typeof version === "number" && version > LOCK_VERSION) {
    return {
      problem: broken(
        file,
        `version ${version}; this one reads ${LOCK_VERSION}`,
        "update cdktf-aura-cmk, as whoever wrote it",
      ),
    };
  }
  const parsed = lock.safeParse(value);
  if (parsed.success) return { lock: parsed.data, text };
  const [issue] = parsed.error.issues;
  const at = issue?.path.join(".");
  return { problem: broken(file, `not a lock file${at ? ` (at ${at})` : ""}`, RESTORE) };
}

const RESTORE = "restore it from version control; it is not edited by hand";

function broken(path: string, got: string, fix: string): Problem {
  return {
    code: "estate-lock-unreadable",
    path,
    what: "cannot use the lock file of the estate",
    got,
    expected: "",
    fix,
  };
}

/** The text of a lock: sorted, and one line for each address, so that a change shows as what it is. */
export function printLock({ version, stacks }: EstateLock): string {
  const printed = sortedMap(stacks, ({ account, cloud, accountId, region, state, keys, instances }) => ({
    ...{ account, ...(cloud && { cloud }), accountId, region },
    ...(state !== undefined && { state }),
    keys: sortedMap(keys, printEntry),
    instances: sortedMap(instances, printEntry),
  }));
  return `${JSON.stringify({ version, stacks: printed }, null, 2)}\n`;
}

function printEntry({
  resources,
  statement,
  principals,
  identity,
  formerly,
  removed,
  protected: isProtected,
}: LockedEntry): object {
  return {
    resources: [...resources].sort(),
    protected: isProtected,
    ...(statement !== undefined && { statement }),
    ...(principals && { principals: [...principals].sort() }),
    ...(identity && { identity }),
    ...(formerly && formerly.length > 0 && { formerly }),
    ...(removed && { removed }),
  };
}

function sortedMap<T>(map: Readonly<Record<string, T>>, print: (value: T) => object): Record<string, object> {
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .flatMap((name) => (map[name] === undefined ? [] : [[name, print(map[name])] as const])),
  );
}
