import { known } from "../../../model/fact";
import type { AnyNode } from "../../../model/model";
import { formatPrincipals, keysWithExternalAccess } from "../../../rules/analysis/external-access";
import * as s from "../support";

const lines = (...nodes: AnyNode[]) =>
  keysWithExternalAccess(s.modelOf(...nodes)).map((one) => `${one.node.id}: ${formatPrincipals(one)}`);

describe("who is let in", () => {
  it("is told of each key and each policy apart, each party once, and whether it is pinned", () => {
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

  it("is nobody in phase 1, and nothing to tell of a policy that is kept elsewhere", () => {
    const phase1 = { policy: known(s.policyText(s.OWN_STATEMENT), "its policy") };
    expect(lines(s.aKey(phase1), s.anImportedKey(s.KEY_ARN))).toEqual([]);
  });

  it("is told in a line that can be read", () => {
    const AWS = Array.from({ length: 12 }, (_, n) => String(200000000000 + n));
    const { Condition: _, ...open } = s.STATEMENT;
    expect(lines(s.aKeyWith([{ ...open, Principal: { AWS } }]))).toEqual([
      "prod/orders: AWS account 200000000000, AWS account 200000000001, AWS account 200000000002, " +
        "AWS account 200000000003, AWS account 200000000004, AWS account 200000000005, AWS account 200000000006, " +
        "AWS account 200000000007, AWS account 200000000008, AWS account 200000000009 and 2 more (no expected principals set)",
    ]);
  });
});
