import * as s from "./support";

const KEY = "aws_kms_key.orders";
const RECORD = "aura_customer_managed_key.orders";
const OTHER = "aws_s3_bucket.logs";
const created = { address: KEY, ...s.coming(s.KEY, "arn", "id", "key_id") };
const gaps = (resources: object, more: object = {}, entries: readonly s.Entry[] = [created], module: object = {}) =>
  s.gapsOf(s.readEntries(entries, { ...s.configured(resources as never, module), ...more }));
const LEFT_OUT = "the plan is incomplete: with `-target` or `-exclude` it leaves out";

describe("a plan of OpenTofu, which does not say whether it is complete", () => {
  it("is incomplete where a resource of the configuration is in no change", () => {
    expect(gaps({ [KEY]: {}, [OTHER]: {}, [RECORD]: {} })).toEqual([`${LEFT_OUT}: ${RECORD} and 1 more`]);
    expect(gaps({ [KEY]: {}, [OTHER]: {} })).toEqual([`${LEFT_OUT}: ${OTHER}`]);
    expect(gaps({ [RECORD]: {} }, {}, [{ address: OTHER, after: {} }])).toEqual([`${LEFT_OUT}: ${RECORD}`]);
  });

  it("finds resources in modules", () => {
    const module = { module_calls: { db: { module: { resources: s.blocks({ [RECORD]: {}, [KEY]: {} }) } } } };
    const inModule = { ...created, address: `module.db.${KEY}` };
    expect(gaps({ [KEY]: {} }, {}, [created, inModule], module)).toEqual([`${LEFT_OUT}: db.${RECORD}`]);
  });

  it.each<[string, object, object]>([
    ["every resource is in it", { [KEY]: {}, "data.aws_region.here": {} }, {}],
    ["Terraform says that it is complete", { [KEY]: {}, [RECORD]: {} }, { complete: true }],
  ])("is complete where %s", (_, resources, more) => {
    expect(gaps(resources, more)).toEqual([]);
  });

  it("is complete where there may be none of a resource, or the plan destroys everything", () => {
    const { configuration } = s.configured({ [KEY]: {}, [RECORD]: {} }) as {
      configuration: { root_module: { resources: Record<string, unknown>[] } };
    };
    const [, record] = configuration.root_module.resources;
    if (record) record["count_expression"] = { references: ["var.x"] };
    expect(gaps({}, { configuration })).toEqual([]);
    expect(gaps({ [KEY]: {}, [RECORD]: {} }, {}, [{ address: KEY, before: s.KEY }])).toEqual([]);
  });

  it("has nothing to say without anything of Aura", () => {
    expect(gaps({ [OTHER]: {}, "aws_s3_bucket.other": {} }, {}, [{ address: OTHER, after: {} }])).toEqual([]);
  });
});

it("is a gap where a change without an action has other values after it", () => {
  const after = { ...s.KEY, is_enabled: false };
  expect(s.gapsOf(s.readEntries([{ address: KEY, before: s.KEY, after, actions: ["no-op"] }]))).toEqual([
    `listed as unchanged, with other values than before: ${KEY}`,
  ]);
});

it("says what to do about each", () => {
  const fixes = (more: object) => s.readEntries([created], more).plans[0]?.gaps.map(({ fix }) => fix);
  expect(fixes({ errored: true, complete: false })).toEqual(["correct the error, and plan again"]);
  expect(fixes({ complete: false })).toEqual(["plan without `-target` and `-exclude`"]);
});
