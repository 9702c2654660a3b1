import { ownKeyPolicy } from "../../policy/key-policy";
import { lintStatements } from "../../policy/lint/statement";

const ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:Create*",
  "kms:Delete*",
  "kms:Describe*",
  "kms:Disable*",
  "kms:Enable*",
  "kms:Get*",
  "kms:List*",
  "kms:Put*",
  "kms:Revoke*",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:Update*",
];

it("contains the account's own statement, and grants nothing to other principals", () => {
  expect(ownKeyPolicy({ partition: "aws-cn", accountId: "111122223333" })).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: "arn:aws-cn:iam::111122223333:root" },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
});

it("allows administrators to manage the key, sorted and each once, but not use it", () => {
  const administrators = ["arn:aws:iam::111122223333:role/b", "arn:aws:iam::111122223333:role/a"];
  const { Statement: statements } = ownKeyPolicy({
    partition: "aws",
    accountId: "111122223333",
    administrators: [...administrators, ...administrators],
  });
  expect(statements[1]).toEqual({
    Sid: "Allow access for Key Administrators",
    Effect: "Allow",
    Principal: { AWS: ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"] },
    Action: ADMINISTRATION,
    Resource: "*",
  });
  expect(statements).toHaveLength(2);
  expect(administrators).toEqual(["arn:aws:iam::111122223333:role/b", "arn:aws:iam::111122223333:role/a"]);
});

it("passes its own lint", () => {
  const administrators = ["arn:aws:iam::111122223333:role/a"];
  const { Statement: statements } = ownKeyPolicy({ partition: "aws", accountId: "111122223333", administrators });
  expect(lintStatements(statements)).toEqual([]);
});
