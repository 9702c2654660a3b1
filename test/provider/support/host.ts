import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { PROVIDER_SOURCE } from "../../../provider/version";
import { PROVIDER_PARTS } from "../../support/dist";
import { BINARY, serveBinary, type ServedBinary } from "./binary";

/** A process that serves the provider and can be killed. */
export interface Host {
  /** Starts to serve; resolves to the environment for Terraform. */
  serve(env: NodeJS.ProcessEnv, dataDir: string): Promise<NodeJS.ProcessEnv>;
  /** Ends it as the kernel does when memory runs out. */
  kill(): void;
}

const SCRIPT = `
const { reattach } = require(${JSON.stringify(PROVIDER_PARTS.plugin)});
const { auraProvider } = require(${JSON.stringify(PROVIDER_PARTS.provider)});
process.once("message", async ({ env, dataDir }) => {
  const { env: forTerraform } = await reattach(${JSON.stringify(PROVIDER_SOURCE)}, auraProvider({ version: "1.2.3", env, dataDir }));
  process.send(forTerraform);
});
process.on("disconnect", () => process.exit());
`;

/** Starts a process for the provider; it is ready for use by the time that it is needed. */
export function startHost(): Host {
  return BINARY === undefined ? hostOfModules() : hostOfBinary(BINARY);
}

function hostOfBinary(file: string): Host {
  let served: ServedBinary | undefined;
  return {
    async serve(env, dataDir) {
      served = await serveBinary(file, env, dirname(dataDir));
      return served.env;
    },
    kill: () => served?.kill(),
  };
}

function hostOfModules(): Host {
  const child = spawn(process.execPath, ["-e", SCRIPT], {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return {
    serve: (env, dataDir) =>
      new Promise((resolve) => {
        child.once("message", (message) => resolve(message as NodeJS.ProcessEnv));
        child.send({ env, dataDir });
      }),
    kill: () => void child.kill("SIGKILL"),
  };
}
