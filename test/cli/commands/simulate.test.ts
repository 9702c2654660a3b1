import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { auraCmk } from "../support/child";

describe("aura-cmk simulate", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("listens until %s, then frees its ports", async (signal) => {
    const running = auraCmk(["simulate", "--region", "eu-north-1", "--account", "444455556666"]);
    const stdout = await running.says("Ctrl-C stops it.");
    const url = /Aura Console +(\S+)/.exec(stdout)?.[1] ?? "";
    expect((await fetch(url)).status).toBe(200);
    expect(stdout).toContain("export AWS_REGION='eu-north-1'\n");
    expect(stdout).toContain("export AWS_ACCESS_KEY_ID='SIM444455556666'\n");
    running.process.kill(signal);
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  it("says in one line when somebody else has the port that it is told", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await auraCmk(["simulate", "--aura-port", String(port)]).ended;
    other.close();
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: `Can not start: listen EADDRINUSE: address already in use 127.0.0.1:${port}; choose another port, or 0 for a free one.\n`,
      stderr: "",
    });
  });

  it("runs a command inside, leaves stdout to it, and ends with its exit code", async () => {
    const script =
      "fetch(process.env.AURA_API_BASE_URL + '/console').then(({ status }) => { console.log(status); process.exitCode = 7; })";
    const { code, stdout, stderr } = await auraCmk(["simulate", "--", process.execPath, "-e", script]).ended;
    expect({ code, stdout }).toEqual({ code: 7, stdout: "200\n" });
    expect(stderr).toMatch(/^AWS KMS and Neo4j Aura, simulated on this machine; nothing is kept when it stops\.\n/);
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
