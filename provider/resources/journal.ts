import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../make-folder";
import type { Log } from "../plugin";
import {
  entryOf,
  entryUnderWay,
  instanceOf,
  interruptedEntry,
  isLeftBehind,
  isOfState,
  isOfWorkspace,
  type Arrived,
  type Entry,
  type Filed,
} from "./journal-entry";
import { isAlive, nameOf, thisProcess, type Owner } from "./owner";
import { open, seal } from "./sealing";
import { hasInstance } from "./terraform-state";

/** A creation that is noted in the journal. */
export interface Creation {
  /** Milliseconds since 1970. */
  readonly began: number;
  /** Ids of the project's instances before; undefined in entries of earlier versions. */
  readonly before: readonly string[] | undefined;
  /** The id of the instance, as soon as it is known. */
  readonly id: string | undefined;
  /** What came back so far; undefined when nothing did or it cannot be read. */
  readonly arrived: Arrived | undefined;
  /** Why the entry could not be written; undefined when it was. */
  readonly problem: string | undefined;
  /** Stores what came back. */
  keep(arrived: Arrived): void;
  /** Notes that Terraform gets the result. */
  deliver(): void;
  /** Removes the entry: there is no such instance. */
  close(): void;
}

/** A creation whose instance no resource may ever mention again. */
export interface LeftBehind {
  readonly identity: string;
  readonly id: string | undefined;
  readonly arrived: Arrived | undefined;
  /** Whether it was created for this state; else none of its resources adopts it. */
  readonly isOfThisState: boolean;
  /** Whether Terraform got the result: then its state may have it, and no run since has looked at it. */
  readonly delivered: boolean;
  /** The entry's file. */
  readonly path: string;
}

/** Settings of a journal. */
export interface JournalOptions {
  /** Terraform's own working data (`.terraform`); without it there is no journal. */
  readonly dataDir: string | undefined;
  /** Terraform's working directory: an instance that another state there has is not adopted. @default not looked at */
  readonly directory?: string | undefined;
  readonly workspace: string;
  /** Which of several states the workspace is used for. */
  readonly state: string;
  /** The responses are sealed with a key derived from it. */
  readonly secret: string;
  /** The Terraform that is served. */
  readonly terraform: Owner;
  readonly log: Log;
}

/** Who shows that an instance is in the state: a read, or a plan or change of what a read or an import found. */
export type Witness = "read" | "plan";

const FOLDER = "aura-creating";
const FILE = /^[\w-]+\.json$/;

/**
 * Creations on disk. Terraform writes its state some time after a creation has ended, with a remote backend more than half a
 * minute later. The API's response, which alone holds the password, is therefore kept in a file, sealed, until a later call brings
 * the instance's id in its prior state. See docs/decisions/0011-journal-until-the-state-has-it.md.
 */
export class Journal {
  /** Files of creations that this run began, adopted or imported: what it says of them proves nothing. */
  private readonly own = new Set<string>();
  private readonly failures = new Set<string>();

  public constructor(private readonly options: JournalOptions) {}

  /** Notes that a creation is about to be sent. */
  public begin(identity: string, began: number, before: readonly string[]): Creation {
    return this.work(`${randomUUID()}.json`, {
      format: 2,
      identity: JSON.stringify([this.options.workspace, identity]),
      state: this.options.state,
      owner: thisProcess(),
      began,
      before,
    });
  }

  /** A creation of the same thing that was interrupted, or whose result may not have reached the state; each is handed out once. */
  public interrupted(identity: string): Creation | undefined {
    const free = this.creationsOfOthers(identity).filter(([, entry]) => !this.isHeld(entry));
    const found = interruptedEntry(free);
    if (!found) return undefined;
    const [file, { delivered: _, seen: __, ...entry }] = found;
    return this.work(file, { ...entry, owner: thisProcess() });
  }

  /** Whether another process is at work on the same thing, and whether it has a response. */
  public underWay(identity: string): { readonly pid: number; readonly hasArrived: boolean } | undefined {
    const entry = entryUnderWay(this.creationsOfOthers(identity), thisProcess());
    return entry && { pid: entry.owner.pid, hasArrived: entry.sealed !== undefined };
  }

  /** Removes what is kept of an instance that is in the state. */
  public confirm(id: string, witness: Witness): void {
    for (const [file, entry] of this.entriesOf(id, this.others()))
      // The plan of an import says nothing of the state: it may be refused.
      if (witness === "read" || !entry.imported) this.remove(file);
  }

  /** What is kept of an instance that is imported. */
  public import(id: string): Arrived | undefined {
    const [found] = this.entriesOf(id, this.files());
    if (!found) return undefined;
    const [file, entry] = found;
    this.own.add(file);
    // A process that is still at work on it writes it itself.
    if (!isAlive(entry.owner)) this.write(file, { ...entry, imported: true });
    return this.arrivedIn(entry);
  }

