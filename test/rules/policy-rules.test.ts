import fc from "fast-check";
import { known } from "../../model/fact";
import type { KmsKeyNode } from "../../model/model";
import { AURA_OPERATIONS } from "../../policy/access/aura-permissions";
import { evaluate } from "../../policy/evaluate/evaluate";
import type { PolicyDocument } from "../../policy/document";
import { administratorsKeepControl } from "../../rules/configuration/administrators-keep-control";
import { auraCanUseKey } from "../../rules/configuration/aura-can-use-key";
import { allowedPrincipals } from "../../policy/access/allowed-principals";
import { indexModel } from "../../rules/analysis";
import type { ConfigurationRule, Verdict } from "../../rules/rule";
import { noUnexpectedPrincipals } from "../../rules/configuration/no-unexpected-principals";
import * as s from "./support";

// What the rules prove is held against single decisions about people and keys that the rules know nothing of.

const OWNER = "111122223333";
const AURA = "444455556666";
const PARTNER = "777788889999";
const KEYS = [s.KEY_ARN, s.KEY_ARN.replace(/key.*/, "key/0987dcba-09fe-87dc-65ba-ab0987654321")] as const;
const REGION = "eu-west-1";

const iam = (account: string, name: string): string => `arn:aws:iam::${account}:${name}`;

const principal = fc.oneof(
  fc.constantFrom("*", { AWS: "*" }, { AWS: OWNER }, { AWS: AURA }, { AWS: iam(OWNER, "role/admin") }),
  fc.constantFrom({ AWS: iam(AURA, "role/aura") }, { AWS: [PARTNER, iam(OWNER, "root")] }),
);
const action = fc.constantFrom<string | string[]>(
  ...["kms:*", "kms:Put*", "kms:Decrypt", "kms:*Grant*", "kms:*crypt*", "*"],
  [...s.STATEMENT.Action],
  ["kms:DescribeKey", "kms:PutKeyPolicy"],
);
const resource = fc.constantFrom("*", "*", "*", KEYS[0], `arn:aws:kms:${REGION}:${OWNER}:key/*`, "arn:aws:kms:*");
const account = fc.constantFrom(OWNER, AURA, PARTNER, "4444*");
const condition = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  account.map((id) => ({ StringEquals: { "kms:CallerAccount": id } })),
  account.map((id) => ({ StringNotEquals: { "aws:PrincipalAccount": id } })),
  account.map((id) => ({ StringEqualsIfExists: { "kms:CallerAccount": id } })),
  fc.constantFrom("role/admin", "role/*", "*").map((name) => ({
    ArnNotLike: { "aws:PrincipalArn": iam(OWNER, name) },
  })),
  fc.constantFrom("true", "false").map((flag) => ({ Bool: { "aws:MultiFactorAuthPresent": flag } })),
  fc.constant({ StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
);
const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Allow", "Deny"),
    Principal: principal,
    Action: action,
    Resource: resource,
    Condition: condition,
  })
  .map(({ Condition, ...rest }) => ({ ...rest, ...(Condition && { Condition }) }));

/** A key with Aura's statement, in one of several forms, and statements of its owner around it. */
const aKey = fc
  .record({
    aura: fc.oneof(
      { weight: 2, arbitrary: fc.constant(s.STATEMENT) },
      statement.filter(({ Effect }) => Effect === "Allow"),
    ),
    own: fc.constantFrom<object[]>([], [s.OWN_STATEMENT], [s.OWN_STATEMENT]),
    others: fc.array(statement, { maxLength: 2 }),
    arn: fc.constantFrom(known(s.KEY_ARN, "ARN of key orders"), s.later("ARN of key orders")),
  })
  .map(({ aura, own, others, arn }) =>
    s.aKey({
      arn,
      policy: known(s.policyText(...own, aura, ...others), "policy of key orders"),
      statement: known([aura], "`statement` of key orders"),
    }),
  );

