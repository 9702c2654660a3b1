import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { AuraApi, baseUrlProblem, proxyProblem, systemClock, UnderWay, type Clock } from "./aura-api";
import { customerManagedKeys } from "./data-sources/customer-managed-keys";
import { instances } from "./data-sources/instances";
import { project } from "./data-sources/project";
import { projects } from "./data-sources/projects";
import { snapshot } from "./data-sources/snapshot";
import {
  error,
  isUnknown,
  ProviderError,
  type Block,
  type Diagnostic,
  type ObjectValue,
  type Provider,
} from "./plugin";
import { Aura } from "./resources/aura";
import { customerManagedKey } from "./resources/customer-managed-key";
import { emptiedState, type TerraformPlace } from "./resources/emptied-state";
import { formatDuration, parseDuration } from "./resources/duration";
import { instance } from "./resources/instance";
import { Journal } from "./resources/journal";
import { leftBehindWarnings } from "./resources/left-behind";
import { parentProcess, type Owner } from "./resources/owner";
import { stateName } from "./resources/terraform-state";

const PUBLIC_API = "https://api.neo4j.io";
/** Milliseconds between two polls, as in the official command line tool. */
const POLL_INTERVAL = 20_000;
/** With a longer one an operation would look once, and then only at its time limit; in milliseconds. */
const MAX_POLL_INTERVAL = 60 * 60_000;

/** Longer than Terraform takes to write a local state, in milliseconds. */
const STATE_WRITING = 2_000;

/** Differences between a provider that Terraform started and one that runs inside a test. */
export interface AuraProviderOptions {
  readonly version: string;
  /** @default the environment of the process */
  readonly env?: NodeJS.ProcessEnv;
  /** Terraform's working data, for the journal. @default none: there is no journal */
  readonly dataDir?: string;
  /** Terraform's working directory, where a local state is. @default none: its state is not looked at */
  readonly directory?: string;
  /** The Terraform that is served. @default the process that started this one */
  readonly terraform?: Owner;
  /** @default the real one */
  readonly clock?: Clock;
  readonly observe?: Provider<Aura>["observe"];
}

const schema: Block = {
  description: "Neo4j Aura: customer managed keys and instances.",
  attributes: {
    client_id: {
      type: "string",
      optional: true,
      description: "Client id of the Aura API; default: the environment variable AURA_CLIENT_ID.",
    },
    client_secret: {
      type: "string",
      optional: true,
      sensitive: true,
      description: "Client secret of the Aura API; default: the environment variable AURA_CLIENT_SECRET.",
    },
    base_url: {
      type: "string",
      optional: true,
      description: `Address of the Aura API, with or without /v1; default: the environment variable AURA_API_BASE_URL, else ${PUBLIC_API}. Plain http only on loopback.`,
    },
  },
};

/** The Terraform provider `aura`. */
export function auraProvider(options: AuraProviderOptions): Provider<Aura> {
  const { env = process.env, observe } = options;
  const underWay = new UnderWay();
  return {
    schema,
    resources: { aura_customer_managed_key: customerManagedKey, aura_instance: instance },
    dataSources: {
      aura_project: project,
      aura_projects: projects,
      aura_instances: instances,
      aura_customer_managed_keys: customerManagedKeys,
      aura_snapshot: snapshot,
    },
    validate: (config) => urlProblems(config["base_url"] ?? null),
    settled: () => underWay.ended(),
    configure: async (config, { terraformVersion, log, warn }) => {
      const clientId = setting(config, env, "client_id", "AURA_CLIENT_ID");
      const clientSecret = setting(config, env, "client_secret", "AURA_CLIENT_SECRET");
      const baseUrl = setting(config, env, "base_url", "AURA_API_BASE_URL", PUBLIC_API);
      const perMinute = number(env, "AURA_REQUESTS_PER_MINUTE", Number, isRate);
      const problems = [clientId, clientSecret, baseUrl].flatMap((one) => (typeof one === "string" ? [] : [one]));
      problems.push(...urlProblems(baseUrl));
      if (problems.length === 0) problems.push(...proxyProblems(baseUrl as string, env));
      if (problems.length > 0) throw new ProviderError(...problems);

      const clock = options.clock ?? systemClock;
      const { dataDir, directory } = options;
      const selected = workspace(env, dataDir);
      if (dataDir !== undefined && directory !== undefined)
        await refuseEmptiedState({ directory, dataDir, workspace: selected }, clock);
      const api = new AuraApi({
        baseUrl: baseUrl as string,
        clientId: clientId as string,
        clientSecret: clientSecret as string,
        userAgent: `cdktf-aura-cmk/${options.version} terraform/${terraformVersion}`,
        ...(perMinute !== undefined && { requestsPerMinute: perMinute }),
        env,
        underWay,
        onRateLimit: (wait) =>
          log("info", `waiting ${formatDuration(wait)}: no more requests are allowed in this minute`),
        clock,
      });
      const journal = new Journal({
        dataDir,
        directory,
        workspace: selected,
        state: dataDir === undefined ? "" : stateName(dataDir, env),
        secret: clientSecret as string,
        terraform: options.terraform ?? parentProcess(),
        log,
      });
      warn(...leftBehindWarnings(journal));
      const poll = number(env, "AURA_POLL_INTERVAL", parseDuration, isPollInterval) ?? POLL_INTERVAL;
      return new Aura(api, clock, poll, journal);
    },
    ...(observe && { observe }),
  };
}

