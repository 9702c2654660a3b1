import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { configuration, PROJECT, RECORD } from "../check/configurations";
import { run } from "../support/run";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-check-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);
const write = (name: string, content: object | string | Buffer): string => {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return at(name);
};
const check = async (...args: string[]) => {
  const { code, stdout, stderr } = await run("check", ...args);
  return { code, first: stdout.split("\n")[0], stdout, stderr: stderr.replaceAll(folder, "") };
};

describe("aura-cmk check", () => {
  it("prints the verdict, what is there, and what was read", async () => {
    expect(await run("check", write("prod/cdk.tf.json", configuration()))).toEqual({
      code: 0,
      stderr: "",
      stdout: `OK: no rule is violated, and what only Terraform knows has a precondition
in account 111122223333, eu-west-1

Keys and instances
  Key                 Customer managed key  Instances  External principals
  ------------------  --------------------  ---------  ------------------------
  aws_kms_key.orders  orders                orders     AWS account 999988887777

Coverage
  3 resources judged
`,
    });
  });

  it("blocks what synth refuses, whoever wrote it", async () => {
    write("main.tf.json", configuration({ instance: { region: "us-east-1" } }));
    const { code, first, stdout } = await check(folder);
    expect({ code, first }).toEqual({ code: 1, first: "BLOCK: instance orders and its key are in different regions" });
    expect(stdout).toContain("  [key-region-matches-instance]\n");
    expect(stdout).toContain("help: use a key or replica in us-east-1\n");
  });

  it("has the file and the lines of the resource, in every format, whether it is written in one line or in many", async () => {
    const wrong = configuration({ instance: { region: "us-east-1" } });
    const line = write("line/cdk.tf.json", wrong);
    const lines = write("lines/main.tf.json", JSON.stringify(wrong, undefined, 2));
    const physicalLocations = async (file: string): Promise<unknown> => {
      const { runs } = JSON.parse((await check(file, "--format", "sarif")).stdout) as {
        runs: [{ results: { locations: [{ physicalLocation: object }] }[] }];
      };
      return runs[0].results.map(({ locations }) => locations[0].physicalLocation);
    };
    const uri = (file: string): string => pathToFileURL(file).href;
    const text = JSON.stringify(wrong);
    const begin = text.indexOf('"orders":{"project_id"', text.indexOf('"aura_instance"')) + 1;
    expect(await physicalLocations(line)).toEqual([
      {
        artifactLocation: { uri: uri(line) },
        region: { startLine: 1, startColumn: begin, endLine: 1, endColumn: text.length - 2 },
      },
    ]);
    const region = { startLine: 38, startColumn: 7, endLine: 46, endColumn: 8 };
    expect(await physicalLocations(lines)).toEqual([{ artifactLocation: { uri: uri(lines) }, region }]);
    const { findings } = JSON.parse((await check(lines, "--format", "json")).stdout) as { findings: object[] };
    expect(findings).toMatchObject([{ place: { file: lines, ...region } }]);
    const [, place] = (await check(lines)).stdout.split("\n");
    expect(place).toContain(` (aura_instance.orders) at ${lines}:38 `);
  });

  it("needs review where only Terraform knows a value, unless a precondition compares it", async () => {
    const region = "${var.region}";
    write("open/main.tf.json", configuration({ instance: { region } }));
    const { code, first, stdout } = await check(at("open"));
    expect({ code, first }).toEqual({
      code: 0,
      first: "NEEDS REVIEW: cannot verify that instance orders and its key are in one region",
    });
    expect(stdout).toContain('help: add to its lifecycle a precondition: ${("eu-west-1" == var.region)}\n');
    expect((await check(at("open"), "--fail-on", "attention")).code).toBe(1);

    const condition = "${var.region == aura_customer_managed_key.orders.region}";
    const lifecycle = { precondition: [{ condition, error_message: "another region" }] };
    write("closed/main.tf.json", configuration({ instance: { region, lifecycle } }));
    expect((await check(at("closed"), "--fail-on", "attention")).first).toMatch(/^OK: /);
  });

  it("takes all files of a directory as one module, overrides included", async () => {
    const { resource, ...rest } = configuration();
    write("prod/main.tf.json", rest);
    write("prod/resources.tf.json", { resource });
    const files = [at("prod/main.tf.json"), at("prod/resources.tf.json")];
    expect((await check(at("prod"))).first).toMatch(/^OK: /);
    expect((await check(...files)).first).toMatch(/^OK: /);
    expect((await check(at("prod/resources.tf.json"))).first).toMatch(
      /^NEEDS REVIEW: other files of the directory are not read: main\.tf\.json; check the directory/,
    );
    write("prod/prod_override.tf.json", { resource: { aura_instance: { orders: { region: "us-east-1" } } } });
    expect((await check(at("prod"))).first).toMatch(/^BLOCK: instance orders and its key are in different regions/);
  });

  it("judges several directories together, and finds stacks below one", async () => {
    const output = { arn: { value: "${aws_kms_key.orders.arn}" } };
    const { resource, provider } = configuration();
    const local = (name: string) => ({ backend: { local: { path: `${name}.tfstate` } } });
    const { aws_kms_key } = resource;
    write("stacks/keys/cdk.tf.json", { provider, resource: { aws_kms_key }, output, terraform: local("keys") });
    const keyId = "${data.terraform_remote_state.keys.outputs.arn}";
    const database = (region: string) => ({
      data: { terraform_remote_state: { keys: { backend: "local", config: { path: "keys.tfstate" } } } },
      resource: { aura_customer_managed_key: { orders: { ...RECORD, key_id: keyId, region } } },
    });
    write("stacks/database/cdk.tf.json", database("eu-west-1"));
    write("stacks/keys/.terraform/modules/x.tf.json", "not looked at");
    expect((await check(at("stacks/keys"), at("stacks/database"))).first).toMatch(/^OK: /);
    expect((await check(at("."))).first).toMatch(/^OK: /);
    write("stacks/database/cdk.tf.json", database("us-east-1"));
    const { first, stdout } = await check(at("."));
    expect(first).toMatch(/^BLOCK: /);
    expect(stdout).toContain("[record-region-matches-key]");
  });

  it("goes by the review metadata that synth wrote: expected principals and waivers", async () => {
    const metadata = (principals: readonly string[]) => ({
      AuraCmkReviewMetadata: {
        input: JSON.stringify({
          ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [] },
          waivers: [{ rule: "rotation-enabled", on: ["aws_kms_key.orders"], reason: "rotated by hand" }],
          principals: { "aws_kms_key.orders": principals },
        }),
      },
    });
    const rotation = { key: { enable_key_rotation: false } };
    write("main.tf.json", configuration({ ...rotation, metadata: metadata(["999988887777"]) }));
    const { first, stdout } = await check(folder);
    expect(first).toMatch(/^OK: /);
    expect(stdout).toContain("AWS account 999988887777 (expected)");
    expect(stdout).toContain("rotation-enabled on aws_kms_key.orders: rotated by hand");
    write("main.tf.json", configuration({ ...rotation, metadata: metadata(["444455556666"]) }));
    expect((await check(folder)).first).toBe("BLOCK: unexpected AWS account 999988887777 can use key orders");
  });

  it("names what is not read: HCL, modules, other resources on keys", async () => {
    write("main.tf.json", { ...configuration(), module: { network: { source: "./network" } } });
    write("extra.tf", "");
    write("network/main.tf", "");
    const { first, stdout } = await check(folder);
    expect(first).toMatch(/^NEEDS REVIEW: HCL is not read: extra\.tf; review the plan; and 2 more findings$/);
    expect(stdout).toContain("NEEDS REVIEW  modules are not read: network; they may affect a key used by Aura\n");
    expect(stdout).toContain("NEEDS REVIEW  HCL is not read: main.tf; review the plan\n");
  });

  it("says so where nothing is of Aura", async () => {
    write("main.tf.json", { resource: { aws_s3_bucket: { logs: {} } } });
    expect(await check(folder)).toMatchObject({ code: 0, first: "OK: no resource of Aura and no key for it" });
  });

  it.each([
    ["markdown", /^<!-- aura-cmk:review -->\n## OK: no rule is violated/],
    ["html", /^<!doctype html>/i],
    [
      "json",
      /^\{\n {2}"format": "cdktf-aura-cmk\/review",\n {2}"version": 1,\n {2}"of": "configuration",\n {2}"verdict": "OK",/,
    ],
    ["sarif", /^\{\n {2}"\$schema": "https:\/\/json\.schemastore\.org\/sarif-2\.1\.0\.json",\n/],
  ])("has the format %s", async (format, beginning) => {
    expect((await check(write("main.tf.json", configuration()), "--format", format)).stdout).toMatch(beginning);
  });

  it("takes expected principals from the estate, and never overwrites what it reads", async () => {
    const file = write("stack/main.tf.json", configuration());
    const account = "accounts: { prod: { id: '111122223333' } }";
    const estate = write(
      "estate.yaml",
      `version: 1\naura: { projectId: ${PROJECT}, accountId: '444455556666' }\n${account}\nkeys: {}\ninstances: {}\n`,
    );
    expect((await check(file, "--estate", estate)).first).toBe(
      "BLOCK: unexpected AWS account 999988887777 can use key orders",
    );
    expect((await check(file, "--out", file)).code).toBe(2);
    expect(await check(file, "--out", at("check.txt"))).toMatchObject({
      ...{ code: 0, stdout: "" },
      stderr: "OK: the review is in /check.txt\n",
    });
  });
});

describe("aura-cmk check of what cannot be used ends with 2 and one line:", () => {
  const CANNOT = "cannot read the configuration";
  const EXPECTED = "expected: a Terraform configuration in JSON, such as cdk.tf.json";
  it.each<[string, () => string, string]>([
    ["a missing path", () => at("nope"), `/nope: ${CANNOT}: no such file; help: check the path`],
    [
      "an empty directory",
      () => folder,
      `: ${CANNOT}: a directory without a configuration; expected: files that end in .tf.json, as in cdktf.out/stacks/*; help: run \`cdktf synth\`, or name its output`,
    ],
    [
      "a directory with HCL alone",
      () => path.dirname(write("main.tf", "")),
      `: ${CANNOT}: only files like main.tf; expected: files that end in .tf.json, as in cdktf.out/stacks/*; help: review its plan: \`terraform plan -out plan.bin\`, then \`terraform show -json plan.bin | aura-cmk review -\``,
    ],
    [
      "an HCL file",
      () => write("main.tf", "# nothing"),
      `/main.tf: ${CANNOT}: HCL; expected: a configuration in JSON; help: review its plan: \`terraform plan -out plan.bin\`, then \`terraform show -json plan.bin | aura-cmk review -\``,
    ],
    [
      "an empty file",
      () => write("a.tf.json", ""),
      `/a.tf.json: ${CANNOT}: an empty text; ${EXPECTED}; help: check that it is the right file`,
    ],
    [
      "a plan",
      () => write("plan.json", { format_version: "1.2", resource_changes: [] }),
      `/plan.json: ${CANNOT}: a plan, not a configuration; ${EXPECTED}; help: review it with \`aura-cmk review\``,
    ],
    [
      "UTF-16",
      () => write("a.tf.json", Buffer.from("\ufeff{}", "utf16le")),
      `/a.tf.json: ${CANNOT}: UTF-16; expected: UTF-8 without a byte-order mark; help: save it as plain UTF-8, which is all that Terraform reads`,
    ],
    [
      "a byte-order mark",
      () => write("a.tf.json", "\ufeff{}"),
      `/a.tf.json: ${CANNOT}: a byte-order mark; expected: UTF-8 without a byte-order mark; help: save it as plain UTF-8, which is all that Terraform reads`,
    ],
    [
      "binary data",
      () => write("a.tf.json", Buffer.from([0x7f, 0x45, 0, 0xff, 0xfe])),
      `/a.tf.json: ${CANNOT}: not text; expected: UTF-8 text; help: save it as plain UTF-8, which is all that Terraform reads`,
    ],
    [
      "more than 50 MB",
      () => write("a.tf.json", Buffer.alloc(100 << 20, " ")),
      `/a.tf.json: ${CANNOT}: more than 50 MB of JSON; help: check that it is the right file`,
    ],
    [
      "references in a circle",
      () => path.dirname(write("a.tf.json", { locals: { a: "${local.b}", b: "${local.a}" } })),
      `: ${CANNOT}: references in a circle: local.a, local.b; help: correct it; \`terraform validate\` says more`,
    ],
    [
      "a resource in two files",
      () => path.dirname([write("a.tf.json", configuration()), write("b.tf.json", configuration())][0] ?? ""),
      `: ${CANNOT}: written twice: aws_kms_key.orders, aura_customer_managed_key.orders, aura_instance.orders; help: correct it; \`terraform validate\` says more`,
    ],
  ])("%s", async (_, prepare, line) => {
    const { code, stdout, stderr } = await check(prepare());
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `${line} [configuration-unreadable]\n` });
  });

  it("symbolic links in a circle, which as directories below are followed once", async () => {
    symlinkSync("loop", at("loop"));
    expect((await check(at("loop"))).stderr).toBe(
      "/loop: cannot read the configuration: symbolic links form a cycle; help: check the path [configuration-unreadable]\n",
    );
    write("stacks/prod/cdk.tf.json", configuration());
    symlinkSync("..", at("stacks/up"));
    expect(await check(folder)).toMatchObject({ code: 0, stderr: "" });
  });

  it("all of them at once", async () => {
    write("a.tf.json", "{");
    write("b.tf.json", '{"resource":5}');
    const { code, stderr } = await check(folder, at("nope"));
    expect(code).toBe(2);
    expect(stderr.split("\n").map((line) => line.split(":")[0])).toEqual(["/nope", "/a.tf.json", "/b.tf.json", ""]);
  });
});
