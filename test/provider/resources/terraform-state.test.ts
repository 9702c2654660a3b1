import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stateName } from "../../../provider/resources/terraform-state";

describe("the name of a state", () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "aura-backend-"));
    mkdirSync(dataDir, { recursive: true });
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const name = (backend?: object, env: NodeJS.ProcessEnv = {}) => {
    rmSync(join(dataDir, "terraform.tfstate"), { force: true });
    if (backend) writeFileSync(join(dataDir, "terraform.tfstate"), JSON.stringify({ version: 3, backend }));
    return stateName(dataDir, env);
  };
  const s3 = (config: object) => name({ type: "s3", config: { bucket: "states", key: "prod", ...config } });
  const http = (config: object, env: NodeJS.ProcessEnv = {}) => name({ type: "http", config }, env);

  it("is the same where credentials, and what else says nothing of the place, are new", () => {
    expect(s3({ access_key: "a", secret_key: "b", token: "c" })).toBe(s3({ access_key: "d", encrypt: true }));
    expect(http({ address: "https://x/1", password: "job-1" })).toBe(
      http({ address: "https://x/1", password: "job-2" }),
    );
    expect(name()).toBe(name({ type: "local", config: { path: null, workspace_dir: null } }));
  });

  it("differs between places", () => {
    const names = [
      ...[name(), s3({}), s3({ key: "dev" }), s3({ bucket: "other" })],
      ...[http({ address: "https://x/1" }), http({ address: "https://x/2" })],
      name({ type: "gcs", config: { bucket: "states", prefix: "prod" } }),
      name({ type: "cloud", config: { organization: "o", workspaces: { name: "a" } } }),
      name({ type: "cloud", config: { organization: "o", workspaces: { name: "b" } } }),
      name({ type: "local", config: { path: "stacks/prod.tfstate" } }),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  it("takes the place of an http backend from the environment, too", () => {
    const given = http({ address: "https://x/1" });
    expect(http({ address: null }, { TF_HTTP_ADDRESS: "https://x/1" })).toBe(given);
    expect(http({ address: "https://x/1" }, { TF_HTTP_ADDRESS: "https://x/2" })).toBe(given);
  });

  it("shows nothing of what a backend was told", () => {
    expect(http({ address: "https://user:pass@x/1" })).toMatch(/^[0-9a-f]{16}$/);
  });
});
