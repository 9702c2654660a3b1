import type { Draft, Section } from "./draft";
import { inWords, oneOf, plain, SINGULAR, subjectOf, type EstatePath, type Fault } from "./messages";
import { didYouMean } from "../util/did-you-mean";

/**
 * The fault of a name that no entry of a section has; none when the section itself can not be read.
 * @param draft the file
 * @param section where the name must be
 * @param path where it is used
 * @param name the name, if one is given
 */
export function unknownName(draft: Draft, section: Section, path: EstatePath, name: string | undefined): Fault[] {
  const names = draft.names[section];
  if (name === undefined || !names || names.has(name)) return [];
  const one = SINGULAR[section];
  const others = [...names].filter((other) => path[0] !== section || other !== path[1]);
  const meant = didYouMean(name, others);
  return [
    {
      code: "estate-unknown-name",
      path,
      part: "value",
      what: `${subjectOf(path)} must be the name of ${one === "key" ? "a" : "an"} ${one} of this file`,
      got: inWords(name),
      expected: oneOf(others, `a name under \`${section}\` (there is none)`),
      fix: meant ? `did you mean ${plain(meant)}?` : `declare it under \`${section}\`, or name another one`,
    },
  ];
}

/**
 * Faults of the waivers: rules and names that do not exist.
 * @param draft the file
 * @param ruleIds the rules that exist; undefined when they are not known here
 */
export function checkWaivers(draft: Draft, ruleIds: readonly string[] | undefined): Fault[] {
  return [...draft.waivers].flatMap(([i, { rule, on = [] }]) => {
    const path = ["waivers", i, "on"];
    return [
      ...(rule === undefined ? [] : checkRule(["waivers", i, "rule"], rule, ruleIds)),
      ...(typeof on === "string"
        ? checkOn(path, on, draft)
        : on.flatMap((name, position) => checkOn([...path, position], name, draft))),
    ];
  });
}

function checkRule(path: EstatePath, rule: string, ruleIds: readonly string[] | undefined): Fault[] {
  if (!ruleIds || ruleIds.includes(rule)) return [];
  const meant = didYouMean(rule, ruleIds);
  return [
    {
      code: "estate-unknown-name",
      path,
      part: "value",
      what: `${subjectOf(path)} must be the id of a rule`,
      got: inWords(rule),
      expected: oneOf(ruleIds, "a rule (there is none)"),
      fix: meant ? `did you mean ${meant}?` : "take the id from the end of the finding's line",
    },
  ];
}

function checkOn(path: EstatePath, name: string, { names: { keys, instances } }: Draft): Fault[] {
  if (!keys || !instances || keys.has(name) || instances.has(name)) return [];
  const names = new Set([...keys, ...instances]);
  const meant = didYouMean(name, names);
  return [
    {
      code: "estate-unknown-name",
      path,
      part: "value",
      what: `${subjectOf(path)} must be the name of a key or an instance of this file`,
      got: inWords(name),
      expected: oneOf([...names], "a name under `keys` or `instances` (there is none)"),
      fix: meant ? `did you mean ${plain(meant)}?` : "take the waiver out, if what it was for is gone",
    },
  ];
}
