import type { RuleId } from "../../model/rule-ids";
import { known } from "../../model/fact";
import type { RecordNode, Waiver } from "../../model/model";
import { joinUnknowns, problemsOf, runRules } from "../../rules/engine";
import {
  compliant,
  configurationRule,
  notApplicable,
  unknown,
  violation,
  type ConfigurationRule,
  type NodeKind,
  type Verdict,
} from "../../rules/rule";
import * as s from "./support";

const WRONG = { what: "it must be right", got: "wrong", expected: "right", fix: "put it right" };

type Rule = ConfigurationRule<NodeKind, RuleId>;

/** A rule over records with the given verdict; its id is none of the registry. */
function aRule(
  check: (record: RecordNode) => Verdict | readonly Verdict[],
  { id = "a-rule", ...over }: Partial<Omit<Rule, "id" | "kind" | "example">> & { readonly id?: string } = {},
): Rule {
  const text = { id: id as RuleId, title: "It holds", rationale: "It has to", see: "https://example.com" };
  return configurationRule({
    ...{
      ...text,
      severity: "error",
      on: ["record"],
      waiveWhen: "It is agreed.",
      check: (node) => check(node as RecordNode),
    },
    example: () => ({ bad: [], good: [] }),
    ...over,
  });
}

describe("runRules", () => {
  const record = s.aRecord();
  const other = s.aRecord({ name: "audit-record" });

  it("keeps violations and unknowns, and nothing else", () => {
    const model = s.modelOf(record);
    expect(runRules(model, [], [aRule(() => compliant), aRule(() => notApplicable)])).toEqual([]);
    expect(runRules(model, [], [aRule(() => violation(WRONG)), aRule(() => unknown("not known yet"))])).toEqual([
      { rule: "a-rule", severity: "error", node: record, verdict: { outcome: "violation", ...WRONG } },
      { rule: "a-rule", severity: "error", node: record, verdict: { outcome: "unknown", why: "not known yet" } },
    ]);
  });

  it("keeps every verdict of a rule that gives several", () => {
    const rule = aRule(() => [violation(WRONG), compliant, violation({ ...WRONG, got: "worse" })]);
    expect(runRules(s.modelOf(record), [], [rule]).map(({ verdict }) => verdict)).toEqual([
      { outcome: "violation", ...WRONG },
      { outcome: "violation", ...WRONG, got: "worse" },
    ]);
  });

  it("orders by rule, then by kind, then by place in the model", () => {
    const everything = aRule(() => unknown("open"), { id: "everything", on: ["instance", "key", "record"] });
    const records = aRule(() => unknown("open"), { id: "records" });
    const model = s.modelOf(other, s.aKey(), record, s.anInstance());
    expect(runRules(model, [], [everything, records]).map(({ rule, node }) => [rule, node.id])).toEqual([
      ["everything", "prod/orders-prod"],
      ["everything", "prod/orders"],
      ["everything", "prod/audit-record"],
      ["everything", "prod/orders-record"],
      ["records", "prod/audit-record"],
      ["records", "prod/orders-record"],
    ]);
  });

  it("makes a finding of a rule that throws, and goes on", () => {
    const broken = aRule(() => {
      throw new Error("no such field");
    });
    expect(
      runRules(s.modelOf(record), [], [broken, aRule(() => violation(WRONG))]).map(({ verdict }) => verdict),
    ).toEqual([
      { outcome: "unknown", why: "the rule itself failed on prod/orders-record: no such field" },
      { outcome: "violation", ...WRONG },
    ]);
  });

  it("makes a finding of a rule that gives no verdict", () => {
    expect(runRules(s.modelOf(record), [], [aRule(() => [])])).toEqual([
      {
        rule: "a-rule",
        severity: "error",
        node: record,
        verdict: { outcome: "unknown", why: "the rule itself gave no verdict on prod/orders-record" },
      },
    ]);
  });

  describe("with waivers", () => {
    const waiver = (on: readonly string[], reason: string, rule = "a-rule"): Waiver => ({ rule, on, reason });
    const waivedBy = (waivers: readonly Waiver[], verdict: Verdict): (string | undefined)[] =>
      runRules(s.modelOf(record, other), waivers, [aRule(() => verdict)]).map(({ waived }) => waived);

    it("keeps a waived finding, with the reason, for the nodes that the waiver names", () => {
      expect(waivedBy([waiver(["prod/orders-record"], "agreed")], violation(WRONG))).toEqual(["agreed", undefined]);
      expect(waivedBy([waiver(["prod/orders-record"], "agreed")], unknown("open"))).toEqual(["agreed", undefined]);
    });

    it("waives nothing of a rule that cannot be waived", () => {
      const { waiveWhen: _, ...rule } = aRule(() => violation(WRONG));
      const findings = runRules(s.modelOf(record), [waiver(["prod/orders-record"], "agreed")], [rule]);
      expect(findings.map(({ waived }) => waived)).toEqual([undefined]);
      expect(problemsOf(findings)).toHaveLength(1);
    });

    it("leaves other rules in force", () => {
      expect(waivedBy([waiver(["prod/orders-record"], "agreed", "b-rule")], violation(WRONG))).toEqual([
        undefined,
        undefined,
      ]);
    });

    it("waives a violation whose other sides are all waived, and not when one of them is left", () => {
      const against = violation({ ...WRONG, against: ["a", "b"] });
      expect(waivedBy([waiver(["a", "b"], "both agreed")], against)).toEqual(["both agreed", "both agreed"]);
      expect(waivedBy([waiver(["a"], "one agreed")], against)).toEqual([undefined, undefined]);
      expect(waivedBy([], violation({ ...WRONG, against: [] }))).toEqual([undefined, undefined]);
    });

    it("waives the alias of a key with the key", () => {
      const rule: Rule = { ...aRule(() => violation(WRONG)), on: ["alias"] };
      const [own, other] = [s.anAlias(), s.anAlias({ name: "other", target: "prod/other" })];
      const { target: _, ...loose } = s.anAlias({ name: "loose" });
      const found = runRules(s.modelOf(own, other, loose), [waiver(["prod/orders"], "agreed")], [rule]);
      expect(found.map(({ waived }) => waived)).toEqual(["agreed", undefined, undefined]);
    });

    it("waives a second key on either of the two records", () => {
      const rule = "one-key-per-product-and-region";
      const reasons = (on: readonly string[]) =>
        runRules(s.modelOf(record, other), [{ rule, on, reason: "agreed" }])
          .filter((finding) => finding.rule === rule)
          .map(({ node, waived }) => [node.id, waived]);
      expect(reasons([])).toEqual([["prod/audit-record", undefined]]);
      expect(reasons(["prod/audit-record"])).toEqual([["prod/audit-record", "agreed"]]);
      expect(reasons(["prod/orders-record"])).toEqual([["prod/audit-record", "agreed"]]);
    });
  });

  it("finds nothing wrong with a key, its record, a replica and instances as they should be", () => {
    const key = s.aKey({ arn: known(s.MRK_ARN, "ARN of key orders") });
    const replica = s.aReplica(key, "eu-central-1", {
      replicaOf: { primary: key.id, primaryArn: key.arn },
    });
    const region = known("eu-central-1", "`region`");
    const records = [s.aRecord({ key: key.id }), s.aRecord({ name: "there", key: replica.id, region })];
    const instances = [
      s.anInstance({ record: "prod/orders-record" }),
      s.anInstance({ name: "copy", record: "prod/orders-record", cloneOf: "prod/orders-prod" }),
      s.anInstance({ name: "dr", record: "prod/there", region }),
    ];
    expect(runRules(s.modelOf(key, replica, ...records, ...instances))).toEqual([]);
  });
});

