import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { emptiedState } from "../../../provider/resources/emptied-state";

const resource = (type: string, name: string, more: object = {}) => ({ mode: "managed", type, name, ...more });
const STATE = JSON.stringify({
  version: 4,
  resources: [resource("aws_kms_key", "key"), resource("aura_instance", "db")],
});

describe("an empty local state", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "aura-state-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  const backend = (type: string, config: object = {}) =>
    write(".terraform/terraform.tfstate", JSON.stringify({ version: 3, backend: { type, config } }));
  const told = (workspace = "default") =>
    emptiedState({ directory, dataDir: join(directory, ".terraform"), workspace });
  const emptied = (state: string, backup = STATE) => {
    write(state, "");
    write(`${state}.backup`, backup);
  };

  it("is an error where the backup has something, and says how to go on", () => {
    emptied("terraform.tfstate");
    expect(told()).toEqual({
      severity: "error",
      summary: "The state file of Terraform is empty",
      detail:
        "terraform.tfstate has 0 bytes, and its backup has aura_instance.db. Terraform empties the file before it writes it, and was probably killed in between; " +
        "everything would be created a second time. Copy terraform.tfstate.backup over terraform.tfstate, and apply: what the " +
        "interrupted run created is adopted. To begin anew, remove terraform.tfstate.backup.",
    });
  });

  it("is looked for where the backend and the workspace have it", () => {
    emptied("stacks/prod.tfstate");
    emptied("terraform.tfstate.d/eu/terraform.tfstate");
    emptied("spaces/us/terraform.tfstate");
    expect([told(), told("us")]).toEqual([undefined, undefined]);
    expect(told("eu")?.detail).toContain("terraform.tfstate.d/eu/terraform.tfstate has 0 bytes");
    backend("local", { path: "stacks/prod.tfstate", workspace_dir: "spaces" });
    expect(told()?.detail).toContain("stacks/prod.tfstate has 0 bytes");
    expect(told("us")?.detail).toContain("spaces/us/terraform.tfstate has 0 bytes");
    backend("local", { path: null });
    expect(told()).toBeUndefined();
  });

  it("is what a migration to a remote backend leaves behind", () => {
    emptied("terraform.tfstate");
    backend("s3");
    expect(told()).toBeUndefined();
  });

  it("is an error where OpenTofu has encrypted the backup", () => {
    emptied("terraform.tfstate", '{"serial":1,"encrypted_data":"x"}');
    expect(told()?.detail).toContain("its backup has an encrypted state");
  });

  it("names a few of many resources, with their modules", () => {
    const many = Array.from({ length: 7 }, (_, n) => resource("aura_instance", `db${n}`, { module: "module.a" }));
    emptied("terraform.tfstate", JSON.stringify({ resources: many }));
    expect(told()?.detail).toContain("module.a.aura_instance.db4, 2 more. Terraform");
  });

  it.each([
    ["a first apply, which has no backup", "", undefined],
    ["a state with something", '{"resources":[]}', STATE],
    ["a backup of nothing", "", ""],
    ["a backup without resources of Aura", "", JSON.stringify({ resources: [resource("aws_kms_key", "key")] })],
    ["a backup with data sources alone", "", JSON.stringify({ resources: [{ mode: "data", type: "aura_project" }] })],
    ["a backup that is no state", "", "[1]"],
  ])("is none in %s", (_, state, backup) => {
    write("terraform.tfstate", state);
    if (backup !== undefined) write("terraform.tfstate.backup", backup);
    expect(told()).toBeUndefined();
  });

  it("is none where there is no state yet", () => {
    expect(told()).toBeUndefined();
  });
});
