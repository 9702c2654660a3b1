import { known } from "../../../model/fact";
import { importUsesDatabaseUpload as rule } from "../../../rules/configuration/import-uses-database-upload";
import * as s from "../support";

const METHOD = "import method of instance orders-prod does not support customer managed keys";
const UPLOAD = "use `neo4j-admin database upload`";
const into = (size: number | undefined, method: string | undefined) =>
  s.anInstance({
    record: "prod/orders-record",
    importSizeInGb: known(size, "`importSizeInGb`"),
    importMethod: known(method, "`importMethod`"),
  });

describe("import-uses-database-upload", () => {
  it.each([
    [0.1, "console"],
    [4, "console"],
    [4, "database-upload"],
    [4.1, "database-upload"],
    [500, undefined],
  ])("accepts %d GB by %s", (size, method) => {
    expect(s.evaluate(rule, into(size, method))).toEqual(s.COMPLIANT);
  });

  it("refuses more than 4 GB in the Console", () => {
    expect(s.evaluate(rule, into(4.1, "console"))).toEqual({
      outcome: "violation",
      what: "import into instance orders-prod is too large for the Console",
      got: "console (`importMethod`), 4.1 (`importSizeInGb`)",
      expected: "at most 4 GB in the Console",
      fix: UPLOAD,
    });
  });

  it("refuses push-to-cloud whatever the size, known or not", () => {
    const verdict = {
      outcome: "violation",
      what: METHOD,
      got: "push-to-cloud (`importMethod`)",
      expected: "`database-upload`",
      fix: `load the dump into Neo4j 5 and use \`neo4j-admin database upload\``,
    };
    expect(s.evaluate(rule, into(undefined, "push-to-cloud"))).toEqual(verdict);
    expect(s.evaluate(rule, { ...into(1, "push-to-cloud"), importSizeInGb: s.later("size") })).toEqual(verdict);
  });

  it("refuses a method that it does not know", () => {
    expect(s.evaluate(rule, into(1, "rsync"))).toEqual({
      outcome: "violation",
      what: METHOD,
      got: "rsync (`importMethod`), 1 (`importSizeInGb`)",
      expected: "`database-upload` or `console`",
      fix: UPLOAD,
    });
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses a size of %d GB", (size) => {
    expect(s.evaluate(rule, into(size, undefined))).toEqual({
      outcome: "violation",
      what: "import size of instance orders-prod is not a positive number",
      got: `${size} (\`importSizeInGb\`)`,
      expected: "a size in GB above 0",
      fix: "set the size of the database in GB, or remove it if nothing is imported",
    });
  });

  it("says nothing where nothing is imported, or where Neo4j's own key is used", () => {
    expect(s.evaluate(rule, into(undefined, undefined))).toEqual(s.NOT_APPLICABLE);
    expect(s.evaluate(rule, into(undefined, "console"))).toEqual(s.NOT_APPLICABLE);
    const { record, ...without } = into(1, "push-to-cloud");
    expect(record).toBe("prod/orders-record");
    expect(s.evaluate(rule, { ...without, customerManagedKeyId: known(undefined, "key") })).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while the size or the method is unknown", () => {
    expect(s.evaluate(rule, { ...into(1, "console"), importSizeInGb: s.later("size") })).toEqual(
      s.unknownBecause("size is known only at apply"),
    );
    expect(s.evaluate(rule, { ...into(1, "console"), importMethod: s.later("method") })).toEqual(
      s.unknownBecause("method is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of import-uses-database-upload", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders-prod: import method of instance orders-prod does not support customer managed keys: push-to-cloud (`importMethod`); expected: `database-upload`; help: load the dump into Neo4j 5 and use `neo4j-admin database upload` [import-uses-database-upload]",
  );
});
