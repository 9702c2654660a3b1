import { writeFileSync } from "node:fs";
import { renderMarkdown } from "../../../review/markdown";
import { CASES, goldenFile, reviewOf } from "./cases";

// Run by `npm run goldens`, and by hand only: whoever renews the golden files reads what has changed in them.
for (const one of CASES) writeFileSync(goldenFile(one), renderMarkdown(reviewOf(...one.plans)));
