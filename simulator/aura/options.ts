import {
  AURA_MEMORY_SIZES,
  AURA_PRODUCTS,
  AURA_REGIONS,
  AURA_VERSION,
  CLOUD_PROVIDERS,
  type AuraProduct,
} from "../../model/limits";

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
  /** The AWS account from which Aura uses this project's keys; the statement in the Console names it. */
  readonly awsAccountId: string;
  readonly instanceConfigurations: readonly InstanceConfiguration[];
}

/** How long Aura takes, in milliseconds on the simulator's clock. */
export interface Delays {
  /** From the moment Aura can use the KMS key until the customer managed key is `ready`. */
  readonly ready: number;
  /** From the moment a key is not usable any more until its instances show it: Aura warns that there may be a delay, and names none. */
  readonly keyLoss: number;
  /** How long `GET /instances/{id}` answers 404 after the instance was ordered. */
  readonly visible: number;
  readonly create: number;
  readonly destroy: number;
  readonly update: number;
  readonly pause: number;
  readonly resume: number;
  readonly overwrite: number;
  /** From the request of a snapshot until it is complete. */
  readonly snapshot: number;
  readonly restore: number;
}

/** Options of the simulated Aura. */
export interface AuraOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly projects: readonly Project[];
  readonly delays: Delays;
  /** Lifetime of an access token, in seconds. */
  readonly tokenLifetimeInSeconds: number;
  /** Calls a minute and client, token calls not counted. */
  readonly requestsPerMinute: number;
  /** Form of `Retry-After` in a 429. */
  readonly retryAfter: "seconds" | "date" | "none";
  /** Maximum number of instances of a project; above it Aura answers 405. */
  readonly maxInstances: number;
  /** Enforce the rule of May 2024, one key for each product and region of a project. */
  readonly oneKeyPerProductAndRegion: boolean;
}

const STORAGE_FACTORS = [2, 4] as const;

/** What a project can order in a cloud by default: every product, region and size that Aura documents. */
export function offersIn(
  cloud_provider: (typeof CLOUD_PROVIDERS)[number],
  regions: Readonly<Record<AuraProduct, readonly string[]>>,
): readonly InstanceConfiguration[] {
  return (Object.keys(AURA_PRODUCTS) as AuraProduct[]).flatMap((product) =>
    regions[product].flatMap((region) =>
      AURA_MEMORY_SIZES.flatMap((memory) =>
        STORAGE_FACTORS.map((factor) => ({
          region,
          region_name: `Simulated (${region})`,
          type: AURA_PRODUCTS[product],
          memory,
          storage: `${parseInt(memory, 10) * factor}GB`,
          version: AURA_VERSION,
          cloud_provider,
        })),
      ),
    ),
  );
}

/** The default project. */
export const DEFAULT_PROJECT: Project = {
  id: "7d1ec0d5-5a1e-4c0d-8a1e-000000000001",
  name: "Simulated",
  awsAccountId: "999988887777",
  instanceConfigurations: offersIn("aws", AURA_REGIONS),
};

/** The defaults: as in Aura where a program can notice, but with short delays. */
export const DEFAULT_AURA_OPTIONS: AuraOptions = {
  clientId: "simulated-client",
  clientSecret: "simulated-secret",
  projects: [DEFAULT_PROJECT],
  delays: {
    ready: 20,
    keyLoss: 0,
    visible: 0,
    create: 40,
    destroy: 20,
    update: 20,
    pause: 20,
    resume: 20,
    overwrite: 20,
    snapshot: 20,
    restore: 20,
  },
  tokenLifetimeInSeconds: 3600,
  requestsPerMinute: 125,
  retryAfter: "seconds",
  maxInstances: 1000,
  oneKeyPerProductAndRegion: false,
};