/** Where Terraform keeps its working data when it starts a provider: in its working directory, which is also ours. */
export const terraformDataDir = (env: NodeJS.ProcessEnv = process.env): string =>
  resolve(env["TF_DATA_DIR"] || ".terraform");

/** Looks twice: Terraform may be writing it. */
async function refuseEmptiedState(place: TerraformPlace, clock: Clock): Promise<void> {
  if (!emptiedState(place)) return;
  await clock.sleep(STATE_WRITING);
  const problem = emptiedState(place);
  if (problem) throw new ProviderError(problem);
}

function setting(
  config: ObjectValue,
  env: NodeJS.ProcessEnv,
  attribute: string,
  variable: string,
  standard?: string,
): string | Diagnostic {
  const given = config[attribute] ?? null;
  if (isUnknown(given))
    return error(
      `${attribute} is known only after apply`,
      `The Aura API cannot be called without it; apply first what it depends on.`,
      attribute,
    );
  const value = (typeof given === "string" ? given : env[variable]) || standard;
  return (
    value ??
    error(`${attribute} is missing`, `Set it in the provider block, or set ${variable} in the environment.`, attribute)
  );
}

function urlProblems(value: unknown): Diagnostic[] {
  const wrong = typeof value === "string" ? baseUrlProblem(value) : undefined;
  return wrong === undefined ? [] : [error("Invalid base_url", `The address of the Aura API ${wrong}.`, "base_url")];
}

function proxyProblems(baseUrl: string, env: NodeJS.ProcessEnv): Diagnostic[] {
  const found = proxyProblem(baseUrl, env);
  // The value is not shown: it may hold a password.
  return found ? [error(`Invalid ${found.variable}`, found.problem)] : [];
}

/** What a number from the environment must be. */
interface Range {
  readonly expected: string;
  holds(value: number): boolean;
}

const isRate: Range = { expected: "a whole number, 1 or more", holds: (rate) => Number.isInteger(rate) && rate >= 1 };

const isPollInterval: Range = {
  expected: "a duration greater than 0 and at most 1h, such as 20s",
  holds: (interval) => interval > 0 && interval <= MAX_POLL_INTERVAL,
};

/** A number from the environment; an invalid one is an error, never the default. */
function number(
  env: NodeJS.ProcessEnv,
  variable: string,
  parse: (text: string) => number | undefined,
  range: Range,
): number | undefined {
  const text = env[variable];
  if (text === undefined || text === "") return undefined;
  const value = parse(text);
  if (value !== undefined && range.holds(value)) return value;
  throw new ProviderError(error(`Invalid ${variable}`, `It must be ${range.expected}, got: ${text}.`));
}

function workspace(env: NodeJS.ProcessEnv, dataDir: string | undefined): string {
  const selected = dataDir === undefined ? "" : join(dataDir, "environment");
  return env["TF_WORKSPACE"] || (existsSync(selected) ? readFileSync(selected, "utf8").trim() : "default");
}
