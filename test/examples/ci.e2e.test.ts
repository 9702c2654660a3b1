import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { DEFAULT_PROJECT, startSimulator, type Simulator } from "../../simulator";
import { attachAws } from "../../simulator/terraform/attach";
import { compiled, type Compiled } from "../provider/support/compiled";
import { describeWithTerraform, workspace, type Workspace } from "../support/terraform";
import { copyOf, PROJECT, read } from "./support/example";

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
  let code: Compiled;
  let simulator: Simulator;
  let work: Workspace;
  beforeAll(() => {
    code = compiled();
  });
  afterAll(() => code.remove());
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
      ...{ ...work.env, ...simulator.environment, ...aws.env, AURA_PROVIDER_PATH: code.main, HOME: home },
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
