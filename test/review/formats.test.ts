import { readFileSync } from "node:fs";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { renderJson } from "../../review/format/json";
import { renderMermaid } from "../../review/format/mermaid";
import { renderSarif } from "../../review/format/sarif";
import { renderText } from "../../review/format/text";
import type { KeyLine, Review } from "../../review/types";
import { CHANGE_RULES } from "../../rules/change-rules";
import { CONFIGURATION_RULES } from "../../rules/configuration-rules";
import { CASES, reviewOf } from "./golden/cases";
import { sampleReview } from "./sample";

const TOOL = { version: "1.2.3", homepage: "https://example.com/aura-cmk", folder: "/work" };

describe("the SARIF of a review", () => {
  // One pattern of the schema is not valid in the stricter syntax of `u`.
  const schema = JSON.parse(
    readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
  ) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  const problemsOf = (sarif: string): unknown => (validate(JSON.parse(sarif)) ? [] : validate.errors);

  it("validates against its schema, for real plans and for names of any kind", () => {
    const reviews = [
      ...CASES.filter((_, index) => index % 6 === 0).map(({ plans }) => reviewOf(...plans)),
      sampleReview(),
      sampleReview("a b\\c%?#[]<é>\u202e\ud800"),
    ];
    expect(reviews.map((review) => problemsOf(renderSarif(review, TOOL)))).toEqual(reviews.map(() => []));
  });

  it("has the place, the finding and its level", () => {
    const { runs } = JSON.parse(renderSarif(reviewOf("window-shortened"), TOOL)) as {
      runs: Record<string, unknown>[];
    };
    expect((runs[0]?.["results"] as object[])[0]).toEqual({
      ruleId: "key-survives",
      level: "error",
      message: {
        text: "`alias/orders` (`aws_kms_key.orders`): the deletion window of key orders will be shortened: 7 days instead of 30; help: keep 30 days; a deletion can be cancelled only during this window",
      },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: "window-shortened.json" }, region: { startLine: 1 } },
          logicalLocations: [{ fullyQualifiedName: "aws_kms_key.orders", kind: "resource" }],
        },
      ],
      partialFingerprints: {
        "auraCmkReview/v1": "key-survives//aws_kms_key.orders/the deletion window of key orders will be shortened",
      },
    });
  });

  it("has a fingerprint of its own for each finding, also where one rule finds several things on one resource", () => {
    const fingerprintsOf = (review: Review): unknown[] => {
      const { runs } = JSON.parse(renderSarif(review, TOOL)) as { runs: { results: Record<string, object>[] }[] };
      return (runs[0]?.results ?? []).map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    };
    const all = CASES.map(({ plans }) => fingerprintsOf(reviewOf(...plans)));
    expect(all.filter((one) => new Set(one).size < one.length)).toEqual([]);
    expect(all.flat().length).toBeGreaterThan(CASES.length);
  });

  it("describes every rule, suppresses waived findings, and warns of incomplete plans", () => {
    const { runs } = JSON.parse(renderSarif(sampleReview(), TOOL)) as {
      runs: [
        {
          tool: { driver: { informationUri: string; rules: { id: string }[] } };
          results: { suppressions?: object[] }[];
          invocations: [{ toolExecutionNotifications: object[] }];
        },
      ];
    };
    const [{ tool, results, invocations }] = runs;
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(
      [...CHANGE_RULES, ...CONFIGURATION_RULES].map(({ id }) => id),
    );
    expect(tool.driver.informationUri).toBe(TOOL.homepage);
    expect(tool.driver.rules.find(({ id }) => id === "alias-keeps-target")).toEqual({
      id: "alias-keeps-target",
      name: "AliasKeepsTarget",
      shortDescription: { text: "An alias keeps pointing to its key." },
      fullDescription: {
        text: "Everything that uses the alias switches to another key at once, and that key cannot decrypt existing data. Aura advises against manual rotation, which creates another key.",
      },
      help: {
        text: "Everything that uses the alias switches to another key at once, and that key cannot decrypt existing data. Aura advises against manual rotation, which creates another key. When to waive it: nothing uses the key by this alias.",
      },
      helpUri: "https://docs.aws.amazon.com/kms/latest/developerguide/alias-update.html",
      defaultConfiguration: { level: "error" },
      properties: { tags: ["security", "encryption"], precision: "high" },
    });
    expect(results.map(({ suppressions }) => suppressions)).toEqual([
      undefined,
      undefined,
      [{ kind: "external", justification: "we know" }],
    ]);
    expect(invocations[0].toolExecutionNotifications).toEqual([
      {
        level: "warning",
        message: { text: "prod.json: Terraform stopped with an error: it is incomplete; help: mend it" },
      },
    ]);
  });
});

