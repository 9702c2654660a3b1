import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeStaleStacks, setStaleStacksAside } from "../../synth/stale-stacks";
import { renderProblems, synthesizeEstate } from "../../synth/synthesize";
import { temporaryFolder } from "../support/synth";

let outdir: string;
beforeEach(() => {
  outdir = temporaryFolder();
});

const CONFIGURATION = "cdk.tf.json";
const SET_ASIDE = "cdk.tf.json.earlier";

/** The folder of a stack with these files, and a configuration as it is written. */
function stack(name: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = join(outdir, "stacks", name);
  const written = { "//": { metadata: { stackName: name } }, provider: { aura: [{}] } };
  for (const [file, text] of Object.entries({ [CONFIGURATION]: JSON.stringify(written), ...files })) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

const stacks = (): string[] => readdirSync(join(outdir, "stacks")).sort();
const PLANNED = {
  "plan.bin": "x",
  ".terraform.lock.hcl": "",
  ".terraform/terraform.tfstate": "{}",
  "terraform.d/plugins/x": "",
};

it("removes a folder of a stack that is no longer made, with what Terraform makes anew", () => {
  stack("prod-eu-west-1");
  stack("gone-eu-west-1", PLANNED);
  expect([removeStaleStacks(outdir, new Set(["prod-eu-west-1"])), stacks()]).toEqual([[], ["prod-eu-west-1"]]);
});

it.each(["terraform.tfstate", "errored.tfstate", "terraform.tfstate.d/staging/terraform.tfstate", "notes.txt"])(
  "keeps a folder with %s, without its configuration, and says so",
  (file) => {
    const folder = stack("gone-eu-west-1", { ...PLANNED, [file]: "{}" });
    expect(removeStaleStacks(outdir, new Set())).toEqual([
      `Warning: stack gone-eu-west-1 is no longer made; its folder stays because of ${file.split("/")[0]}: ${folder}`,
    ]);
    expect([CONFIGURATION, SET_ASIDE, file].map((name) => existsSync(join(folder, name)))).toEqual([false, true, true]);
  },
);

it.each([
  ["has no configuration", ""],
  ["has another one", '{ "provider": { "aws": [{}] } }'],
  ["has one that cdktf did not write", '{ "provider": { "aura": [{}] } }'],
  ["has one of another stack", '{ "//": { "metadata": { "stackName": "other" } }, "provider": { "aura": [{}] } }'],
])("leaves a folder alone that %s", (_, text) => {
  const folder = stack("network", { [CONFIGURATION]: text });
  expect(removeStaleStacks(outdir, new Set())).toEqual([]);
  setStaleStacksAside(outdir);
  expect(existsSync(join(folder, CONFIGURATION))).toBe(true);
});

it("does nothing where there is no output yet", () => {
  expect(removeStaleStacks(outdir, new Set())).toEqual([]);
  expect(() => setStaleStacksAside(join(outdir, "none"))).not.toThrow();
});

describe("an estate", () => {
  const estate = (region: string): string => `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }
accounts: { prod: { id: "111122223333" } }
keys: { orders: { account: prod, region: ${region}, product: AuraDB } }
`;
  const synth = (region: string): string => {
    writeFileSync(join(outdir, "estate.yaml"), estate(region));
    const result = synthesizeEstate(join(outdir, "estate.yaml"), outdir);
    return "problems" in result ? renderProblems(result.problems) : result.report;
  };
  const files = (): string[] => readdirSync(join(outdir, "stacks/prod-eu-west-1")).sort();

  it("that is refused leaves no configuration that a loop over the folders would plan, until it is right again", () => {
    synth("eu-west-1");
    expect(files()).toContain(CONFIGURATION);
    synth("eu-west1");
    expect(files()).toEqual([SET_ASIDE, "terraform.d"]);
    synth("eu-west1");
    expect(files()).toEqual([SET_ASIDE, "terraform.d"]);
    synth("eu-west-1");
    expect(files()).toEqual([CONFIGURATION, "terraform.d"]);
  });
});
