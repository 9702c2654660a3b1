import type { CloudProvider } from "../../model/limits";
import { DEFAULT_PROJECT, type Simulator } from "../../simulator";
import { ACCOUNT, STATEMENT_FILE } from "./estate";

/** What the Console shows for keys of other clouds than AWS, as the estate names it. */
export interface AuraPrincipals {
  readonly applicationId?: string;
  readonly serviceAccounts?: readonly string[];
}

/** What differs between the estates over several clouds. */
interface Changes extends AuraPrincipals {
  /** Region of the instance in Azure or Google Cloud. @default that of its key */
  readonly wrongRegion?: string;
}

/** The key of each cloud in the estate, and its region. */
export const KEYS: Readonly<Record<CloudProvider, { readonly key: string; readonly region: string }>> = {
  aws: { key: "orders", region: "eu-west-1" },
  azure: { key: "ledger", region: "northeurope" },
  gcp: { key: "events", region: "europe-west1" },
};

/** The resource group in Azure, which exists before. */
export const RESOURCE_GROUP = "aura";

/** The estate of the demo over several clouds: one key in each, with an instance. */
export function cloudsEstateOf(clouds: readonly CloudProvider[], simulator: Simulator, changes: Changes = {}): string {
  const { applicationId, serviceAccounts, wrongRegion } = changes;
  const { subscriptionId, tenantId } = simulator.clouds.azure?.state ?? {};
  const accounts: Readonly<Record<CloudProvider, string>> = {
    aws: `prod: { id: "${ACCOUNT}" }`,
    azure: `corp: { cloud: azure, subscriptionId: ${subscriptionId}, tenantId: ${tenantId} }`,
    gcp: `data: { cloud: gcp, project: ${simulator.environment["GOOGLE_PROJECT"]} }`,
  };
  const keys: Readonly<Record<CloudProvider, string>> = {
    aws: `account: prod, region: ${KEYS.aws.region}, product: AuraDB, statement: ${STATEMENT_FILE}`,
    azure: `account: corp, region: ${KEYS.azure.region}, product: AuraDB, vaultName: demo-ledger, resourceGroupName: ${RESOURCE_GROUP}`,
    gcp: `account: data, region: ${KEYS.gcp.region}, product: AuraDB`,
  };
  const regionOf = (cloud: CloudProvider): string => (cloud === "aws" ? undefined : wrongRegion) ?? KEYS[cloud].region;
  const lines = (texts: readonly string[]): string => texts.map((text) => `  ${text}`).join("\n");
  return `version: 1
aura:
  projectId: ${DEFAULT_PROJECT.id}
${applicationId === undefined ? "" : `  applicationId: ${applicationId}\n`}${
    serviceAccounts === undefined ? "" : `  serviceAccounts: [${serviceAccounts.join(", ")}]\n`
  }accounts:
${lines(clouds.map((cloud) => accounts[cloud]))}
keys:
${lines(clouds.map((cloud) => `${KEYS[cloud].key}: { ${keys[cloud]} }`))}
instances:
${lines(clouds.map((cloud) => `${KEYS[cloud].key}-db: { key: ${KEYS[cloud].key}, region: ${regionOf(cloud)}, memory: 8GB }`))}
`;
}
