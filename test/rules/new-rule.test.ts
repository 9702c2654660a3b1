import { readFileSync } from "node:fs";
import path from "node:path";
import { newRule } from "../../rules/new-rule";

const textOf = (file: string): string => readFileSync(path.join(__dirname, "../..", file), "utf8");

describe("a new rule", () => {
  it.each([
    [false, "configuration", "CONFIGURATION_RULES", "\n\n  // Over what a plan does\n"],
    [true, "change", "CHANGE_RULES", "\n} as const;\n"],
  ] as const)("is a rule, its test and two lists with it (over changes: %s)", (isChange, folder, list, after) => {
    const files = newRule("tags-present", isChange, textOf) as Record<string, string>;
    const [rule, rules] = [`rules/${folder}/tags-present.ts`, `rules/${folder}-rules.ts`];
    const test = `test/rules/${folder}/tags-present.test.ts`;
    expect(Object.keys(files)).toEqual([rule, test, rules, "model/rule-ids.ts"]);
    expect(files[rule]).toContain('  id: "tags-present",\n');
    expect(files[rules]).toContain(`import { tagsPresent } from "./${folder}/tags-present";\n`);
    expect(files[rules]).toMatch(new RegExp(`export const ${list} = \\[[^\\]]*\\n  tagsPresent,\\n\\] as const;\n$`));
    expect(files["model/rule-ids.ts"]).toContain(`\n  "tags-present": false,${after}`);
  });

  it.each(["Tags", "tags", "tags_present", "", "../tags-present", "tags-"])("is not made with the id %j", (id) => {
    expect(newRule(id, false, textOf)).toEqual({
      error: `not a rule id: ${JSON.stringify(id)}; expected: words in kebab-case, such as tags-present`,
    });
  });

  it("is not made twice, of whichever kind", () => {
    expect(newRule("rotation-enabled", true, textOf)).toEqual({ error: "rule rotation-enabled exists" });
  });
});
