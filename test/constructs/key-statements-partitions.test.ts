import { KeyStatements } from "../../constructs/key-statements";
import type { OneOrMany, Statement } from "../../policy/document";
import { evaluate } from "../../policy/evaluate/evaluate";

const [OWNER, AURA, OTHER] = ["111122223333", "999988887777", "555566667777"] as const;
const ORGANIZATION = "o-a1b2c3d4e5";

describe.each([
  ["aws", "eu-west-1", "com"],
  ["aws-cn", "cn-north-1", "com.cn"],
  ["aws-us-gov", "us-gov-west-1", "com"],
  ["aws-eusc", "eusc-de-east-1", "eu"],
])("in partition %s", (partition, region, domain) => {
  function answer(statements: readonly object[], arn: string, context: Record<string, OneOrMany> = {}): string {
    return evaluate(
      { Version: "2012-10-17", Statement: statements as readonly Statement[] },
      {
        principal: { arn, accountId: arn.split(":")[4] ?? "" },
        action: "kms:Decrypt",
        keyArn: `arn:${partition}:kms:${region}:${OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
        ...{ keyAccountId: OWNER, context, others: "absent" },
      },
    ).answer;
  }
  const role = (accountId: string): string => `arn:${partition}:iam::${accountId}:role/x`;

  it("denies everyone outside the organization, but Aura, the owner and AWS services", () => {
    const statements = [
      { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" },
      KeyStatements.denyOutsideOrganization(ORGANIZATION, { accountId: OWNER, auraAccountId: AURA }),
    ];
    expect(answer(statements, role(OTHER))).toBe("denied");
    expect(answer(statements, role(OTHER), { "aws:PrincipalOrgID": "o-zzzzzzzzzz" })).toBe("denied");
    expect(answer(statements, role(OTHER), { "aws:PrincipalOrgID": ORGANIZATION })).toBe("allowed");
    expect(answer(statements, role(AURA), { "aws:PrincipalOrgID": "o-zzzzzzzzzz" })).toBe("allowed");
    expect(answer(statements, `arn:${partition}:iam::${OWNER}:root`)).toBe("allowed");
    expect(answer(statements, `logs.amazonaws.${domain}`)).toBe("allowed");
  });

  it("allows a service on behalf of the account, and nobody else", () => {
    const statements = [KeyStatements.service(`cloudtrail.amazonaws.${domain}`, { accountId: OWNER })];
    const own = { "aws:SourceAccount": OWNER };
    expect(answer(statements, `cloudtrail.amazonaws.${domain}`, own)).toBe("allowed");
    expect(answer(statements, `cloudtrail.amazonaws.${domain}`, { "aws:SourceAccount": OTHER })).toBe("denied");
    expect(answer(statements, `cloudtrail.amazonaws.${domain}`)).toBe("denied");
    expect(answer(statements, `logs.amazonaws.${domain}`, own)).toBe("denied");
    expect(answer(statements, role(OTHER), own)).toBe("denied");
  });
});
