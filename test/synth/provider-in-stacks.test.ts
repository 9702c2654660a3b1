import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { installLauncher } from "../../provider/install";
import { renderProblems, synthesizeEstate } from "../../synth/synthesize";

const ESTATE = `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }
accounts: { prod: { id: "111122223333" } }
keys:
  orders: { account: prod, region: eu-west-1, replicas: [eu-central-1], product: AuraDB, statement: orders.json }
instances: {}
`;

describe("the folders of the stacks after the synthesis", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "aura-cmk-"));
    writeFileSync(join(folder, "estate.yaml"), ESTATE);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const synthesize = (outdir: string): void => {
    const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, outdir));
    if ("problems" in result) throw new Error(renderProblems(result.problems));
  };
  const filesIn = (outdir: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(folder, outdir), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((file) => [file.slice(join(folder, outdir).length + 1), readFileSync(file, "utf8")]),
    );

  it("hold the provider, where Terraform looks for it, beside the configuration, and nothing else", () => {
    synthesize("out");
    installLauncher(join(folder, "installed"));
    const installed = Object.entries(filesIn("installed"));
    const inStack = (stack: string) =>
      installed.map(([file, text]) => [`stacks/${stack}/terraform.d/plugins/${file}`, text] as const);
    const { "manifest.json": manifest, ...others } = filesIn("out");
    expect(others).toEqual({
      "stacks/prod-eu-west-1/cdk.tf.json": expect.any(String) as string,
      "stacks/prod-eu-central-1/cdk.tf.json": expect.any(String) as string,
      ...Object.fromEntries([...inStack("prod-eu-west-1"), ...inStack("prod-eu-central-1")]),
    });
    expect(installed.map(([file]) => file)).toContain(
      "aura-cmk-provider-install.invalid/cdktf-aura-cmk/aura/0.1.0/linux_amd64/terraform-provider-aura_v0.1.0",
    );
    expect(manifest).not.toContain("terraform.d");
  });

  it("are the same, byte for byte, the second time and in another place of the same depth", () => {
    synthesize("out");
    const first = filesIn("out");
    synthesize("out");
    expect(filesIn("out")).toEqual(first);
    synthesize("other");
    expect(filesIn("other")).toEqual(first);
  });

  it("name the code of the provider only where Terraform's lock file does not look", () => {
    synthesize("out");
    const code = resolve(__dirname, "../../provider");
    const naming = Object.entries(filesIn("out")).filter(([, text]) => text.includes(code));
    expect(naming).toEqual([
      [`stacks/prod-eu-central-1/terraform.d/plugins/cdktf-aura-cmk-0.1.0.path`, `${code}/main.ts\n`],
      [`stacks/prod-eu-west-1/terraform.d/plugins/cdktf-aura-cmk-0.1.0.path`, `${code}/main.ts\n`],
    ]);
  });

  it("lead to local state beside the estate, whatever the working directory is", () => {
    synthesize("out");
    const { terraform } = JSON.parse(filesIn("out")["stacks/prod-eu-west-1/cdk.tf.json"] ?? "") as {
      terraform: { backend: unknown };
    };
    expect(terraform.backend).toEqual({ local: { path: "../../../terraform.prod-eu-west-1.tfstate" } });
  });
});
