import * as fc from "fast-check";
import { evaluateForAll } from "../../../policy/access/evaluate-for-all";
import { accountPrincipal } from "../../../policy/access/principal";
import { evaluate } from "../../../policy/evaluate/evaluate";
import type { PolicyDocument, Statement } from "../../../policy/document";
import { ACCOUNT, KEY_ARN } from "../../support/samples";
import { OPERATIONS, policies } from "./small-world";

const EVERYTHING: Statement = { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" };
const KEY = { keyArn: KEY_ARN, keyAccountId: ACCOUNT };
const ACCOUNT_ID = "444455556666";
const OF_THE_ACCOUNT = ["role/admin", "role/aura/data", "role/not-named", "user/Ann", "user/Bob"] as const;

/** Compares the decision for an account with that for each of its principals, and counts the answers of interest. */
function compare(documentOf: (policy: PolicyDocument) => PolicyDocument, answers: readonly string[]): number {
  let counted = 0;
  fc.assert(
    fc.property(policies, fc.constantFrom(...OPERATIONS), (policy, action) => {
      const document = documentOf(policy);
      const { answer } = evaluateForAll(document, KEY, accountPrincipal(ACCOUNT_ID))(action);
      if (!answers.includes(answer)) return;
      counted++;
      for (const resource of OF_THE_ACCOUNT) {
        const principal = { arn: `arn:aws:iam::${ACCOUNT_ID}:${resource}`, accountId: ACCOUNT_ID };
        expect(evaluate(document, { ...KEY, action, principal, context: {}, others: "unknown" }).answer).toBe(answer);
      }
    }),
    { numRuns: 2000 },
  );
  return counted;
}

it("what is allowed for an account is allowed for each of its principals", () => {
  expect(compare((policy) => policy, ["allowed"])).toBeGreaterThan(2);
});

it("what Deny statements deny to an account, or do not, holds for each of its principals", () => {
  const counted = compare(
    ({ Version, Statement: statements }) => ({
      Version,
      Statement: [EVERYTHING, ...statements.map((statement) => ({ ...statement, Effect: "Deny" as const }))],
    }),
    ["allowed", "denied"],
  );
  expect(counted).toBeGreaterThan(20);
});
