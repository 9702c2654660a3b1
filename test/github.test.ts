import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { BINARY_PLATFORMS } from "../provider/binaries/release-files";

const ROOT = path.resolve(__dirname, "..");
const read = (name: string): string => readFileSync(path.join(ROOT, name), "utf8");
const FILES = readdirSync(path.join(ROOT, ".github"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".yml"))
  .map((file) => `.github/${file.replaceAll(path.sep, "/")}`)
  .sort();
const WORKFLOWS = FILES.filter((file) => file.startsWith(".github/workflows/"));
const FORMS = FILES.filter((file) => /ISSUE_TEMPLATE\/(?!config)/.test(file));

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly uses?: string;
  readonly needs?: string;
  readonly "runs-on"?: string;
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly node?: readonly number[]; readonly os?: readonly string[] } };
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}
const workflow = (name: string): Workflow => parse(read(`.github/workflows/${name}.yml`)) as Workflow;
const stepsOf = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap(({ steps = [] }) => steps);

it("has the files that GitHub looks for", () => {
  expect(FILES).toEqual([
    ".github/ISSUE_TEMPLATE/bug.yml",
    ".github/ISSUE_TEMPLATE/config.yml",
    ".github/ISSUE_TEMPLATE/feature.yml",
    ".github/ISSUE_TEMPLATE/rule.yml",
    ".github/dependabot.yml",
    ".github/workflows/drills.yml",
    ".github/workflows/release.yml",
    ".github/workflows/test.yml",
  ]);
  expect(
    [".github/CODEOWNERS", ".github/pull_request_template.md", "SECURITY.md"].filter(
      (one) => !existsSync(path.join(ROOT, one)),
    ),
  ).toEqual([]);
});

