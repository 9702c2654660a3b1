import { buildSync } from "esbuild";
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const REPOSITORY = resolve(__dirname, "../../..");

/** The provider as JavaScript, for processes of its own: quick to start, and never older than the source. */
export interface Compiled {
  /** What `AURA_PROVIDER_PATH` takes. */
  readonly main: string;
  /** What a process of a test can require: `reattach` and `auraProvider`. */
  readonly parts: string;
  remove(): void;
}

/** Compiles `provider/` into a folder of its own. */
export function compiled(): Compiled {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "aura-compiled-")));
  const build = { bundle: true, platform: "node", logLevel: "error" } as const;
  const main = join(dir, "provider", "main.js");
  buildSync({ ...build, entryPoints: [join(REPOSITORY, "provider/main.ts")], outfile: main });
  const parts = join(dir, "provider", "parts.js");
  const contents = 'export { reattach } from "./plugin"; export { auraProvider } from "./provider";';
  buildSync({ ...build, stdin: { contents, resolveDir: join(REPOSITORY, "provider"), loader: "ts" }, outfile: parts });
  cpSync(join(REPOSITORY, "package.json"), join(dir, "package.json"));
  return { main, parts, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
