import { hclog, serve } from "./plugin";
import { auraProvider, terraformDataDir } from "./provider";
import { packageVersion } from "./version";

/** Terraform starts this through the launcher that `install.ts` writes. */
serve(
  auraProvider({ version: packageVersion, dataDir: terraformDataDir(), directory: process.cwd() }),
  hclog("aura"),
).catch((error: Error) => {
  // Terraform shows only this line of a plugin that does not start.
  process.stdout.write(`the provider aura cannot start: ${error.message.split("\n", 1)[0]}\n`);
  process.exitCode = 1;
});
