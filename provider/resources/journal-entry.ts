import { isObject, type JsonObject } from "../../util/json";
import { type CreatedInstance } from "../aura-api";
import { isAlive, nameOf, type Owner } from "./owner";

/** What came back for the request that creates an instance: its response, as far as it can be read. */
export interface Arrived extends Partial<CreatedInstance> {
  /** The body, when it is not what it should be. */
  readonly text?: string;
}

/** One creation: the content of a file. */
export interface Entry {
  readonly format: 2;
  /** Workspace and instance, as a pair in JSON: only the same resource adopts the entry. */
  readonly identity: string;
  /** Which state of the directory it is for; absent in entries of earlier versions. */
  readonly state?: string;
  /** The process that is at work on it. */
  readonly owner: Owner;
  /** Milliseconds since 1970. */
  readonly began: number;
  /** Ids of the project's instances before; absent in entries of earlier versions. */
  readonly before?: readonly string[];
  /** The id of the instance, which is no secret: known also when what arrived cannot be opened any more. */
  readonly id?: string;
  /** What arrived, sealed with a key derived from the client secret; absent when nothing did. */
  readonly sealed?: string;
  /** Terraform got the result. Whether it wrote its state afterwards is not known yet. */
  readonly delivered?: true;
  /** An import handed it out: nobody else adopts it. */
  readonly imported?: true;
  /** The Terraform that last started a provider while this entry was here. */
  readonly seen?: string;
}

/** An entry and the name of its file. */
export type Filed = readonly [file: string, entry: Entry];

/** Reads an entry of this or the first format; undefined for anything else. */
export function entryOf(value: unknown): Entry | undefined {
  if (!isObject(value)) return undefined;
  const { format, pid, ...rest } = value;
  const entry = format === 1 ? { ...rest, format: 2, owner: { pid } } : value;
  return isEntry(entry) ? entry : undefined;
}

function isEntry(value: JsonObject): value is JsonObject & Entry {
  const { format, identity, owner, began, before = [], sealed = "" } = value;
  return (
    format === 2 &&
    typeof identity === "string" &&
    pairIn(identity) !== undefined &&
    isObject(owner) &&
    typeof owner["pid"] === "number" &&
    typeof began === "number" &&
    Array.isArray(before) &&
    typeof sealed === "string"
  );
}

function pairIn(json: string): [workspace: string, identity: string] | undefined {
  try {
    const [workspace, identity] = JSON.parse(json) as unknown[];
    return typeof workspace === "string" && typeof identity === "string" ? [workspace, identity] : undefined;
  } catch {
    return undefined;
  }
}

/** The instance that an entry is for, without its workspace. */
export const instanceOf = ({ identity }: Entry): string => pairIn(identity)?.[1] ?? "";

/** Whether an entry is of a workspace. Earlier versions wrote the address of the API behind the name, which has no blank. */
export const isOfWorkspace = ({ identity }: Entry, workspace: string): boolean =>
  pairIn(identity)?.[0].split(" ", 1)[0] === workspace;

/** Whether an entry may be for this state: earlier versions did not say which one. */
export const isOfState = ({ state }: Entry, name: string): boolean => state === undefined || state === name;

/** The oldest of some creations of the same thing that was interrupted: its process has ended, and nobody took it up. */
export const interruptedEntry = (entries: readonly Filed[]): Filed | undefined =>
  entries.filter(([, entry]) => !entry.imported && !isAlive(entry.owner)).sort(([, a], [, b]) => a.began - b.began)[0];

/** The one of some creations of the same thing that another process is at work on. */
export const entryUnderWay = (entries: readonly Filed[], own: Owner): Entry | undefined =>
  entries.find(([, { owner }]) => owner.run !== own.run && isAlive(owner))?.[1];

/**
 * Whether nobody may ever mention the entry's instance again: the creation was interrupted; or Terraform got the result, and then
 * neither state nor configuration had it in a whole run. Each Terraform is told once.
 */
export const isLeftBehind = ({ imported, delivered, seen }: Entry, terraform: Owner): boolean =>
  !imported && seen !== nameOf(terraform) && (!delivered || seen !== undefined);
