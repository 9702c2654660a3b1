import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { DEFAULT_PROJECT, startSimulator, type Simulator } from "../../simulator";
import { attachAws } from "../../simulator/terraform/attach";
import { PROVIDER } from "../support/dist";
import { describeWithTerraform, workspace, type Workspace } from "../support/terraform";
import { copyOf, PROJECT, read } from "./support/example";

const CI = path.resolve(__dirname, "../../examples/ci");
const MARKER = "<!-- aura-cmk:review -->";
const SHA = "0123456789abcdef0123456789abcdef01234567";
const COMMENT = `${MARKER}\n## OK\n\nOf commit ${SHA}\n`;

interface Job {
  readonly script?: readonly string[];
  readonly steps?: readonly { readonly name?: string; readonly run?: string }[];
}

const SCRIPTS: Readonly<Record<string, () => string | undefined>> = {
  "github-actions.yml": () => {
    const { jobs } = parse(read("examples/ci/github-actions.yml")) as { jobs: { plan: Job } };
    return jobs.plan.steps?.find(({ name }) => name === "Plan every stack")?.run;
  },
  "gitlab-ci.yml": () => {
    const { plan } = parse(read("examples/ci/gitlab-ci.yml")) as { plan: Job };
    return plan.script?.filter((line) => /^mkdir|^for stack/.test(line)).join("\n");
  },
};

describeWithTerraform("the step of a workflow that plans every stack", () => {
  let simulator: Simulator;
  let work: Workspace;
  beforeEach(async () => {
    simulator = await startSimulator({ aura: { projects: [{ ...DEFAULT_PROJECT, id: PROJECT }] } });
    work = workspace("");
  });
  afterEach(async () => {
    await simulator.stop();
    work.remove();
  });

  it.each(Object.keys(SCRIPTS))("plans on a machine on which nothing is installed: %s", async (name) => {
    copyOf("multi-account", work.dir).synth();
    const plans = path.join(work.dir, "plans");
    const script = SCRIPTS[name]?.() ?? "";
    expect(script).toContain("terraform plan");
    const home = path.join(work.dir, "home");
    mkdirSync(home);
    const aws = await attachAws(simulator.environment);
    const env = {
      ...{ ...work.env, ...simulator.environment, ...aws.env, AURA_PROVIDER_PATH: PROVIDER, HOME: home },
      ...{ GITHUB_WORKSPACE: work.dir, CI_PROJECT_DIR: work.dir, RUNNER_TEMP: work.dir },
    };
    const arguments_ = ["-euo", "pipefail", "-c", script.replaceAll("/tmp/plans", plans)];
    const said = await new Promise<string>((done) => {
      execFile("bash", arguments_, { cwd: work.dir, env }, (problem, stdout, stderr) =>
        done(problem ? stdout + stderr : "planned"),
      );
    });
    aws.stop();
    expect(said).toBe("planned");
    const made = readdirSync(plans).sort();
    expect(made).toEqual(["research-eu-central-1.json", "sales-eu-west-1.json"]);
    for (const file of made) {
      const plan = JSON.parse(readFileSync(path.join(plans, file), "utf8")) as { resource_changes: { type: string }[] };
      expect(plan.resource_changes.map(({ type }) => type)).toContain("aura_customer_managed_key");
    }
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
