import type { z } from "zod";
import { formOf, type FormName } from "./forms";
import { misplaced } from "./misplaced";
import { inWords, oneOf, plain, subjectOf, type EstatePath, type Fault } from "./messages";
import { didYouMean } from "../util/did-you-mean";

/** What the sentences need to know about the file. */
export interface Given {
  /** The value at a path; undefined when there is none. */
  valueAt(path: EstatePath): unknown;
  /** How the value at a path is written. */
  writtenAt(path: EstatePath): string | undefined;
}

type Issue = z.core.$ZodIssue;

/**
 * The mistakes that zod found in one part of the file, in words.
 * @param issues what zod found
 * @param at where the part stands in the file
 * @param given the file
 */
export function faultsOf(issues: readonly Issue[], at: EstatePath, given: Given): Fault[] {
  const found = issues.flatMap((issue) => faultsOfIssue(issue, at, given));
  // A text can break the pattern and the rest of its form: one sentence is enough.
  const faults = [...new Map(found.map((fault) => [JSON.stringify(fault), fault])).values()];
  // A misspelt setting is one mistake, not also a missing one.
  const misspelt = new Set(faults.map(({ meant }) => meant && keyOf(meant)));
  return faults
    .filter(({ missing }) => !missing || !misspelt.has(keyOf(missing)))
    .map(({ code, path, part, what, got, expected, fix }) => ({ code, path, part, what, got, expected, fix }));
}

/** A fault, with the setting that is missing or was meant. */
interface Draft extends Fault {
  readonly missing?: EstatePath;
  readonly meant?: EstatePath;
}

const keyOf = (path: EstatePath): string => JSON.stringify(path);

function faultsOfIssue(issue: Issue, at: EstatePath, given: Given): Draft[] {
  const path = [...at, ...(issue.path as (string | number)[])];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((setting) => unknownSetting(path, setting, issue.message.split(" "), given));
  }
  if (issue.code === "invalid_union") {
    // The branch for this kind of value is the one that found something inside of it.
    const branch = issue.errors.find(
      (errors) => !errors.some(({ path: inner, code }) => code === "invalid_type" && inner.length === 0),
    );
    if (branch) return branch.flatMap((inner) => faultsOfIssue(inner, path, given));
  }
  const form = issue.message as FormName;
  if (issue.code === "invalid_key") return [wrongName(path, form)];
  if (path.length > 0 && given.valueAt(path) === undefined) return [missingSetting(path, form)];
  return [wrongValue(path, issue, form, given)];
}

/**
 * The fault of a name that does not have the form of names.
 * @param path the named entry
 * @param name the form
 */
export function wrongName(path: EstatePath, name: FormName): Fault {
  const form = formOf(name);
  const written = String(path.at(-1));
  const advice = form.advise?.(written);
  return {
    code: form.code ?? "estate-wrong-value",
    path,
    part: "name",
    what: `a name in ${subjectOf(path.slice(0, -1))} must be ${form.is}`,
    got: advice?.got ?? inWords(written),
    expected: form.expected ?? `for example ${form.example}`,
    fix: advice?.fix ?? `rename it, for example to ${form.example}`,
  };
}

function missingSetting(path: EstatePath, name: FormName): Draft {
  const form = formOf(name);
  const setting = String(path.at(-1));
  const owner = path.slice(0, -1);
  return {
    code: "estate-missing-setting",
    path: owner,
    part: "name",
    what: `${subjectOf(owner)} must have \`${plain(setting)}\``,
    got: "none",
    expected: form.expected ?? form.is,
    fix: `add \`${setting}: ${form.example}\``,
    missing: path,
  };
}

function unknownSetting(owner: EstatePath, setting: string, known: readonly string[], given: Given): Draft {
  const path = [...owner, setting];
  const words = misplaced(owner, setting, Object(given.valueAt(owner)) as object);
  if (words) return { ...words, path, part: "name" };
  const meant = didYouMean(setting, known);
  return {
    code: "estate-unknown-setting",
    path,
    part: "name",
    what: `${subjectOf(owner)} must have known settings only`,
    got: `\`${plain(setting)}\``,
    expected: oneOf(known.filter(Boolean), "no settings"),
    fix: meant ? `did you mean \`${meant}\`?` : "take it out",
    ...(meant && { meant: [...owner, meant] }),
  };
}

function wrongValue(path: EstatePath, issue: Issue, name: FormName, given: Given): Fault {
  const form = formOf(name);
  const value = given.valueAt(path);
  const written = given.writtenAt(path);
  const setting = path.at(-1);
  const advice = form.advise?.(value);
  const example = typeof setting === "string" ? `\`${setting}: ${form.example}\`` : `\`${form.example}\``;
  // A number that is not whole is a number all the same.
  const ofWrongType = issue.code === "invalid_union" || (issue.code === "invalid_type" && issue.expected !== "int");
  return {
    code: form.code ?? (ofWrongType || value === null ? "estate-wrong-type" : "estate-wrong-value"),
    path,
    part: "value",
    what: `${subjectOf(path)} must be ${form.is}`,
    got: advice?.got ?? inWords(value, written),
    expected: form.expected ?? `for example ${form.example}`,
    fix:
      advice?.fix ?? quoteFix(value, written, name, issue) ?? nearFix(value, issue) ?? `write for example ${example}`,
  };
}

/** A text that YAML took for a number or a truth value, and that is right between quotes. */
function quoteFix(value: unknown, written: string | undefined, name: FormName, issue: Issue): string | undefined {
  if (!written || !["number", "boolean"].includes(typeof value)) return undefined;
  if (issue.code !== "invalid_type" || issue.expected !== "string") return undefined;
  const { pattern, accepts } = formOf(name);
  return (pattern?.test(written) ?? true) && (accepts?.(written) ?? true) ? `quote it: "${written}"` : undefined;
}

function nearFix(value: unknown, issue: Issue): string | undefined {
  if (issue.code !== "invalid_value" || typeof value !== "string") return undefined;
  const meant = didYouMean(value, issue.values.map(String));
  return meant ? `did you mean ${meant}?` : undefined;
}
