import { existsSync } from "node:fs";
import path from "node:path";
import { FRAMEWORKS, type Framework } from "../../model/framework";
import { CLOUDS } from "../../model/clouds";
import type { CloudProvider, OtherCloud } from "../../model/limits";
import { check, isBetween, type Check, type Machine } from "./check";
import { frameworkOf, versionOf, type Versions } from "./tools";

/** The clouds of an estate. */
interface CloudsOfEstate {
  /** Those in which it has keys. */
  readonly ofKeys: readonly CloudProvider[];
  /** That of the bucket or the storage account with its states. */
  readonly ofState?: CloudProvider;
}

/** The clouds of the estate of a directory: AWS where there is no estate. */
export async function cloudsOfEstate({ directory }: Machine): Promise<CloudsOfEstate> {
  const file = path.join(directory, "estate.yaml");
  if (!existsSync(file)) return { ofKeys: ["aws"] };
  const [{ loadEstate }, { cloudsIn }] = await Promise.all([
    import("../../estate/load"),
    import("../../estate/entries"),
  ]);
  const { estate } = loadEstate(file);
  const ofKeys = estate ? cloudsIn(estate) : [];
  const { s3, azurerm, gcs } = estate?.backend ?? {};
  const ofState = s3 ? "aws" : azurerm ? "azure" : gcs ? "gcp" : undefined;
  return { ofKeys: ofKeys.length > 0 ? ofKeys : ["aws"], ...(ofState && { ofState }) };
}

/** The bindings of the other clouds that were tested with this version. */
export const CLOUD_PEERS: Readonly<Record<OtherCloud, Versions>> = {
  azure: { "@cdktf/provider-azurerm": ["14.23.0", "15"], "@cdktf/provider-azuread": ["14.3.0", "15"] },
  gcp: { "@cdktf/provider-google": ["16.12.0", "17"] },
};

/** What an estate with keys in this cloud needs of the machine. Nothing is asked of the cloud itself. */
export function cloudChecks(cloud: OtherCloud, machine: Machine): readonly Check[] {
  return [...bindingsCheck(cloud, machine), LOGINS[cloud](machine)];
}

/** What a state in this cloud needs of the machine. */
export function stateChecks(cloud: OtherCloud, machine: Machine): readonly Check[] {
  return [LOGINS[cloud](machine)];
}

/** The bindings, where the framework has any: for CDK Terrain they are in this package. */
function bindingsCheck(cloud: OtherCloud, { directory }: Machine): readonly Check[] {
  const framework: Framework = frameworkOf(directory) ?? "cdktf";
  if (Object.keys(FRAMEWORKS[framework].cloudPeers[cloud]).length === 0) return [];
  const found = Object.entries(CLOUD_PEERS[cloud]).map(([name, range]) => {
    const version = versionOf(name, directory);
    return {
      text: `${name} ${version ?? "is missing"}`,
      version,
      isTested: version !== undefined && isBetween(version, ...range),
    };
  });
  const name = `packages for ${CLOUDS[cloud].name}`;
  const text = found.map((one) => one.text).join(", ");
  if (found.every(({ isTested }) => isTested)) return [check(name, "ok", text)];
  const status = found.some(({ version }) => version === undefined) ? "error" : "warning";
  const install = Object.values(FRAMEWORKS[framework].cloudPeers[cloud]).join(" ");
  return [check(name, status, `${text}${status === "warning" ? "; not tested" : ""}`, `npm install ${install}`)];
}

/** Where Terraform's providers find a login, by name. */
const LOGINS: Readonly<Record<OtherCloud, (machine: Machine) => Check>> = {
  azure: ({ env, home }) =>
    login("Azure login", "run `az login`, or set ARM_CLIENT_ID, ARM_TENANT_ID and what proves it", [
      simulated(env["AURA_CMK_AZURE_ENDPOINT"]),
      named(env, "ARM_CLIENT_ID", "ARM_CLIENT_SECRET"),
      named(env, "ARM_CLIENT_ID", "ARM_CLIENT_CERTIFICATE_PATH"),
      named(env, "ARM_USE_OIDC"),
      named(env, "ARM_USE_MSI"),
      inFile(path.join(env["AZURE_CONFIG_DIR"] ?? path.join(home, ".azure"), "azureProfile.json"), "`az login`"),
    ]),
  gcp: ({ env, home }) =>
    login("Google Cloud login", "run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS", [
      simulated(env["AURA_CMK_GOOGLE_ENDPOINT"]),
      ...["GOOGLE_CREDENTIALS", "GOOGLE_OAUTH_ACCESS_TOKEN"].map((name) => named(env, name)),
      inFile(env["GOOGLE_APPLICATION_CREDENTIALS"], "GOOGLE_APPLICATION_CREDENTIALS"),
      inFile(
        path.join(
          env["CLOUDSDK_CONFIG"] ?? path.join(home, ".config", "gcloud"),
          "application_default_credentials.json",
        ),
        "`gcloud auth application-default login`",
      ),
    ]),
};

function login(name: string, fix: string, sources: readonly (string | undefined)[]): Check {
  const [source] = sources.filter((one) => one !== undefined);
  return source === undefined ? check(name, "error", "none found", fix) : check(name, "ok", source);
}

function simulated(endpoint: string | undefined): string | undefined {
  return endpoint ? `none needed: a simulated cloud at ${endpoint}` : undefined;
}

function named(env: NodeJS.ProcessEnv, ...names: readonly string[]): string | undefined {
  return names.every((name) => env[name]) ? names.join(" and ") : undefined;
}

function inFile(file: string | undefined, source: string): string | undefined {
  return file && existsSync(file) ? `${source} (${file})` : undefined;
}
