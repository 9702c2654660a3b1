import type { Choices } from "./choices";

/** What an application is written for. */
export interface Application extends Choices {
  /** The name of its directory, for package.json. */
  readonly name: string;
  /** The AWS account that owns the key. */
  readonly accountId: string;
  /** The Azure subscription that owns the vault, and its tenant. */
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** The Google Cloud project that owns the key ring. */
  readonly googleProject: string;
  /** The Aura project. */
  readonly projectId: string;
  /** The region of the key and of the instance. */
  readonly region: string;
  /** What package.json asks npm for: a version of this package, or a file or an address where it is not published. */
  readonly packageSpec: string;
}

/** The ids of the simulated cloud: the application deploys there as it is. */
export const SIMULATED = {
  accountId: "111122223333",
  subscriptionId: "5ab5c219-0000-4000-8000-00000000a2e0",
  tenantId: "7e4a4c1d-0000-4000-8000-00000000a2e0",
  googleProject: "simulated-project",
  projectId: "7d1ec0d5-5a1e-4c0d-8a1e-000000000001",
  region: "eu-west-1",
} as const;

/** A region of the simulated clouds in which Aura takes keys. */
export const REGIONS: Readonly<Record<Choices["cloud"], string>> = {
  aws: SIMULATED.region,
  azure: "northeurope",
  gcp: "europe-west1",
};
