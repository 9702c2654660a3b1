import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CreatedInstance } from "../aura-api";
import type { Log } from "../plugin";

/**
 * Terraform writes its state when a creation has ended, and the creation of an instance takes many minutes. The API's response,
 * which alone holds the password, is therefore written to a file before the wait begins; the file is removed when the
 * creation has ended. If the provider is killed in between, the next apply in the same directory finds the file.
 */
interface Entry {
  readonly format: 1;
  readonly pid: number;
  /** Which instance in which workspace: only the same resource adopts the entry. */
  readonly identity: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  /** The response of the API, sealed with a key derived from the client secret; absent when none arrived. */
  readonly sealed?: string;
}

/** A creation that was begun by a process that has ended. */
export interface Interrupted {
  /** Milliseconds since 1970. */
  readonly began: number;
  /** The response of the API; undefined when none arrived or it cannot be read. */
  readonly created: CreatedInstance | undefined;
  /** Removes the entry. */
  close(): void;
}

/** A creation in progress. */
export interface Begun {
  /** Stores the response of the API. */
  answered(created: CreatedInstance): void;
  /** Removes the entry: Terraform gets the result. */
  close(): void;
}

/** Settings of a journal. */
export interface JournalOptions {
  /** Terraform's own working data (`.terraform`); without it there is no journal. */
  readonly dataDir: string | undefined;
  /** Which of several states the directory is used for. */
  readonly workspace: string;
  /** The responses are sealed with a key derived from it. */
  readonly secret: string;
  /** Whether Terraform has ended, so that the result of a creation will not reach the state. */
  readonly abandoned: () => boolean;
  readonly log: Log;
}

const FOLDER = "aura-creating";
const CIPHER = "aes-256-gcm";
const SALT = 16;
const NONCE = 12;
const TAG = 16;

/** Creations in progress, on disk. */
export class Journal {
  private readonly taken = new Set<string>();

  public constructor(private readonly options: JournalOptions) {}

  /** Notes that a creation is about to be sent. */
  public begin(identity: string, now: number): Begun {
    const file = `${randomUUID()}.json`;
    const entry: Entry = { format: 1, pid: process.pid, identity: this.scoped(identity), began: now };
    this.write(file, entry);
    return {
      answered: (created) => this.write(file, { ...entry, sealed: this.seal(JSON.stringify(created)) }),
      close: () => this.remove(file),
    };
  }

  /** A creation of the same thing that was interrupted; each is handed out once. */
  public interrupted(identity: string): Interrupted | undefined {
    const wanted = this.scoped(identity);
    for (const file of this.files()) {
      const entry = this.read(file);
      if (entry?.identity !== wanted || this.taken.has(file) || isAlive(entry.pid)) continue;
      this.taken.add(file);
      const opened = entry.sealed === undefined ? undefined : this.open(entry.sealed);
      const created = opened === undefined ? undefined : (JSON.parse(opened) as CreatedInstance);
      return { began: entry.began, created, close: () => this.remove(file) };
    }
    return undefined;
  }

  private scoped(identity: string): string {
    return JSON.stringify([this.options.workspace, identity]);
  }

  private files(): string[] {
    const { dataDir } = this.options;
    const folder = dataDir === undefined ? undefined : join(dataDir, FOLDER);
    return folder !== undefined && existsSync(folder)
      ? readdirSync(folder).filter((name) => name.endsWith(".json"))
      : [];
  }

  private read(file: string): Entry | undefined {
    try {
      const entry = JSON.parse(readFileSync(join(this.options.dataDir ?? "", FOLDER, file), "utf8")) as Entry;
      return entry.format === 1 ? entry : undefined;
    } catch {
      return undefined;
    }
  }

  /** A failure to write only removes a safety net; it does not stop the deployment. */
  private write(file: string, entry: Entry): void {
    const { dataDir, log } = this.options;
    if (dataDir === undefined || !existsSync(dataDir)) return;
    try {
      const folder = join(dataDir, FOLDER);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${file}.new`), JSON.stringify(entry), { mode: 0o600 });
      renameSync(join(folder, `${file}.new`), join(folder, file));
    } catch (problem) {
      log("warn", `cannot write the journal of the creation to ${dataDir}: ${(problem as Error).message}`);
    }
  }

  /** A failure to remove an entry must not lose the result: the next apply looks for the instance and finds it in the state. */
  private remove(file: string): void {
    const { dataDir, log } = this.options;
    if (dataDir === undefined || this.options.abandoned()) return;
    try {
      rmSync(join(dataDir, FOLDER, file), { force: true });
    } catch (problem) {
      log("warn", `cannot remove the journal of the creation from ${dataDir}: ${(problem as Error).message}`);
    }
  }

  private key(salt: Uint8Array): Uint8Array {
    return new Uint8Array(hkdfSync("sha256", this.options.secret, salt, FOLDER, 32));
  }

  private seal(text: string): string {
    const salt = randomBytes(SALT);
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, this.key(salt), nonce);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([salt, nonce, cipher.getAuthTag(), sealed]).toString("base64");
  }

  private open(text: string): string | undefined {
    const bytes = Buffer.from(text, "base64");
    const at = [0, SALT, SALT + NONCE, SALT + NONCE + TAG, bytes.length];
    const [salt, nonce, tag, sealed] = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
    if (!salt || !nonce || !tag || !sealed) return undefined;
    try {
      const decipher = createDecipheriv(CIPHER, this.key(salt), nonce).setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
    } catch {
      return undefined;
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === "EPERM";
  }
}
