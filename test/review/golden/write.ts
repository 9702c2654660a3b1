import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { renderMarkdown } from "../../../review/format/markdown";
import { ruleTable, TABLE } from "../rule-examples";
import { CASES, goldenFile, reviewOf } from "./cases";

// Run by `npm run goldens`, and by hand only: whoever renews what people read, reads what has changed in it.
for (const one of CASES) writeFileSync(goldenFile(one), renderMarkdown(reviewOf(...one.plans)));

const page = path.resolve(__dirname, "../../../docs/plan-review.md");
writeFileSync(
  page,
  readFileSync(page, "utf8").replace(TABLE, (_, head: string) => `${head}${ruleTable()}`),
);
