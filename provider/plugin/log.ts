import { printable } from "./printable";
import type { Log } from "./schema";

/** Writes lines in Terraform's own log format to stderr, where Terraform collects the log lines of plugins. */
export const hclog =
  (module: string): Log =>
  (level, message) => {
    // Terraform does not take the line for a log line unless its time has microseconds.
    const time = new Date().toISOString().replace("Z", "000Z");
    const line = { "@level": level, "@message": printable(message), "@module": module, "@timestamp": time };
    process.stderr.write(`${JSON.stringify(line)}\n`);
  };