function verdictsOf(
  rule: ConfigurationRule<"key" | "key-policy"> | typeof noUnexpectedPrincipals,
  key: KmsKeyNode,
): readonly Verdict[] {
  return [rule.check(key, indexModel(s.modelOf(key)))].flat();
}

const isProved = (verdicts: readonly Verdict[]): boolean => verdicts.every(({ outcome }) => outcome === "compliant");

/** Decisions about one caller and every key that this one may be, under a request of which everything is known. */
function decisions(
  { policy, arn }: KmsKeyNode,
  arnOfCaller: string,
  action: string,
  mfa: string,
  organization = "o-0000000000",
) {
  const document = JSON.parse((policy.known && policy.value) || "{}") as PolicyDocument;
  const [, , , , accountId = ""] = arnOfCaller.split(":");
  return (arn.known ? [arn.value] : KEYS).map(
    (keyArn) =>
      evaluate(document, {
        ...{ action, keyArn, keyAccountId: OWNER, principal: { arn: arnOfCaller, accountId } },
        context: { "aws:MultiFactorAuthPresent": mfa, "aws:PrincipalOrgID": organization },
      }).answer,
  );
}

const mfa = fc.constantFrom("true", "false");
const settings = { seed: 7, numRuns: 750 };

/** How often a rule proved something: a property of what never happens proves nothing. */
function checked(property: (key: KmsKeyNode, mfa: string) => boolean): number {
  let proved = 0;
  fc.assert(
    fc.property(aKey, mfa, (key, flag) => {
      if (property(key, flag)) proved++;
    }),
    settings,
  );
  return proved;
}

it("a principal that can use the key can use it whatever else the request has", () => {
  const proved = checked((key, flag) => {
    if (!isProved(verdictsOf(auraCanUseKey, key))) return false;
    const { statement: given } = key;
    const statements = (given.known && given.value) as PolicyDocument["Statement"];
    const allowed = allowedPrincipals({ Version: "2012-10-17", Statement: statements }).map(
      ({ principal }) => principal,
    );
    const [other] = allowed.filter(({ accountId }) => accountId !== OWNER);
    const caller = other?.arn ?? iam(other?.accountId ?? AURA, "role/r");
    const organization = other?.organizationId;
    for (const { name } of AURA_OPERATIONS) {
      expect(new Set(decisions(key, caller, name, flag, organization))).toEqual(new Set(["allowed"]));
    }
    return true;
  });
  expect(proved).toBeGreaterThan(5);
});

it("where the account is proved to keep control, one of its people can change the policy", () => {
  const proved = checked((key, flag) => {
    if (!isProved(verdictsOf(administratorsKeepControl, key))) return false;
    const callers = [iam(OWNER, "role/r"), iam(OWNER, "role/admin"), iam(OWNER, "root")];
    const able = callers.filter((caller) =>
      decisions(key, caller, "kms:PutKeyPolicy", flag).every((answer) => answer === "allowed"),
    );
    expect(able).not.toEqual([]);
    return true;
  });
  expect(proved).toBeGreaterThan(5);
});

it("without unexpected principals, an account that is not named can do nothing", () => {
  const proved = checked((key, flag) => {
    if (!isProved(verdictsOf(noUnexpectedPrincipals, key))) return false;
    for (const operation of ["kms:Decrypt", "kms:CreateGrant", "kms:DescribeKey", "kms:PutKeyPolicy"]) {
      expect(decisions(key, iam("909090909091", "role/other"), operation, flag)).not.toContain("allowed");
    }
    return true;
  });
  expect(proved).toBeGreaterThan(5);
});

it("who is refused control has none", () => {
  const refused = checked((key, flag) => {
    const [verdict] = verdictsOf(administratorsKeepControl, key);
    if (verdict?.outcome !== "violation") return false;
    for (const caller of [iam(OWNER, "role/r"), iam(OWNER, "role/admin"), iam(OWNER, "root")]) {
      expect(decisions(key, caller, "kms:PutKeyPolicy", flag)).not.toContain("allowed");
    }
    return true;
  });
  expect(refused).toBeGreaterThan(5);
});
