import { writeFileSync } from "node:fs";
import { renderMarkdown } from "../../../review/format/markdown";
import { CASES, goldenFile, reviewOf } from "./cases";

// Run by `npm run goldens`, and by hand only: read the changes before you commit them.
for (const one of CASES) writeFileSync(goldenFile(one), renderMarkdown(reviewOf(...one.plans)));