describe.each(WORKFLOWS)("%s", (file) => {
  const flow = parse(read(file)) as Workflow;

  it("names every action by a full commit, with its version beside it", () => {
    const uses = read(file).match(/^\s*(?:- )?uses: (?!\.\/).*$/gm) ?? [];
    expect(uses.length).toBeGreaterThan(1);
    expect(uses.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it("has a time limit and few permissions, and leaves no token behind for what it runs", () => {
    expect(Object.values(flow.permissions).filter((level) => level !== "read")).toEqual([]);
    for (const { steps, uses, "timeout-minutes": limit, "runs-on": machine } of Object.values(flow.jobs)) {
      expect([limit === undefined, machine === undefined, steps === undefined]).toEqual(
        Array(3).fill(uses !== undefined),
      );
    }
    const checkouts = stepsOf(flow).filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with?.["persist-credentials"])).toEqual(checkouts.map(() => false));
  });

  it("puts no value of the event into a script", () => {
    expect(stepsOf(flow).filter(({ run = "" }) => run.includes("${{"))).toEqual([]);
  });
});

describe("the tests on GitHub", () => {
  const { on, jobs } = workflow("test");

  it("run for each push to main, each pull request and each release, with the command of every other CI", () => {
    expect(on).toEqual({ push: { branches: ["main"] }, pull_request: null, workflow_call: null });
    expect(jobs["test"]?.steps?.map(({ run }) => run).filter((run) => run !== undefined)).toEqual([".ci/run"]);
    expect(read(".ci/run")).toMatch(/\nnpm ci\nnpm test\nFUZZ_SEED=\d+ npm run test:drills\n$/);
  });

  it("try new values every night, while every change tries the same ones", () => {
    const { on, jobs } = workflow("drills");
    expect(on).toEqual({ schedule: [{ cron: "17 3 * * *" }], workflow_dispatch: null });
    expect(jobs["drills"]?.steps?.at(-1)?.run).toBe("npm run test:drills");
  });

  it("run on every even version of Node from the oldest that is supported", () => {
    const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
    const oldest = Number(/\d+/.exec(engines.node)?.[0]);
    expect(jobs["test"]?.strategy?.matrix.node).toEqual([oldest, oldest + 2, oldest + 4]);
  });

  it("have the Terraform that the example workflow has", () => {
    const version = (steps: readonly Step[]): unknown =>
      steps.find(({ uses = "" }) => uses.startsWith("hashicorp/setup-terraform@"))?.with;
    const example = parse(read("examples/ci/github-actions.yml")) as Workflow;
    expect(version(stepsOf(workflow("test")))).toEqual(version(stepsOf(example)));
  });
});

describe("the release", () => {
  const { on, jobs } = workflow("release");

  it("is a tag that was tested", () => {
    expect(on).toEqual({ push: { tags: ["v*"] } });
    expect(jobs["test"]?.uses).toBe("./.github/workflows/test.yml");
    expect(jobs["binaries"]?.needs).toBe("test");
    expect(jobs["start"]?.needs).toBe("binaries");
    expect(jobs["publish"]?.needs).toBe("start");
  });

  it("starts each binary on a system of its own before anybody gets it", () => {
    const systems = jobs["start"]?.strategy?.matrix.os;
    expect(systems).toEqual(["ubuntu-22.04", "ubuntu-24.04-arm", "macos-15-intel", "macos-15", "windows-2022"]);
    expect(systems).toHaveLength(BINARY_PLATFORMS.length);
  });

  it("alone may write, and gives each secret to one command", () => {
    expect(jobs["publish"]?.permissions).toEqual({ contents: "write", "id-token": "write" });
    const secret = (jobs["publish"]?.steps ?? []).filter(({ env }) => env);
    expect(secret.map(({ run = "", env }) => [run.split(" ").slice(0, 2).join(" "), env])).toEqual([
      ["gpg --batch", { GPG_PRIVATE_KEY: "${{ secrets.GPG_PRIVATE_KEY }}" }],
      ["npm publish", { NODE_AUTH_TOKEN: "${{ secrets.NPM_TOKEN }}" }],
      ["gh release", { GH_TOKEN: "${{ github.token }}" }],
    ]);
  });
});

describe.each(FORMS)("%s", (file) => {
  interface Field {
    readonly type: string;
    readonly id?: string;
    readonly attributes: { readonly label?: string; readonly options?: readonly unknown[] };
  }
  const form = parse(read(file)) as { name: string; description: string; labels: string[]; body: Field[] };

  it("is a form that GitHub accepts", () => {
    expect([form.name, form.description, form.labels]).toEqual([
      expect.any(String),
      expect.any(String),
      [expect.any(String)],
    ]);
    const fields = form.body.filter(({ type }) => type !== "markdown");
    expect(fields.filter(({ type }) => !["textarea", "input", "dropdown"].includes(type))).toEqual([]);
    expect(fields.filter(({ id = "", attributes }) => !/^[\w-]+$/.test(id) || !attributes.label)).toEqual([]);
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    const dropdowns = fields.filter(({ type }) => type === "dropdown");
    expect(
      dropdowns.filter(({ attributes: { options = [] } }) => options.some((one) => typeof one !== "string")),
    ).toEqual([]);
  });
});

it("CODEOWNERS names paths that exist", () => {
  const paths = [...read(".github/CODEOWNERS").matchAll(/^(\/\S+) /gm)].map(([, one = ""]) => one);
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((one) => !existsSync(path.join(ROOT, one)))).toEqual([]);
});

it("Dependabot looks after packages and actions", () => {
  const { version, updates } = parse(read(".github/dependabot.yml")) as {
    version: number;
    updates: { "package-ecosystem": string; directory: string; schedule: object }[];
  };
  expect([version, updates.map((one) => [one["package-ecosystem"], one.directory, one.schedule])]).toEqual([
    2,
    [
      ["npm", "/", { interval: "weekly" }],
      ["github-actions", "/", { interval: "weekly" }],
    ],
  ]);
});
