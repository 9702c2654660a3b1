import { AURA_MEMORY_SIZES, AURA_PRODUCTS, AURA_REGIONS, AURA_VERSION, type AuraProduct } from "../../model/limits";

/** A combination that a project can order, as `GET /tenants/{id}` lists it. */
export interface InstanceConfiguration {
  readonly region: string;
  readonly region_name: string;
  readonly type: string;
  readonly memory: string;
  readonly storage: string;
  readonly version: string;
  readonly cloud_provider: string;
}

/** An Aura project (the API calls it tenant). */
export interface Project {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  /** The AWS account from which Aura uses this project's keys; what the Console's statement names. */
  readonly awsAccountId: string;
  readonly instanceConfigurations: readonly InstanceConfiguration[];
}

/** How long Aura takes, in milliseconds on the simulator's clock. */
export interface Delays {
  /** From the moment a record's key can be used until the record is `ready`. */
  readonly ready: number;
  /** How long `GET /instances/{id}` answers 404 after the instance was ordered. */
  readonly visible: number;
  readonly create: number;
  readonly destroy: number;
  readonly update: number;
  readonly pause: number;
  readonly resume: number;
  readonly overwrite: number;
}

/** Everything about the simulated Aura that can be chosen. */
export interface AuraOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly projects: readonly Project[];
  readonly delays: Delays;
  /** Seconds that an access token is good for. */
  readonly tokenLifetimeInSeconds: number;
  /** Calls a minute and client, token calls not counted. */
  readonly requestsPerMinute: number;
  /** How a 429 says when to come back. */
  readonly retryAfter: "seconds" | "date" | "none";
  /** Instances that a project can have at once; above it Aura answers 405. */
  readonly maxInstances: number;
  /** Enforce the rule of May 2024, one key for each product and region of a project. */
  readonly oneKeyPerProductAndRegion: boolean;
}

const STORAGE_FACTORS = [2, 4] as const;

/** What a project can order on AWS when nothing else is said: every product, region and size that Aura documents. */
const DEFAULT_CONFIGURATIONS: readonly InstanceConfiguration[] = (Object.keys(AURA_PRODUCTS) as AuraProduct[]).flatMap(
  (product) =>
    AURA_REGIONS[product].flatMap((region) =>
      AURA_MEMORY_SIZES.flatMap((memory) =>
        STORAGE_FACTORS.map((factor) => ({
          region,
          region_name: `Simulated (${region})`,
          type: AURA_PRODUCTS[product],
          memory,
          storage: `${parseInt(memory, 10) * factor}GB`,
          version: AURA_VERSION,
          cloud_provider: "aws",
        })),
      ),
    ),
);

/** The project that exists when nothing else is said. */
export const DEFAULT_PROJECT: Project = {
  id: "7d1ec0d5-5a1e-4c0d-8a1e-000000000001",
  name: "Simulated",
  awsAccountId: "999988887777",
  instanceConfigurations: DEFAULT_CONFIGURATIONS,
};

/** The defaults: true to Aura where a program can notice, quick where only a person would. */
export const DEFAULT_AURA_OPTIONS: AuraOptions = {
  clientId: "simulated-client",
  clientSecret: "simulated-secret",
  projects: [DEFAULT_PROJECT],
  delays: { ready: 20, visible: 0, create: 40, destroy: 20, update: 20, pause: 20, resume: 20, overwrite: 20 },
  tokenLifetimeInSeconds: 3600,
  requestsPerMinute: 125,
  retryAfter: "seconds",
  maxInstances: 1000,
  oneKeyPerProductAndRegion: false,
};
