import { awsSite } from "./aws/site";
import { CONSOLE_PATH } from "./aura/console";
import { AuraService } from "./aura/service";
import { type AuraOptions, DEFAULT_AURA_OPTIONS, type Delays, offersIn, type Project } from "./aura/options";
import { CallLog } from "./http/calls";
import { Clock } from "./http/clock";
import { Faults } from "./http/faults";
import { listen, type Listening } from "./http/listen";
import type { Service } from "./http/service";
import { accessKeyIdOf, Callers, type CallerTable } from "./aws/caller";
import { KmsCloud, type NewKey } from "./kms/cloud";
import { OTHER_CLOUDS, type OtherCloudName, type OtherClouds, startClouds } from "./clouds";
import { auraSite } from "./site";
import { Topics } from "./sns/topics";

export type { AuraOptions, Delays, InstanceConfiguration, Project } from "./aura/options";
export { DEFAULT_PROJECT } from "./aura/options";
export { auraPrincipal, statementFor } from "./aura/statement";
export type { OtherCloudName } from "./clouds";
export type { Call } from "./http/calls";
export type { Fault } from "./http/faults";
export { accessKeyIdOf } from "./aws/caller";
export { environmentIn } from "./surrounding-shell";
export { attachProviders } from "./terraform/attach";
export { KmsClient } from "./terraform/aws-client";

/** Options of a simulator; all have defaults. */
export interface SimulatorOptions {
  /** The simulated Aura. */
  readonly aura?: Partial<Omit<AuraOptions, "delays">> & { readonly delays?: Partial<Delays> };
  /**
   * The AWS account whose access key is put into the environment.
   * @default "111122223333"
   */
  readonly accountId?: string;
  /**
   * ARNs of AWS users and roles by their access key ids; of temporary credentials, with when they expire.
   * @default - every access key id is the administrator's of `accountId`, except those of {@link accessKeyIdOf}
   */
  readonly callers?: CallerTable;
  /**
   * Keys that are there already.
   * @default - none
   */
  readonly keys?: readonly (NewKey & { readonly alias?: string })[];
  /**
   * The AWS region that is put into the environment.
   * @default "eu-west-1"
   */
  readonly region?: string;
  /**
   * Milliseconds that every call takes at least.
   * @default 0
   */
  readonly latencyMs?: number;
  /**
   * Clouds besides AWS that run as well, and in which every project of Aura can order.
   * @default - none
   */
  readonly clouds?: readonly OtherCloudName[];
  /**
   * Ports to listen on; 0 takes a free one.
   * @default - free ones
   */
  readonly ports?: { readonly [Service in "aura" | "kms" | OtherCloudName]?: number };
}

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`; the Console is a page on the port of the API. */
  readonly endpoints: { readonly aura: string; readonly kms: string; readonly console: string } & {
    readonly [Name in OtherCloudName]?: string;
  };
  /** Environment variables that make a program use the simulator only. */
  readonly environment: Readonly<Record<string, string>>;
  /** State of the simulated Aura: customer managed keys, instances, tokens. */
  readonly aura: AuraService;
  /** State of the simulated KMS: keys and aliases of all accounts and regions. */
  readonly kms: KmsCloud;
  /** State of the other clouds that run. */
  readonly clouds: OtherClouds;
  /** The topics of the simulated SNS, and what was sent to them. */
  readonly topics: Topics;
  /** All calls, in order. */
  readonly calls: CallLog;
  /** Faults on demand. */
  readonly faults: Faults;
  /** Time, which can be skipped. */
  readonly clock: Clock;
  /** Cuts all connections and frees all ports. */
  stop(): Promise<void>;
}

/** The services of AWS that are simulated, as variables of the environment name them. */
const SERVICES = ["KMS", "STS", "SNS", "EVENTBRIDGE", "SECRETS_MANAGER"];

/**
 * Starts AWS KMS, what stands beside a key, and the Aura API on loopback, in memory.
 * @param options what differs from the defaults
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { accountId = "111122223333", region = "eu-west-1", latencyMs = 0, ports = {} } = options;
  const clock = new Clock();
  const clouds = await startClouds(options.clouds ?? [], clock);
  const others = Object.entries(clouds);
  const auraOptions: AuraOptions = {
    ...DEFAULT_AURA_OPTIONS,
    ...options.aura,
    projects: (options.aura?.projects ?? DEFAULT_AURA_OPTIONS.projects).map((project) => withOffers(project, clouds)),
    delays: { ...DEFAULT_AURA_OPTIONS.delays, ...options.aura?.delays },
  };
  const calls = new CallLog();
  const faults = new Faults();
  const surroundings = { clock, calls, faults, latencyMs };
  const kms = new KmsCloud(clock);
  for (const { alias, ...key } of options.keys ?? []) {
    const { keyId: targetKeyId, region, accountId } = kms.addKey(key);
    if (alias !== undefined) kms.addAlias({ name: alias, region, accountId, targetKeyId });
  }
  const aura = new AuraService(auraOptions, clock, { kms, others: clouds });
  const topics = new Topics(clock, kms);
  const servers = new Map<string, Listening>();
  const stop = async () => {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  };
  const sites: Readonly<Record<string, Service>> = {
    kms: awsSite(kms, new Callers(clock, accountId, options.callers), topics),
    aura: auraSite(aura, topics, clouds, surroundings),
    ...Object.fromEntries(others.map(([name, { service }]) => [name, service])),
  };
  try {
    for (const [name, site] of Object.entries(sites)) {
      servers.set(name, await listen(site, surroundings, (ports as Record<string, number | undefined>)[name] ?? 0));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const url = (name: string) => servers.get(name)?.url ?? "";
  return {
    endpoints: {
      ...{ aura: url("aura"), kms: url("kms"), console: `${url("aura")}${CONSOLE_PATH}` },
      ...Object.fromEntries(others.map(([name]) => [name, url(name)])),
    },
    environment: {
      AURA_API_BASE_URL: url("aura"),
      AURA_CLIENT_ID: auraOptions.clientId,
      AURA_CLIENT_SECRET: auraOptions.clientSecret,
      AWS_ENDPOINT_URL: url("kms"),
      // An address of one service that a shell has already would count for more than the one for all.
      ...Object.fromEntries(SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, url("kms")])),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyIdOf(accountId),
      AWS_SECRET_ACCESS_KEY: "simulated",
      ...Object.assign({}, ...others.map(([name, cloud]) => cloud.environment(url(name)))),
    },
    aura,
    kms,
    clouds,
    topics,
    calls,
    faults,
    clock,
    stop,
  };
}

/** The project with offers in the clouds that run, where it has none there. */
function withOffers(project: Project, clouds: OtherClouds): Project {
  const missing = OTHER_CLOUDS.flatMap((name) => {
    const isOffered = project.instanceConfigurations.some(({ cloud_provider: cloud }) => cloud === name);
    return isOffered ? [] : offersIn(name, clouds[name]?.regions ?? { AuraDB: [], AuraDS: [] });
  });
  return { ...project, instanceConfigurations: [...project.instanceConfigurations, ...missing] };
}
