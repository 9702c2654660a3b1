import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "an unknown rule",
    { rest: "waivers: [{ rule: version-suported, on: orders, reason: why }]" },
    [
      'e.yaml:6:19: `rule` of waiver 1 must be the id of a rule: "version-suported"; expected: one of one-key-per-product-and-region, version-supported; help: did you mean version-supported? [estate-unknown-name]',
    ],
  ],
  [
    "a rule that is like none",
    { rest: "waivers: [{ rule: everything, on: orders, reason: why }]" },
    [
      'e.yaml:6:19: `rule` of waiver 1 must be the id of a rule: "everything"; expected: one of one-key-per-product-and-region, version-supported; help: take the id from the end of the finding\'s line [estate-unknown-name]',
    ],
  ],
  [
    "an unknown name",
    { rest: "waivers: [{ rule: version-supported, on: order, reason: why }]" },
    [
      'e.yaml:6:42: `on` of waiver 1 must be the name of a key or an instance of this file: "order"; expected: one of orders, orders-prod; help: did you mean orders? [estate-unknown-name]',
    ],
  ],
  [
    "an unknown name in a list",
    { rest: "waivers: [{ rule: version-supported, on: [orders, billing], reason: why }]" },
    [
      'e.yaml:6:51: `on[1]` of waiver 1 must be the name of a key or an instance of this file: "billing"; expected: one of orders, orders-prod; help: take the waiver out, if what it was for is gone [estate-unknown-name]',
    ],
  ],
  [
    "an empty list of names",
    { rest: "waivers: [{ rule: version-supported, on: [], reason: why }]" },
    [
      "e.yaml:6:42: `on` of waiver 1 must be the name of a key or an instance of this file, or a list of them: an empty list; expected: for example orders; help: write for example `on: orders` [estate-wrong-value]",
    ],
  ],
  [
    "a blank reason",
    { rest: "waivers: [{ rule: version-supported, on: orders, reason: ' ' }]" },
    [
      'e.yaml:6:58: `reason` of waiver 1 must be a reason that a reviewer can follow: " "; expected: a text that is not blank; help: write for example `reason: "agreed with Neo4j, case 1234"` [estate-wrong-value]',
    ],
  ],
  [
    "no reason",
    { rest: "waivers: [{ rule: version-supported, on: orders }]" },
    [
      'e.yaml:6:11: waiver 1 must have `reason`: none; expected: a text that is not blank; help: add `reason: "agreed with Neo4j, case 1234"` [estate-missing-setting]',
    ],
  ],
  [
    "a text",
    { rest: "waivers: [version-supported]" },
    [
      'e.yaml:6:11: waiver 1 must be a map that describes a waiver: "version-supported"; expected: for example { rule: <rule>, on: <name>, reason: <why> }; help: write for example `{ rule: <rule>, on: <name>, reason: <why> }` [estate-wrong-type]',
    ],
  ],
  [
    "a map in place of the list",
    { rest: "waivers: { rule: version-supported, on: orders, reason: why }" },
    [
      "e.yaml:6:10: `waivers` must be a list of waivers: a map; expected: for example [{ rule: <rule>, on: <name>, reason: <why> }]; help: write for example `waivers: [{ rule: <rule>, on: <name>, reason: <why> }]` [estate-wrong-type]",
    ],
  ],
])("the loader refuses, in waivers, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
