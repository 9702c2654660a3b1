import { constants } from "node:buffer";
import path from "node:path";
import type { Problem } from "../../model/problem";
import { stateProblem } from "../../model/read/read-states";
import type { PlanText } from "../../model/read/types";
import { readNamedText, STDIN } from "../stdin";

const SHOW = "run `terraform show -json > state.json` and pass that file";

/**
 * Reads the texts of states. Never rejects for what a person can get wrong.
 * @param names files, or `-`
 * @param stdin where `-` reads from
 */
export async function readStates(
  names: readonly string[],
  stdin: AsyncIterable<Buffer | string>,
): Promise<{ readonly texts: readonly PlanText[] } | { readonly problems: readonly Problem[] }> {
  const texts: PlanText[] = [];
  const problems: Problem[] = [];
  for (const [index, label] of labelsOf(names).entries()) {
    const name = names[index] ?? "";
    const read = await readNamedText(name, stdin, { maxBytes: constants.MAX_STRING_LENGTH, pipes: true, fixes: FIXES });
    if ("text" in read) texts.push({ name: label, text: read.text });
    else problems.push(stateProblem(name, read.unreadable));
  }
  return problems.length > 0 ? { problems } : { texts };
}

const FIXES = { missing: SHOW, "not-text": SHOW };

/** What the states are called: by their file names, where these tell them apart. */
function labelsOf(names: readonly string[]): readonly string[] {
  const short = names.map((name) => (name === STDIN ? "standard input" : path.basename(name)));
  return new Set(short).size === names.length ? short : names;
}
