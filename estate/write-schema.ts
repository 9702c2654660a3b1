import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchema } from "./json-schema";

// Run by `npm run schema`; a test fails when the file is out of date.
writeFileSync(join(__dirname, "..", "estate.schema.json"), JSON.stringify(jsonSchema(), null, 2));
