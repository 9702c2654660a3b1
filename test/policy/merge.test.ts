import * as fc from "fast-check";
import { canonicalPolicy } from "../../policy/canonical";
import type { PolicyDocument, Statement } from "../../policy/document";
import { mergeStatements } from "../../policy/merge";
import { documents, statements } from "./arbitraries";
import { AURA, OWN } from "./examples";

const POLICY: PolicyDocument = { Version: "2012-10-17", Id: "orders", Statement: [OWN] };

it("adds Aura's statement at the end and leaves the rest of the policy alone", () => {
  expect(mergeStatements(POLICY, [AURA])).toEqual({
    document: { Version: "2012-10-17", Id: "orders", Statement: [OWN, AURA] },
  });
  expect(POLICY.Statement).toEqual([OWN]);
});

it("does not add a statement that is there already, however it is written down", () => {
  const reordered: Statement = { ...AURA, Action: [...(AURA.Action as string[])].reverse(), Resource: ["*"] };
  const policy = { ...POLICY, Statement: [AURA, OWN] };
  expect(mergeStatements(policy, [reordered, OWN])).toEqual({ document: policy });
});

it("adds a statement once when it is given twice", () => {
  expect(mergeStatements(POLICY, [AURA, AURA])).toEqual({ document: { ...POLICY, Statement: [OWN, AURA] } });
});

it("adds statements without Sid beside each other", () => {
  const [a, b] = ["kms:Sign", "kms:Verify"].map((action): Statement => ({ ...OWN, Sid: undefined, Action: action }));
  expect(mergeStatements(POLICY, [a, b] as Statement[])).toEqual({ document: { ...POLICY, Statement: [OWN, a, b] } });
});

it("leaves the choice to the owner when a Sid of the policy means something else, and names every such Sid", () => {
  const older = { ...AURA, Action: "kms:Decrypt" };
  expect(mergeStatements({ ...POLICY, Statement: [OWN, older] }, [AURA, { ...OWN, Action: "kms:Get*" }])).toEqual({
    problems: [
      {
        code: "sid-conflict",
        path: "Statement[0].Sid",
        what: 'Sid "Allow access for Neo4j" belongs to another statement',
        got: "statement 2 of the given policy has it",
        expected: "the same statement, or another Sid",
        fix: "remove an older statement of the Aura Console from the given policy, or rename the Sid of your own",
      },
      {
        code: "sid-conflict",
        path: "Statement[1].Sid",
        what: 'Sid "Enable IAM User Permissions" belongs to another statement',
        got: "statement 1 of the given policy has it",
        expected: "the same statement, or another Sid",
        fix: "remove an older statement of the Aura Console from the given policy, or rename the Sid of your own",
      },
    ],
  });
});

it("refuses two different statements with one Sid among those to add", () => {
  expect(mergeStatements(POLICY, [AURA, { ...AURA, Effect: "Deny" }])).toEqual({
    problems: [
      {
        code: "sid-conflict",
        path: "Statement[1].Sid",
        what: 'Sid "Allow access for Neo4j" belongs to another statement',
        got: "two statements to add have it",
        expected: "the same statement, or another Sid",
        fix: "rename one of them",
      },
    ],
  });
});

it.each([
  [undefined, "a policy without Version"],
  ["2008-10-17", '"Version": "2008-10-17"'],
])("refuses policy variables where they would mean themselves: Version %p", (version, got) => {
  const statement: Statement = {
    ...AURA,
    Condition: { StringEquals: { "aws:PrincipalTag/team": "${aws:PrincipalTag/owner}" } },
  };
  expect(mergeStatements({ Version: version, Statement: [OWN] }, [statement])).toEqual({
    problems: [
      {
        code: "variables-change-meaning",
        path: "Statement[0]",
        what: 'the given policy has no Version for the variables of statement "Allow access for Neo4j"',
        got,
        expected: '"Version": "2012-10-17"',
        fix: 'set its Version to "2012-10-17", unless a statement of it means "${" literally',
      },
    ],
  });
});

describe("for any statements, merging", () => {
  const pairs = fc.tuple(documents, fc.array(statements, { maxLength: 3 }));

  it("keeps the owner's statements, as they are and in their order", () => {
    fc.assert(
      fc.property(pairs, ([document, added]) => {
        const before = structuredClone([document, added]);
        const result = mergeStatements(document, added);
        if ("document" in result) {
          expect(result.document.Statement.slice(0, document.Statement.length)).toEqual(document.Statement);
          expect({ ...result.document, Statement: [] }).toEqual({ ...document, Statement: [] });
        }
        expect([document, added]).toEqual(before);
      }),
    );
  });

  it("merges twice as it merges once", () => {
    fc.assert(
      fc.property(pairs, ([document, added]) => {
        const once = mergeStatements(document, added);
        if ("document" in once) expect(mergeStatements(once.document, added)).toEqual(once);
      }),
    );
  });

  it("merges canonical forms as it merges the original policies", () => {
    fc.assert(
      fc.property(pairs, ([document, added]) => {
        const canonical = (policy: PolicyDocument): PolicyDocument =>
          JSON.parse(canonicalPolicy(policy)) as PolicyDocument;
        const given = mergeStatements(document, added);
        const merged = mergeStatements(canonical(document), canonical({ Statement: added }).Statement);
        const text = (result: typeof given): unknown =>
          "document" in result ? canonicalPolicy(result.document) : result.problems;
        expect(text(merged)).toEqual(text(given));
      }),
    );
  });
});
