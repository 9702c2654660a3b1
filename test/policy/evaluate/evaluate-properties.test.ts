import * as fc from "fast-check";
import { canonicalPolicy } from "../../../policy/canonical";
import { evaluate, isPossiblyAllowed, isAllowed, type Decision } from "../../../policy/evaluate/evaluate";
import type { PolicyDocument, Statement } from "../../../policy/document";
import { documents } from "../arbitraries";
import { keyPolicies, keyRequests } from "./arbitrary-requests";

/** Policies that mean something, and now and then one that means nothing. */
const policies = fc.oneof({ weight: 4, arbitrary: keyPolicies }, { weight: 1, arbitrary: documents });
const requests = fc
  .tuple(keyRequests, fc.constantFrom("absent" as const, "unknown" as const), fc.boolean())
  .map(([request, others, iam]) => ({ ...request, others, ...(iam && { iam: "unknown" as const }) }));

const RANK: Record<Decision["answer"], number> = { denied: 0, unknown: 1, allowed: 2 };

function parsed(text: string): PolicyDocument {
  return JSON.parse(text) as PolicyDocument;
}

it("the canonical text of a policy says the same as the policy", () => {
  fc.assert(
    fc.property(policies, requests, (document, request) => {
      expect(evaluate(parsed(canonicalPolicy(document)), request)).toEqual(evaluate(document, request));
    }),
    { numRuns: 500 },
  );
});

it("the order of statements does not matter", () => {
  fc.assert(
    fc.property(policies, requests, (document, request) => {
      const reversed = { ...document, Statement: [...document.Statement].reverse() };
      expect(evaluate(reversed, request).answer).toBe(evaluate(document, request).answer);
    }),
    { numRuns: 300 },
  );
});

it("twenty statements for somebody else change nothing: long policies are looked up by who asks", () => {
  const others = Array.from({ length: 20 }, (_, index): Statement => ({
    ...{ Sid: `other ${index}`, Effect: index % 2 === 0 ? "Allow" : "Deny" },
    Principal: {
      AWS: [`arn:aws:iam::210987654321:role/other-${index}`, `arn:aws:iam::210987654321:user/other-${index}`],
    },
    ...{ Action: "kms:*", Resource: "*" },
  }));
  fc.assert(
    fc.property(policies, requests, (document, request) => {
      const long = { ...document, Statement: [...document.Statement, ...others] };
      expect(evaluate(long, request)).toEqual(evaluate(document, request));
    }),
    { numRuns: 500 },
  );
});

it("another Deny never allows more, another Allow never denies more", () => {
  fc.assert(
    fc.property(policies, keyPolicies, requests, (document, { Statement: [added] }, request) => {
      const more = { ...document, Statement: [...document.Statement, added as Statement] };
      const change = RANK[evaluate(more, request).answer] - RANK[evaluate(document, request).answer];
      expect(added?.Effect === "Deny" ? change <= 0 : change >= 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it("own policies that are not known leave open what any of them could change, and nothing else", () => {
  fc.assert(
    fc.property(policies, keyRequests, (document, request) => {
      const open = evaluate(document, { ...request, iam: "unknown" });
      const all = evaluate(document, { ...request, iam: "allow everything" });
      const none = evaluate(document, { ...request, iam: "allow nothing" });
      expect(isPossiblyAllowed(open)).toBe(isPossiblyAllowed(all));
      expect(isAllowed(open) && !isAllowed(none)).toBe(false);
      expect(isAllowed(none) && !isAllowed(all)).toBe(false);
    }),
    { numRuns: 300 },
  );
});
