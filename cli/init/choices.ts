import type { Framework } from "../../model/framework";
import { CLOUDS } from "../../model/clouds";
import { GOOGLE_REGION } from "../../model/key-identifiers";
import type { CloudProvider } from "../../model/limits";
import { REGION_ID } from "../../policy/arn";

/** What an application is made of. */
export interface Choices {
  readonly app: "constructs" | "estate";
  readonly cloud: CloudProvider;
  readonly framework: Framework;
  readonly terraform: "terraform" | "tofu";
  readonly backend: "local" | "s3" | "http";
  readonly ci: "none" | "github" | "gitlab" | "azure" | "bitbucket" | "atlantis";
}

/** One question, and its answers; the first one is the default. */
interface Question<Name extends keyof Choices> {
  readonly asks: string;
  readonly answers: readonly (readonly [Choices[Name], string])[];
}

/** The questions in their order: each is an option of the command, too. */
export const QUESTIONS: { readonly [Name in keyof Choices]: Question<Name> } = {
  app: {
    asks: "What do you want to write?",
    answers: [
      ["estate", "an estate: one YAML file with accounts, keys and instances"],
      ["constructs", "a program in TypeScript with constructs"],
    ],
  },
  cloud: {
    asks: "In which cloud are the key and the database?",
    answers: [
      ["aws", "AWS: a KMS key"],
      ["azure", "Azure: a key in Key Vault"],
      ["gcp", "Google Cloud: a key in Cloud KMS"],
    ],
  },
  framework: {
    asks: "With which framework?",
    answers: [
      ["cdktf", "CDK for Terraform 0.21, archived in December 2025; its CLI runs on Node 20 and 22"],
      ["cdktn", "CDK Terrain 0.24, its living fork; its CLI needs Node 22.19"],
    ],
  },
  terraform: {
    asks: "Which program deploys?",
    answers: [
      ["terraform", "Terraform 1.11 or later"],
      ["tofu", "OpenTofu"],
    ],
  },
  backend: {
    asks: "Where is Terraform's state?",
    answers: [
      ["local", "in this directory: to try things out, also on the simulated cloud"],
      ["s3", "in an S3 bucket"],
      ["http", "behind an HTTP address, such as GitLab's; not for an estate"],
    ],
  },
  ci: {
    asks: "Where are pull requests reviewed?",
    answers: [
      ["none", "nowhere yet"],
      ["github", "GitHub Actions"],
      ["gitlab", "GitLab"],
      ["azure", "Azure DevOps"],
      ["bitbucket", "Bitbucket"],
      ["atlantis", "Atlantis"],
    ],
  },
};

/** The names of the questions in their order. */
export const QUESTION_NAMES = Object.keys(QUESTIONS) as readonly (keyof Choices)[];

/** What is taken where nothing was chosen. */
export const DEFAULTS = Object.fromEntries(
  QUESTION_NAMES.map((name) => [name, QUESTIONS[name].answers[0]?.[0]]),
) as unknown as Choices;

/** The accepted answers to a question. */
export function answersTo(name: keyof Choices): readonly string[] {
  return QUESTIONS[name].answers.map(([answer]) => answer);
}

/** Why the choices do not go together; undefined where they do. */
export function conflictIn({ app, backend, cloud, ci }: Choices): string | undefined {
  if (app === "estate" && backend === "http")
    return "an estate keeps its state in this directory or in S3; help: --backend s3, or --app constructs";
  return cloud !== "aws" && ci !== "none"
    ? `the files for ${ci} log in to AWS, and not to ${CLOUDS[cloud].name}; help: --ci none, then write the login yourself (docs/ci.md)`
    : undefined;
}

/** The options that name what owns the key, by the cloud that has it. */
const OWNERS: Readonly<Record<string, { readonly cloud: CloudProvider; readonly option: string }>> = {
  accountId: { cloud: "aws", option: "--account-id" },
  subscriptionId: { cloud: "azure", option: "--subscription-id" },
  tenantId: { cloud: "azure", option: "--tenant-id" },
  googleProject: { cloud: "gcp", option: "--google-project" },
};

/**
 * Why the ids and the region do not fit the cloud of the key; undefined where they do.
 * @param cloud the cloud
 * @param given what the options say
 */
export function misfitIn(cloud: CloudProvider, given: Readonly<Record<string, unknown>>): string | undefined {
  const options = Object.entries(OWNERS);
  const other = options.find(([name, { cloud: own }]) => given[name] !== undefined && own !== cloud)?.[1];
  if (other) {
    const instead = options.flatMap(([, { cloud: own, option }]) => (own === cloud ? [option] : []));
    return `${other.option} is for a key in ${CLOUDS[other.cloud].name}, and this one is in ${CLOUDS[cloud].name}; help: ${instead.join(" and ")}`;
  }
  const { form, example } = REGION_FORMS[cloud];
  return typeof given["region"] === "string" && !form.test(given["region"])
    ? `error: option '--region <region>' argument '${given["region"]}' is invalid. Expected ${example}; see aura-cmk init --help`
    : undefined;
}

const REGION_FORMS: Readonly<Record<CloudProvider, { readonly form: RegExp; readonly example: string }>> = {
  aws: { form: REGION_ID, example: "an AWS region such as eu-west-1" },
  azure: { form: /^[a-z]+\d?$/, example: "an Azure region such as northeurope" },
  gcp: { form: GOOGLE_REGION, example: "a Google Cloud region such as europe-west1" },
};
