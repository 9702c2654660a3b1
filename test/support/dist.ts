import { join, resolve } from "node:path";

/** What is shipped; built by build.ts before the tests that start programs. */
const DIST = resolve(__dirname, "../../dist");

/** The program. */
export const AURA_CMK = join(DIST, "cli/main.js");
/** The provider as Terraform starts it: what `AURA_PROVIDER_PATH` takes. */
export const PROVIDER = join(DIST, "provider/main.js");
/** Modules of the provider, for a process that serves it by itself. */
export const PROVIDER_PARTS = { plugin: join(DIST, "provider/plugin"), provider: join(DIST, "provider/provider") };
/** Synthesis of estates, in the build for CDK Terrain. */
export const SYNTHESIZE_WITH_CDKTN = join(DIST, "synthesize.cdktn.js");
