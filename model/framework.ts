import { CLOUDS } from "./clouds";
import type { CloudProvider } from "./limits";
import { AuraCmkError, type Problem } from "./problem";

/** What the constructs are built with: CDK for Terraform, or its living fork CDK Terrain. */
export type Framework = "cdktf" | "cdktn";

/** A framework, as a program meets it. */
interface FrameworkFacts {
  /** The name that people know. */
  readonly name: string;
  /** What a program imports from this package. */
  readonly entry: string;
  /** The modules that a program brings along, and what `npm install` has to get for each; package.json has the whole ranges. */
  readonly peers: Readonly<Record<string, string>>;
  /** The same for keys in a cloud. */
  readonly cloudPeers: Readonly<Record<CloudProvider, Readonly<Record<string, string>>>>;
}

export const FRAMEWORKS: Readonly<Record<Framework, FrameworkFacts>> = {
  cdktf: {
    name: "cdktf",
    entry: "cdktf-aura-cmk",
    peers: { cdktf: "cdktf@0.21", constructs: "constructs@10" },
    cloudPeers: {
      aws: { "@cdktf/provider-aws/lib/kms-key": "@cdktf/provider-aws@21" },
      azure: {
        "@cdktf/provider-azurerm/lib/key-vault-key": "@cdktf/provider-azurerm@14",
        "@cdktf/provider-azuread/lib/provider": "@cdktf/provider-azuread@14",
      },
      gcp: { "@cdktf/provider-google/lib/kms-crypto-key": "@cdktf/provider-google@16" },
    },
  },
  cdktn: {
    name: "CDK Terrain (cdktn)",
    entry: "cdktf-aura-cmk/cdktn",
    peers: { cdktn: "cdktn@0.24", constructs: "constructs@10.7" },
    cloudPeers: {
      aws: { "@cdktn/provider-aws/lib/kms-key": "@cdktn/provider-aws@25" },
      // There are none for its present version: the bindings are in this package (constructs/l1/clouds).
      azure: {},
      gcp: {},
    },
  },
};

/** The other one. */
const OTHER: Readonly<Record<Framework, Framework>> = { cdktf: "cdktn", cdktn: "cdktf" };

/** Set by the build for CDK Terrain; see `constructs/write-bundles.ts`. */
declare const AURA_CMK_FRAMEWORK: Framework | undefined;

/** The framework of this build. */
export const FRAMEWORK: Framework = typeof AURA_CMK_FRAMEWORK === "undefined" ? "cdktf" : AURA_CMK_FRAMEWORK;

/** Whether Node.js finds a module from here. */
function isInstalledHere(module: string): boolean {
  try {
    require.resolve(module);
    return true;
  } catch {
    return false;
  }
}

/** The framework that is installed beside this package; cdktf where both are, and where none is. */
export function installedFramework(isInstalled: (module: string) => boolean = isInstalledHere): Framework {
  return !isInstalled("cdktf") && isInstalled("cdktn") ? "cdktn" : "cdktf";
}

/**
 * Says what to install or to import, where Node.js would only say which file it does not find.
 * @throws {@link AuraCmkError} `package-missing`, `wrong-framework`
 */
export function requirePeers(
  framework: Framework = FRAMEWORK,
  isInstalled: (module: string) => boolean = isInstalledHere,
): void {
  const { peers } = FRAMEWORKS[framework];
  const missing = missingOf(peers, isInstalled);
  if (missing.length === 0) return;
  if (!isInstalled(framework) && isInstalled(OTHER[framework])) throw new AuraCmkError([wrongFramework(framework)]);
  throw new AuraCmkError([notInstalled(missing, "the packages that cdktf-aura-cmk works with")]);
}

/**
 * Says what to install for keys in a cloud.
 * @throws {@link AuraCmkError} `package-missing`
 */
export function requireCloudPackages(
  cloud: CloudProvider,
  framework: Framework = FRAMEWORK,
  isInstalled: (module: string) => boolean = isInstalledHere,
): void {
  const missing = missingOf(FRAMEWORKS[framework].cloudPeers[cloud], isInstalled);
  if (missing.length === 0) return;
  throw new AuraCmkError([notInstalled(missing, `the packages for keys in ${CLOUDS[cloud].name}`)]);
}

function missingOf(peers: Readonly<Record<string, string>>, isInstalled: (module: string) => boolean): string[] {
  return Object.entries(peers).flatMap(([module, name]) => (isInstalled(module) ? [] : [name]));
}

function notInstalled(missing: readonly string[], expected: string): Problem {
  const names = missing.map((name) => name.replace(/@[\d.]+$/, ""));
  return {
    ...{ code: "package-missing", path: "" },
    what: `${names.join(", ")} ${missing.length > 1 ? "are" : "is"} not installed`,
    ...{ got: "", expected },
    fix: `npm install ${missing.join(" ")}`,
  };
}

/** The problem of a program that imports the entry of `framework` and uses the other one. */
export function wrongFramework(framework: Framework): Problem {
  const [imported, used] = [FRAMEWORKS[framework], FRAMEWORKS[OTHER[framework]]];
  return {
    ...{ code: "wrong-framework", path: "" },
    what: `the program uses ${used.name}, "${imported.entry}" is for ${imported.name}`,
    ...{ got: "", expected: "" },
    fix: `import from "${used.entry}"`,
  };
}
