import * as fc from "fast-check";
import { allowedPrincipals, representativeOf } from "../../../policy/access/allowed-principals";
import type { Principal } from "../../../policy/access/principal";
import { evaluate, isPossiblyAllowed, type KeyRequest } from "../../../policy/evaluate/evaluate";
import { matchesPattern } from "../../../policy/evaluate/wildcard";
import { ACCOUNT, KEY_ARN } from "../../support/samples";
import { policies, requests } from "./small-world";

/** Whether somebody is of a party, written from what the kinds of parties mean. */
function belongsTo({ principal, context }: KeyRequest, party: Principal): boolean {
  switch (party.kind) {
    case "anyone":
    case "unclear":
      return true;
    case "account":
      return party.accountId === principal.accountId;
    case "organization":
      return context["aws:PrincipalOrgID"] === party.organizationId;
    case "session":
      return party.arn === principal.arn;
    case "role":
    case "user": {
      if (party.accountId !== principal.accountId || !party.arn) return false;
      // A session does not tell the path of its role; the name alone is unique in an account.
      const role = /:assumed-role\/([^/]+)\//.exec(principal.arn)?.[1];
      return matchesPattern(party.arn, String(context["aws:PrincipalArn"])) || party.arn.endsWith(`/${role}`);
    }
    default:
      return false;
  }
}

it("nobody gets in, not even perhaps, who is not of a party that a statement lets in for that operation", () => {
  let admitted = 0;
  fc.assert(
    fc.property(policies, requests, (document, request) => {
      const decision = evaluate(document, request);
      if (!isPossiblyAllowed(decision)) return;
      admitted++;
      const covering = allowedPrincipals(document)
        .filter(({ principal, operations }) => operations.includes(request.action) && belongsTo(request, principal))
        .map(({ statement }) => statement);
      expect(covering).not.toEqual([]);
      if (decision.answer === "allowed") expect(covering).toContain(decision.statement);
    }),
    { numRuns: 2500 },
  );
  expect(admitted).toBeGreaterThan(15);
});

it("somebody who stands for a party gets in, perhaps at least, where nothing denies and all statements are for the key", () => {
  let asked = 0;
  fc.assert(
    fc.property(policies, ({ Version, Statement: all }) => {
      const document = {
        Version,
        Statement: all
          .filter(({ Effect }) => Effect === "Allow")
          .map((statement) => ({ ...statement, Resource: "*", NotResource: undefined })),
      };
      for (const { principal, operations, conditions, statement } of allowedPrincipals(document)) {
        const somebody = representativeOf(principal);
        const [action] = operations.filter((operation) => /crypt/.test(operation));
        if (!somebody || !action || conditions.length > 0) continue;
        asked++;
        const request = { ...somebody, action, keyArn: KEY_ARN, keyAccountId: ACCOUNT, others: "unknown" as const };
        const { answer } = evaluate(
          { Version, Statement: document.Statement.slice(statement, statement + 1) },
          request,
        );
        expect(["allowed", "unknown"]).toContain(answer);
      }
    }),
    { numRuns: 800 },
  );
  expect(asked).toBeGreaterThan(8);
});
