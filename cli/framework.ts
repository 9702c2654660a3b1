import path from "node:path";
import { installedFramework, requirePeers } from "../model/framework";

/*
 * What needs a framework is built once for each (constructs/write-bundles.ts): here the one is loaded that fits what is installed.
 */

/** @throws AuraCmkError `package-missing` */
export async function importSynthesis(): Promise<typeof import("../synth/synthesize")> {
  return isForTerrain()
    ? (bundleForTerrain("synthesize") as typeof import("../synth/synthesize"))
    : import("../synth/synthesize");
}

/** @throws AuraCmkError `package-missing` */
export async function importDemo(): Promise<typeof import("./demo/demo")> {
  return isForTerrain() ? (bundleForTerrain("demo") as typeof import("./demo/demo")) : import("./demo/demo");
}

function isForTerrain(): boolean {
  const framework = installedFramework();
  requirePeers(framework);
  return framework === "cdktn";
}

function bundleForTerrain(name: string): unknown {
  return require(path.join(__dirname, "..", `${name}.cdktn.js`));
}
