import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CreatedInstance } from "../aura-api";
import type { Log } from "../plugin";

/**
 * Terraform writes its state when a creation is over, and the creation of an instance takes many minutes. What the API answered
 * to it, with a password that is told only once, is therefore kept in a file before the wait begins; the file goes when
 * the creation is over. If the provider is killed in between, the next apply in the same directory finds the file.
 */
interface Entry {
  readonly format: 1;
  readonly pid: number;
  /** Which instance in which workspace: only the same resource takes the entry up again. */
  readonly identity: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  /** What the API answered, sealed with a key made from the client secret; absent when the answer never came. */
  readonly sealed?: string;
}

/** A creation that was begun by a process that is no more. */
export interface Interrupted {
  /** Milliseconds since 1970. */
  readonly began: number;
  /** What the API answered; absent when the answer never came or can not be read. */
  readonly created: CreatedInstance | undefined;
  /** Forgets it. */
  close(): void;
}

/** A creation that is under way. */
export interface Begun {
  /** Keeps what the API answered. */
  answered(created: CreatedInstance): void;
  /** The creation is over: Terraform gets to know how it ended. */
  close(): void;
}

/** What a journal needs to know. */
export interface JournalOptions {
  /** Terraform's own working data (`.terraform`); without it there is no journal. */
  readonly dataDir: string | undefined;
  /** Which of several states the directory is used for. */
  readonly workspace: string;
  /** What the answers are sealed with. */
  readonly secret: string;
  /** Whether Terraform itself is gone, so that nobody will write down how a creation ended. */
  readonly abandoned: () => boolean;
  readonly log: Log;
}

const FOLDER = "aura-creating";
const CIPHER = "aes-256-gcm";
const SALT = 16;
const NONCE = 12;
const TAG = 16;

/** Creations that are under way, on disk. */
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

  /** A journal that can not be written is a safety net less, no reason not to deploy. */
  private write(file: string, entry: Entry): void {
    const { dataDir, log } = this.options;
    if (dataDir === undefined || !existsSync(dataDir)) return;
    try {
      const folder = join(dataDir, FOLDER);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${file}.new`), JSON.stringify(entry), { mode: 0o600 });
      renameSync(join(folder, `${file}.new`), join(folder, file));
    } catch (problem) {
      log("warn", `can not note the creation in ${dataDir}: ${(problem as Error).message}`);
    }
  }

  /** An entry that can not be removed must not cost the state what was made: it is only looked for in vain later. */
  private remove(file: string): void {
    const { dataDir, log } = this.options;
    if (dataDir === undefined || this.options.abandoned()) return;
    try {
      rmSync(join(dataDir, FOLDER, file), { force: true });
    } catch (problem) {
      log("warn", `can not take the creation off ${dataDir}: ${(problem as Error).message}`);
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
