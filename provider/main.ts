import { hclog, orphanWatch, serve } from "./plugin";
import { auraProvider, terraformDataDir } from "./provider";
import { packageVersion } from "./version";

/** Terraform starts this through the launcher that `install.ts` writes. */
void serve(
  auraProvider({ version: packageVersion, dataDir: terraformDataDir(), abandoned: orphanWatch() }),
  hclog("aura"),
);
