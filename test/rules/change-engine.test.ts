import type { RuleId } from "../../model/rule-ids";
import { known } from "../../model/fact";
import type { PlanReading } from "../../model/read/types";
import { runChangeRules } from "../../rules/change-engine";
import { changeRule, compliant, unknown, violation, type ChangeRule, type Verdict } from "../../rules/rule";
import * as s from "./change/support";

const WRONG = { what: "it must be right", got: "wrong", expected: "right", fix: "put it right" };
const key = s.aKey();
const record = s.aRecord({ key: key.id });
const NOTHING = { version: "1", protected: [], waivers: [], principals: {} };

const NO_CHANGE = { before: [], after: [] };
const example = () => ({ bad: NO_CHANGE, good: NO_CHANGE });

/** A rule with the given verdicts; its id is none of the registry. */
function aRule(check: ChangeRule["check"], over: Partial<Pick<ChangeRule, "on">> = {}): ChangeRule<RuleId> {
  const text = { id: "a-rule" as RuleId, title: "It holds", rationale: "It has to", see: "https://example.com" };
  return changeRule({ ...text, severity: "error", on: ["key"], waiveWhen: "It is agreed.", check, example, ...over });
}

function reading(over: Partial<PlanReading> = {}): PlanReading {
  const model = s.modelOf(key, record);
  return {
    ...{ before: model, after: model, changes: [s.aChange(key, key), s.aChange(record, record)] },
    withMetadata: { before: new Set(), after: new Set() },
    ...{ metadataBefore: NOTHING, metadataAfter: NOTHING, waivers: [], accounts: new Set<string>(), plans: [] },
    ...over,
  };
}
const run = (rule: ChangeRule<RuleId>, over?: Partial<PlanReading>) => runChangeRules(reading(over), { rules: [rule] });

describe("runChangeRules", () => {
  it("evaluates the changes of the kinds that a rule is for, and keeps violations and unknowns", () => {
    const verdicts: Verdict[] = [compliant, violation(WRONG), unknown("not known yet")];
    expect(run(aRule(() => verdicts))).toEqual([
      { rule: "a-rule", severity: "error", node: key, verdict: { outcome: "violation", ...WRONG } },
      { rule: "a-rule", severity: "error", node: key, verdict: { outcome: "unknown", why: "not known yet" } },
    ]);
    expect(run(aRule(() => [violation(WRONG)], { on: ["alias"] }))).toEqual([]);
  });

  it("takes the severity of a verdict before that of its rule", () => {
    const soft = aRule(() => [violation({ ...WRONG, severity: "warning" })]);
    expect(run(soft).map(({ severity }) => severity)).toEqual(["warning"]);
  });

  it("makes a finding of a rule that throws", () => {
    const broken = aRule(() => {
      throw new Error("no such field");
    });
    expect(run(broken).map(({ verdict }) => verdict)).toEqual([
      { outcome: "unknown", why: "the rule itself failed on prod/orders: no such field" },
    ]);
  });

  it("keeps the severity of what is waived, and gives the reason", () => {
    const waivers = [{ rule: "a-rule", on: [key.id], reason: "agreed" }];
    const stated = { ...NOTHING, waivers };
    expect(
      run(
        aRule(() => [violation(WRONG)]),
        { waivers, metadataBefore: stated, metadataAfter: stated },
      ),
    ).toEqual([
      { rule: "a-rule", severity: "error", node: key, verdict: { outcome: "violation", ...WRONG }, waived: "agreed" },
    ]);
  });

  it("reports a waiver that is new in the plan, once for each node, and none that was there", () => {
    const old = { rule: "old-rule", on: [key.id], reason: "agreed" };
    const fresh = { rule: "new-rule", on: [key.id, "nowhere"], reason: "in a hurry" };
    const found = run(
      aRule(() => []),
      { metadataBefore: { ...NOTHING, waivers: [old] }, metadataAfter: { ...NOTHING, waivers: [old, fresh] } },
    );
    expect(found).toEqual([
      {
        rule: "new-rule",
        severity: "warning",
        node: key,
        verdict: {
          outcome: "violation",
          severity: "warning",
          what: "new waiver of new-rule needs a second reviewer",
          got: "in a hurry",
          expected: "",
          fix: "confirm the reason, or remove the waiver",
        },
      },
    ]);
  });

  it("reports a waiver that is there for something else than before, and one that covers another node now", () => {
    const rule = "region-supported";
    const waiver = (facts: Record<string, string[]>) => ({ rule, on: [key.id], reason: "agreed", facts });
    const [before, after] = [waiver({ [key.id]: ["x", "y"] }), waiver({ [key.id]: ["y", "z"], nowhere: ["x"] })];
    const found = (metadataBefore: object, metadataAfter: object) =>
      run(
        aRule(() => []),
        {
          metadataBefore: { ...NOTHING, waivers: [metadataBefore as typeof before] },
          metadataAfter: { ...NOTHING, waivers: [metadataAfter as typeof before] },
        },
      ).map(({ verdict }) => verdict.outcome === "violation" && [verdict.what, verdict.got]);
    const changed = `changed waiver of ${rule} needs a second reviewer`;
    expect(found(before, after)).toEqual([
      [changed, "now for z: agreed"],
      [changed, "on nowhere: now for x: agreed"],
    ]);
    expect(found(before, before)).toEqual([]);
    // Written by a version that noted nothing: an upgrade alone is no change.
    const { facts: _, ...unbound } = before;
    expect(found(unbound, before)).toEqual([]);
  });

  it("reports a new waiver on what is not in the plan, such as a key that a later one makes", () => {
    const fresh = { rule: "new-rule", on: ["nowhere"], reason: "in a hurry" };
    const found = run(
      aRule(() => []),
      { metadataAfter: { ...NOTHING, waivers: [fresh] } },
    );
    expect(found).toMatchObject([
      { rule: "new-rule", severity: "warning", verdict: { got: "on nowhere: in a hurry" } },
    ]);
  });

  it("evaluates drift from what Terraform knew to what there is, and never blocks for it", () => {
    const was = s.aKey({ rotationEnabled: known(true, "state") });
    const drift = { before: s.modelOf(was), changes: [s.aChange(was, key)] };
    const rule = aRule(({ before }, { isDrift, before: index }) =>
      isDrift && before === was && index.key(key.id) === was
        ? [violation({ ...WRONG, against: ["prod/x"] }), unknown("not known yet")]
        : [compliant],
    );
    expect(run(rule, { drift }).map(({ severity, verdict }) => [severity, verdict])).toEqual([
      [
        "warning",
        {
          outcome: "violation",
          severity: "warning",
          what: WRONG.what,
          got: "wrong",
          expected: "right",
          against: ["prod/x"],
          fix: "find out who changed it; put it right",
        },
      ],
      ["error", { outcome: "unknown", why: "not known yet" }],
    ]);
  });

  it("tells the rules which accounts are known, and finds changes by their id", () => {
    const seen: unknown[] = [];
    const rule = aRule((_, { knownAccounts, changeOf }) => {
      seen.push([...knownAccounts].sort(), changeOf(record.id)?.id, changeOf("nowhere"), changeOf(undefined));
      return [];
    });
    runChangeRules(reading({ accounts: new Set(["111122223333"]) }), {
      rules: [rule],
      knownAccounts: new Set(["444455556666"]),
    });
    expect(seen).toEqual([["111122223333", "444455556666"], record.id, undefined, undefined]);
  });
});
