import type { ProblemCode } from "../../model/codes";
import type { Range } from "../../model/limits";
import type { Problem } from "../../model/problem";
import { needsLiteral } from "./formats";
import { holdsToken, show } from "./tokens";

/* What is wrong with a prop of a key in another cloud than AWS. */

/** The form of an id or a name. */
interface Form {
  readonly form: RegExp;
  /** What it is, with its article. */
  readonly what: string;
  readonly expected: string;
  readonly fix: string;
}

/** Checks the form of an id or a name; one known only at apply is right as far as anybody can see. */
export function formProblems(path: string, prop: string, value: string | undefined, of: Form): Problem[] {
  if (value === undefined || holdsToken(value) || of.form.test(value)) return [];
  return [
    {
      ...{ code: "cloud-id-well-formed", path, what: `\`${prop}\` is not ${of.what}`, got: show(value) },
      ...{ expected: of.expected, fix: of.fix },
    },
  ];
}

/** Checks a number of days, which the review has to read. */
export function daysProblems(
  path: string,
  prop: string,
  days: number | undefined,
  { min, max, default: usual }: Range & { readonly default: number },
  code: ProblemCode,
): Problem[] {
  const expected = `${min} to ${max} whole days`;
  if (holdsToken(days)) return needsLiteral(path, prop, days, expected, "it is judged in the plan");
  if (days === undefined || (Number.isInteger(days) && days >= min && days <= max)) return [];
  return [{ code, path, what: `\`${prop}\` is out of range`, got: String(days), expected, fix: `use ${usual}` }];
}

/** The days that are written: a token, which may be an object, is a problem of its own. */
export function writtenDays(days: number | undefined, { default: usual }: { readonly default: number }): number {
  return days === undefined || holdsToken(days) ? usual : days;
}

/** Each text once. */
export function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
