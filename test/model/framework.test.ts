import { readFileSync } from "node:fs";
import {
  FRAMEWORKS,
  installedFramework,
  requireCloudPackages,
  requirePeers,
  type Framework,
} from "../../model/framework";

type Names = readonly string[];

const CDKTF: Names = ["cdktf"];
const CDKTN: Names = ["cdktn"];
const installed = (...names: Names) => names.includes.bind([...names, "constructs"]);

const NOT_INSTALLED = "expected: the packages that cdktf-aura-cmk works with; help: npm install";

describe("a program for either framework", () => {
  it.each<[Framework, Names]>([
    ["cdktf", CDKTF],
    ["cdktn", CDKTN],
    ["cdktf", [...CDKTF, ...CDKTN]],
    ["cdktn", [...CDKTF, ...CDKTN]],
  ])("for %s finds what it needs in %j", (framework, names) => {
    expect(() => requirePeers(framework, installed(...names))).not.toThrow();
  });

  it.each<[Framework, (module: string) => boolean, string]>([
    [
      ...(["cdktf", (module: string) => module === "cdktf"] as const),
      `constructs is not installed; ${NOT_INSTALLED} constructs@10 [package-missing]`,
    ],
    [
      ...(["cdktf", () => false] as const),
      `cdktf, constructs are not installed; ${NOT_INSTALLED} cdktf@0.21 constructs@10 [package-missing]`,
    ],
    [
      ...(["cdktn", () => false] as const),
      `cdktn, constructs are not installed; ${NOT_INSTALLED} cdktn@0.24 constructs@10.7 [package-missing]`,
    ],
    [
      ...(["cdktf", installed(...CDKTN)] as const),
      'the program uses CDK Terrain (cdktn), "cdktf-aura-cmk" is for cdktf; help: import from "cdktf-aura-cmk/cdktn" [wrong-framework]',
    ],
    [
      ...(["cdktn", installed(...CDKTF)] as const),
      'the program uses cdktf, "cdktf-aura-cmk/cdktn" is for CDK Terrain (cdktn); help: import from "cdktf-aura-cmk" [wrong-framework]',
    ],
  ])("for %s says in one line what is wrong", (framework, isInstalled, line) => {
    expect(() => requirePeers(framework, isInstalled)).toThrow(new Error(line));
  });
});

describe("a key in a cloud", () => {
  it.each([
    ["cdktf", CDKTF, "@cdktf/provider-aws", "@cdktf/provider-aws@21"],
    ["cdktn", CDKTN, "@cdktn/provider-aws", "@cdktn/provider-aws@25"],
  ] as const)("needs the package for AWS with %s", (framework, names, name, install) => {
    const line = `${name} is not installed; expected: the packages for keys in AWS; help: npm install ${install} [package-missing]`;
    expect(() => requireCloudPackages("aws", framework, installed(...names))).toThrow(new Error(line));
    const isInstalled = installed(...names, `${name}/lib/kms-key`);
    expect(() => requireCloudPackages("aws", framework, isInstalled)).not.toThrow();
  });

  it.each([
    [
      "azure",
      "@cdktf/provider-azurerm, @cdktf/provider-azuread are not installed; expected: the packages for keys in Azure; help: npm install @cdktf/provider-azurerm@14 @cdktf/provider-azuread@14 [package-missing]",
    ],
    [
      "gcp",
      "@cdktf/provider-google is not installed; expected: the packages for keys in Google Cloud; help: npm install @cdktf/provider-google@16 [package-missing]",
    ],
  ] as const)("needs packages of its own with cdktf, and none with CDK Terrain: %s", (cloud, line) => {
    expect(() => requireCloudPackages(cloud, "cdktf", installed(...CDKTF))).toThrow(new Error(line));
    expect(() => requireCloudPackages(cloud, "cdktn", installed(...CDKTN))).not.toThrow();
  });
});

it.each<[Names, Framework]>([
  [CDKTF, "cdktf"],
  [CDKTN, "cdktn"],
  [[...CDKTF, ...CDKTN], "cdktf"],
  [[], "cdktf"],
])("with %j installed, what this package runs by itself takes %s", (names, framework) => {
  expect(installedFramework(installed(...names))).toBe(framework);
});

/** What finds the credentials of other clouds for `aura-cmk verify`, whatever the framework. */
const LOGINS = ["@azure/identity", "google-auth-library"];

it("names the packages of package.json, all of them optional, in versions that are in their ranges", () => {
  const { peerDependencies, peerDependenciesMeta } = JSON.parse(readFileSync("package.json", "utf8")) as {
    peerDependencies: Record<string, string>;
    peerDependenciesMeta: Record<string, { optional: boolean }>;
  };
  const named = Object.values(FRAMEWORKS).flatMap(({ peers, cloudPeers: { aws, azure, gcp } }) =>
    Object.values({ ...peers, ...aws, ...azure, ...gcp }).map((name) => /^(.+)@([\d.]+)$/.exec(name)?.slice(1) ?? []),
  );
  expect(new Set([...named.map(([name]) => name), ...LOGINS])).toEqual(new Set(Object.keys(peerDependencies)));
  for (const name of LOGINS) expect(peerDependenciesMeta[name]).toEqual({ optional: true });
  for (const [name = "", version = ""] of named) {
    const major = version.split(".")[0] ?? "";
    expect(`${name}: ${peerDependencies[name] ?? ""}`).toMatch(
      new RegExp(`[\\^=]${name === "constructs" ? major : version}\\.`),
    );
    expect([name, peerDependenciesMeta[name]?.optional ?? false]).toEqual([name, name !== "constructs"]);
  }
});
