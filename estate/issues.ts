import type { z } from "zod";
import type { CloudProvider } from "../model/limits";
import { formOf, type FormName } from "./forms";
import { disallowedSetting } from "./disallowed";
import {
  describeValue,
  formatChoices,
  quoteIfNeeded,
  describePath,
  isSection,
  type EstatePath,
  type EstateProblem,
  type Section,
} from "./messages";
import { didYouMean } from "../util/did-you-mean";

/** What the messages need to know about the file. */
export interface Given {
  /** The value at a path; undefined when there is none. */
  valueAt(path: EstatePath): unknown;
  /** How the value at a path is written. */
  writtenAt(path: EstatePath): string | undefined;
  /** The cloud of an entry. */
  cloudAt(section: Section, entry: string): CloudProvider;
}

type Issue = z.core.$ZodIssue;

/**
 * The problems of one part of the file.
 * @param issues what zod found
 * @param at where the part is in the file
 */
export function problemsOf(issues: readonly Issue[], at: EstatePath, given: Given): EstateProblem[] {
  const found = issues.flatMap((issue) => problemsOfIssue(issue, at, given));
  // A text can break the pattern and the rest of its form: one problem is enough.
  const problems = [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
  // A misspelt setting is one mistake, not also a missing one.
  const misspelt = new Set(problems.map(({ meant }) => meant && keyOf(meant)));
  return problems
    .filter(({ missing }) => !missing || !misspelt.has(keyOf(missing)))
    .map(({ code, path, part, what, got, expected, fix }) => ({ code, path, part, what, got, expected, fix }));
}

/** A problem, with the setting that is missing or was meant. */
interface SettingProblem extends EstateProblem {
  readonly missing?: EstatePath;
  readonly meant?: EstatePath;
}

const keyOf = (path: EstatePath): string => JSON.stringify(path);

function problemsOfIssue(issue: Issue, at: EstatePath, given: Given): SettingProblem[] {
  const path = [...at, ...(issue.path as (string | number)[])];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((setting) => unknownSetting(path, setting, issue.message.split(" "), given));
  }
  if (issue.code === "invalid_union") {
    // The branch for this kind of value is the one that found something inside of it.
    const branch = issue.errors.find(
      (errors) => !errors.some(({ path: inner, code }) => code === "invalid_type" && inner.length === 0),
    );
    if (branch) return branch.flatMap((inner) => problemsOfIssue(inner, path, given));
  }
  const form = issue.message as FormName;
  if (issue.code === "invalid_key") return [wrongName(path, form)];
  if (path.length > 0 && given.valueAt(path) === undefined) return [missingSetting(path, form)];
  return [wrongValue(path, issue, form, given)];
}

/**
 * The problem of a name that does not have the form of names.
 * @param path the named entry
 */
export function wrongName(path: EstatePath, name: FormName): EstateProblem {
  const form = formOf(name);
  const written = String(path.at(-1));
  const advice = form.advise?.(written);
  return {
    code: form.code ?? "estate-wrong-value",
    path,
    part: "name",
    what: `a name in ${describePath(path.slice(0, -1))} ${form.fact ?? `is not ${form.is}`}`,
    got: advice?.got ?? describeValue(written),
    expected: form.expected ?? "",
    fix: advice?.fix ?? `rename it, for example to ${form.example}`,
  };
}

function missingSetting(path: EstatePath, name: FormName): SettingProblem {
  const form = formOf(name);
  const setting = String(path.at(-1));
  const owner = path.slice(0, -1);
  return {
    code: "estate-missing-setting",
    path: owner,
    part: "name",
    what: `${describePath(owner)} has no \`${quoteIfNeeded(setting)}\``,
    got: "",
    expected: form.expected ?? form.is,
    fix: `add \`${setting}: ${form.example}\``,
    missing: path,
  };
}

function unknownSetting(owner: EstatePath, setting: string, known: readonly string[], given: Given): SettingProblem {
  const path = [...owner, setting];
  const [section, entry] = owner;
  const cloud = isSection(section) ? given.cloudAt(section, String(entry)) : "aws";
  const disallowed = disallowedSetting(owner, setting, Object(given.valueAt(owner)) as object, cloud);
  if (disallowed) return { ...disallowed, path, part: "name" };
  const meant = didYouMean(setting, known);
  return {
    code: "estate-unknown-setting",
    path,
    part: "name",
    what: `${describePath(owner)} has an unknown setting`,
    got: `\`${quoteIfNeeded(setting)}\``,
    expected: meant ? "" : formatChoices(known.filter(Boolean)),
    fix: meant ? `did you mean \`${meant}\`?` : "remove it",
    ...(meant && { meant: [...owner, meant] }),
  };
}

function wrongValue(path: EstatePath, issue: Issue, name: FormName, given: Given): EstateProblem {
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
    what: `${describePath(path)} ${form.fact ?? `is not ${form.is}`}`,
    got: advice?.got ?? describeValue(value, written),
    expected: form.expected ?? "",
    fix:
      advice?.fix ?? quoteFix(value, written, name, issue) ?? nearFix(value, issue) ?? `write ${example}, for example`,
  };
}

/** For a text that YAML read as a number or a Boolean, and that is right in quotes. */
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
