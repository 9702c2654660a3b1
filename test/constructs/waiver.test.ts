import { AuraCustomerManagedKey, AuraInstance, AuraKmsKey, waiveRule } from "../../constructs";
import {
  ACCOUNT,
  annotationsOf,
  INSTANCE,
  newApp,
  newStack,
  PROJECT,
  renderedProblems,
  statement,
  synth,
  synthApp,
} from "../support/synth";

const RULE = "version-supported";

function anOldInstance(stack = newStack()) {
  const key = new AuraKmsKey(stack, "key", {
    ...{ accountId: ACCOUNT, region: "eu-west-1", statement },
  });
  const customerManagedKey = new AuraCustomerManagedKey(stack, "record", {
    key,
    projectId: PROJECT,
    product: "AuraDB",
  });
  return { stack, db: new AuraInstance(stack, "db", { ...INSTANCE, customerManagedKey, version: "4.4" }) };
}

const SHOWN =
  "info prod/db: version 4.4 of instance db does not support customer managed keys: `version` of instance db; help: use version 5 [version-supported] waived: agreed";

describe("a waiver", () => {
  test.each([
    ["the construct", (): string[] => ["db"]],
    ["the stack", (): string[] => []],
  ])("on %s lets synth pass and is shown with its reason", (_, path) => {
    const { stack } = anOldInstance();
    waiveRule(
      path().reduce((scope, id) => scope.node.findChild(id) as typeof stack, stack),
      RULE,
      "  agreed ",
    );
    synth(stack);
    expect(annotationsOf(stack)).toEqual([SHOWN]);
  });

  it("on the app covers every stack", () => {
    const app = newApp();
    const { stack } = anOldInstance(newStack("prod", { app }));
    waiveRule(app, RULE, "agreed");
    synthApp(app);
    expect(annotationsOf(stack)).toEqual([SHOWN]);
  });

  it("on another construct changes nothing, also when its name begins with the same letters", () => {
    const { stack } = anOldInstance();
    const other = AuraInstance.fromAttributes(stack, "d", { instanceId: "abcd1234", region: "eu-west-1" });
    waiveRule(other, RULE, "agreed");
    expect(renderedProblems(() => synth(stack)).map((line) => /\[(.*)\]$/.exec(line)?.[1])).toEqual([RULE]);
  });

  it("of another rule changes nothing", () => {
    const { stack, db } = anOldInstance();
    waiveRule(db, "region-supported", "agreed");
    expect(renderedProblems(() => synth(stack))).toHaveLength(1);
  });

  it("is kept as metadata of the construct", () => {
    const { db } = anOldInstance();
    waiveRule(db, RULE, "agreed");
    expect(db.node.metadata.filter(({ type }) => type === "cdktf-aura-cmk:waiver").map(({ data }) => data)).toEqual([
      { rule: RULE, reason: "agreed" },
    ]);
  });

  it("made after a synth counts in the next one", () => {
    const { stack, db } = anOldInstance();
    expect(renderedProblems(() => synth(stack))).toHaveLength(1);
    waiveRule(db, RULE, "agreed");
    synth(stack);
    expect(annotationsOf(stack)).toEqual([SHOWN]);
  });
});

describe("an invalid waiver", () => {
  it.each(["key-region-matches-instance", "administrators-keep-control", "policy-set-once"])(
    "of %s is refused: the rule cannot be waived",
    (rule) => {
      expect(renderedProblems(() => waiveRule(newStack(), rule, "agreed"))).toEqual([
        `prod: rule ${rule} cannot be waived: a waiver of it; expected: a rule whose page says when to waive it; help: remove the waiver, and correct what the rule reports [rule-not-waivable]`,
      ]);
    },
  );

  it("of a misspelt rule, without a reason, is refused for both", () => {
    expect(renderedProblems(() => waiveRule(newStack(), "version-suported", "  "))).toEqual([
      'prod: the waiver names an unknown rule: "version-suported"; expected: the id of a rule; help: did you mean ' +
        '"version-supported"? [unknown-rule]',
      "prod: the waiver gives no reason: an empty text; expected: a sentence for reviewers; help: give the reason, " +
        "the person who agreed, or the support case number [waiver-needs-reason]",
    ]);
  });

  it("of an unknown rule points to the list", () => {
    expect(renderedProblems(() => waiveRule(newStack(), "everything", "because"))).toEqual([
      'prod: the waiver names an unknown rule: "everything"; expected: the id of a rule; help: take an id from ' +
        "docs/rules.md [unknown-rule]",
    ]);
  });

  it("of the wrong types is refused", () => {
    expect(renderedProblems(() => waiveRule(newStack(), undefined as never, 5 as never))).toEqual([
      "prod: `rule` is missing: nothing; expected: a string; help: add `rule` [prop-type]",
      "prod: `reason` has the wrong type: the number 5; expected: a string; help: correct `reason` [prop-type]",
    ]);
  });
});
