import { readFileSync } from "node:fs";
import path from "node:path";
import { jsonSchema } from "../../../estate/json-schema";
import { withSchemaTables } from "../../../provider/docs";
import { markdownText } from "../../../review/format/escape";
import { markdownTable, renderCatalogue, renderErrors, ruleTable } from "../../../rules/docs";
import { CHANGE_RULES } from "../../../rules/change-rules";
import { CONFIGURATION_RULES } from "../../../rules/configuration-rules";
import { runExample } from "../../../rules/run-example";
import { apiReference } from "./api";
import { reviewSchema } from "./review-schema";
import type { RuleId } from "../../../model/rule-ids";

export const ROOT = path.resolve(__dirname, "../../..");

/** What no plan shows; the rule is there for synthesis. */
const NOT_IN_A_PLAN: Readonly<Partial<Record<RuleId, string>>> = {
  "key-is-protected":
    "No plan shows `prevent_destroy`. When it goes from a stack of this library, that is a finding of key-survives.",
  "import-uses-database-upload": "No plan shows how a database is imported: synth checks it.",
};

/** The table of rules in docs/plan-review.md, with what the bad example of each rule gives. */
export function reviewTable(): string {
  const rows = [...CHANGE_RULES, ...CONFIGURATION_RULES].map((rule) => {
    const remark = NOT_IN_A_PLAN[rule.id];
    if (remark !== undefined) return [`\`${rule.id}\``, "", remark, ""];
    const [finding] = runExample(rule, "bad");
    if (finding?.verdict.outcome !== "violation") throw new Error(`the example of ${rule.id} breaks nothing`);
    const { what, got, fix } = finding.verdict;
    const verdict = finding.severity === "error" ? "`BLOCK`" : "`NEEDS REVIEW`";
    return [`\`${rule.id}\``, verdict, `${markdownText(what)}: ${markdownText(got)}`, markdownText(fix)];
  });
  return markdownTable(["Rule", "Verdict", "For example", "What to do"], rows);
}

/** Every generated file of the tree, as it should be. */
export function generatedPages(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/rules.md", renderCatalogue()],
    ["docs/errors.md", renderErrors()],
    [
      "README.md",
      between("README.md", { rules: ruleTable(CONFIGURATION_RULES), "change-rules": ruleTable(CHANGE_RULES) }),
    ],
    ["docs/plan-review.md", between("docs/plan-review.md", { rules: reviewTable() })],
    ["docs/provider.md", withSchemaTables(read("docs/provider.md"))],
    ["estate.schema.json", JSON.stringify(jsonSchema(), null, 2)],
    ["review.schema.json", JSON.stringify(reviewSchema(ROOT), null, 2)],
  ]);
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), "utf8");
}

/** A page with other text between its marks, `<!-- NAME:begin -->` and `<!-- NAME:end -->`. */
function between(file: string, texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts).reduce((page, [name, text]) => {
    const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
    const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
    if (start < 0 || stop < start) throw new Error(`${file} has no marks ${begin} and ${end}`);
    return `${page.slice(0, start + begin.length)}\n\n${text}\n\n${page.slice(stop)}`;
  }, read(file));
}

/** The page that is made with the compiler of TypeScript, which takes seconds. */
export function compiledPages(): ReadonlyMap<string, string> {
  return new Map([["docs/api.md", apiReference(ROOT)]]);
}

/** The generated files that are not as they should be. */
export function stalePages(pages: ReadonlyMap<string, string>): readonly string[] {
  return [...pages]
    .filter(([file, text]) => comparable(file, text) !== comparable(file, read(file)))
    .map(([file]) => file);
}

/** The formatter decides where lines of JSON are broken, and how wide the columns of a table are. */
function comparable(file: string, text: string): string {
  return file.endsWith(".json") ? JSON.stringify(JSON.parse(text)) : text.replace(/ +/g, " ").replace(/--+/g, "--");
}
