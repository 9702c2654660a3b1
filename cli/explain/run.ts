import { quote } from "../../util/quote";
import { oneLine, printJson } from "../../util/invisible-characters";
import { explain, explanationsOf, listNames, names, suggestion } from "./explain";

const UNKNOWN = 2;

/** Formats of an explanation. */
export type ExplainFormat = "text" | "json";

/**
 * Prints what a rule or a code means; without a name, all of them.
 * @returns exit code: 0, 2 where there is none of that name
 */
export function runExplain(name: string | undefined, format: ExplainFormat = "text"): number {
  const text = format === "json" ? jsonOf(name) : name === undefined ? listNames() : explain(name);
  if (text !== undefined) process.stdout.write(text);
  if (text !== undefined || name === undefined) return 0;
  const meant = suggestion(name);
  const help = meant === undefined ? "aura-cmk explain lists all of them" : `did you mean ${meant}?`;
  process.stderr.write(`${oneLine(`aura-cmk: no rule or code is named ${quote(name)}; help: ${help}`)}\n`);
  return UNKNOWN;
}

/** One list in any case: a rule and a code of the lint may share a name. */
function jsonOf(name: string | undefined): string | undefined {
  const all = [...new Set(name === undefined ? names() : [name])].flatMap(explanationsOf);
  return all.length === 0 ? undefined : printJson(all);
}
