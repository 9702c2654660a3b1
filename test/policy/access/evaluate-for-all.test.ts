import * as fc from "fast-check";
import { evaluateForAll } from "../../../policy/access/evaluate-for-all";
import { accountPrincipal } from "../../../policy/access/principal";
import { evaluate } from "../../../policy/evaluate/evaluate";
import type { PolicyDocument, Statement } from "../../../policy/document";
import { ACCOUNT, KEY_ARN } from "../../support/samples";
import { OPERATIONS, policies } from "./small-world";

const EVERYTHING: Statement = { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" };
const KEY = { keyArn: KEY_ARN, keyAccountId: ACCOUNT };
const GUEST = "444455556666";
const OF_THE_ACCOUNT = ["role/admin", "role/aura/data", "role/nobody-else", "user/Ann", "user/Bob"] as const;

/** How often what is said of an account is not what is said of one of it, and how often it is. */
function compare(documentOf: (policy: PolicyDocument) => PolicyDocument, answers: readonly string[]): number {
  let said = 0;
  fc.assert(
    fc.property(policies, fc.constantFrom(...OPERATIONS), (policy, action) => {
      const document = documentOf(policy);
      const { answer } = evaluateForAll(document, KEY, accountPrincipal(GUEST))(action);
      if (!answers.includes(answer)) return;
      said++;
      for (const resource of OF_THE_ACCOUNT) {
        const principal = { arn: `arn:aws:iam::${GUEST}:${resource}`, accountId: GUEST };
        expect(evaluate(document, { ...KEY, action, principal, context: {}, others: "unknown" }).answer).toBe(answer);
      }
    }),
    { numRuns: 2000 },
  );
  return said;
}

it("what an account is allowed is allowed to each of it", () => {
  expect(compare((policy) => policy, ["allowed"])).toBeGreaterThan(2);
});

it("what denials take from an account, or leave to it, they take from each of it, or leave to each", () => {
  const said = compare(
    ({ Version, Statement: statements }) => ({
      Version,
      Statement: [EVERYTHING, ...statements.map((statement) => ({ ...statement, Effect: "Deny" as const }))],
    }),
    ["allowed", "denied"],
  );
  expect(said).toBeGreaterThan(20);
});
