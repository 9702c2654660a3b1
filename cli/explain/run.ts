import { oneLine } from "../../util/invisible-characters";
import { quote } from "../../util/quote";
import { explain, listNames, suggestion } from "./explain";

const UNKNOWN = 2;

/**
 * Prints what a rule or a code means; without a name, all of them.
 * @returns exit code: 0, 2 where there is none of that name
 */
export function runExplain(name: string | undefined): number {
  const text = name === undefined ? listNames() : explain(name);
  if (text !== undefined) process.stdout.write(text);
  if (text !== undefined || name === undefined) return 0;
  const meant = suggestion(name);
  const help = meant === undefined ? "aura-cmk explain lists all of them" : `did you mean ${meant}?`;
  process.stderr.write(`${oneLine(`aura-cmk: no rule or code is named ${quote(name)}; help: ${help}`)}\n`);
  return UNKNOWN;
}
