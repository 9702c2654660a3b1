import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CHANGE_RULES } from "../../rules/change-rules";
import { CONFIGURATION_RULES } from "../../rules/configuration-rules";
import { RULES } from "../../rules/registry";
import { RULE_IDS, UNWAIVABLE_RULE_IDS } from "../../model/rule-ids";
import type { RuleText } from "../../rules/rule";

/** Files beside the rules over changes that several of them share. */
const SHARED = [
  "account-control",
  "changed-principals",
  "grant-verdicts",
  "key-gone",
  "of-others",
  "principal-trust",
  "protection",
  "rename-help",
  "verdicts",
];

function expectToKeep(rules: readonly RuleText[], known: readonly string[]): void {
  const lines = rules.map(({ id, severity }) => `${id} ${severity}`);
  expect(lines.filter((line) => known.includes(line))).toEqual(known);
}

/** The rules that docs/rules.md lists, in its order: id and severity. */
function documentedRules(): readonly string[] {
  const page = readFileSync(join(__dirname, "../../docs/rules.md"), "utf8");
  return [...page.matchAll(/^\| \[`([\w-]+)`\]\(#[\w-]+\) +\| (\w+) +\|/gm)].map(
    ([, id, severity]) => `${id} ${severity}`,
  );
}

describe("the registry", () => {
  it("has exactly the rules that docs/rules.md lists, in this order (after a deliberate change: npm run docs)", () => {
    expect(RULES.map(({ id, severity }) => `${id} ${severity}`)).toEqual(documentedRules());
  });

  it("keeps every published rule, with its severity and in this order; new rules may be added between them", () => {
    expectToKeep(CONFIGURATION_RULES, [
      "key-region-matches-instance error",
      "record-region-matches-key error",
      "key-arn-well-formed error",
      "key-account-expected error",
      "region-supported warning",
      "key-is-symmetric error",
      "rotation-enabled warning",
      "rotation-period-in-range error",
      "deletion-window-in-range error",
      "key-is-protected warning",
      "alias-is-unique error",
      "statement-well-formed error",
      "policy-within-size-limit error",
      "policy-set-once error",
      "aura-can-use-key error",
      "aura-cannot-administer-key error",
      "administrators-keep-control error",
      "no-unexpected-principals error",
      "statement-matches-key error",
      "product-supports-own-keys error",
      "product-matches-key error",
      "one-key-per-product-and-region error",
      "version-supported error",
      "clone-keeps-key error",
      "import-uses-database-upload error",
      "names-fit-aura error",
    ]);
    expectToKeep(CHANGE_RULES, [
      "aura-keeps-access error",
      "key-survives error",
      "policy-not-reset error",
      "rotation-stays-on error",
      "instance-survives error",
      "record-outlives-instances error",
      "alias-keeps-target error",
      "policy-readable warning",
      "no-new-access error",
    ]);
  });

  it("has a rule for every id, in their order", () => {
    expect(RULES.map(({ id }) => id)).toEqual(RULE_IDS);
  });

  it("has a rule that cannot be waived where the rule does not say when to waive it", () => {
    const unwaivable = RULES.filter(({ waiveWhen }) => waiveWhen === undefined).map(({ id }) => id);
    expect(UNWAIVABLE_RULE_IDS).toEqual(unwaivable);
  });

  it.each([
    ["configuration", CONFIGURATION_RULES],
    ["change", CHANGE_RULES],
  ] as const)("has a file for every rule in rules/%s, and a test beside it", (folder, rules) => {
    const ids = rules.map(({ id }) => id).sort();
    const names = (place: string, end: string): string[] =>
      readdirSync(join(__dirname, place, folder))
        .filter((name) => name.endsWith(end))
        .map((name) => name.slice(0, -end.length))
        .sort();
    expect(names("../../rules", ".ts").filter((name) => !SHARED.includes(name))).toEqual(ids);
    expect(names(".", ".test.ts")).toEqual(expect.arrayContaining(ids));
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))("%s explains itself", (_, rule) => {
    expect(rule.title).toMatch(/^[A-Z][^\n]{10,110}[^.\n]$/);
    expect(rule.rationale).toMatch(/^[A-Z"][^\n]{40,}\.$/);
    expect(rule.see).toMatch(/^https:\/\/[\w.]+\/\S+$/);
    expect(rule.waiveWhen ?? "never.").toMatch(/^[A-Za-z`][^\n]+\.$/);
    expect(rule.on.length).toBeGreaterThan(0);
  });
});
