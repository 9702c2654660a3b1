import { error, isSet, ProviderError, type ObjectValue, type Value } from "../../../provider/plugin";
import { given } from "../older-sdk";
import { GoogleClient } from "./google-client";

type Environment = Readonly<Record<string, string | undefined>>;
/** Names and values. */
export type Labels = Readonly<Record<string, string>>;

/** Which variables of the environment name what a provider block leaves out, the first one first. */
const VARIABLES = {
  project: ["GOOGLE_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"],
  region: ["GOOGLE_REGION", "GCLOUD_REGION", "CLOUDSDK_COMPUTE_REGION"],
  zone: ["GOOGLE_ZONE", "GCLOUD_ZONE", "CLOUDSDK_COMPUTE_ZONE"],
  access_token: ["GOOGLE_OAUTH_ACCESS_TOKEN"],
} as const;

/** One provider block: project, labels and a client. */
export class Google {
  private readonly turns = new Map<string, Promise<unknown>>();

  private constructor(
    public readonly settings: { readonly [Name in keyof typeof VARIABLES]?: string },
    public readonly client: GoogleClient,
    /** The labels that the provider block gives to everything. */
    public readonly defaultLabels: Labels,
    /** When the label `goog-terraform-provisioned` is added. */
    public readonly attribution: "CREATION_ONLY" | "PROACTIVE" | "NEVER",
  ) {}

  /**
   * Reads a provider block; the environment fills in what the block does not set.
   * @param environment such as `GOOGLE_PROJECT`
   */
  public static of(config: ObjectValue, environment: Environment): Google {
    const settings = Object.fromEntries(
      Object.entries(VARIABLES).flatMap(([name, variables]) => {
        const value = text(config[name]) ?? variables.map((variable) => environment[variable]).find(Boolean);
        return value === undefined ? [] : [[name, value]];
      }),
    ) as Google["settings"];
    const own = text(config.kms_custom_endpoint)?.replace(/\/v1\/?$/, "");
    const endpoint = own ?? environment.AURA_CMK_GOOGLE_ENDPOINT;
    if (!endpoint) {
      const help = "Set AURA_CMK_GOOGLE_ENDPOINT to the endpoint of the simulated Google Cloud.";
      throw new ProviderError(error("The endpoint of the simulator is missing", help));
    }
    const strategy = text(config.terraform_attribution_label_addition_strategy) ?? "CREATION_ONLY";
    if (strategy !== "CREATION_ONLY" && strategy !== "PROACTIVE") {
      throw new ProviderError(error(`unrecognized terraform_attribution_label_addition_strategy "${strategy}"`, ""));
    }
    return new Google(
      settings,
      new GoogleClient(endpoint, settings.access_token ?? "simulated"),
      knownLabels(config.default_labels),
      config.add_terraform_attribution_label === false ? "NEVER" : strategy,
    );
  }

  /** The default project, or an error where there is none. */
  public get project(): string {
    const { project } = this.settings;
    if (project !== undefined) return project;
    throw new ProviderError(error("project: required field is not set", "Set project, or GOOGLE_PROJECT.", "project"));
  }

  /**
   * Does work when all earlier work on the same thing is done: the provider never changes one policy twice at the same time.
   * @param thing such as the name of a key
   */
  public async inTurn<T>(thing: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(thing) ?? Promise.resolve()).then(work, work);
    this.turns.set(thing, turn);
    return turn;
  }
}

/** The labels of an argument, as far as they are known. */
export function knownLabels(value: Value | undefined): Labels {
  if (!isSet(value)) return {};
  const pairs = Object.entries(value as ObjectValue).filter(([, label]) => isSet(label));
  return Object.fromEntries(pairs.map(([name, label]) => [name, String(label)]));
}

function text(value: Value | undefined): string | undefined {
  const set = given(value);
  return set === undefined ? undefined : String(set);
}
