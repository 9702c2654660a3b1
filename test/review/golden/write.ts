import { writeFileSync } from "node:fs";
import { renderMarkdown } from "../../../review/format/markdown";
import { CASES, goldenFile, reviewOf } from "./cases";

// Run by `npm run goldens`, and by hand only: whoever renews what people read, reads what has changed in it.
for (const one of CASES) writeFileSync(goldenFile(one), renderMarkdown(reviewOf(...one.plans)));
