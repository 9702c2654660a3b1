import { known, unknown } from "../../../model/fact";
import { policyReadable } from "../../../rules/change/policy-readable";
import * as s from "./support";

const key = s.keyWith([s.OWN, s.AURA]);
const later = s.keyWith([], { policy: unknown("`policy` of the key is known only at apply") });
const evaluate = (
  before: Parameters<typeof s.evaluateChange>[1],
  after: Parameters<typeof s.evaluateChange>[2],
  beside?: s.Beside,
) => s.evaluateChange(policyReadable, before, after, beside);
const unreadable = (got: string) =>
  s.needsReview({
    what: "the plan does not show the policy of key orders",
    got,
    expected: "",
    fix: "use literal, non-sensitive values, or apply dependencies first",
  });

describe("policy-readable", () => {
  it("needs review if a policy is known only at apply, or cannot be read", () => {
    expect(evaluate(key, later)).toEqual([unreadable("`policy` of the key is known only at apply")]);
    expect(evaluate(undefined, later)).toEqual([unreadable("`policy` of the key is known only at apply")]);
    const twice = '{"Statement":[{"Effect":"Deny","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';
    expect(evaluate(key, s.keyWith([], { policy: known(twice, "`policy` of the key") }))).toEqual([
      unreadable('`policy` of the key cannot be read: duplicate JSON key "Effect"'),
    ]);
  });

  it("needs review if a policy is set in several places: inline and standalone, or standalone twice", () => {
    const apart = s.policyWith([s.OWN, s.AURA]);
    const several = unreadable("the policy of key orders is set in several places");
    expect(evaluate(key, s.keyWith([s.OWN]), { after: [apart] })).toEqual([
      { ...several, against: ["prod/orders-policy"] },
    ]);
    const bare = s.keyWith([], { policy: known(undefined, "policy") });
    const second = s.policyWith([s.OWN], { name: "second" });
    expect(evaluate(key, bare, { after: [apart, second] })).toEqual([
      { ...several, against: ["prod/orders-policy", "prod/second"] },
    ]);
  });

  it("accepts a policy that can be read, and one that does not change", () => {
    expect(evaluate(key, s.keyWith([s.OWN]))).toEqual([s.COMPLIANT]);
    expect(evaluate(later, later)).toEqual([s.COMPLIANT]);
  });

  it("does not apply to a key that is deleted", () => {
    expect(evaluate(key, undefined)).toEqual([s.NOT_APPLICABLE]);
  });

  it("does not know what becomes of a change that Terraform puts off", () => {
    expect(
      evaluate(key, s.keyWith([s.OWN]), { changes: { [key.id]: { deferred: "provider_config_unknown" } } }),
    ).toEqual([
      s.unknownBecause("the policy of key orders is not in the plan: Terraform defers it (provider_config_unknown)"),
    ]);
  });
});

it("has this one-line message for the bad example of policy-readable", () => {
  expect(s.exampleLine(policyReadable)).toBe(
    "prod/orders: the plan does not show the policy of key orders: `policy` of key orders is known only at apply; help: use literal, non-sensitive values, or apply dependencies first [policy-readable]",
  );
});
