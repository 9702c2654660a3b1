import path from "node:path";
import { listOf, objectOf, textOf } from "../../util/json";
import { readTextFile } from "../../util/read-file";

/** What is noted at a construct: a finding, a next step, or a note of the program's own. */
export interface Note {
  readonly level: "info" | "warning" | "error";
  /** Path of the construct. */
  readonly on: string;
  readonly message: string;
}

const LEVELS: Readonly<Record<string, Note["level"]>> = {
  "@cdktf/info": "info",
  "@cdktf/warn": "warning",
  "@cdktf/error": "error",
};
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * The notes of all stacks, which the command line of cdktf prints as well.
 * @param outdir the output of cdktf
 */
export function readNotes(outdir: string): readonly Note[] {
  const read = readTextFile(path.join(outdir, "manifest.json"), { maxBytes: MAX_BYTES });
  if (!("text" in read)) return [];
  return Object.values(objectOf(objectOf(JSON.parse(read.text))["stacks"]))
    .flatMap((stack) => listOf(objectOf(stack)["annotations"]))
    .map((entry) => {
      const { level, constructPath, message } = objectOf(entry);
      return {
        level: LEVELS[textOf(level) ?? ""] ?? "info",
        ...{ on: textOf(constructPath) ?? "", message: textOf(message) ?? "" },
      };
    });
}
