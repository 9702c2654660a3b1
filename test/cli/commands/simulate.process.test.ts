import { auraCmk } from "../support/child";

describe("aura-cmk simulate", () => {
  it("listens until Ctrl-C, then frees its ports", async () => {
    const running = auraCmk(["simulate", "--region", "eu-north-1", "--account", "444455556666"]);
    const stdout = await running.says("Ctrl-C stops it.");
    const url = /Aura Console +(\S+)/.exec(stdout)?.[1] ?? "";
    expect((await fetch(url)).status).toBe(200);
    expect(stdout).toContain("export AWS_REGION='eu-north-1'\n");
    expect(stdout).toContain("export AWS_ACCESS_KEY_ID='SIM444455556666'\n");
    running.process.kill("SIGINT");
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  it("runs a command inside, leaves stdout to it, and ends with its exit code", async () => {
    const script =
      "fetch(process.env.AURA_API_BASE_URL + '/console').then(({ status }) => { console.log(status); process.exitCode = 7; })";
    const { code, stdout, stderr } = await auraCmk(["simulate", "--", process.execPath, "-e", script]).ended;
    expect({ code, stdout }).toEqual({ code: 7, stdout: "200\n" });
    expect(stderr).toMatch(/^AWS KMS and Neo4j Aura, simulated on this machine; all data is lost when it stops\.\n/);
  });

  it("leaves the options behind a command to that command", async () => {
    const script = "console.log(process.argv.slice(1).join(' '))";
    const args = ["simulate", "--region", "eu-north-1", process.execPath, "-e", script, "--", "", "--region", "x"];
    const { code, stdout } = await auraCmk(args).ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: " --region x\n" });
  });

  it("takes the command with it when it is told to end", async () => {
    const script = "console.log('pid', process.pid, '.'); setInterval(() => undefined, 1000)";
    const running = auraCmk(["simulate", "--", process.execPath, "-e", script]);
    const pid = Number(/pid (\d+) \./.exec(await running.says(" ."))?.[1]);
    running.process.kill("SIGTERM");
    expect((await running.ended).code).toBe(143);
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });
});
