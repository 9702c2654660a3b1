import type { Change } from "../../../model/change";
import { unknown } from "../../../model/fact";
import { keyStaysUsable as rule } from "../../../rules/change/key-stays-usable";
import * as s from "./support";

const record = (status?: string) =>
  s.aRecord({ key: "prod/orders", ...(status !== undefined && { status: s.given(status, "`status`") }) });
const instance = (status?: string) =>
  s.anInstance({ record: "prod/orders-record", ...(status !== undefined && { status: s.given(status, "`status`") }) });
const FIX = "check that the KMS key is enabled, not being deleted, and has Aura's statement";

describe("key-stays-usable", () => {
  it.each<[string, Change["before"], Change["after"]]>([
    ["a customer managed key that is ready", record("ready"), record("ready")],
    ["an instance that runs", instance("running"), instance("running")],
  ])("accepts %s", (_, before, after) => {
    expect(s.evaluateChange(rule, before, after)).toEqual([s.COMPLIANT]);
  });

  it("accepts one that is pending, as in phase 1, and one that has become ready", () => {
    expect(s.evaluateChange(rule, record("pending"), record("pending"))).toEqual([s.COMPLIANT]);
    expect(s.evaluateChange(rule, record("pending"), record("ready"), { isDrift: true })).toEqual([s.COMPLIANT]);
  });

  it("needs review where it falls back from ready, once, or where Aura says something else", () => {
    const found = {
      ...{ outcome: "violation", severity: "warning", fix: FIX },
      what: "Aura cannot use the key of customer managed key orders-record",
    };
    expect(s.evaluateChange(rule, record("ready"), record("pending"), { isDrift: true })).toEqual([
      { ...found, got: "status pending", expected: "ready" },
    ]);
    const reported = { lastKnown: [record("ready")] };
    expect(s.evaluateChange(rule, record("pending"), record("pending"), reported)).toEqual([s.COMPLIANT]);
    expect(s.evaluateChange(rule, record("suspended"), record("suspended"))).toEqual([
      { ...found, got: "status suspended", expected: "ready" },
    ]);
  });

  it("is no alarm where the state has it pending since phase 1, also when instances use it", () => {
    const using = s.anInstance({ record: "prod/orders-record" });
    const beside = { before: [using], after: [using] };
    expect(s.evaluateChange(rule, record("pending"), record("pending"), beside)).toEqual([s.COMPLIANT]);
  });

  it("says once what changed outside of Terraform", () => {
    const [running, broken] = [instance("running"), instance("encryption key error")];
    expect(s.evaluateChange(rule, running, broken, { isDrift: true })).toMatchObject([{ outcome: "violation" }]);
    expect(s.evaluateChange(rule, broken, broken, { lastKnown: [running] })).toEqual([s.COMPLIANT]);
    expect(s.evaluateChange(rule, broken, broken, { lastKnown: [broken] })).toMatchObject([{ outcome: "violation" }]);
  });

  it.each(["encryption key deleted", "encryption key error", "encryption key not found"])(
    "needs review for an instance with the status %s",
    (status) => {
      expect(s.evaluateChange(rule, instance(status), instance(status))).toMatchObject([
        { what: "Aura cannot use the key of instance orders-prod", got: `status ${status}` },
      ]);
    },
  );

  it("has nothing to say without a status, and about something new", () => {
    expect(s.evaluateChange(rule, record(), record())).toEqual([s.NOT_APPLICABLE]);
    expect(s.evaluateChange(rule, undefined, record("ready"))).toEqual([s.NOT_APPLICABLE]);
    const hidden = s.aRecord({ status: unknown("`status` is marked as sensitive") });
    expect(s.evaluateChange(rule, hidden, hidden)).toEqual([s.NOT_APPLICABLE]);
  });
});

it("has this one-line message for the bad example of key-stays-usable", () => {
  expect(s.exampleLine(rule)).toBe(
    `prod/orders-prod: Aura cannot use the key of instance orders-prod: status encryption key error; help: ${FIX} [key-stays-usable]`,
  );
});
