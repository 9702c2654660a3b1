import * as fc from "fast-check";
import { allowedPrincipals, representativeOf } from "../../../policy/access/allowed-principals";
import type { Principal } from "../../../policy/access/principal";
import { evaluate, isPossiblyAllowed, type KeyRequest } from "../../../policy/evaluate/evaluate";
import { matchesPattern } from "../../../policy/evaluate/wildcard";
import { ACCOUNT, KEY_ARN } from "../../support/samples";
import { policies, requests } from "./small-world";

/** Whether a caller belongs to a principal, written from the meaning of the kinds of principals. */
function belongsTo({ principal: caller, context }: KeyRequest, principal: Principal): boolean {
  switch (principal.kind) {
    case "anyone":
    case "unclear":
      return true;
    case "account":
      return principal.accountId === caller.accountId;
    case "organization":
      return context["aws:PrincipalOrgID"] === principal.organizationId;
    case "session":
      return principal.arn === caller.arn;
    case "role":
    case "user": {
      if (principal.accountId !== caller.accountId || !principal.arn) return false;
      // The ARN of a session does not contain the path of its role; the name alone is unique in an account.
      const role = /:assumed-role\/([^/]+)\//.exec(caller.arn)?.[1];
      return matchesPattern(principal.arn, String(context["aws:PrincipalArn"])) || principal.arn.endsWith(`/${role}`);
    }
    default:
      return false;
  }
}

it("allows no caller, not even possibly, outside of the principals that a statement allows for the operation", () => {
  let allowed = 0;
  fc.assert(
    fc.property(policies, requests, (document, request) => {
      const decision = evaluate(document, request);
      if (!isPossiblyAllowed(decision)) return;
      allowed++;
      const covering = allowedPrincipals(document)
        .filter(({ principal, operations }) => operations.includes(request.action) && belongsTo(request, principal))
        .map(({ statement }) => statement);
      expect(covering).not.toEqual([]);
      if (decision.answer === "allowed") expect(covering).toContain(decision.statement);
    }),
    { numRuns: 2500 },
  );
  expect(allowed).toBeGreaterThan(15);
});

it("allows the representative of a principal, at least possibly, where nothing is denied and all statements are for the key", () => {
  let evaluated = 0;
  fc.assert(
    fc.property(policies, ({ Version, Statement: all }) => {
      const document = {
        Version,
        Statement: all
          .filter(({ Effect }) => Effect === "Allow")
          .map((statement) => ({ ...statement, Resource: "*", NotResource: undefined })),
      };
      for (const { principal, operations, conditions, statement } of allowedPrincipals(document)) {
        const representative = representativeOf(principal);
        const [action] = operations.filter((operation) => /crypt/.test(operation));
        if (!representative || !action || conditions.length > 0) continue;
        evaluated++;
        const request = {
          ...representative,
          action,
          keyArn: KEY_ARN,
          keyAccountId: ACCOUNT,
          others: "unknown" as const,
        };
        const { answer } = evaluate(
          { Version, Statement: document.Statement.slice(statement, statement + 1) },
          request,
        );
        expect(["allowed", "unknown"]).toContain(answer);
      }
    }),
    { numRuns: 800 },
  );
  expect(evaluated).toBeGreaterThan(8);
});
