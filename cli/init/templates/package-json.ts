import type { Framework } from "../../../model/framework";
import type { Application } from "../application";

/** The versions that were tested together. */
export const TESTED: Readonly<Record<Framework, Readonly<Record<string, string>>>> = {
  cdktf: { cdktf: "0.21.0", "cdktf-cli": "0.21.0", constructs: "10.7.2" },
  cdktn: { cdktn: "0.24.0", "cdktn-cli": "0.24.0", constructs: "10.7.2" },
};

/** The bindings of each cloud that were tested; for other clouds than AWS CDK Terrain has none that fit it, and the package brings its own. */
export const OF_CLOUD: Readonly<
  Record<Framework, Readonly<Record<Application["cloud"], Readonly<Record<string, string>>>>>
> = {
  cdktf: {
    aws: { "@cdktf/provider-aws": "21.22.1" },
    azure: { "@cdktf/provider-azuread": "14.3.1", "@cdktf/provider-azurerm": "14.23.1" },
    gcp: { "@cdktf/provider-google": "16.12.1" },
  },
  cdktn: { aws: { "@cdktn/provider-aws": "25.7.0" }, azure: {}, gcp: {} },
};

/** What runs a program in TypeScript. */
export const TYPESCRIPT: Readonly<Record<string, string>> = {
  "@types/node": "20.19.43",
  "ts-node": "10.9.2",
  typescript: "5.9.3",
};

/** `package.json`: exact versions, and the commands of every day. */
export function packageJson({ name, app, cloud, framework, terraform, packageSpec }: Application): string {
  const dependencies = {
    ...TESTED[framework],
    ...OF_CLOUD[framework][cloud],
    ...(app === "constructs" && TYPESCRIPT),
    "cdktf-aura-cmk": packageSpec,
  };
  return json({
    ...{ name, private: true },
    scripts: {
      synth: "aura-cmk synth",
      deploy: `${terraform === "tofu" ? "TERRAFORM_BINARY_NAME=tofu " : ""}${framework} deploy '*' --skip-provider-lock`,
      doctor: "aura-cmk doctor",
    },
    dependencies: Object.fromEntries(Object.entries(dependencies).sort(([a], [b]) => (a < b ? -1 : 1))),
  });
}

/** `cdktf.json`, which both frameworks read. */
export function cdktfJson({ app }: Application): string {
  return json({
    language: "typescript",
    app: app === "estate" ? "node node_modules/cdktf-aura-cmk/dist/main.js" : "npx ts-node main.ts",
    sendCrashReports: "false",
  });
}

/** `tsconfig.json` of a program. */
export function tsconfigJson(): string {
  return json({
    compilerOptions: {
      ...{ target: "ES2022", module: "commonjs", strict: true, types: ["node"] },
      ...{ skipLibCheck: true, noEmit: true },
    },
  });
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
