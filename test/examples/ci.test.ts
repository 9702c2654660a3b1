import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { CI_FILES, readCiFile } from "./support/ci-files";
import { EXAMPLES, read } from "./support/example";

const CI = path.resolve(__dirname, "../../examples/ci");

const MARKER = "<!-- aura-cmk:review -->";
const SHA = "0123456789abcdef0123456789abcdef01234567";
const COMMENT = `${MARKER}\n## OK\n\nOf commit ${SHA}\n`;

it.each(CI_FILES)("%s has only what its platform knows", (file) => {
  expect(() => readCiFile(file)).not.toThrow();
});

it.each(EXAMPLES)("the example %s has the command that the script runs for synth", (example) => {
  const { scripts } = JSON.parse(read("examples", example, "package.json")) as { scripts: { synth: string } };
  const { app } = JSON.parse(read("examples", example, "cdktf.json")) as { app: string };
  // The app of a program does not take --frozen, and prints nothing by itself.
  expect(scripts.synth).toBe(app === "npx ts-node main.ts" ? "cdktf synth" : app);
});

it("the page on CI names every file", () => {
  const page = read("docs/ci.md");
  expect(readdirSync(CI).filter((file) => !page.includes(`(../examples/ci/${file})`))).toEqual([]);
});

describe("the workflow for GitHub Actions", () => {
  const text = read("examples/ci/github-actions.yml");
  const workflow = readCiFile("github-actions.yml");
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
    expect(withSecrets).toEqual([
      {
        name: "Plan and review every stack",
        run: "sh ci/plan-stacks.sh",
        env: {
          AURA_CLIENT_ID: "${{ secrets.AURA_CLIENT_ID }}",
          AURA_CLIENT_SECRET: "${{ secrets.AURA_CLIENT_SECRET }}",
        },
      },
    ]);
    expect(comment.steps.filter((step) => JSON.stringify(step).includes("secrets."))).toEqual([]);
  });

  it("keeps the review also when it blocks, and nothing else, and lets its exit code end the job", () => {
    const order = plan.steps.map(({ uses = "", run = "" }) => uses.split("@")[0] || run.trim());
    expect(order.slice(-2)).toEqual(["sh ci/plan-stacks.sh", "actions/upload-artifact"]);
    expect(plan.steps.at(-1)).toMatchObject({
      if: "${{ !cancelled() && hashFiles('review.md') != '' }}",
      with: { path: "review.md" },
    });
    expect(comment.if).toBe("${{ !cancelled() && needs.plan.outputs.review != '' }}");
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
  const { plan, comment } = readCiFile("gitlab-ci.yml");
  const OWN_BRANCHES =
    '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID';

  it("run for branches of the project itself, in an image that is named by its digest", () => {
    expect(plan.rules).toEqual([{ if: OWN_BRANCHES }]);
    expect(comment.rules).toEqual([{ if: OWN_BRANCHES, when: "always" }]);
    expect(plan.script[0]).toContain('case "$PLAN_IMAGE" in *@sha256:*)');
  });

  it("hand each secret to one job, and run nothing of the merge request beside the token that writes", () => {
    expect([plan.environment.name, comment.environment.name]).toEqual(["plan", "review"]);
    expect(comment.script).toEqual([
      'git fetch --quiet --depth 1 origin "refs/heads/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"',
      "git show FETCH_HEAD:ci/gitlab-note.mjs > /tmp/gitlab-note.mjs",
      "node /tmp/gitlab-note.mjs review.md",
    ]);
  });

  it("keep the review also when it blocks, and not the plans, and end with the exit code of the review", () => {
    expect(plan.artifacts).toMatchObject({ when: "always", paths: ["review.md"], access: "developer" });
    expect(plan.script.at(-1)).toBe("sh ci/plan-stacks.sh");
  });
});

describe("the pipeline for Azure DevOps", () => {
  const { jobs, variables } = readCiFile("azure-pipelines.yml");
  const [plan, comment] = jobs;

  it("names no secret but those that the one step that plans gets, and the token of the one that writes", () => {
    expect(variables).toEqual([{ group: "aura-plan" }]);
    const given = jobs.map(({ steps }) => steps.flatMap((step) => ("env" in step ? [step.env] : [])));
    expect(given).toEqual([
      [{ AURA_CLIENT_ID: "$(AURA_CLIENT_ID)", AURA_CLIENT_SECRET: "$(AURA_CLIENT_SECRET)" }],
      [{ SYSTEM_ACCESSTOKEN: "$(System.AccessToken)" }],
    ]);
  });

  it("plans with the role of its service connection, and leaves no token for the code of the pull request", () => {
    expect(plan.steps.filter((step) => "task" in step).map(({ inputs }) => inputs)).toEqual([
      {
        awsCredentials: "aws-plan",
        regionName: "$(AWS_REGION)",
        scriptType: "inline",
        inlineScript: "sh ci/plan-stacks.sh",
        disableAutoCwd: true,
        workingDirectory: "$(Build.SourcesDirectory)",
      },
    ]);
    const checkouts = jobs.map(({ steps }) =>
      steps.flatMap((step) => ("checkout" in step ? [step.persistCredentials] : [])),
    );
    expect(checkouts).toEqual([[false], [true]]);
  });

  it("keeps the review also when it blocks, and not the plans, and writes its comment then as well", () => {
    expect(plan.steps.at(-1)).toEqual({ publish: "review.md", artifact: "review", condition: "not(canceled())" });
    expect(comment.condition).toBe("and(not(canceled()), eq(variables['System.PullRequest.IsFork'], 'False'))");
  });
});

describe("the pipeline for Bitbucket", () => {
  it("plans, and reports also when the review blocks", () => {
    const { step } = readCiFile("bitbucket-pipelines.yml").pipelines["pull-requests"]["**"][0];
    expect(step.script.slice(-2)).toEqual(["npm ci", "sh ci/plan-stacks.sh"]);
    expect(step["after-script"]).toEqual(["node ci/bitbucket-report.mjs review.md"]);
  });
});

describe("Atlantis", () => {
  const { repos, workflows } = readCiFile("atlantis-repos.yaml");

  it("plans all stacks as one project, and applies what was reviewed", () => {
    expect(readCiFile("atlantis.yaml").projects).toEqual([
      { name: "stacks", dir: ".", autoplan: { when_modified: ["**/*"] } },
    ]);
    expect(workflows).toEqual({
      [repos[0].workflow]: {
        plan: { steps: [{ run: { command: "npm ci", output: "hide" } }, { run: 'sh ci/plan-stacks.sh "$PLANFILE"' }] },
        apply: { steps: [{ run: 'sh ci/apply-stacks.sh "$PLANFILE"' }] },
      },
    });
  });

  it("lets no pull request choose its own workflow, or be applied unseen", () => {
    expect(repos[0]).toMatchObject({
      apply_requirements: ["approved", "mergeable", "undiverged"],
      allowed_overrides: [],
      allow_custom_workflows: false,
    });
  });
});
