import type { PolicyDocument, Statement } from "../../../policy/document";
import { identitiesOf } from "../../../policy/evaluate/principal";
import { statementsFor } from "../../../policy/evaluate/statement-index";
import { allow, EXTERNAL, NEO4J, SESSION } from "./evaluate-support";

const LOGS = { arn: "logs.amazonaws.com", accountId: "" };
const OTHER = "arn:aws:iam::210987654321:role/aura/other";

/** Statements after twenty that are for somebody else. */
function long(...elements: Partial<Statement>[]): PolicyDocument {
  const others = Array.from({ length: 20 }, () => allow({ Principal: { AWS: [OTHER, "210987654321"] } }));
  return { Version: "2012-10-17", Statement: [...others, ...elements.map(allow)] };
}

describe("in a long policy, a caller is concerned by a statement", () => {
  it.each<[string, Partial<Statement>, typeof NEO4J]>([
    ["for anyone", { Principal: "*" }, NEO4J],
    ["for anyone, in a list of AWS principals", { Principal: { AWS: [OTHER, "*"] } }, NEO4J],
    ["that names its account by id", { Principal: { AWS: [OTHER, "444455556666"] } }, NEO4J],
    ["that names its account by the root user", { Principal: { AWS: "arn:aws:iam::444455556666:root" } }, NEO4J],
    ["that names it", { Principal: { AWS: [OTHER, NEO4J.arn] } }, NEO4J],
    ["that names its session", { Principal: { AWS: SESSION.arn } }, SESSION],
    ["that names the role of its session, with a path", { Principal: { AWS: NEO4J.arn } }, SESSION],
    ["that names the role of its session", { Principal: { AWS: NEO4J.arn.replace("aura/", "") } }, SESSION],
    ["that names its account beside a service", { Principal: { Service: LOGS.arn, AWS: "444455556666" } }, NEO4J],
    ["that denies with NotPrincipal", { Effect: "Deny", Principal: undefined, NotPrincipal: { AWS: OTHER } }, NEO4J],
  ])("%s", (_, element, caller) => {
    expect(statementsFor(long(element), identitiesOf(caller))).toEqual([20]);
  });

  it("that names it as a service", () => {
    expect(statementsFor(long({ Principal: { Service: LOGS.arn } }), identitiesOf(LOGS))).toContain(20);
  });

  it("in each place where one names it, in the order of the policy", () => {
    const document = long({ Principal: { AWS: NEO4J.arn } }, {}, { Principal: { AWS: NEO4J.arn } });
    expect(statementsFor(document, identitiesOf(NEO4J))).toEqual([20, 21, 22]);
  });

  it("and by none that names others only", () => {
    expect(statementsFor(long({ Principal: { AWS: EXTERNAL.arn } }), identitiesOf(NEO4J))).toEqual([]);
  });
});