describe("problemsOf", () => {
  const record = s.aRecord();

  it("makes a problem of a violation of an error rule", () => {
    expect(problemsOf(runRules(s.modelOf(record), [], [aRule(() => violation({ ...WRONG, against: ["a"] }))]))).toEqual(
      [{ code: "a-rule", path: "prod/orders-record", ...WRONG }],
    );
  });

  it("lets warnings, unknowns and waived violations pass", () => {
    const warning = aRule(() => violation(WRONG), { severity: "warning" });
    const waived = aRule(() => violation(WRONG), { id: "waived" });
    const waiver = { rule: "waived", on: [record.id], reason: "agreed" };
    const findings = runRules(s.modelOf(record), [waiver], [warning, aRule(() => unknown("open")), waived]);
    expect(findings.map(({ rule }) => rule)).toEqual(["a-rule", "a-rule", "waived"]);
    expect(problemsOf(findings)).toEqual([]);
  });
});

describe("joinUnknowns", () => {
  it("makes one of the unknowns of one node for one reason, in the place of the first", () => {
    const [record, other] = [s.aRecord(), s.aRecord({ name: "audit-record" })];
    const rules = [
      aRule(() => unknown("open"), { id: "first" }),
      aRule(() => violation(WRONG), { id: "wrong" }),
      aRule((node) => unknown(node.id === other.id ? "open" : "something else"), { id: "second" }),
      aRule(() => unknown("open"), { id: "third" }),
    ];
    const waiver = { rule: "third", on: [other.id], reason: "agreed" };
    const joined = joinUnknowns(runRules(s.modelOf(record, other), [waiver], rules));
    expect(joined.map(({ rule, node, waived }) => [rule, node.id, waived])).toEqual([
      ["first, third", record.id, undefined],
      ["first, second", other.id, undefined],
      ["wrong", record.id, undefined],
      ["wrong", other.id, undefined],
      ["second", record.id, undefined],
      ["third", other.id, "agreed"],
    ]);
  });
});
