import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { run } from "../cli/support/run";

const CI = path.resolve(__dirname, "../../examples/ci");
const read = (name: string): string => readFileSync(path.join(CI, name), "utf8");

const MARKER = "<!-- aura-cmk:review -->";
const SHA = "0123456789abcdef0123456789abcdef01234567";
const COMMENT = `${MARKER}\n## OK\n\nOf commit ${SHA}\n`;

interface Step {
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly id?: string;
  readonly env?: Record<string, string>;
  readonly with?: Record<string, unknown>;
}
interface Job {
  readonly if?: string;
  readonly permissions: Record<string, string>;
  readonly steps: readonly Step[];
}

describe("the workflow for GitHub Actions", () => {
  const text = read("github-actions.yml");
  const workflow = parse(text) as { on: object; permissions: object; jobs: { plan: Job; comment: Job } };
  const { plan, comment } = workflow.jobs;

  it("pins every action by a full commit, with its version beside it", () => {
    const uses = text.split("\n").filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses).toHaveLength(7);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("gives each job what it needs and nothing else: who runs foreign code cannot write, who writes runs none", () => {
    expect(workflow.permissions).toEqual({});
    expect(plan.permissions).toEqual({ contents: "read", "id-token": "write" });
    expect(comment.permissions).toEqual({ "pull-requests": "write" });
    expect(
      comment.steps.filter(({ uses = "", run }) => run !== undefined || uses.startsWith("actions/checkout")),
    ).toEqual([]);
  });

  it("runs for branches of the repository itself, not for forks, and never with the rights of the main branch", () => {
    expect(workflow.on).toEqual({ pull_request: null });
    // GitHub counts a skipped job as passed.
    expect(plan.if).toBeUndefined();
    expect(plan.steps[0]?.if).toBe("github.event.pull_request.head.repo.full_name != github.repository");
    expect(plan.steps[0]?.run).toMatch(/\nexit 1\n$/);
  });

  it("gives the secrets to the one step that plans", () => {
    const withSecrets = plan.steps.filter((step) => JSON.stringify(step).includes("secrets."));
    expect(withSecrets.map(({ env }) => env)).toEqual([
      {
        AURA_CLIENT_ID: "${{ secrets.AURA_CLIENT_ID }}",
        AURA_CLIENT_SECRET: "${{ secrets.AURA_CLIENT_SECRET }}",
        TF_IN_AUTOMATION: "1",
      },
    ]);
    expect(comment.steps.filter((step) => JSON.stringify(step).includes("secrets."))).toEqual([]);
  });

  it("keeps the review, and not the plans", () => {
    const kept = plan.steps.filter(({ uses = "" }) => uses.startsWith("actions/upload-artifact"));
    expect(kept.map((step) => step.with?.["path"])).toEqual(["review.md"]);
  });

  it("writes the comment also when the review blocks, and lets the exit code of the review end the job", () => {
    const order = plan.steps.map(({ uses = "", run = "" }) => uses.split("@")[0] || run.trim());
    expect(order.slice(-3)).toEqual([
      'npx aura-cmk review "$RUNNER_TEMP"/plans/*.json --format markdown --fail-on never --out review.md\n' +
        'echo "reviewed=yes" >> "$GITHUB_OUTPUT"',
      "actions/upload-artifact",
      'npx aura-cmk review "$RUNNER_TEMP"/plans/*.json --fail-on block',
    ]);
    expect(comment.if).toBe("${{ !cancelled() && needs.plan.outputs.reviewed == 'yes' }}");
  });

  it("reviews with commands that are there: one for the comment, which always ends well, and one that blocks", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-ci-"));
    const here = process.cwd();
    try {
      copyFileSync(path.resolve(CI, "../../test/review/plans/destroy.json"), path.join(folder, "prod.json"));
      process.chdir(folder);
      const commands = plan.steps.flatMap(({ run: script = "" }) => script.match(/^npx aura-cmk .*$/gm) ?? []);
      const codes: number[] = [];
      for (const command of commands) {
        const args = command.replace('"$RUNNER_TEMP"/plans/*.json', "prod.json").split(" ").slice(2);
        codes.push((await run(...args)).code);
      }
      expect(codes).toEqual([0, 1]);
      expect(readFileSync("review.md", "utf8")).toMatch(/^<!-- aura-cmk:review -->\n## BLOCK: /);
    } finally {
      process.chdir(here);
      rmSync(folder, { recursive: true });
    }
  });

  it("puts no value of the event into a script", () => {
    const scripts = [...plan.steps, ...comment.steps].flatMap(({ run, with: inputs }) => [run, inputs?.["script"]]);
    expect(scripts.filter((script) => String(script).includes("${{"))).toEqual([]);
  });

  it.each([
    ["writes the comment where there is none", [], { created: 1 }],
    [
      "updates its own comment, on whichever page it is",
      [{ id: 7, login: "github-actions[bot]", body: `${MARKER}\nold` }],
      { updated: 7 },
    ],
    [
      "leaves a comment alone that somebody else began with the marker",
      [{ id: 7, login: "mallory", body: MARKER }],
      { created: 1 },
    ],
  ])("%s", async (_, comments, expected) => {
    const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-ci-"));
    writeFileSync(path.join(folder, "review.md"), `${MARKER}\n## OK\n`);
    const script = String(comment.steps.at(-1)?.with?.["script"]);
    const done: Record<string, unknown>[] = [];
    const issues = {
      listComments: "list",
      createComment: async (call: object) => done.push({ created: 1, ...call }),
      updateComment: async ({ comment_id, ...call }: { comment_id: number }) =>
        done.push({ updated: comment_id, ...call }),
    };
    const github = {
      rest: { issues },
      paginate: async () => comments.map(({ login, ...rest }) => ({ ...rest, user: { login } })),
    };
    const context = { repo: { owner: "o", repo: "r" }, payload: { pull_request: { number: 12, head: { sha: SHA } } } };
    const within = (name: string): unknown => {
      const real = createRequire(__filename)(name) as typeof import("node:fs");
      return { ...real, readFileSync: (file: string) => real.readFileSync(path.join(folder, file), "utf8") };
    };
    const run = new Function("github", "context", "require", `return (async () => {${script}})()`);
    await run(github, context, within);
    rmSync(folder, { recursive: true });
    const where = "created" in expected ? { issue_number: 12 } : {};
    expect(done).toEqual([{ ...expected, ...where, owner: "o", repo: "r", body: COMMENT }]);
  });
});

describe("the jobs for GitLab", () => {
  const jobs = parse(read("gitlab-ci.yml")) as Record<"plan" | "comment", GitLabJob>;
  interface GitLabJob {
    readonly image: string;
    readonly environment: object;
    readonly rules: readonly { readonly if: string; readonly when?: string }[];
    readonly script: readonly string[];
    readonly artifacts?: { readonly when: string; readonly paths: readonly string[]; readonly access: string };
  }
  const OWN_BRANCHES =
    '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID';

  it("run for branches of the project itself, in an image that is named by its digest", () => {
    expect(jobs.plan.rules).toEqual([{ if: OWN_BRANCHES }]);
    expect(jobs.comment.rules).toEqual([{ if: OWN_BRANCHES, when: "always" }]);
    expect([jobs.plan.image, jobs.comment.image]).toEqual(["$PLAN_IMAGE", "$PLAN_IMAGE"]);
    expect(jobs.plan.script[0]).toContain('case "$PLAN_IMAGE" in *@sha256:*)');
  });

  it("hand each secret to one job, and run nothing of the merge request beside the token that writes", () => {
    expect([jobs.plan.environment, jobs.comment.environment]).toEqual([
      { name: "plan", action: "access" },
      { name: "review", action: "access" },
    ]);
    expect(jobs.comment.script).toEqual([
      'git fetch --quiet --depth 1 origin "refs/heads/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"',
      "git show FETCH_HEAD:gitlab-note.mjs > /tmp/gitlab-note.mjs",
      "node /tmp/gitlab-note.mjs review.md",
    ]);
  });

  it("keep the review also when it blocks, and not the plans, and end with the exit code of the review", () => {
    expect(jobs.plan.artifacts).toMatchObject({ when: "always", paths: ["review.md"], access: "developer" });
    expect(jobs.plan.script.slice(-2)).toEqual([
      "npx aura-cmk review /tmp/plans/*.json --format markdown --fail-on never --out review.md",
      "npx aura-cmk review /tmp/plans/*.json --fail-on block",
    ]);
  });
});
