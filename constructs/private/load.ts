/* eslint-disable @typescript-eslint/no-require-imports -- not `import()`: cdktf synthesizes without waiting */
import { requireCloudPackages } from "../../model/framework";
import type { CloudProvider } from "../../model/limits";

/*
 * What is loaded when a program needs it. The bindings of each cloud are optional packages, so that a program installs those of its own
 * clouds alone; each of these functions throws `package-missing` where they are not there.
 */

/**
 * The part of the library that is loaded when it is needed: with the first statement, or with the synthesis. It is three quarters of the
 * code, and a program that only imports constructs, such as a test of other ones, waits for none of it.
 */
export function onDemand(): typeof import("./on-demand") {
  return require("./on-demand") as typeof import("./on-demand");
}

/** The bindings for keys in AWS. */
export const awsBindings = inCloud("aws", () => require("./aws") as typeof import("./aws"));

/** What makes alarms on keys in AWS. Their bindings take longer to load than the rest of the library, and most programs have no alarm. */
export const alarmParts = inCloud("aws", () => require("./key-alarm") as typeof import("./key-alarm"));

/** What makes secrets in AWS. Their bindings take long to load, and most programs have no secret. */
export const secretParts = inCloud(
  "aws",
  () => require("./credentials-secret") as typeof import("./credentials-secret"),
);

/** What makes keys in Azure. */
export const azureParts = inCloud("azure", () => require("./azure") as typeof import("./azure"));

/** What makes keys in Google Cloud. */
export const googleParts = inCloud("gcp", () => require("./google") as typeof import("./google"));

/** Loads once, and first says which packages are missing, where Node.js would only name a file that it does not find. */
function inCloud<T>(cloud: CloudProvider, load: () => T): () => T {
  let loaded: T | undefined;
  return () => {
    if (loaded === undefined) {
      requireCloudPackages(cloud);
      loaded = load();
    }
    return loaded;
  };
}
