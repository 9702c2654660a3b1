import { startSimulator } from "../../simulator";
import { PEERS_SIMULATOR, runPeers } from "./peers";
import { formatPeers } from "./result";
import { findTools, install } from "./tools";

/** `npm run peers`: calls the simulators with the clients that people really use, as far as they are on this machine. */
async function main(): Promise<number> {
  if (process.argv.includes("--install")) install();
  const simulator = await startSimulator(PEERS_SIMULATOR);
  try {
    const results = await runPeers(simulator, findTools(), (text) => process.stderr.write(text));
    process.stdout.write(formatPeers(results));
    return results.every(({ wrong = [] }) => wrong.length === 0) ? 0 : 1;
  } finally {
    await simulator.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(2);
  },
);
