import { readdirSync } from "node:fs";
import { join } from "node:path";
import { RULE_IDS } from "../../model/codes";
import { CHANGE_RULES } from "../../rules/change/registry";
import { RULES } from "../../rules/registry";

const HELPERS = ["catalogue", "engine", "let-in", "model-index", "registry", "rule", "write-docs"];

describe("the registry", () => {
  it("holds every rule, in the order in which findings are shown", () => {
    expect(RULES.map(({ id, severity }) => `${id} ${severity}`)).toEqual([
      "key-region-matches-instance error",
      "record-region-matches-key error",
      "key-arn-well-formed error",
      "key-account-expected error",
      "region-offered-by-aura warning",
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
      "strangers-have-no-access error",
      "statement-belongs-to-this-key error",
      "product-supports-own-keys error",
      "product-matches-key error",
      "one-key-per-product-and-region error",
      "version-supported error",
      "clone-keeps-key error",
      "import-uses-database-upload error",
      "names-fit-aura error",
    ]);
  });

  it("has the ids that codes are made of", () => {
    expect([...RULES, ...CHANGE_RULES].map(({ id }) => id)).toEqual(RULE_IDS);
  });

  it("has a file for every rule, and a test beside it", () => {
    const ids = RULES.map(({ id }) => id).sort();
    const names = (folder: string, end: string): string[] =>
      readdirSync(join(__dirname, folder))
        .filter((name) => name.endsWith(end))
        .map((name) => name.slice(0, -end.length))
        .sort();
    expect(names("../../rules", ".ts").filter((name) => !HELPERS.includes(name))).toEqual(ids);
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
