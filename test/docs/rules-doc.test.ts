import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderCatalogue, renderErrors } from "../../rules/docs";
import { RULES } from "../../rules/registry";

const page = readFileSync(join(__dirname, "../../docs/rules.md"), "utf8");

describe("docs/rules.md", () => {
  it("is what the registry says now; the page's first comment tells how to renew it", () => {
    expect(page).toBe(renderCatalogue());
  });

  it("has a row and a section with the rationale for every rule", () => {
    const rows = [...page.matchAll(/^\| \[`([\w-]+)`\]\(#[\w-]+\) +\| (\w+) +\| (.+?) +\|$/gm)];
    expect(rows.map(([, id, severity, title]) => ({ id, severity, title }))).toEqual(
      RULES.map(({ id, severity, title }) => ({ id, severity, title })),
    );
    const sections = page.split(/^## /m).slice(1);
    expect(sections.map((text) => text.split("\n\n").slice(0, 3))).toEqual(
      RULES.map(({ id, severity, title, rationale }) => [id, `${title} (${severity}).`, rationale]),
    );
  });
});

it("docs/errors.md is what the list of codes says now; the page's first comment tells how to renew it", () => {
  expect(readFileSync(join(__dirname, "../../docs/errors.md"), "utf8")).toBe(renderErrors());
});
