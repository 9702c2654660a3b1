import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { auraCmk } from "../support/child";

const HOME_OF_PROVIDER = "aura-cmk-provider-install.invalid/cdktf-aura-cmk/aura";

describe("aura-cmk provider install", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "aura-cmk-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("installs into the home folder when no folder is given", async () => {
    const { code } = await auraCmk(["provider", "install"], { HOME: folder }).ended;
    expect(code).toBe(0);
    expect(readdirSync(join(folder, ".terraform.d/plugins", HOME_OF_PROVIDER))).toEqual(["0.1.0"]);
  });

  it("says in one line what is missing where the binary should be", async () => {
    const { code, stdout, stderr } = await auraCmk(["provider", "install", "--binary", folder], { HOME: folder }).ended;
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^aura-cmk: cannot read terraform-provider-aura_0\.1\.0_SHA256SUMS: \S+: no such file; help: put terraform-provider-aura_0\.1\.0_\w+\.zip and its checksums of release 0\.1\.0 there\n$/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
