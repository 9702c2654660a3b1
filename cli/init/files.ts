import path from "node:path";
import type { Application } from "./application";
import { ciFiles, example } from "./templates/ci";
import { estateYaml } from "./templates/estate-yaml";
import { mainTs } from "./templates/main-ts";
import { cdktfJson, packageJson, tsconfigJson } from "./templates/package-json";
import { readme } from "./templates/readme";

const STATEMENTS = "Save here what the Aura Console shows for each key, as it is. It is no secret, and is committed.\n";

/**
 * The files of an application, by their paths.
 * @param hasReadme whether the directory has a README of its own, which stays as it is
 */
export function filesOf(application: Application, hasReadme: boolean): ReadonlyMap<string, string> {
  const source: Readonly<Record<string, string>> =
    application.app === "estate"
      ? { "estate.yaml": estateYaml(application) }
      : { "main.ts": mainTs(application), "tsconfig.json": tsconfigJson() };
  return new Map(
    Object.entries({
      "package.json": packageJson(application),
      "cdktf.json": cdktfJson(application),
      ...source,
      ".gitignore": example(path.join("single-account", "gitignore")),
      ...(application.cloud === "aws" && { "statements/README.md": STATEMENTS }),
      [hasReadme ? "NEXT-STEPS.md" : "README.md"]: readme(application),
      ...ciFiles(application),
    }),
  );
}
