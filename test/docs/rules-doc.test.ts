import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderCatalogue, renderErrors } from "../../rules/docs";
import { RULES } from "../../rules/registry";

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
    const sections = page.split(/^## /m).slice(1);
    // An example is a fence, in which there may be an empty line.
    const parts = sections.map((text) =>
      text
        .replace(/```text\n[^`]*(?:`(?!``)[^`]*)*```/g, "EXAMPLE")
        .trim()
        .split("\n\n"),
    );
    expect(parts.map((one) => one.slice(0, 10))).toEqual(
      RULES.map(({ id, severity, title, rationale, waiveWhen }) => [
        ...[id, `${title} (${severity}).`, "**Bad** example:", "EXAMPLE", "It gives:", "EXAMPLE"],
        ...["**Good** example:", "EXAMPLE", rationale],
        waiveWhen ? `When to waive it: ${waiveWhen}` : "Cannot be waived.",
      ]),
    );
    expect(parts.map((one) => one[10])).toEqual([...RULES.map(({ see }) => `Source: <${see}>`)]);
  });
});

it("docs/errors.md is what the list of codes says now; the page's first comment tells how to renew it", () => {
  expect(readFileSync(join(__dirname, "../../docs/errors.md"), "utf8")).toBe(renderErrors());
});
