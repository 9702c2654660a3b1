import { intersect, narrowingsOf } from "../../../policy/diff/narrowing";
import { accountPrincipal, organizationPrincipal } from "../../../policy/access/principal";

const [AURA, OTHER] = ["444455556666", "999988887777"].map(accountPrincipal) as [
  ReturnType<typeof accountPrincipal>,
  ReturnType<typeof accountPrincipal>,
];
const ROLE = "arn:aws:iam::444455556666:role/agent";

describe("an ARN of all that an account has", () => {
  test.each([
    ["ArnLike", "arn:aws:iam::444455556666:*", true],
    ["StringLike", "arn:aws:iam::444455556666:*", true],
    // Requests of roles carry the ARN of IAM: the other one is of users that are federated only.
    ["ArnLike", "arn:aws:sts::444455556666:*", false],
    ["StringEquals", "arn:aws:iam::444455556666:*", false],
  ])("is the account under %s %s: %j", (operator, value, exact) => {
    expect(narrowingsOf(operator, "aws:PrincipalArn", [value])).toEqual([{ principal: AURA, exact }]);
  });
});

describe("the intersection of two principals", () => {
  it("is empty for different accounts", () => {
    expect(intersect(AURA, { principal: OTHER, exact: true })).toBeUndefined();
    const role = { kind: "role", name: ROLE, accountId: "444455556666", arn: ROLE } as const;
    expect(intersect(role, { principal: OTHER, exact: true })).toBeUndefined();
    expect(intersect(OTHER, { principal: role, exact: true })).toBeUndefined();
  });

  it("is empty for different organizations", () => {
    const [one, two] = ["o-a1b2c3d4e5", "o-b1b2c3d4e5"].map(organizationPrincipal);
    expect(one && two && intersect(one, { principal: two, exact: true })).toBeUndefined();
  });
});
