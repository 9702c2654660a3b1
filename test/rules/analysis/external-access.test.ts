import { known } from "../../../model/fact";
import type { AnyNode } from "../../../model/model";
import { formatPrincipals, keysWithExternalAccess } from "../../../rules/analysis/external-access";
import * as s from "../support";

const lines = (...nodes: AnyNode[]) =>
  keysWithExternalAccess(s.modelOf(...nodes)).map((one) => `${one.node.id}: ${formatPrincipals(one)}`);

describe("external access", () => {
  it("is listed for each key and each standalone policy: each principal once, and whether expected principals are set", () => {
    const partner = { ...s.STATEMENT, Sid: "again", Principal: { AWS: ["444455556666", "777788889999"] } };
    const { Condition: _, ...open } = partner;
    expect(
      lines(
        s.aKeyWith([s.STATEMENT], [open]),
        s.aKey({ name: "audit", expectedPrincipals: ["444455556666"] }),
        s.aKeyPolicy(),
      ),
    ).toEqual([
      "prod/orders: AWS account 444455556666, AWS account 777788889999 (no expected principals set)",
      "prod/audit: AWS account 444455556666",
      "prod/orders-policy: AWS account 444455556666 (no expected principals set)",
    ]);
  });

  it("is empty in phase 1, and for a policy that is managed elsewhere", () => {
    const phase1 = { policy: known(s.policyText(s.OWN_STATEMENT), "its policy") };
    expect(lines(s.aKey(phase1), s.anImportedKey(s.KEY_ARN))).toEqual([]);
  });

  it("lists grantees of other accounts and AWS services whose grant is on the key, those of the policy once", () => {
    const { key: _, ...elsewhere } = s.aGrant({ name: "elsewhere" });
    const grants = [
      s.aGrant(),
      s.aGrant({ name: "aura", grantee: known("arn:aws:iam::444455556666:root", "it") }),
      s.aGrant({ name: "own", grantee: known("arn:aws:iam::111122223333:role/app", "it") }),
      s.aGrant({ name: "service", grantee: known("dynamodb.amazonaws.com", "it") }),
      s.aGrant({ name: "later", grantee: s.later("`grantee_principal`") }),
      elsewhere,
    ];
    expect(lines(s.aKey({ expectedPrincipals: ["444455556666"] }), ...grants)).toEqual([
      "prod/orders: AWS account 444455556666, arn:aws:iam::666677778888:role/reader by grant reader, AWS service dynamodb.amazonaws.com by grant service",
    ]);
  });

  it("is formatted on a readable line", () => {
    const AWS = Array.from({ length: 12 }, (_, n) => String(200000000000 + n));
    const { Condition: _, ...open } = s.STATEMENT;
    expect(lines(s.aKeyWith([{ ...open, Principal: { AWS } }]))).toEqual([
      "prod/orders: AWS account 200000000000, AWS account 200000000001, AWS account 200000000002, " +
        "AWS account 200000000003, AWS account 200000000004, AWS account 200000000005, AWS account 200000000006, " +
        "AWS account 200000000007, AWS account 200000000008, AWS account 200000000009 and 2 more (no expected principals set)",
    ]);
  });
});
