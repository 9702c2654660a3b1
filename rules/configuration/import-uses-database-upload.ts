import { valueOf, type Fact } from "../../model/fact";
import { CONSOLE_IMPORT_MAX_GB as CONSOLE_GB } from "../../model/limits";
import { anInstance, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { cite, firstUnknown, hasOwnKey, knownOf } from "../analysis";

const UPLOAD = "use `neo4j-admin database upload`";

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
    const { name } = instance;
    const noSupport = `import method of instance ${name} does not support customer managed keys`;
    const [method, size] = [valueOf(instance.importMethod), valueOf(instance.importSizeInGb)];
    const wrong = (what: string, expected: string, fix: string) =>
      violation({
        what,
        got: knownOf(facts)
          .filter(({ value }) => value !== undefined)
          .map(cite)
          .join(", "),
        expected,
        fix,
      });
    if (method === "push-to-cloud") {
      return wrong(noSupport, "`database-upload`", `load the dump into Neo4j 5 and ${UPLOAD}`);
    }
    if (method !== undefined && method !== "database-upload" && method !== "console") {
      return wrong(noSupport, "`database-upload` or `console`", UPLOAD);
    }
    if (size !== undefined && !(size > 0 && Number.isFinite(size))) {
      return wrong(
        `import size of instance ${name} is not a positive number`,
        "a size in GB above 0",
        "set the size of the database in GB, or remove it if nothing is imported",
      );
    }
    if (method === "console" && size !== undefined && size > CONSOLE_GB) {
      return wrong(
        `import into instance ${name} is too large for the Console`,
        `at most ${CONSOLE_GB} GB in the Console`,
        UPLOAD,
      );
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
