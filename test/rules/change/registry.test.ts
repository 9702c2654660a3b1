import { readdirSync } from "node:fs";
import { join } from "node:path";
import { CHANGE_RULES } from "../../../rules/change/registry";

describe("the registry of the rules over changes", () => {
  it("holds every rule, in the order in which findings are shown", () => {
    expect(CHANGE_RULES.map(({ id, severity }) => `${id} ${severity}`)).toEqual([
      "aura-keeps-access error",
      "key-survives error",
      "policy-not-reset error",
      "rotation-stays-on error",
      "instance-not-replaced error",
      "record-outlives-instances error",
      "alias-keeps-target error",
      "policy-readable warning",
      "access-not-widened error",
    ]);
  });

  it("has a file for every rule, and a test beside it", () => {
    const ids = CHANGE_RULES.map(({ id }) => id).sort();
    const names = (folder: string, end: string): string[] =>
      readdirSync(join(__dirname, folder))
        .filter((name) => name.endsWith(end))
        .map((name) => name.slice(0, -end.length))
        .sort();
    const helpers = ["change", "engine", "registry"];
    expect(names("../../../rules/change", ".ts").filter((name) => !helpers.includes(name))).toEqual(ids);
    expect(names(".", ".test.ts")).toEqual(expect.arrayContaining(ids));
  });

  it.each(CHANGE_RULES.map((rule) => [rule.id, rule] as const))("%s explains itself", (_, rule) => {
    expect(rule.title).toMatch(/^[A-Z][^\n]{10,110}[^.\n]$/);
    expect(rule.rationale).toMatch(/^[A-Z"][^\n]{40,}\.$/);
    expect(rule.see).toMatch(/^https:\/\/[\w.]+\/\S+$/);
    expect(rule.waiveWhen ?? "never.").toMatch(/^[A-Za-z`][^\n]+\.$/);
    expect(rule.on.length).toBeGreaterThan(0);
  });
});
