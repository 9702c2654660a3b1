import { readFileSync } from "node:fs";
import { join } from "node:path";
import { examplesOf, renderCatalogue, renderErrors } from "../../rules/docs";
import { RULES } from "../../rules/registry";
import type { RuleText } from "../../rules/rule";

const page = readFileSync(join(__dirname, "../../docs/rules.md"), "utf8");

describe("docs/rules.md", () => {
  it("is what the registry says now; the page's first comment tells how to renew it", () => {
    expect(page).toBe(renderCatalogue());
  });

  it("has a row for every rule, and a section: title, bad example, message, good example, rationale, waiver, source", () => {
    const rows = [...page.matchAll(/^\| \[`([\w-]+)`\]\(#[\w-]+\) +\| (\w+) +\| (.+?) +\|$/gm)];
    expect(rows.map(([, id, severity, title]) => ({ id, severity, title }))).toEqual(
      RULES.map(({ id, severity, title }) => ({ id, severity, title })),
    );
    const sections = page
      .replace(/^# Rules over changes[^]*?(?=^## )/m, "")
      .split(/^## /m)
      .slice(1);
    // An example is a fence, in which there may be an empty line.
    const parts = sections.map((text) =>
      text
        .replace(/```text\n[^`]*(?:`(?!``)[^`]*)*```/g, "EXAMPLE")
        .trim()
        .split("\n\n"),
    );
    expect(parts).toEqual(
      RULES.map((rule) => {
        const { id, severity, title, rationale, see, waiveWhen, parts: clouds = [] }: RuleText = rule;
        const places = examplesOf(rule).map(({ cloud }) => (cloud === undefined ? "" : ` in ${cloud}`));
        const pages = [...new Set([see, ...clouds.map((cloud) => cloud.see)])];
        return [
          ...[id, `${title} (${severity}).`],
          ...places.flatMap((place) => [
            ...[`**Bad** example${place}:`, "EXAMPLE", "It gives:", "EXAMPLE"],
            ...[`**Good** example${place}:`, "EXAMPLE"],
          ]),
          ...[rationale, waiveWhen ? `When to waive it: ${waiveWhen}` : "Cannot be waived."],
          `Source: ${pages.map((one) => `<${one}>`).join(", ")}`,
        ];
      }),
    );
  });
});

it("docs/errors.md is what the list of codes says now; the page's first comment tells how to renew it", () => {
  expect(readFileSync(join(__dirname, "../../docs/errors.md"), "utf8")).toBe(renderErrors());
});
