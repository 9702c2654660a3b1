import type { Log } from "./schema";

/** Writes lines in Terraform's own log format to stderr, where Terraform collects what plugins have to say. */
export const hclog =
  (module: string): Log =>
  (level, message) => {
    const line = { "@level": level, "@message": message, "@module": module, "@timestamp": new Date().toISOString() };
    process.stderr.write(`${JSON.stringify(line)}\n`);
  };
