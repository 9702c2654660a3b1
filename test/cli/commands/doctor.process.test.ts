import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../../support/synth";
import { auraCmk } from "../support/child";

it("ends although a program that was to hand out credentials hangs", async () => {
  const folder = temporaryFolder();
  const [pid, program, config] = ["pid", "credentials.sh", "config"].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(program, `#!/bin/sh\necho $$ > ${pid}\nexec sleep 3600\n`);
  chmodSync(program, 0o755);
  writeFileSync(config, `[default]\nregion = eu-west-1\ncredential_process = ${program}\n`);
  const env = {
    ...{ AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: path.join(folder, "none") },
    ...{ AWS_EC2_METADATA_DISABLED: "true", AURA_API_BASE_URL: "http://127.0.0.1:9" },
  };
  try {
    const { code, stdout } = await auraCmk(["doctor"], env).ended;
    expect([code, existsSync(pid)]).toEqual([1, true]);
    expect(stdout).toMatch(
      /^unknown +AWS credentials +the default profile of .*\/config: no answer within 5 s; help: set AWS_PROFILE, or sign in as you do for Terraform: .*$/m,
    );
    // The hanging program is still there.
    expect(() => process.kill(Number(readFileSync(pid, "utf8")), 0)).not.toThrow();
  } finally {
    if (existsSync(pid)) process.kill(Number(readFileSync(pid, "utf8")), "SIGKILL");
  }
});
