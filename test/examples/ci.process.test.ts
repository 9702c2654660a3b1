import { execFile, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { DEFAULT_PROJECT, startSimulator, type Simulator } from "../../simulator";
import { attachAws } from "../../simulator/terraform/attach";
import { AURA_CMK, PROVIDER } from "../support/dist";
import { describeWithTerraform, workspace, type Workspace } from "../support/terraform";
import { readCiFile } from "./support/ci-files";
import { copyOf, PROJECT } from "./support/example";

const CI = path.resolve(__dirname, "../../examples/ci");
const MARKER = "<!-- aura-cmk:review -->";
const SHA = "0123456789abcdef0123456789abcdef01234567";
const COMMENT = `${MARKER}\n## OK\n\nOf commit ${SHA}\n`;

/** What a command came to. */
interface Result {
  readonly code: number;
  /** Both streams. */
  readonly said: string;
}

/** Runs a command as a platform does: with sh, in the folder of the repository. */
function shell(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Result> {
  return new Promise((done) =>
    execFile("sh", ["-euc", command], { cwd, env }, (problem, stdout, stderr) =>
      done({ code: problem ? Number(problem.code) : 0, said: stdout + stderr }),
    ),
  );
}

describeWithTerraform("the script that plans and reviews, on a machine on which nothing is installed", () => {
  const NOT_REVIEWED =
    `${MARKER}\n## Not reviewed\n\n` + "The stacks of this commit could not be planned. The log of the job says why.\n";
  let simulator: Simulator;
  let work: Workspace;
  let aws: Awaited<ReturnType<typeof attachAws>>;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    simulator = await startSimulator({ aura: { projects: [{ ...DEFAULT_PROJECT, id: PROJECT }] } });
    work = workspace("");
    rmSync(path.join(work.dir, "main.tf"));
    copyOf("multi-account", work.dir);
    cpSync(CI, path.join(work.dir, "ci"), { recursive: true });
    installIn(work.dir);
    aws = await attachAws(simulator.environment);
    const temporary = path.join(work.dir, "tmp");
    mkdirSync(temporary);
    env = { ...work.env, ...simulator.environment, ...aws.env, AURA_PROVIDER_PATH: PROVIDER, TMPDIR: temporary };
    // As whoever writes the estate does before the commit.
    expect((await shell("npm run synth", work.dir, env)).code).toBe(0);
  });
  afterEach(async () => {
    aws.stop();
    await simulator.stop();
    work.remove();
  });

  const review = (): string => readFileSync(path.join(work.dir, "review.md"), "utf8");
  const change = (file: string, from: string, to: string): void => {
    const text = readFileSync(path.join(work.dir, file), "utf8");
    expect(text).toContain(from);
    writeFileSync(path.join(work.dir, file), text.replace(from, to));
  };

  it("plans the stacks of this synth, keeps no plan, and hands those that were reviewed to the one that applies", async () => {
    // A program leaves the folder of a stack that it no longer makes.
    const stale = path.join(work.dir, "cdktf.out/stacks/gone");
    mkdirSync(stale);
    writeFileSync(path.join(stale, "cdk.tf.json"), "{ not JSON");
    const planned = await shell('sh ci/plan-stacks.sh "$PWD/default.tfplan"', work.dir, env);
    expect(planned.said).toContain("Key");
    expect(planned.code).toBe(0);
    expect(review()).toMatch(/^<!-- aura-cmk:review -->\n## OK: /);
    expect(review()).toContain("neo4j-aura/orders");
    expect(review()).toContain("neo4j-aura/churn");
    expect(readdirSync(path.join(work.dir, "tmp"))).toEqual([]);

    expect((await shell('sh ci/apply-stacks.sh "$PWD/default.tfplan"', work.dir, env)).code).toBe(0);
    expect(
      simulator.aura.records
        .list()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["churn", "orders"]);
    expect(existsSync(path.join(work.dir, "default.tfplan"))).toBe(false);
    expect(readdirSync(path.join(work.dir, "tmp"))).toEqual([]);
  });

  it("fails when the review blocks, and leaves nothing to apply", async () => {
    // A tool that changes the stacks after synth.
    writeFileSync(
      path.join(work.dir, "tool.js"),
      `const { readFileSync, writeFileSync } = require("node:fs");
       const file = "cdktf.out/stacks/sales-eu-west-1/cdk.tf.json";
       const stack = JSON.parse(readFileSync(file, "utf8"));
       const [key] = Object.values(stack.resource.aws_kms_key);
       const { Statement, ...rest } = JSON.parse(key.policy);
       const more = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::777788889999:root" }, Action: "kms:*", Resource: "*" };
       key.policy = JSON.stringify({ ...rest, Statement: [...Statement, more] });
       writeFileSync(file, JSON.stringify(stack));`,
    );
    change("package.json", 'dist/main.js"', 'dist/main.js --frozen && node tool.js"');
    const { code, said } = await shell('sh ci/plan-stacks.sh "$PWD/default.tfplan"', work.dir, env);
    expect(said).toMatch(/^BLOCK: /m);
    expect(code).toBe(1);
    expect(review()).toMatch(/^<!-- aura-cmk:review -->\n## BLOCK: /);
    expect(existsSync(path.join(work.dir, "default.tfplan"))).toBe(false);
    expect(readdirSync(path.join(work.dir, "tmp"))).toEqual([]);
  });

  it("plans nothing when synth refuses, and says so instead of an earlier review", async () => {
    writeFileSync(path.join(work.dir, "review.md"), `${MARKER}\n## OK\n`);
    writeFileSync(path.join(work.dir, "default.tfplan"), "an earlier plan");
    // The lock file, as it was committed, has no such key.
    change("estate.yaml", "  churn: {", "  more: { account: sales, region: eu-west-1, product: AuraDS }\n  churn: {");
    const { code, said } = await shell('sh ci/plan-stacks.sh "$PWD/default.tfplan"', work.dir, env);
    expect(said).toContain("the lock file of the estate is not up to date");
    expect(said).not.toContain("Terraform");
    expect(code).toBe(1);
    expect(review()).toBe(NOT_REVIEWED);
    expect(existsSync(path.join(work.dir, "default.tfplan"))).toBe(false);
  });
});

/** What `npm ci` installs, as far as the script needs it. */
function installIn(folder: string): void {
  const modules = path.join(folder, "node_modules");
  mkdirSync(path.join(modules, ".bin"), { recursive: true });
  symlinkSync(path.resolve(CI, "../.."), path.join(modules, "cdktf-aura-cmk"));
  symlinkSync(AURA_CMK, path.join(modules, ".bin/aura-cmk"));
}

describe("the shell parts of each platform", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-ci-"));
    mkdirSync(path.join(folder, "ci"));
    mkdirSync(path.join(folder, "bin"));
    writeFileSync(path.join(folder, "bin/npm"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const azure = readCiFile("azure-pipelines.yml").jobs[0].steps;
  const PARTS: Readonly<Record<string, readonly string[]>> = {
    "github-actions.yml": readCiFile("github-actions.yml").jobs.plan.steps.flatMap(({ run, if: condition }) =>
      run === undefined || condition !== undefined ? [] : [run],
    ),
    "gitlab-ci.yml": readCiFile("gitlab-ci.yml").plan.script,
    "azure-pipelines.yml": azure.flatMap((step) => {
      if ("script" in step) return [step.script];
      return "task" in step ? [String(step.inputs["inlineScript"])] : [];
    }),
    "bitbucket-pipelines.yml": readCiFile("bitbucket-pipelines.yml").pipelines["pull-requests"]["**"][0].step.script,
    "atlantis-repos.yaml": Object.values(readCiFile("atlantis-repos.yaml").workflows).flatMap(({ plan }) =>
      plan.steps.map(({ run }) => (typeof run === "string" ? run : run.command)),
    ),
  };

  function runParts(file: string, exitCode: number, env: NodeJS.ProcessEnv = {}): Promise<Result> {
    writeFileSync(path.join(folder, "ci/plan-stacks.sh"), `echo planned; exit ${exitCode}\n`);
    const token = path.join(folder, "token");
    const script = (PARTS[file] ?? []).join("\n").replaceAll("/tmp/aws-id-token", token);
    return shell(script, folder, {
      PATH: `${path.join(folder, "bin")}:${process.env["PATH"]}`,
      ...{ PLAN_IMAGE: "registry.example.com/plan@sha256:00", AWS_ID_TOKEN: "id", BITBUCKET_STEP_OIDC_TOKEN: "id" },
      ...{ AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_PLAN_ROLE_ARN: "arn", BITBUCKET_BUILD_NUMBER: "1" },
      ...{ SYSTEM_PULLREQUEST_ISFORK: "False", PLANFILE: "default.tfplan", ...env },
    });
  }

  it.each(Object.keys(PARTS))("end with the exit code of the script: %s", async (file) => {
    expect(await runParts(file, 0)).toEqual({ code: 0, said: "planned\n" });
    expect(await runParts(file, 7)).toEqual({ code: 7, said: "planned\n" });
  });

  it.each(["gitlab-ci.yml", "bitbucket-pipelines.yml"])("keep the token to themselves: %s", async (file) => {
    await runParts(file, 0);
    const token = path.join(folder, "token");
    expect(readFileSync(token, "utf8")).toBe("id");
    expect(statSync(token).mode & 0o777).toBe(0o600);
  });

  it("plan no fork, and in no image that is named by a tag", async () => {
    const fork = await runParts("azure-pipelines.yml", 0, { SYSTEM_PULLREQUEST_ISFORK: "True" });
    expect(fork).toEqual({ code: 1, said: "Only pull requests from branches of this repository are planned.\n" });
    const tag = await runParts("gitlab-ci.yml", 0, { PLAN_IMAGE: "registry.example.com/plan:latest" });
    expect(tag).toEqual({ code: 1, said: "PLAN_IMAGE must be named by its digest\n" });
  });
});

describe("the comment on GitLab", () => {
  interface Call {
    readonly method: string;
    readonly url: string;
    readonly body: unknown;
    readonly token: unknown;
  }
  let server: Server;
  let calls: Call[];
  let notes: readonly (readonly object[])[];
  let folder: string;

  beforeEach(async () => {
    calls = [];
    folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-ci-"));
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (more) => (body += String(more)));
      request.on("end", () => {
        const url = request.url ?? "";
        calls.push({
          method: request.method ?? "",
          url,
          body: body && JSON.parse(body),
          token: request.headers["private-token"],
        });
        const page = Number(new URL(url, "http://x").searchParams.get("page"));
        if (notes[page]) response.setHeader("x-next-page", String(page + 1));
        response.end(JSON.stringify(url === "/user" ? { id: 5 } : (notes[page - 1] ?? {})));
      });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  });
  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  function note(): Promise<{ code: number | null; stdout: string }> {
    const { port } = server.address() as { port: number };
    const env = {
      ...{ PATH: process.env["PATH"], CI_API_V4_URL: `http://127.0.0.1:${port}`, CI_PROJECT_ID: "1" },
      ...{ CI_MERGE_REQUEST_IID: "2", CI_COMMIT_SHA: SHA, REVIEW_TOKEN: "t" },
    };
    const child = spawn(process.execPath, [path.join(CI, "gitlab-note.mjs"), "review.md"], { cwd: folder, env });
    let stdout = "";
    child.stdout.on("data", (text) => (stdout += String(text)));
    return new Promise((done) => child.once("close", (code) => done({ code, stdout })));
  }

  const NOTES = "/projects/1/merge_requests/2/notes";
  it.each<[string, object[][], Call[]]>([
    [
      "is written where there is none of our own",
      [[{ id: 9, author: { id: 6 }, body: MARKER }]],
      [{ method: "POST", url: NOTES, body: { body: COMMENT }, token: "t" }],
    ],
    [
      "is updated where there is one, on whichever page it is",
      [[{ id: 8, author: { id: 5 }, body: "hello" }], [{ id: 9, author: { id: 5 }, body: `${MARKER}\nold` }]],
      [{ method: "PUT", url: `${NOTES}/9`, body: { body: COMMENT }, token: "t" }],
    ],
  ])("%s", async (_, pages, expected) => {
    notes = pages;
    writeFileSync(path.join(folder, "review.md"), `${MARKER}\n## OK\n`);
    expect((await note()).code).toBe(0);
    expect(calls.filter(({ method }) => method !== "GET")).toEqual(expected);
  });

  it("is left as it is when what the job left is no review", async () => {
    notes = [];
    writeFileSync(path.join(folder, "review.md"), "\n## OK");
    expect((await note()).code).toBe(1);
    expect(calls).toEqual([]);
  });

  it("is left as it is when there is no review", async () => {
    notes = [];
    expect(await note()).toEqual({ code: 0, stdout: "There is no review.md: the plan was not reviewed.\n" });
    expect(calls).toEqual([]);
  });
});
