import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const README = readFileSync(resolve(__dirname, "../../README.md"), "utf8");

/** The commands of the quick start in the README, one after the other. */
export const FIRST_PAGE: readonly string[] = (
  /^## Quick start$[^]*?^```sh\n([^]*?)\n```$/m.exec(README)?.[1] ?? ""
).split("\n");
