import type { Draft } from "./draft";
import {
  describeValue,
  formatChoices,
  quoteIfNeeded,
  ENTRY_KIND,
  describePath,
  type EstatePath,
  type EstateProblem,
  type Section,
} from "./messages";
import { didYouMean } from "../util/did-you-mean";

/**
 * The problem of a name that no entry of a section has; none when the section itself cannot be read.
 * @param path where the name is used
 */
export function unknownNameProblems(
  draft: Draft,
  section: Section,
  path: EstatePath,
  name: string | undefined,
): EstateProblem[] {
  const names = draft.names[section];
  if (name === undefined || !names || names.has(name)) return [];
  const others = [...names].filter((other) => path[0] !== section || other !== path[1]);
  const meant = didYouMean(name, others);
  return [
    {
      code: "estate-unknown-name",
      path,
      part: "value",
      what: `${describePath(path)} names an unknown ${ENTRY_KIND[section]}`,
      got: describeValue(name),
      expected: meant ? "" : formatChoices(others),
      fix: meant ? `did you mean ${quoteIfNeeded(meant)}?` : `declare it under \`${section}\`, or name another one`,
    },
  ];
}

/** The rules that a waiver may name. */
export interface RulesOfWaivers {
  /** All rules. @default - they are not known here, and any id is taken */
  readonly ruleIds?: readonly string[];
  /** Those that cannot be waived. @default - none */
  readonly unwaivableRuleIds?: readonly string[];
}

/**
 * Problems of the waivers: rules and names that do not exist.
 * @param rules the rules that exist, and those that cannot be waived
 */
export function checkWaivers(draft: Draft, rules: RulesOfWaivers): EstateProblem[] {
  return [...draft.waivers].flatMap(([i, { rule, on = [] }]) => {
    const path = ["waivers", i, "on"];
    return [
      ...(rule === undefined ? [] : checkRule(["waivers", i, "rule"], rule, rules)),
      ...(typeof on === "string"
        ? checkOn(path, on, draft)
        : on.flatMap((name, position) => checkOn([...path, position], name, draft))),
    ];
  });
}

function checkRule(
  path: EstatePath,
  rule: string,
  { ruleIds, unwaivableRuleIds = [] }: RulesOfWaivers,
): EstateProblem[] {
  if (unwaivableRuleIds.includes(rule)) {
    return [
      {
        code: "rule-not-waivable",
        path,
        part: "value",
        what: `rule ${rule} cannot be waived`,
        got: `${describePath(path)} names it`,
        expected: "",
        fix: "remove the waiver, and correct what the rule reports",
      },
    ];
  }
  if (!ruleIds || ruleIds.includes(rule)) return [];
  const meant = didYouMean(rule, ruleIds);
  return [
    {
      code: "estate-unknown-name",
      path,
      part: "value",
      what: `${describePath(path)} names an unknown rule`,
      got: describeValue(rule),
      expected: "",
      fix: meant ? `did you mean ${meant}?` : "use the rule id of the finding, in brackets at its end",
    },
  ];
}

function checkOn(path: EstatePath, name: string, { names: { keys, instances } }: Draft): EstateProblem[] {
  if (!keys || !instances || keys.has(name) || instances.has(name)) return [];
  const names = new Set([...keys, ...instances]);
  const meant = didYouMean(name, names);
  return [
    {
      code: "estate-unknown-name",
      path,
      part: "value",
      what: `${describePath(path)} names an unknown key or instance`,
      got: describeValue(name),
      expected: meant ? "" : formatChoices([...names]),
      fix: meant ? `did you mean ${quoteIfNeeded(meant)}?` : "remove it from the waiver, if it is gone",
    },
  ];
}
