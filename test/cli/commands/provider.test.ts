import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../support/run";

const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"];
const HOME_OF_PROVIDER = "aura-cmk-provider-install.invalid/cdktf-aura-cmk/aura";

describe("aura-cmk provider install", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "aura-cmk-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("writes a launcher for every platform, lists them, and tells how to use them in HCL", async () => {
    const { code, stdout, stderr } = await run("provider", "install", folder);
    const files = PLATFORMS.map((platform) =>
      join(folder, HOME_OF_PROVIDER, "0.1.0", platform, "terraform-provider-aura_v0.1.0"),
    );
    const width = Math.max(...files.map(({ length }) => length));
    expect({ code, stderr, stdout }).toEqual({
      code: 0,
      stderr: "",
      stdout: [
        "platform      file",
        `------------  ${"-".repeat(width)}`,
        ...files.map((file, index) => `${PLATFORMS[index]?.padEnd(12)}  ${file}`),
        "",
        "In HCL:",
        "  terraform {",
        "    required_providers {",
        '      aura = { source = "aura-cmk-provider-install.invalid/cdktf-aura-cmk/aura", version = "0.1.0" }',
        "    }",
        "  }",
        "",
      ].join("\n"),
    });
    for (const file of files) {
      expect(statSync(file).mode & 0o777).toBe(0o755);
      expect(readFileSync(file, "utf8")).toMatch(/^#!\/bin\/sh\n/);
    }
    const noted = readFileSync(join(folder, "cdktf-aura-cmk-0.1.0.path"), "utf8").trim();
    expect(noted).toBe(resolve(__dirname, "../../../provider/main.ts"));
  });

  it("has no launcher for Windows, where it looks in %APPDATA%, and says what there is", async () => {
    const [platform, appData] = [process.platform, process.env["APPDATA"]];
    Object.defineProperty(process, "platform", { value: "win32" });
    process.env["APPDATA"] = "C:\\Users\\me\\AppData\\Roaming";
    try {
      const { code, stderr } = await run("provider", "install", folder);
      const text = "aura-cmk: the launcher does not run on Windows; help: aura-cmk provider install --binary\n";
      expect({ code, stderr }).toEqual({ code: 1, stderr: text });
      const { stdout } = await run("provider", "install", "--help");
      expect(stdout).toMatch(/Roaming.*terraform\.d/);
    } finally {
      Object.defineProperty(process, "platform", { value: platform });
      if (appData === undefined) delete process.env["APPDATA"];
      else process.env["APPDATA"] = appData;
    }
  });

  it("says in one line where it cannot write", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const { code, stdout, stderr } = await run("provider", "install", file);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "",
      stderr: `aura-cmk: cannot write to ${file}: not a directory\n`,
    });
    expect(existsSync(file)).toBe(true);
  });
});
