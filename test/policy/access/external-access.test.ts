import { findExternalAccess } from "../../../policy/access/external-access";
import type { Statement } from "../../../policy/document";
import { OWN_STATEMENT, STATEMENT } from "../../support/samples";

const OWNER = "111122223333";
const OTHERS: Statement = {
  ...{ Effect: "Allow", Action: "kms:Decrypt", Resource: "*" },
  Principal: {
    AWS: ["arn:aws:iam::111122223333:role/own", "*", "arn:aws:iam::444455556666:role/x", "AROAEXAMPLE"],
    Service: "logs.amazonaws.com",
    Federated: "cognito-identity.amazonaws.com",
  },
};
const DOCUMENT = { Statement: [OWN_STATEMENT, STATEMENT, OTHERS, OTHERS] as Statement[] };
const POSSIBLE = ["anyone", "arn:aws:iam::444455556666:role/x", '"AROAEXAMPLE"'];
const ALL = [...POSSIBLE, "AWS service logs.amazonaws.com", "users of cognito-identity.amazonaws.com"];

describe("external access", () => {
  const { allowed, principals, possibleAura, possibleAuraPrincipals } = findExternalAccess(DOCUMENT, OWNER);

  it("is all that is not of the key's own account, services and federated identities included", () => {
    expect(principals.map(({ name }) => name)).toEqual(["AWS account 444455556666", ...ALL]);
    expect(allowed.map(({ principal, statement }) => [statement, principal.name])).toEqual([
      [1, "AWS account 444455556666"],
      ...ALL.map((name) => [2, name]),
      ...ALL.map((name) => [3, name]),
    ]);
  });

  it("may be Aura's unless it is that of a service or a federated identity", () => {
    expect(possibleAuraPrincipals.map(({ name }) => name)).toEqual(["AWS account 444455556666", ...POSSIBLE]);
    expect(possibleAura.map(({ statement }) => statement)).toEqual([1, 2, 2, 2, 3, 3, 3]);
  });

  it("is everything where the account of the key is unknown", () => {
    const { principals: all } = findExternalAccess(DOCUMENT, undefined);
    expect(all.map(({ name }) => name)).toEqual([
      ...["AWS account 111122223333", "AWS account 444455556666", "arn:aws:iam::111122223333:role/own", ...ALL],
    ]);
  });
});
