import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Application } from "../application";

/** The files of a platform: where they are in `examples/ci`, by where they are put. */
interface Platform {
  /** Which of the files the platform looks for. */
  readonly main: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Every platform runs this one. */
const PLAN = { "ci/plan-stacks.sh": "plan-stacks.sh" };

/** The platforms of docs/ci.md. */
export const PLATFORMS: Readonly<Record<Exclude<Application["ci"], "none">, Platform>> = {
  github: platform(".github/workflows/plan-review.yml", "github-actions.yml"),
  gitlab: platform(".gitlab-ci.yml", "gitlab-ci.yml", { "ci/gitlab-note.mjs": "gitlab-note.mjs" }),
  azure: platform("azure-pipelines.yml", "azure-pipelines.yml", { "ci/azure-comment.mjs": "azure-comment.mjs" }),
  bitbucket: platform("bitbucket-pipelines.yml", "bitbucket-pipelines.yml", {
    "ci/bitbucket-report.mjs": "bitbucket-report.mjs",
  }),
  atlantis: platform("atlantis.yaml", "atlantis.yaml", {
    "ci/apply-stacks.sh": "apply-stacks.sh",
    "ci/atlantis-repos.yaml": "atlantis-repos.yaml",
  }),
};

function platform(main: string, source: string, more: Platform["files"] = {}): Platform {
  return { main, files: { [main]: source, ...PLAN, ...more } };
}

/** The files that review pull requests, by their paths in the application. */
export function ciFiles({ ci, terraform }: Application): Readonly<Record<string, string>> {
  if (ci === "none") return {};
  const texts = Object.entries(PLATFORMS[ci].files).map(([file, source]) => {
    const text = example(path.join("ci", source));
    return [
      file,
      terraform === "tofu" ? text.replaceAll("TERRAFORM_BINARY_NAME:-terraform", "TERRAFORM_BINARY_NAME:-tofu") : text,
    ];
  });
  return Object.fromEntries(texts) as Readonly<Record<string, string>>;
}

/** A file of the examples, which are in the package: above this file, wherever it was compiled to. */
export function example(name: string): string {
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const file = path.join(folder, "examples", name);
    if (existsSync(file)) return readFileSync(file, "utf8");
  }
  throw new Error(`the package is incomplete: examples/${name} is missing; help: install it again`);
}
