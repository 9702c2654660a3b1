import { execFile, spawnSync } from "node:child_process";
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
import { attachProviders } from "../../simulator/terraform/attach";
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
  let aws: Awaited<ReturnType<typeof attachProviders>>;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    simulator = await startSimulator({ aura: { projects: [{ ...DEFAULT_PROJECT, id: PROJECT }] } });
    work = workspace("");
    rmSync(path.join(work.dir, "main.tf"));
    copyOf("multi-account", work.dir);
    cpSync(CI, path.join(work.dir, "ci"), { recursive: true });
    installIn(work.dir);
    aws = await attachProviders(simulator.environment);
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
  /** What the scripts have left behind; npm keeps compiled code from Node 22 on. */
  const temporaryFiles = (): string[] =>
    readdirSync(path.join(work.dir, "tmp")).filter((name) => name !== "node-compile-cache");
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
    expect(temporaryFiles()).toEqual([]);

    expect((await shell('sh ci/apply-stacks.sh "$PWD/default.tfplan"', work.dir, env)).code).toBe(0);
    expect(
      simulator.aura.records
        .list()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["churn", "orders"]);
    expect(existsSync(path.join(work.dir, "default.tfplan"))).toBe(false);
    expect(temporaryFiles()).toEqual([]);
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
    expect(temporaryFiles()).toEqual([]);
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

describe("the scripts", () => {
  const files = readdirSync(CI)
    .filter((file) => file.endsWith(".sh"))
    .map((file) => path.join(CI, file));

  it("are what sh can read", () => {
    expect(files.map((file) => spawnSync("sh", ["-n", file], { encoding: "utf8" }).stderr)).toEqual(["", ""]);
  });

  const hasShellCheck = spawnSync("shellcheck", ["--version"]).status === 0;
  (hasShellCheck ? it : it.skip)("have nothing that ShellCheck finds", () => {
    expect(spawnSync("shellcheck", ["--shell=sh", ...files], { encoding: "utf8" }).stdout).toBe("");
  });
});

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

interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly token: unknown;
}
/** What a platform answers: a body, and headers. */
type Answer = readonly [body: unknown, headers?: Readonly<Record<string, string>>];

