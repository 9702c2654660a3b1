import { awsSite } from "./aws/site";
import { CONSOLE_PATH } from "./aura/console";
import { AuraService } from "./aura/service";
import { type AuraOptions, DEFAULT_AURA_OPTIONS, type Delays } from "./aura/options";
import { CallLog } from "./http/calls";
import { Clock } from "./http/clock";
import { Faults } from "./http/faults";
import { listen } from "./http/listen";
import { accessKeyIdOf, Callers, type CallerTable } from "./aws/caller";
import { KmsCloud, type NewKey } from "./kms/cloud";
import { auraSite } from "./site";
import { Topics } from "./sns/topics";

export type { AuraOptions, Delays, InstanceConfiguration, Project } from "./aura/options";
export { DEFAULT_PROJECT } from "./aura/options";
export { auraPrincipal, statementFor } from "./aura/statement";
export type { Call } from "./http/calls";
export type { Fault } from "./http/faults";
export { accessKeyIdOf } from "./aws/caller";
export { environmentIn } from "./surrounding-shell";
export { attachAws } from "./terraform/attach";
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
   * Ports to listen on; 0 takes a free one.
   * @default { aura: 0, kms: 0 }
   */
  readonly ports?: { readonly aura?: number; readonly kms?: number };
}

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`; the Console is a page on the port of the API. */
  readonly endpoints: { readonly aura: string; readonly kms: string; readonly console: string };
  /** Environment variables that make a program use the simulator only. */
  readonly environment: Readonly<Record<string, string>>;
  /** State of the simulated Aura: customer managed keys, instances, tokens. */
  readonly aura: AuraService;
  /** State of the simulated KMS: keys and aliases of all accounts and regions. */
  readonly kms: KmsCloud;
  /** The topics of the simulated SNS, and what was sent to them. */
  readonly topics: Topics;
  /** All calls, in order. */
  readonly calls: CallLog;
  /** Faults on demand. */
  readonly faults: Faults;
  /** Time, which can be skipped. */
  readonly clock: Clock;
  /** Cuts all connections and frees both ports. */
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
  const auraOptions: AuraOptions = {
    ...DEFAULT_AURA_OPTIONS,
    ...options.aura,
    delays: { ...DEFAULT_AURA_OPTIONS.delays, ...options.aura?.delays },
  };
  const clock = new Clock();
  const calls = new CallLog();
  const faults = new Faults();
  const surroundings = { clock, calls, faults, latencyMs };
  const kms = new KmsCloud(clock);
  for (const { alias, ...key } of options.keys ?? []) {
    const { keyId: targetKeyId, region, accountId } = kms.addKey(key);
    if (alias !== undefined) kms.addAlias({ name: alias, region, accountId, targetKeyId });
  }
  const aura = new AuraService(auraOptions, clock, kms);
  const topics = new Topics(clock, kms);
  const kmsServer = await listen(
    awsSite(kms, new Callers(clock, accountId, options.callers), topics),
    surroundings,
    ports.kms ?? 0,
  );
  const auraServer = await listen(auraSite(aura, topics, surroundings), surroundings, ports.aura ?? 0).catch(
    async (error: unknown) => {
      await kmsServer.stop();
      throw error;
    },
  );
  return {
    endpoints: { aura: auraServer.url, kms: kmsServer.url, console: `${auraServer.url}${CONSOLE_PATH}` },
    environment: {
      AURA_API_BASE_URL: auraServer.url,
      AURA_CLIENT_ID: auraOptions.clientId,
      AURA_CLIENT_SECRET: auraOptions.clientSecret,
      AWS_ENDPOINT_URL: kmsServer.url,
      // An address of one service that a shell has already would count for more than the one for all.
      ...Object.fromEntries(SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, kmsServer.url])),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyIdOf(accountId),
      AWS_SECRET_ACCESS_KEY: "simulated",
    },
    aura,
    kms,
    topics,
    calls,
    faults,
    clock,
    stop: async () => {
      await Promise.all([auraServer.stop(), kmsServer.stop()]);
    },
  };
}
