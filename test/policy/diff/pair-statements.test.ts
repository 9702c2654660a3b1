import { diffPolicies } from "../../../policy/diff/diff";
import type { PolicyDocument, Statement } from "../../../policy/document";
import { finish } from "../../support/finish";

function policy(...statements: Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

describe("which statement became which is found", () => {
  const role = (name: string, Action: string, Sid?: string): Statement => ({
    ...(Sid && { Sid }),
    ...{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::111122223333:role/${name}` }, Action, Resource: "*" },
  });
  const pairs = (before: Statement[], after: Statement[]): unknown =>
    diffPolicies(policy(...before), policy(...after)).map(({ before: old, after: now }) => [old, now]);

  it("by meaning first, whatever the Sids say", () => {
    expect(
      pairs(
        [role("a", "kms:Sign", "one"), role("b", "kms:Sign", "two")],
        [role("b", "kms:Sign", "one"), role("a", "kms:Sign", "two")],
      ),
    ).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it("by what they have in common, where a Sid was duplicated", () => {
    const before = [role("a", "kms:Sign", "one"), { ...role("b", "kms:Verify", "one"), Resource: "x" }];
    expect(pairs(before, [role("b", "kms:Verify", "one")])).toEqual([
      [1, 0],
      [0, undefined],
    ]);
  });

  it("not by next to nothing in common", () => {
    const actions = (...names: string[]): string[] => names.map((name) => `kms:${name}`);
    const [few, many] = [
      actions("Sign", "Encrypt", "Decrypt", "Verify"),
      actions("Sign", "DescribeKey", "ListGrants", "CreateGrant"),
    ];
    expect(pairs([{ ...role("a", ""), Action: few }], [{ ...role("b", ""), Action: many }])).toEqual([
      [undefined, 0],
      [0, undefined],
    ]);
  });

  it("by Sid, whatever they have in common", () => {
    expect(
      pairs(
        [role("a", "kms:Sign", "one"), role("b", "kms:Verify", "two")],
        [role("a", "kms:Encrypt", "two"), role("b", "kms:Decrypt", "one")],
      ),
    ).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it("by what they have in common, when a Sid is there twice or not at all", () => {
    expect(
      pairs(
        [role("a", "kms:Sign", "one"), role("b", "kms:Verify", "one"), role("c", "kms:GetPublicKey")],
        [role("c", "kms:Encrypt"), role("b", "kms:Decrypt", "one"), role("a", "kms:TagResource", "one")],
      ),
    ).toEqual([
      [2, 0],
      [1, 1],
      [0, 2],
    ]);
  });

  it("by place, when several have as much in common", () => {
    expect(
      pairs([role("a", "kms:Sign"), role("a", "kms:Verify")], [role("a", "kms:Encrypt"), role("a", "kms:Decrypt")]),
    ).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it("not for a statement that was or is said twice, which has no partner then", () => {
    const [one, other] = [role("a", "kms:Sign"), role("a", "kms:Verify")];
    expect(pairs([one, one], [one, other])).toEqual([
      [0, 0],
      [undefined, 1],
      [1, undefined],
    ]);
    expect(pairs([one, other], [one, one])).toEqual([
      [0, 0],
      [undefined, 1],
      [1, undefined],
    ]);
  });

  it("not between an Allow and a Deny without Sid, nor where nothing is in common", () => {
    const denial: Statement = { ...role("a", "kms:Sign"), Effect: "Deny" };
    expect(pairs([role("a", "kms:Sign")], [denial])).toEqual([
      [undefined, 0],
      [0, undefined],
    ]);
    expect(pairs([role("a", "kms:Sign")], [role("b", "kms:Verify")])).toEqual([
      [undefined, 0],
      [0, undefined],
    ]);
  });
});

it("compares two policies of 500 statements each, all changed", () => {
  const statements = (action: string): Statement[] =>
    Array.from({ length: 500 }, (_, index) => ({
      Effect: "Allow",
      Principal: { AWS: `${100000000000 + index}` },
      Action: action,
      Resource: "*",
    }));
  const [before, after] = [policy(...statements("kms:Encrypt")), policy(...statements("kms:Decrypt"))];
  const changes = finish(() => diffPolicies(before, after));
  expect(changes.map(({ before, after }) => before === after)).toEqual(statements("").map(() => true));
});

it("does not look for what statements have in common in policies that are far too large", () => {
  const statements = (from: number): Statement[] =>
    Array.from({ length: 1001 }, (_, index) => ({
      Effect: "Allow",
      Principal: { AWS: `${from + index}` },
      Action: "kms:Sign",
    }));
  const kinds = diffPolicies(policy(...statements(1)), policy(...statements(5000))).map(({ kind }) => kind);
  expect([...new Set(kinds)]).toEqual(["added", "removed"]);
});
