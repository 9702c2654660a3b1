import { readFileSync } from "node:fs";
import path from "node:path";
import { newRule } from "../../rules/new-rule";

const REGISTRY = readFileSync(path.join(__dirname, "../../rules/registry.ts"), "utf8");

describe("a new rule", () => {
  it.each([
    [false, "configuration", "CONFIGURATION_RULES"],
    [true, "change", "CHANGE_RULES"],
  ] as const)("is a rule, its test and a registry with it (over changes: %s)", (isChange, folder, list) => {
    const files = newRule("tags-present", isChange, REGISTRY) as Record<string, string>;
    const rule = `rules/${folder}/tags-present.ts`;
    expect(Object.keys(files)).toEqual([rule, `test/rules/${folder}/tags-present.test.ts`, "rules/registry.ts"]);
    expect(files[rule]).toContain('  id: "tags-present",\n');
    const registry = files["rules/registry.ts"] ?? "";
    expect(registry).toContain(`import { tagsPresent } from "./${folder}/tags-present";\n`);
    expect(new RegExp(`export const ${list} = \\[[^\\]]*\\n  tagsPresent,\\n\\] as const;`).test(registry)).toBe(true);
  });

  it.each(["Tags", "tags", "tags_present", "", "../tags-present", "tags-"])("is not made with the id %j", (id) => {
    expect(newRule(id, false, REGISTRY)).toEqual({
      error: `not a rule id: ${JSON.stringify(id)}; expected: words in kebab-case, such as tags-present`,
    });
  });

  it("is not made twice, of whichever kind", () => {
    expect(newRule("rotation-enabled", true, REGISTRY)).toEqual({ error: "rule rotation-enabled exists" });
  });
});
