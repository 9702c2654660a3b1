import type { Framework } from "../../model/framework";
import type { CloudProvider } from "../../model/limits";

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
