import fc from "fast-check";
import { parsePolicy } from "../../../policy/lint/parse-policy";
import { KmsError } from "../../../simulator/kms/errors";
import { readNewKeyPolicy } from "../../../simulator/kms/policy-document";

/** Whether the simulated PutKeyPolicy takes the text, before it looks at the caller. */
function isTaken(text: string): boolean {
  try {
    readNewKeyPolicy(text, "eu-west-1");
    return true;
  } catch (error) {
    if (error instanceof KmsError) return false;
    throw error;
  }
}

/** Mostly the first ones, which are right; now and then one of the others, which are nearly so. */
const mostly = (right: unknown[], others: unknown[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const statement = fc.record({
  Sid: mostly([undefined, "x", "with blanks"], ["\u2013", 1]),
  Effect: mostly(["Allow", "Deny"], ["allow", undefined]),
  Principal: mostly(
    [
      ...["*", { AWS: "*" }, { AWS: "111122223333" }, { AWS: ["arn:aws:iam::111122223333:role/a", "444455556666"] }],
      ...[{ Service: "ec2.amazonaws.com" }, { AWS: "arn:aws:sts::111122223333:assumed-role/a/b" }],
    ],
    [
      ...[{ AWS: [] }, { AWS: "arn:aws:iam::1:role/a" }, { AWS: "arn:aws:iam::111122223333:role/*" }, { Other: "*" }],
      ...[{ AWS: "AROAEXAMPLEEXAMPLE12" }, { AWS: "arn:aws:s3:::x" }, { Service: "ec2" }, {}, "x", undefined],
    ],
  ),
  NotPrincipal: mostly([undefined], [{ AWS: "111122223333" }]),
  Action: mostly(["kms:*", ["kms:Decrypt", "kms:Encrypt"], "*", "kms:ReEncrypt*"], [[], 1, "Decrypt", undefined]),
  NotAction: mostly([undefined], ["kms:Decrypt"]),
  Resource: mostly(["*", ["*"]], [[], {}, undefined]),
  Condition: mostly(
    [
      ...[undefined, { StringEquals: { "kms:CallerAccount": "1" } }, { Bool: { "kms:GrantIsForAWSResource": true } }],
      ...[
        { "ForAnyValue:StringLikeIfExists": { "aws:PrincipalOrgPaths": ["a", "b*"] } },
        { Null: { "aws:x": "true" } },
      ],
    ],
    [{ StringEqual: { "kms:CallerAccount": "1" } }, { StringEquals: "x" }, [], { StringEquals: { "aws:x": {} } }],
  ),
  Actions: mostly([undefined], ["kms:*"]),
});

describe("what policy/ accepts", () => {
  it("is never refused by the simulated PutKeyPolicy: two implementations, one rule", () => {
    const verdicts = { both: 0, neither: 0, takenOnly: 0 };
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 2 }),
        mostly(["2012-10-17", "2008-10-17"], [undefined, "2012"]),
        (statements, Version) => {
          const text = JSON.stringify({ Version, Statement: statements });
          const taken = isTaken(text);
          const parse = parsePolicy(text);
          if ("document" in parse) expect({ text, taken }).toEqual({ text, taken: true });
          verdicts["document" in parse ? "both" : taken ? "takenOnly" : "neither"]++;
        },
      ),
      { numRuns: 2500 },
    );
    // policy/ also refuses what KMS takes and ignores; all three cases have to come up.
    expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(3);
  });
});
