import { valueOf, type Fact } from "../../model/fact";
import { CONSOLE_IMPORT_MAX_GB as CONSOLE_GB } from "../../model/limits";
import { anInstance, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { cite, firstUnknown, hasOwnKey, knownOf } from "../analysis";

const UPLOAD = "use `neo4j-admin database upload` (`database-upload`), which takes a database of any size";

/** A database is imported in a way that works with a customer managed key. */
export const importUsesDatabaseUpload = configurationRule({
  id: "import-uses-database-upload",
  title: `A database is imported with \`neo4j-admin database upload\`, or in the Console up to ${CONSOLE_GB} GB`,
  severity: "error",
  rationale:
    `The Console takes databases of up to ${CONSOLE_GB} GB. \`neo4j-admin push-to-cloud\` of Neo4j v4.4 and earlier is not ` +
    "supported for instances that are encrypted with a customer managed key.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  on: ["instance"],
  check(instance) {
    if (!hasOwnKey(instance)) return notApplicable;
    const facts: readonly Fact<string | number | undefined>[] = [instance.importMethod, instance.importSizeInGb];
    const [method, size] = [valueOf(instance.importMethod), valueOf(instance.importSizeInGb)];
    const wrong = (expected: string, fix: string) =>
      violation({
        what: `the import into instance ${instance.name} must work with a customer managed key`,
        got: knownOf(facts)
          .filter(({ value }) => value !== undefined)
          .map(cite)
          .join(", "),
        expected,
        fix,
      });
    if (method === "push-to-cloud") {
      return wrong(
        "`database-upload`",
        `load the dump into Neo4j 5 and ${UPLOAD}: \`push-to-cloud\` refuses such instances`,
      );
    }
    if (method !== undefined && method !== "database-upload" && method !== "console") {
      return wrong("`database-upload` or `console`", UPLOAD);
    }
    if (size !== undefined && !(size > 0 && Number.isFinite(size))) {
      return wrong(
        "a size in GB above 0",
        "give the size of the database in GB, or leave it out when nothing is imported",
      );
    }
    if (method === "console" && size !== undefined && size > CONSOLE_GB) {
      return wrong(`at most ${CONSOLE_GB} GB in the Console`, UPLOAD);
    }
    const open = firstUnknown(facts);
    if (open) return unknown(open.reason);
    return size === undefined ? notApplicable : compliant;
  },
  example: () => ({
    bad: [anInstance({ record: "prod/orders-record", importMethod: given("push-to-cloud", "`importMethod`") })],
    good: [anInstance({ record: "prod/orders-record", importMethod: given("database-upload", "`importMethod`") })],
  }),
});
