import { existsSync, linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../support/run";

const ROOT = path.resolve(__dirname, "../../..");
const plan = (name: string): string => path.join(ROOT, "test/review/plans", `${name}.json`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-review-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Buffer): string => {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
};

const linked = (link: (from: string, to: string) => void, name: string): string => {
  const to = path.join(mkdtempSync(path.join(folder, "link-")), "link");
  link(name, to);
  return to;
};

describe("aura-cmk review", () => {
  it.each<[string[], number, string]>([
    [["no-changes"], 0, "OK: nothing of Aura changes"],
    [["unknown-policy"], 0, "NEEDS REVIEW: the plan does not show the policy of key orders"],
    [["unknown-policy", "--fail-on", "attention"], 1, "NEEDS REVIEW: the plan does not show the policy of key orders"],
    [["unknown-policy", "--fail-on", "never"], 0, "NEEDS REVIEW: the plan does not show the policy of key orders"],
    [["window-shortened"], 1, "BLOCK: the deletion window of key orders will be shortened"],
    [["window-shortened", "--fail-on", "attention"], 1, "BLOCK: the deletion window of key orders will be shortened"],
    [["window-shortened", "--fail-on", "never"], 0, "BLOCK: the deletion window of key orders will be shortened"],
  ])("of %j ends with %i and begins with the verdict", async ([name = "", ...options], code, first) => {
    const ended = await run("review", plan(name), ...options);
    expect({ code: ended.code, stderr: ended.stderr, first: ended.stdout.split("\n")[0] }).toEqual({
      code,
      stderr: "",
      first,
    });
  });

  it("reviews several plans as one", async () => {
    const { code, stdout } = await run("review", plan("two-plans-record-deleted"), plan("two-plans-record-in-use"));
    expect(code).toBe(1);
    expect(stdout).toContain("customer managed key orders will be deleted while instances use it");
  });

  it.each([
    ["text", /^NEEDS REVIEW: /],
    ["markdown", /^<!-- aura-cmk:review -->\n## NEEDS REVIEW: /],
    ["json", /^\{\n {2}"format": "cdktf-aura-cmk\/review",\n {2}"version": 1,\n {2}"verdict": "NEEDS REVIEW",\n/],
    ["sarif", /^\{\n {2}"\$schema": "https:\/\/json\.schemastore\.org\/sarif-2\.1\.0\.json",\n/],
  ])("has the format %s", async (format, beginning) => {
    expect((await run("review", plan("phase-1-to-2"), "--format", format)).stdout).toMatch(beginning);
  });

  it("takes account names and expected principals from the estate", async () => {
    const estate = file(
      "estate.yaml",
      `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91, accountId: "999988887777", baseUrl: "http://127.0.0.1:8080" }
accounts: { production: { id: "111122223333" } }
keys: { orders: { account: production, region: eu-west-1, product: AuraDB } }
`,
    );
    const { code, stdout } = await run("review", plan("phase-1-to-2"), "--estate", estate, "--fail-on", "attention");
    expect({ code, lines: stdout.split("\n").slice(0, 2) }).toEqual({
      code: 0,
      lines: [
        "OK: no access is removed, and no unexpected principal gains access",
        "in account 111122223333 (production), eu-west-1",
      ],
    });
    expect(stdout).toContain("AWS account 999988887777 (expected)");
  });

  it("writes to a file and prints the verdict", async () => {
    const out = path.join(folder, "review.md");
    const ended = await run("review", plan("destroy"), "--format", "markdown", "--out", out);
    expect(ended).toEqual({ code: 1, stdout: "", stderr: `BLOCK: the review is in ${out}\n` });
    expect(readFileSync(out, "utf8")).toMatch(/^<!-- aura-cmk:review -->\n## BLOCK: /);
  });

  it("shows only verdict and findings with --short, in every format for people", async () => {
    const { stdout } = await run("review", plan("window-shortened"), "--short");
    expect(stdout).toBe(`BLOCK: the deletion window of key orders will be shortened
       alias/orders (aws_kms_key.orders)   7 days instead of 30  [key-survives]
       help: keep 30 days; a deletion can be cancelled only during this window
in account 111122223333, eu-west-1
`);
    for (const format of ["markdown", "html"]) {
      const short = await run("review", plan("window-shortened"), "--short", "--format", format);
      expect(short.stdout).toContain("7 days instead of 30");
      expect(short.stdout).not.toMatch(/What changes|Coverage|mermaid/);
    }
    const whole = await run("review", plan("window-shortened"), "--format", "json");
    expect(await run("review", plan("window-shortened"), "--format", "json", "--short")).toEqual(whole);
  });

  it("prints the first line alone with --quiet, and writes the whole review to a file", async () => {
    const first = "BLOCK: the deletion window of key orders will be shortened\n";
    expect(await run("review", plan("window-shortened"), "--quiet")).toEqual({ code: 1, stdout: first, stderr: "" });
    const out = path.join(folder, "quiet.md");
    const written = await run("review", plan("window-shortened"), "--quiet", "--format", "markdown", "--out", out);
    expect(written).toEqual({ code: 1, stdout: first, stderr: "" });
    expect(readFileSync(out, "utf8")).toContain("### Coverage");
    expect((await run("review", plan("no-changes"), "--quiet")).stdout).toBe("OK: nothing of Aura changes\n");
  });

  it.each([
    ["itself", (name: string) => name],
    ["itself by another path", (name: string) => path.join(folder, "..", path.basename(folder), path.basename(name))],
    ["a symbolic link to it", (name: string) => linked(symlinkSync, name)],
    ["a hard link to it", (name: string) => linked(linkSync, name)],
  ])("never overwrites its input: %s", async (_, outOf) => {
    const input = file("input.json", readFileSync(plan("create")));
    const estate = file("input.yaml", "version: 1\n");
    for (const [name, options] of [
      [input, []],
      [estate, ["--estate", estate]],
    ] as const) {
      const before = readFileSync(name, "utf8");
      expect(await run("review", input, ...options, "--out", outOf(name))).toEqual({
        code: 2,
        stdout: "",
        stderr: `${name}: the review cannot be written: the file is an input of the review; expected: another file; help: name another file after --out [output-unwritable]\n`,
      });
      expect(readFileSync(name, "utf8")).toBe(before);
    }
  });

  it.each([
    ["no/review.md", "no such directory"],
    [".", "is a directory"],
    ["plain/review.md", "a part of the path is not a directory"],
  ])("reports in one line that it cannot write to %s", async (name, got) => {
    file("plain", "");
    const out = path.join(folder, name);
    expect(await run("review", plan("create"), "--out", out)).toEqual({
      code: 2,
      stdout: "",
      stderr: `${out}: the review cannot be written: ${got}; expected: a file in a folder that can be written; help: name another file after --out [output-unwritable]\n`,
    });
  });
});

describe("input that aura-cmk review cannot use", () => {
  const SHOW = "run `terraform show -json plan.bin > plan.json` and pass that file";
  const OUTPUT = "the output of `terraform show -json`";
  const PARSED = "the JSON of one plan, from `terraform show -json plan.bin`";
  const MAKE = "make it with `terraform plan -out plan.bin`, then `terraform show -json plan.bin > plan.json`";

  it.each<[string, () => string, string, string, string]>([
    ["a file that is not there", () => path.join(folder, "none.json"), "no such file", "", SHOW],
    ["a folder", () => folder, "is a directory", "", "name a file in it"],
    ["a device", () => "/dev/zero", "a device", "a regular file or a pipe", "pass the file with the plan"],
    [
      "an empty file",
      () => file("empty.json", ""),
      "it is empty",
      OUTPUT,
      "look at the output of the command that wrote it",
    ],
    [
      "a binary plan",
      () => file("plan.bin", Buffer.from("PK\u0003\u0004\u0000rest")),
      "a binary plan",
      "its JSON",
      SHOW,
    ],
    ["bytes", () => file("bytes.json", Buffer.from([0x80, 0xff, 0x00])), "not text", "UTF-8 text", SHOW],
    ["text", () => file("text.json", "Terraform will perform\n"), "the text output of `terraform plan`", PARSED, MAKE],
  ])("%s is named in one line, with exit code 2, and nothing is written", async (_, make, got, expected, fix) => {
    const name = make();
    const out = path.join(folder, "nothing.md");
    const parsed = got === "the text output of `terraform plan`";
    const shown = parsed ? path.basename(name) : name;
    expect(await run("review", name, "--out", out)).toEqual({
      code: 2,
      stdout: "",
      stderr: `${shown}: cannot read the plan: ${got}; ${expected && `expected: ${expected}; `}help: ${fix} [plan-unreadable]\n`,
    });
    expect(existsSync(out)).toBe(false);
  });

  it("the same plan twice, also by another path", async () => {
    const ended = await run(
      "review",
      plan("create"),
      path.join(path.dirname(plan("create")), "..", "plans", "create.json"),
    );
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(
      /: cannot read the plan: the same plan is named twice; help: name it once \[plan-unreadable\]\n$/,
    );
  });

  it("all that is wrong at once: each plan and the estate", async () => {
    const { code, stderr } = await run("review", "/none/1", "/none/2", "--estate", "/none/estate.yaml");
    expect(code).toBe(2);
    expect(
      stderr
        .trim()
        .split("\n")
        .map((line) => line.split(":")[0]),
    ).toEqual(["/none/1", "/none/2", "/none/estate.yaml"]);
    expect(stderr).toMatch(
      /: cannot read the estate file: no such file; help: check the path, or `--estate` \[estate-unreadable\]\n$/,
    );
  });

  it("nothing of a plan that is cut off stands in the error", async () => {
    const cut = file("cut.json", '{"format_version":"1.2","secret":"hunter2-is-my-password');
    const { code, stderr } = await run("review", cut);
    expect([code, stderr.split("\n").length]).toEqual([2, 2]);
    expect(stderr).not.toContain("hunter2");
  });

  it.each([
    [[], "error: missing required argument 'plan'"],
    [
      ["a", "--format", "pdf"],
      "error: option '--format <format>' argument 'pdf' is invalid. Allowed choices are text, markdown, html, json, sarif",
    ],
    [
      ["a", "--fail-on", "warning"],
      "error: option '--fail-on <level>' argument 'warning' is invalid. Allowed choices are block, attention, never",
    ],
  ])("%j is wrong usage", async (args, message) => {
    expect(await run("review", ...args)).toEqual({
      code: 2,
      stdout: "",
      stderr: `${message}; see aura-cmk review --help\n`,
    });
  });
});
