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

  it("runs a command inside and ends with its exit code", async () => {
    const script =
      "fetch(process.env.AURA_API_BASE_URL + '/console').then((answer) => process.exit(answer.status === 200 ? 7 : 1))";
    const { code, stderr } = await auraCmk(["simulate", "--", process.execPath, "-e", script]).ended;
    expect({ code, stderr }).toEqual({ code: 7, stderr: "" });
  });
});
