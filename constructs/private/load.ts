import { requireCloudPackages } from "../../model/framework";

/**
 * The part of the library that is loaded when it is needed: with the first statement, or with the synthesis. It is three quarters of the
 * code, and a program that only imports constructs, such as a test of other ones, waits for none of it.
 */
export function onDemand(): typeof import("./on-demand") {
  // Not `import()`: cdktf synthesizes without waiting.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("./on-demand") as typeof import("./on-demand");
}

/**
 * What makes keys in Azure, and loads the bindings of its provider: only a program with such a key has them.
 * @throws {@link AuraCmkError} `package-missing`
 */
export function azureParts(): typeof import("./azure") {
  requireCloudPackages("azure");
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("./azure") as typeof import("./azure");
}

/**
 * What makes keys in Google Cloud, and loads the bindings of its provider: only a program with such a key has them.
 * @throws {@link AuraCmkError} `package-missing`
 */
export function googleParts(): typeof import("./google") {
  requireCloudPackages("gcp");
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("./google") as typeof import("./google");
}
