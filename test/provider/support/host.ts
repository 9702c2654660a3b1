import { fork, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Compiled } from "./compiled";

/** A process that serves the provider and can be killed. */
export interface Host {
  /** Starts to serve; resolves to the environment for Terraform. */
  serve(env: NodeJS.ProcessEnv, dataDir: string): Promise<NodeJS.ProcessEnv>;
  /** Ends it as the kernel does when memory runs out. */
  kill(): void;
}

const SCRIPT = `
const { reattach, auraProvider } = require("./parts.js");
process.once("message", async ({ env, dataDir }) => {
  const { env: forTerraform } = await reattach("cdktf-aura-cmk/aura", auraProvider({ version: "1.2.3", env, dataDir }));
  process.send(forTerraform);
});
process.on("disconnect", () => process.exit());
`;

/** Starts a process for the provider; it is ready for use by the time that it is needed. */
export function startHost(code: Compiled): Host {
  const script = join(dirname(code.parts), "host.js");
  writeFileSync(script, SCRIPT);
  const child: ChildProcess = fork(script, { env: { PATH: process.env["PATH"] } });
  return {
    serve: (env, dataDir) =>
      new Promise((resolve) => {
        child.once("message", (message) => resolve(message as NodeJS.ProcessEnv));
        child.send({ env, dataDir });
      }),
    kill: () => void child.kill("SIGKILL"),
  };
}
