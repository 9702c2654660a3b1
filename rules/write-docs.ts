import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderCatalogue, renderErrors } from "./docs";

// Run by `npm run rules-doc`; a test fails when a page is out of date.
const docs = join(__dirname, "..", "docs");
writeFileSync(join(docs, "rules.md"), renderCatalogue());
writeFileSync(join(docs, "errors.md"), renderErrors());
