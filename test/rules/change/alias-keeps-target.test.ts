import { known, unknown } from "../../../model/fact";
import { aliasKeepsTarget } from "../../../rules/change/alias-keeps-target";
import * as s from "./support";

const OTHER_ARN = "arn:aws:kms:eu-west-1:111122223333:key/99998888-12ab-34cd-56ef-1234567890ab";
const key = s.aKey();
const other = s.aKey({ name: "other" });
const alias = s.anAlias();
const later = unknown("`target_key_id` is known only at apply");
const evaluate = (
  before: Parameters<typeof s.evaluateChange>[1],
  after: Parameters<typeof s.evaluateChange>[2],
  beside: s.Beside = {},
) => s.evaluateChange(aliasKeepsTarget, before, after, { before: [key, other], after: [key, other], ...beside });
const moved = (got: string) =>
  s.blocks({
    what: "alias/orders will point to another key",
    got,
    expected: "",
    fix: "keep the alias, and create another one",
  });

describe("alias-keeps-target", () => {
  it("blocks an alias that is pointed at another key", () => {
    const elsewhere = s.anAlias({ target: "prod/other", targetKeyId: known(OTHER_ARN, "target") });
    expect(evaluate(alias, elsewhere)).toEqual([moved("prod/other instead of prod/orders")]);
  });

  it("needs review where the plans do not show the key that it leaves, and blocks where something shows that it is Aura's", () => {
    const onUnseen = (keyArn: string, over: object = {}) => {
      const { target: _, ...rest } = s.anAlias({ targetKeyId: known(keyArn, "target"), ...over });
      return rest;
    };
    const got = `${OTHER_ARN} instead of ${s.KEY_ARN}`;
    const [before, after] = [onUnseen(s.KEY_ARN), onUnseen(OTHER_ARN)];
    expect(evaluate(before, after)).toEqual([{ ...moved(got), severity: "warning" }]);
    expect(evaluate(before, after, { after: [s.aRecord({ keyArn: known(s.KEY_ARN, "key_id") })] })).toEqual([
      moved(got),
    ]);
    const aliasName = known("alias/neo4j-aura/orders", "name");
    expect(evaluate(onUnseen(s.KEY_ARN, { aliasName }), onUnseen(OTHER_ARN, { aliasName }))).toEqual([
      { ...moved(got), what: "alias/neo4j-aura/orders will point to another key" },
    ]);
  });

  it("blocks an alias whose key is replaced, or that is given to a key which is created", () => {
    const open = s.anAlias({ targetKeyId: later });
    const replaced = { changes: { [key.id]: { actions: ["delete", "create"] as const } } };
    expect(evaluate(alias, open, replaced)).toEqual([moved("the key that replaces prod/orders")]);
    const created = s.anAlias({ targetKeyId: later, target: "prod/other" });
    expect(evaluate(alias, created, { before: [key] })).toEqual([moved("prod/other instead of prod/orders")]);
  });

  it("knows an alias by its name, whatever the resource is called", () => {
    const renamed = s.anAlias({ name: "renamed", target: "prod/other", targetKeyId: known(OTHER_ARN, "target") });
    // Judged once, where it is deleted.
    expect(evaluate(undefined, renamed, { before: [key, other, alias] })).toEqual([s.NOT_APPLICABLE]);
    expect(evaluate(alias, undefined, { after: [key, other, renamed] })).toEqual([
      moved("prod/other instead of prod/orders"),
    ]);
    const same = s.anAlias({ name: "renamed" });
    expect(evaluate(alias, undefined, { after: [key, same] })).toEqual([s.COMPLIANT]);
    const inOtherRegion = s.anAlias({
      name: "renamed",
      region: known("us-east-1", "region"),
      targetKeyId: known(OTHER_ARN, "t"),
    });
    expect(evaluate(undefined, inOtherRegion, { before: [key, other, alias] })).toEqual([s.NOT_APPLICABLE]);
  });

  it("needs review if an alias is deleted or renamed", () => {
    const words = {
      what: "alias/orders will be removed",
      expected: "",
      fix: "restore it, or make sure that nothing uses it; Aura uses the key ARN",
    };
    expect(evaluate(alias, undefined)).toEqual([s.needsReview({ ...words, got: "deleted" })]);
    const named = s.anAlias({ aliasName: known("alias/other", "name") });
    const replaced = { changes: { [alias.id]: { actions: ["delete", "create"] as const, replacedBy: ["name"] } } };
    expect(evaluate(alias, named, replaced)).toEqual([s.needsReview({ ...words, got: "`name` changes" })]);
  });

  it("takes the bare id of a key and its ARN for the same", () => {
    const bare = s.anAlias({ targetKeyId: known("1234abcd-12ab-34cd-56ef-1234567890ab", "target") });
    expect(evaluate(alias, bare)).toEqual([s.COMPLIANT]);
  });

  it("does not apply to a new alias, and accepts one that is removed from state", () => {
    expect(evaluate(undefined, alias)).toEqual([s.NOT_APPLICABLE]);
    expect(evaluate(alias, undefined, { changes: { [alias.id]: { actions: ["forget"] } } })).toEqual([s.COMPLIANT]);
  });

  it("does not know a key that is known only at apply and is in no plan", () => {
    const { target: _, ...open } = s.anAlias({ targetKeyId: later });
    expect(evaluate(alias, open)).toEqual([
      s.unverified("alias/orders keeps its key", "`target_key_id` is known only at apply"),
    ]);
  });
});

it("has this one-line message for the bad example of alias-keeps-target", () => {
  expect(s.exampleLine(aliasKeepsTarget)).toBe(
    "prod/orders-alias: alias/orders will point to another key: prod/audit instead of prod/orders; help: keep the alias, and create another one [alias-keeps-target]",
  );
});
