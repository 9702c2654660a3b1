import { transformFileSync } from "@swc/core";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const REPOSITORY = resolve(__dirname, "../../..");

/** The provider as JavaScript, for processes of its own; quicker than a build, and never older than the source. */
export interface Compiled {
  /** What `AURA_PROVIDER_PATH` takes. */
  readonly main: string;
  readonly dir: string;
  /** Where the libraries are. */
  readonly env: { readonly NODE_PATH: string };
  remove(): void;
}

/** Compiles `provider/` into a folder of its own. */
export function compiled(): Compiled {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "aura-compiled-")));
  const files = readdirSync(join(REPOSITORY, "provider"), { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".ts"))) {
    const { code } = transformFileSync(join(REPOSITORY, "provider", file), {
      module: { type: "commonjs" },
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    });
    const target = join(dir, "provider", file.replace(/ts$/, "js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  cpSync(join(REPOSITORY, "package.json"), join(dir, "package.json"));
  return {
    main: join(dir, "provider", "main.js"),
    dir,
    env: { NODE_PATH: join(REPOSITORY, "node_modules") },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
