import { renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { LoadedEstate } from "../estate/load";
import { lockFileOf, printLock, readLock, type EstateLock } from "../estate/lock";
import type { EstateProblem } from "../estate/messages";
import { reconcile, type Reconciliation } from "../estate/reconcile";
import type { Estate } from "../estate/schema";
import type { Problem } from "../model/problem";
import { whyNoDirectory } from "../util/file-errors";
import { lockOf } from "./built-lock";
import type { BuiltEstate } from "./estate-app";
import { orphanedStates } from "./local-states";

/** The lock file of one synthesis: read, compared with what was built, and written when all is well. */
export class LockKeeper {
  /** What the lock says to the synthesis. */
  public readonly reconciliation: Reconciliation;
  private readonly file: string;
  /** The lock as it is; undefined without a file. */
  private readonly lock: EstateLock | undefined;
  private readonly text: string | undefined;
  private readonly unreadable: Problem | undefined;
  /** The lock as it will be. */
  private next: string | undefined;

  /** @param estateFile the estate file: the lock is beside it */
  public constructor(
    private readonly estateFile: string,
    private readonly loaded: LoadedEstate,
    private readonly estate: Estate,
  ) {
    this.file = lockFileOf(estateFile);
    const read = readLock(this.file);
    this.unreadable = "problem" in read ? read.problem : undefined;
    const { lock, text } = "problem" in read ? {} : read;
    // Of an estate with problems only a part is here: the rest is not gone.
    this.lock = loaded.problems.length === 0 ? lock : undefined;
    this.text = text;
    this.reconciliation = reconcile(estate, this.lock, path.dirname(estateFile));
  }

  /** What the lock and local states have, and the estate no longer makes. */
  public compare(built: BuiltEstate): Problem[] {
    if (this.unreadable) return [this.unreadable];
    if (this.loaded.problems.length > 0) return [];
    const { lock, problems } = this.reconciliation.next(lockOf(built, this.estate));
    this.next = printLock(lock);
    // A file that cannot be used is reported as that, not as lost too.
    const isReported = ({ code }: EstateProblem): boolean => code === "statement-lost" && built.problems.length > 0;
    const found = [...this.reconciliation.problems, ...problems.filter((problem) => !isReported(problem))];
    return [...found.map((problem) => this.placed(problem)), ...this.orphans(lock, found)];
  }

  /** For `--frozen`: why the lock file is not what this synthesis would write. */
  public whyOutdated(): Problem | undefined {
    if (this.next === this.text) return undefined;
    return {
      ...{ code: "estate-lock-outdated", path: this.file, what: "the lock file of the estate is not up to date" },
      got: this.text === undefined ? "no such file" : "other keys, instances or stacks than the estate",
      expected: "",
      fix: `run synth without --frozen, and commit ${path.basename(this.file)}`,
    };
  }

  /** Writes the lock beside its place, so that only a rename is left when the stacks are written. */
  public prepare(): Problem | undefined {
    if (this.next === undefined || this.next === this.text) return undefined;
    try {
      writeFileSync(this.beside, this.next);
      return undefined;
    } catch (error) {
      return {
        ...{
          code: "output-unwritable",
          path: this.file,
          what: "cannot write the lock file",
          got: whyNoDirectory(error),
        },
        expected: "",
        fix: "make its folder writable, or use --frozen where the lock file is up to date",
      };
    }
  }

  /** Puts the lock in its place, in one step. */
  public commit(): void {
    if (this.next !== undefined && this.next !== this.text) renameSync(this.beside, this.file);
  }

  /** Removes what was prepared and is not wanted. */
  public discard(): void {
    rmSync(this.beside, { force: true });
  }

  private get beside(): string {
    return `${this.file}.${process.pid}.new`;
  }

  private placed({ path: entry, code, what, got, expected, fix }: EstateProblem): Problem {
    return { code, path: this.loaded.position(entry), what, got, expected, fix };
  }

  private orphans(lock: EstateLock, found: readonly EstateProblem[]): Problem[] {
    const { s3, azurerm, gcs } = this.estate.backend ?? {};
    if (s3 || azurerm || gcs) return [];
    // What the lock remembers, and what is reported already, is no orphan.
    const stacks = { ...(found.length > 0 ? this.lock?.stacks : {}), ...lock.stacks };
    const states = Object.entries(stacks).map(([name, { state }]) => state ?? name);
    return orphanedStates(path.dirname(this.estateFile), new Set(states));
  }
}
