import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { withSchemaTables } from "./docs";

// Run by `npm run provider-doc`; a test fails when the page is out of date.
const page = resolve(__dirname, "../docs/provider.md");
writeFileSync(page, withSchemaTables(readFileSync(page, "utf8")));