describe("what a platform shows of a review", () => {
  let server: Server;
  let calls: Call[];
  let answer: (url: string) => Answer;
  let folder: string;

  beforeEach(async () => {
    calls = [];
    folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-ci-"));
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (more) => (body += String(more)));
      request.on("end", () => {
        const { method = "", url = "", headers } = request;
        const token = headers["private-token"] ?? headers.authorization;
        calls.push({ method, url, body: body && JSON.parse(body), token });
        const [content, more = {}] = answer(url);
        for (const [name, value] of Object.entries(more)) response.setHeader(name, value);
        response.end(JSON.stringify(content));
      });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  });
  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const writeReview = (text: string): void => writeFileSync(path.join(folder, "review.md"), text);
  const changes = (): Call[] => calls.filter(({ method }) => method !== "GET");
  const platform = (): string => `http://127.0.0.1:${(server.address() as { port: number }).port}`;

  function start(script: string, env: NodeJS.ProcessEnv, ...args: string[]): Promise<{ code: number; stdout: string }> {
    const all = [path.join(CI, script), "review.md", ...args];
    return new Promise((done) =>
      execFile(process.execPath, all, { cwd: folder, env: { PATH: process.env["PATH"], ...env } }, (problem, stdout) =>
        done({ code: problem ? Number(problem.code) : 0, stdout }),
      ),
    );
  }

  describe("on GitLab", () => {
    const NOTES = "/projects/1/merge_requests/2/notes";
    const note = () =>
      start("gitlab-note.mjs", {
        ...{ CI_API_V4_URL: platform(), CI_PROJECT_ID: "1", CI_MERGE_REQUEST_IID: "2" },
        ...{ CI_COMMIT_SHA: SHA, REVIEW_TOKEN: "t" },
      });

    it.each<[string, object[][], Call[]]>([
      [
        "is a comment, where there is none of our own",
        [[{ id: 9, author: { id: 6 }, body: MARKER }]],
        [{ method: "POST", url: NOTES, body: { body: COMMENT }, token: "t" }],
      ],
      [
        "is our own comment, on whichever page it is",
        [[{ id: 8, author: { id: 5 }, body: "hello" }], [{ id: 9, author: { id: 5 }, body: `${MARKER}\nold` }]],
        [{ method: "PUT", url: `${NOTES}/9`, body: { body: COMMENT }, token: "t" }],
      ],
    ])("%s", async (_, pages, expected) => {
      answer = (url): Answer => {
        if (url === "/user") return [{ id: 5 }];
        const page = Number(new URL(url, platform()).searchParams.get("page"));
        return [pages[page - 1] ?? {}, pages[page] ? { "x-next-page": String(page + 1) } : {}];
      };
      writeReview(`${MARKER}\n## OK\n`);
      expect((await note()).code).toBe(0);
      expect(changes()).toEqual(expected);
    });

    it("stays as it is when what the job left is no review", async () => {
      writeReview("\n## OK");
      expect((await note()).code).toBe(1);
      expect(calls).toEqual([]);
    });

    it("stays as it is when there is no review", async () => {
      expect(await note()).toEqual({ code: 0, stdout: "There is no review.md: the plan was not reviewed.\n" });
      expect(calls).toEqual([]);
    });
  });

  describe("on Azure DevOps", () => {
    const THREADS = "/p/_apis/git/repositories/r/pullRequests/2/threads";
    const comment = () =>
      start("azure-comment.mjs", {
        ...{ SYSTEM_COLLECTIONURI: `${platform()}/`, SYSTEM_TEAMPROJECTID: "p", BUILD_REPOSITORY_ID: "r" },
        ...{ SYSTEM_PULLREQUEST_PULLREQUESTID: "2", SYSTEM_PULLREQUEST_SOURCECOMMITID: SHA, SYSTEM_ACCESSTOKEN: "t" },
      });

    it.each<[string, object[], Pick<Call, "method" | "url" | "body">]>([
      [
        "is a comment, where there is none of our own",
        [{ id: 3, comments: [{ id: 1, author: { id: "mallory" }, content: MARKER }] }, { id: 4 }],
        {
          method: "POST",
          url: `${THREADS}?api-version=7.1`,
          body: { status: "closed", comments: [{ commentType: "text", content: COMMENT }] },
        },
      ],
      [
        "is our own comment",
        [
          { id: 3, comments: [{ id: 1, author: { id: "build" }, content: "hello" }] },
          { id: 4, comments: [{ id: 1, author: { id: "build" }, content: `${MARKER}\nold` }] },
        ],
        { method: "PATCH", url: `${THREADS}/4/comments/1?api-version=7.1`, body: { content: COMMENT } },
      ],
    ])("%s", async (_, threads, expected) => {
      answer = (url) => [url === "/_apis/connectionData" ? { authenticatedUser: { id: "build" } } : { value: threads }];
      writeReview(`${MARKER}\n## OK\n`);
      expect((await comment()).code).toBe(0);
      expect(changes()).toEqual([{ ...expected, token: "Bearer t" }]);
    });

    it("stays as it is when what the job left is no review", async () => {
      writeReview("\n## OK");
      expect((await comment()).code).toBe(1);
      expect(calls).toEqual([]);
    });
  });

  describe("on Bitbucket", () => {
    const report = () =>
      start(
        "bitbucket-report.mjs",
        { BITBUCKET_REPO_FULL_NAME: "w/r", BITBUCKET_COMMIT: SHA, BITBUCKET_BUILD_NUMBER: "7" },
        platform(),
      );

    it.each([
      [`${MARKER}\n## OK: nothing of Aura changes\n`, "PASSED", "OK: nothing of Aura changes"],
      [`${MARKER}\n## NEEDS REVIEW: who is this\n`, "PENDING", "NEEDS REVIEW: who is this"],
      [`${MARKER}\n## BLOCK: key orders will be deleted\n`, "FAILED", "BLOCK: key orders will be deleted"],
      [`${MARKER}\n## Not reviewed\n`, "FAILED", "Not reviewed"],
      ["## OK: says who?\n", "FAILED", "Not reviewed"],
      [undefined, "FAILED", "Not reviewed"],
    ])("is a report on the commit: %j is %s", async (text, result, verdict) => {
      answer = () => [{}];
      if (text !== undefined) writeReview(text);
      expect(await report()).toEqual({ code: 0, stdout: "The report is written.\n" });
      expect(calls).toEqual([
        {
          method: "PUT",
          url: `http://api.bitbucket.org/2.0/repositories/w/r/commit/${SHA}/reports/aura-cmk-review`,
          body: {
            ...{ title: "aura-cmk review", reporter: "aura-cmk", report_type: "SECURITY", result },
            details: `${verdict}\n\nThe log of the pipeline has the whole review.`,
            link: "https://bitbucket.org/w/r/pipelines/results/7",
          },
          token: undefined,
        },
      ]);
    });
  });
});
