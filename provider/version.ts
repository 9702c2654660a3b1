import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Address under which Terraform knows the provider. */
export const PROVIDER_SOURCE = "cdktf-aura-cmk/aura";

/** Version of this package and of the provider. */
export const packageVersion: string = versionAbove(__dirname);

function versionAbove(folder: string): string {
  const file = join(folder, "package.json");
  if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
  return versionAbove(dirname(folder));
}