  /** Creations that no resource may ever mention again; each Terraform gets them once. */
  public leftBehind(): LeftBehind[] {
    const { state, terraform } = this.options;
    const ended = this.entries(this.files()).filter(
      // What was delivered for another state is for its runs to look at.
      ([, entry]) => !isAlive(entry.owner) && (isOfState(entry, state) || !entry.delivered),
    );
    // Another provider of this run may have removed it meanwhile.
    for (const [file, entry] of ended)
      if (existsSync(this.path(file))) this.write(file, { ...entry, seen: nameOf(terraform) });
    return ended
      .filter(([, entry]) => isLeftBehind(entry, terraform))
      .map(([file, entry]) => ({
        identity: instanceOf(entry),
        id: this.idIn(entry),
        arrived: this.arrivedIn(entry),
        isOfThisState: isOfState(entry, state),
        delivered: entry.delivered === true,
        path: this.path(file),
      }));
  }

  /** What could not be read, and why. */
  public get unreadable(): readonly string[] {
    return [...this.failures];
  }

  private work(file: string, first: Entry): Creation {
    let entry = first;
    let problem: string | undefined;
    const put = (more: Partial<Entry>) => {
      entry = { ...entry, ...more };
      problem = this.write(file, entry);
    };
    const arrived = () => this.arrivedIn(entry);
    const id = () => this.idIn(entry);
    this.own.add(file);
    put({});
    return {
      began: entry.began,
      before: entry.before,
      get id() {
        return id();
      },
      get arrived() {
        return arrived();
      },
      get problem() {
        return problem;
      },
      keep: (all) =>
        put({ ...(all.id !== undefined && { id: all.id }), sealed: seal(JSON.stringify(all), this.options.secret) }),
      deliver: () => put({ delivered: true }),
      close: () => this.remove(file),
    };
  }

  private arrivedIn({ sealed }: Entry): Arrived | undefined {
    const text = sealed === undefined ? undefined : open(sealed, this.options.secret);
    return text === undefined ? undefined : (JSON.parse(text) as Arrived);
  }

  private idIn(entry: Entry): string | undefined {
    return entry.id ?? this.arrivedIn(entry)?.id;
  }

  private entriesOf(id: string, files: readonly string[]): Filed[] {
    return this.entries(files).filter(([, entry]) => this.idIn(entry) === id);
  }

  private creationsOfOthers(identity: string): Filed[] {
    return this.entries(this.others()).filter(
      ([, entry]) => instanceOf(entry) === identity && isOfState(entry, this.options.state),
    );
  }

  /** Whether another state of the directory has it, as with `-state=...`: this one is asked to create it. */
  private isHeld(entry: Entry): boolean {
    const { directory } = this.options;
    const id = this.idIn(entry);
    return directory !== undefined && id !== undefined && hasInstance(directory, id);
  }

  private path(file: string): string {
    return join(this.options.dataDir ?? "", FOLDER, file);
  }

  private files(): string[] {
    if (this.options.dataDir === undefined) return [];
    const files = this.attempt(this.path(""), (folder) => readdirSync(folder)) ?? [];
    return files.filter((file) => FILE.test(file));
  }

  /** Those of this run need not be read: it may have made a hundred. */
  private others(): string[] {
    return this.files().filter((file) => !this.own.has(file));
  }

  /** The entries of the workspace. */
  private entries(files: readonly string[]): Filed[] {
    return files.flatMap((file): Filed[] => {
      const entry = this.read(file);
      return entry && isOfWorkspace(entry, this.options.workspace) ? [[file, entry]] : [];
    });
  }

  private read(file: string): Entry | undefined {
    const text = this.attempt(this.path(file), (path) => readFileSync(path, "utf8"));
    try {
      return text === undefined ? undefined : entryOf(JSON.parse(text));
    } catch {
      return undefined;
    }
  }

  /** Undefined where there is nothing, as when another run has removed it meanwhile, and where it cannot be read. */
  private attempt<T>(path: string, read: (path: string) => T): T | undefined {
    try {
      return read(path);
    } catch (problem) {
      const { code, message } = problem as NodeJS.ErrnoException;
      if (code !== "ENOENT") this.failures.add(message);
      return undefined;
    }
  }

  /**
   * A failure to write only removes a safety net; it does not stop the deployment.
   * @returns why it failed
   */
  private write(file: string, entry: Entry): string | undefined {
    const { dataDir, log } = this.options;
    if (dataDir === undefined || !existsSync(dataDir)) return undefined;
    const draft = this.path(`${file}.new`);
    try {
      makeFolder(this.path(""));
      writeFileSync(draft, JSON.stringify(entry), { mode: 0o600, flush: true });
      renameSync(draft, this.path(file));
      return undefined;
    } catch (problem) {
      this.remove(`${file}.new`);
      const why = `cannot write the journal of the creation to ${dataDir}: ${(problem as Error).message}`;
      log("warn", why);
      return why;
    }
  }

  /** A failure to remove an entry must not lose the result. */
  private remove(file: string): void {
    const { dataDir, log } = this.options;
    if (dataDir === undefined) return;
    try {
      rmSync(this.path(file), { force: true });
    } catch (problem) {
      log("warn", `cannot remove the journal of the creation from ${dataDir}: ${(problem as Error).message}`);
    }
  }
}
