import * as s from "./support";

const KEY = "aws_kms_key.orders";
const RECORD = "aura_customer_managed_key.orders";
const unchanged = { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] };
const gaps = (more: object, entries: readonly s.Entry[] = [unchanged]) => s.readEntries(entries, more).plans[0]?.gaps;

describe("checks of the configuration", () => {
  const check = (status: string, address: object, ...messages: string[]) => ({
    ...{ address, status },
    instances: [{ status, problems: messages.map((message) => ({ message })) }],
  });
  const named = { kind: "check", to_display: "check.regions" };
  const condition = { kind: "resource", to_display: "aura_instance.orders" };
  const fix = "correct what it checks, or the check, before the apply";

  it("are a gap where they fail", () => {
    expect(gaps({ checks: [check("fail", named, "they differ", "both"), check("error", condition)] })).toEqual([
      { what: "check.regions fails", got: "they differ; both", fix },
      { what: "a condition of aura_instance.orders cannot be evaluated", fix },
    ]);
  });

  it("are none where they pass, are not known yet, or the plan holds nothing of Aura", () => {
    expect(gaps({ checks: [check("pass", named), check("unknown", condition)] })).toEqual([]);
    expect(gaps({ checks: [check("fail", named)] }, [])).toEqual([]);
  });
});

describe("`base_url` of the provider aura", () => {
  const registered = { address: RECORD, ...s.coming(s.RECORD, "id") };
  const provider = (expression: object) =>
    s.configured(
      { [KEY]: {}, [RECORD]: {} },
      {},
      {
        aura: { name: "aura", full_name: "registry.terraform.io/x/aura", expressions: { base_url: expression } },
      },
    );
  const what = "provider aura may not use the public API of Aura";
  const fix = "confirm the address: it gets the credentials of Aura, and what it answers is believed";

  it("is a gap where it is another address, or none that the plan shows", () => {
    expect(gaps(provider({ constant_value: "https://aura.example.com" }), [unchanged, registered])).toEqual([
      { what, got: "`base_url` is https://aura.example.com", fix },
    ]);
    expect(gaps(provider({ references: ["local.url"] }), [unchanged, registered])).toEqual([
      { what, got: "`base_url` is not in the plan", fix },
    ]);
  });

  it.each(["https://api.neo4j.io", "https://api.neo4j.io/v1", "https://api.neo4j.io/", null])(
    "is none for %p",
    (url) => {
      expect(gaps(provider({ constant_value: url }), [unchanged, registered])).toEqual([]);
    },
  );

  it("is none where the plan changes nothing in Aura", () => {
    expect(
      gaps(provider({ constant_value: "https://aura.example.com" }), [
        { ...registered, before: s.RECORD, after: s.RECORD, actions: ["no-op"] },
        unchanged,
      ]),
    ).toEqual([]);
  });
});

describe("the endpoint of KMS", () => {
  const changed = { address: KEY, before: s.KEY, after: { ...s.KEY, description: "new" } };
  const provider = (...endpoints: object[]) =>
    s.configured(
      { [KEY]: {} },
      {},
      { aws: { name: "aws", full_name: "registry.terraform.io/hashicorp/aws", expressions: { endpoints } } },
    );
  const fix = "confirm the address: what it answers is believed, and a key that is created there is not in AWS";
  const what = "provider aws may not use KMS of AWS";

  it("is a gap where it is not one of AWS, or the plan does not show it", () => {
    const localstack = { kms: { constant_value: "http://localhost:4566" } };
    expect(gaps(provider(localstack), [changed])).toEqual([
      { what, got: "`endpoints.kms` is http://localhost:4566", fix },
    ]);
    expect(gaps(provider({ kms: { references: ["local.url"] } }), [changed])).toEqual([
      { what, got: "`endpoints.kms` is not in the plan", fix },
    ]);
    const lookalike = { kms: { constant_value: "https://kms.amazonaws.com.example.com" } };
    expect(gaps(provider(lookalike), [changed])).toHaveLength(1);
  });

  it.each([
    "https://kms-fips.us-east-1.amazonaws.com",
    "https://vpce-0123-abc.kms.eu-west-1.vpce.amazonaws.com/",
    "https://kms.eu-west-1.api.aws",
    "https://kms.cn-north-1.amazonaws.com.cn",
  ])("is none for %s", (url) => {
    expect(gaps(provider({ kms: { constant_value: url } }), [changed])).toEqual([]);
  });

  it("is none of other services, and where no key changes", () => {
    expect(gaps(provider({ s3: { constant_value: "http://localhost:4566" } }), [changed])).toEqual([]);
    expect(gaps(provider({ kms: { constant_value: "http://localhost:4566" } }))).toEqual([]);
  });
});
