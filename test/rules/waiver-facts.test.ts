import { known } from "../../model/fact";
import type { AnyNode } from "../../model/model";
import type { Waiver } from "../../model/model";
import { noUnexpectedPrincipals } from "../../rules/configuration/no-unexpected-principals";
import { keyIsSymmetric } from "../../rules/configuration/key-is-symmetric";
import { oneKeyPerProductAndRegion } from "../../rules/configuration/one-key-per-product-and-region";
import { regionSupported } from "../../rules/configuration/region-supported";
import { auraCanUseKey } from "../../rules/configuration/aura-can-use-key";
import { statementMatchesKey } from "../../rules/configuration/statement-matches-key";
import { versionSupported } from "../../rules/configuration/version-supported";
import { runRules } from "../../rules/engine";
import * as s from "./support";

const PARTNER = {
  ...{ Sid: "Partner", Effect: "Allow", Principal: { AWS: "arn:aws:iam::666677778888:root" } },
  ...{ Action: ["kms:Decrypt", "kms:GenerateDataKey*"], Resource: "*" },
};
const expecting = (...others: object[]) => s.aKeyWith([s.STATEMENT], others, { expectedPrincipals: [s.AURA_ACCOUNT] });
const factsOf = (rule: Parameters<typeof s.evaluateWithFacts>[0], ...nodes: AnyNode[]): unknown[] =>
  [s.evaluateWithFacts(rule, ...nodes)].flat().map((verdict) => (verdict.outcome === "violation" ? verdict.facts : ""));

describe("what a waiver is bound to is said in values, without names and addresses", () => {
  it("by each rule that can be waived and finds more than one thing", () => {
    expect([
      factsOf(noUnexpectedPrincipals, expecting(PARTNER)),
      factsOf(noUnexpectedPrincipals, expecting(), s.aGrant()),
      factsOf(keyIsSymmetric, s.aKey({ keySpec: known("RSA_2048", "`spec`") })),
      factsOf(oneKeyPerProductAndRegion, s.aRecord({ key: "a" }), s.aRecord({ name: "b", key: "b" })),
      factsOf(regionSupported, s.aRecord({ product: known("AuraDS", "p"), region: known("eu-west-2", "r") })),
      factsOf(auraCanUseKey, s.aKeyWith([{ ...s.STATEMENT, Action: s.STATEMENT.Action.slice(1) }])),
      factsOf(
        statementMatchesKey,
        s.aKeyWith([{ ...s.STATEMENT, Resource: "arn:aws:kms:us-east-1:111122223333:key/*" }]),
      ),
      factsOf(versionSupported, s.aRecord(), s.anInstance({ record: "prod/orders-record", version: known("4", "v") })),
    ]).toEqual([
      ["AWS account 666677778888: kms:Decrypt, kms:GenerateDataKey*"],
      ["arn:aws:iam::666677778888:role/reader: kms:Decrypt"],
      [expect.stringContaining("RSA_2048")],
      ["AuraDB in eu-west-1"],
      ["AuraDS in eu-west-2"],
      ["kms:Encrypt"],
      ["Resource arn:aws:kms:us-east-1:111122223333:key/*"],
      ["4"],
    ]);
  });
});

describe("a waiver that was given for something", () => {
  const given = { "prod/orders": ["AWS account 666677778888: kms:Decrypt, kms:GenerateDataKey*"] };
  const waiver: Waiver = { rule: "no-unexpected-principals", on: ["prod/orders"], reason: "agreed", facts: given };
  const waivedIn = (key: ReturnType<typeof s.aKey>, waivers: readonly Waiver[] = [waiver]): unknown[] =>
    runRules(s.modelOf(key), waivers, [noUnexpectedPrincipals]).map(({ waived }) => waived);

  it("covers that", () => {
    expect(waivedIn(expecting(PARTNER))).toEqual(["agreed"]);
  });

  it("covers it in whatever words the policy is, and wherever in it", () => {
    expect(waivedIn(expecting({ ...PARTNER, Sid: "Other" }))).toEqual(["agreed"]);
  });

  it.each([
    ["another account", { ...PARTNER, Principal: { AWS: "arn:aws:iam::777788889999:root" } }],
    ["more actions", { ...PARTNER, Action: ["kms:Decrypt", "kms:GenerateDataKey*", "kms:CreateGrant"] }],
    ["anyone", { ...PARTNER, Principal: "*" }],
  ])("does not cover %s", (_, statement) => {
    expect(waivedIn(expecting(statement))).toEqual([undefined]);
  });

  it("does not cover a second one beside it", () => {
    const other = { ...PARTNER, Principal: { AWS: "arn:aws:iam::777788889999:root" } };
    expect(waivedIn(expecting(PARTNER, other))).toEqual(["agreed", undefined]);
  });

  it("covers whatever is found where nothing was known when it was given", () => {
    const { facts: _, ...open } = waiver;
    expect(waivedIn(expecting({ ...PARTNER, Principal: "*" }), [open])).toEqual(["agreed"]);
  });
});
