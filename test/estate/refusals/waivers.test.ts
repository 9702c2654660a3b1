import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "an unknown rule",
    { rest: "waivers: [{ rule: version-suported, on: orders, reason: why }]" },
    [
      'e.yaml:6:19: `rule` of waiver 1 names an unknown rule: "version-suported"; help: did you mean version-supported? [estate-unknown-name]',
    ],
  ],
  [
    "a rule that is like none",
    { rest: "waivers: [{ rule: everything, on: orders, reason: why }]" },
    [
      'e.yaml:6:19: `rule` of waiver 1 names an unknown rule: "everything"; help: use the rule id of the finding, in brackets at its end [estate-unknown-name]',
    ],
  ],
  [
    "a rule that cannot be waived",
    { rest: "waivers: [{ rule: policy-set-once, on: orders, reason: why }]" },
    [
      "e.yaml:6:19: rule policy-set-once cannot be waived: `rule` of waiver 1 names it; help: remove the waiver, and correct what the rule reports [rule-not-waivable]",
    ],
  ],
  [
    "an unknown name",
    { rest: "waivers: [{ rule: version-supported, on: order, reason: why }]" },
    [
      'e.yaml:6:42: `on` of waiver 1 names an unknown key or instance: "order"; help: did you mean orders? [estate-unknown-name]',
    ],
  ],
  [
    "an unknown name in a list",
    { rest: "waivers: [{ rule: version-supported, on: [orders, billing], reason: why }]" },
    [
      'e.yaml:6:51: `on[1]` of waiver 1 names an unknown key or instance: "billing"; expected: one of orders, orders-prod; help: remove it from the waiver, if it is gone [estate-unknown-name]',
    ],
  ],
  [
    "an empty list of names",
    { rest: "waivers: [{ rule: version-supported, on: [], reason: why }]" },
    [
      "e.yaml:6:42: `on` of waiver 1 is not a key or instance name: an empty list; expected: one name, or a list of names; help: write `on: orders`, for example [estate-wrong-value]",
    ],
  ],
  [
    "a blank reason",
    { rest: "waivers: [{ rule: version-supported, on: orders, reason: ' ' }]" },
    [
      'e.yaml:6:58: `reason` of waiver 1 is not a reason: " "; expected: a text that reviewers can follow; help: write `reason: "agreed with Neo4j, case 1234"`, for example [estate-wrong-value]',
    ],
  ],
  [
    "no reason",
    { rest: "waivers: [{ rule: version-supported, on: orders }]" },
    [
      'e.yaml:6:11: waiver 1 has no `reason`; expected: a text that reviewers can follow; help: add `reason: "agreed with Neo4j, case 1234"` [estate-missing-setting]',
    ],
  ],
  [
    "a text",
    { rest: "waivers: [version-supported]" },
    [
      'e.yaml:6:11: waiver 1 is not a map: "version-supported"; help: write `{ rule: <rule>, on: <name>, reason: <why> }`, for example [estate-wrong-type]',
    ],
  ],
  [
    "a map in place of the list",
    { rest: "waivers: { rule: version-supported, on: orders, reason: why }" },
    [
      "e.yaml:6:10: `waivers` is not a list of waivers: a map; help: write `waivers: [{ rule: <rule>, on: <name>, reason: <why> }]`, for example [estate-wrong-type]",
    ],
  ],
])("the loader refuses, in waivers, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
