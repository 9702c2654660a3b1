import path from "node:path";
import { installedFramework, requireCloudPackages, requirePeers } from "../model/framework";

/*
 * What needs a framework is built once for each (constructs/write-bundles.ts): here the one is loaded that fits what is installed.
 */

type Synthesis = typeof import("../synth/synthesize");
type Demo = typeof import("./demo/demo");

/** @throws AuraCmkError `package-missing` */
export async function importSynthesis(): Promise<Synthesis> {
  return isForTerrain() ? await importForTerrain<Synthesis>("synthesize") : await import("../synth/synthesize");
}

/** @throws AuraCmkError `package-missing` */
export async function importDemo(): Promise<Demo> {
  const isTerrain = isForTerrain();
  // Some of its steps are in AWS, whatever the others are.
  requireCloudPackages("aws", isTerrain ? "cdktn" : "cdktf");
  return isTerrain ? await importForTerrain<Demo>("demo") : await import("./demo/demo");
}

function isForTerrain(): boolean {
  const framework = installedFramework();
  requirePeers(framework);
  return framework === "cdktn";
}

async function importForTerrain<T>(name: string): Promise<T> {
  return (await import(path.join(__dirname, "..", `${name}.cdktn.js`))) as T;
}