it("is the review itself as JSON", () => {
  const review = reviewOf("key-replaced");
  expect(JSON.parse(renderJson(review))).toEqual({ format: "cdktf-aura-cmk/review", version: 1, ...review });
});

it("is plain text for a terminal", () => {
  expect(renderText(reviewOf("window-shortened"))).toBe(`BLOCK: the deletion window of key orders will be shortened
       alias/orders (aws_kms_key.orders)   7 days instead of 30  [key-survives]
       help: keep 30 days; a deletion can be cancelled only during this window
in account 111122223333, eu-west-1

Keys and instances
  Key           Customer managed key  Instances  External principals
  ------------  --------------------  ---------  ------------------------
  alias/orders  orders                orders     AWS account 999988887777

note  unknown: a plan does not show prevent_destroy, and the review metadata does not list it  [key-is-protected]
      alias/orders (aws_kms_key.orders)

Coverage
  4 resources reviewed, of which 3 do not change; Terraform 1.11.4
`);
});

it("names ten instances of a record and counts the others", () => {
  const [key] = sampleReview().keys;
  const [record] = key?.records ?? [];
  if (!key || !record) throw new Error("the sample has a record");
  const instances = Array.from({ length: 12 }, (_, index) => ({
    ...{ on: { address: `i${index}` }, change: "unchanged" as const, drifted: false, region: "r" },
  }));
  expect(renderText({ ...sampleReview(), keys: [{ ...key, records: [{ ...record, instances }] }] })).toContain(
    "  i0 (r), i1 (r), i2 (r), i3 (r), i4 (r), i5 (r), i6 (r), i7 (r), i8 (r), i9 (r) and 2 more  ",
  );
});

it("writes no terminal sequences", () => {
  const text = renderText(sampleReview("\u001b[2J\u009b31m\u202ea\rb\u0007"));
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
});

describe("the diagram of a review", () => {
  const only = (review: Partial<Review>): Review => ({ ...sampleReview(), keys: [], withoutKnownKey: [], ...review });
  const [key] = sampleReview().keys;

  it("shows accounts, keys, records and instances, and how they change", () => {
    expect(renderMermaid(sampleReview())).toBe(`flowchart LR
  subgraph g1 ["account 111122223333 (prod)"]
    n0[("KMS key<br/>alias/neo4j-aura/orders<br/>eu-west-1<br/>UPDATED")]:::changed
  end
  n1(["Aura key record<br/>aura_customer_managed_key.orders<br/>eu-west-1"])
  n0 --> n1
  n2["instance<br/>aura_instance.main<br/>CREATED"]:::changed
  n1 --> n2
  n3(["Aura key record<br/>aura_customer_managed_key.other<br/>DELETED"]):::gone
  classDef gone stroke-width:3px,stroke-dasharray:6 3
  classDef changed stroke-width:3px`);
  });

  it("is left out where there is nothing to draw", () => {
    expect(renderMermaid(only({}))).toBeUndefined();
  });

  it("draws the changed keys of ten thousand and counts the others", () => {
    if (!key) throw new Error("the sample has a key");
    const still: KeyLine = { ...key, change: "unchanged", records: [] };
    const keys = [...Array.from({ length: 9_999 }, () => ({ ...still })), { ...still, change: "deleted" as const }];
    const lines = renderMermaid(only({ keys }))?.split("\n") ?? [];
    expect(lines.filter((line) => /n\d+\[\(/.test(line))).toHaveLength(40);
    expect(lines.filter((line) => line.includes("DELETED"))).toHaveLength(1);
    expect(lines).toContain('  rest["and 9960 more, not drawn"]');
  });

  it("stays small with ten thousand instances on one record", () => {
    const [record] = key?.records ?? [];
    const [instance] = record?.instances ?? [];
    if (!key || !record || !instance) throw new Error("the sample has an instance");
    const instances = Array.from({ length: 10_000 }, () => ({ ...instance }));
    const text = renderMermaid(only({ keys: [{ ...key, records: [{ ...record, instances }] }] })) ?? "";
    expect(text.match(/n\d+[[(]/g)).toHaveLength(40);
  });
});
