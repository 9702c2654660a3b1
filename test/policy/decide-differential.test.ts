import { runSimulation } from "@cloud-copilot/iam-simulate";
import * as fc from "fast-check";
import { decide, type KeyRequest } from "../../policy/decide";
import type { Condition, OneOrMany, PolicyDocument, Principal, Statement } from "../../policy/document";

/*
 * Compares `decide` with an independent simulator of IAM. The caller gets an IAM policy that allows everything, so that the
 * simulator too answers what the key policy permits.
 *
 * Not generated, because the simulator is known to differ from KMS there: statements without Action or Resource, principals
 * of another partition, misspelt operators, variables in
 * policies of the older version, operations that KMS does not offer across accounts, the root user as a caller,
 * and NotPrincipal that names some of a caller's identities. The cases in decide.test.ts pin those.
 */

const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ACCOUNTS = ["111122223333", "444455556666", "999999999999"] as const;
const callers = fc
  .constantFrom(...ACCOUNTS)
  .chain((accountId) =>
    fc.constantFrom(
      ...[`iam::${accountId}:role/admin`, `iam::${accountId}:user/Ann`, `sts::${accountId}:assumed-role/admin/s-1`].map(
        (resource) => ({ arn: `arn:aws:${resource}`, accountId }),
      ),
    ),
  );

function oneOrMany<T>(item: fc.Arbitrary<T>): fc.Arbitrary<OneOrMany<T>> {
  return fc.oneof(item, fc.array(item, { minLength: 1, maxLength: 3 }));
}

const awsPrincipal = fc.oneof(
  { weight: 1, arbitrary: fc.constant("*") },
  { weight: 2, arbitrary: fc.constantFrom(...ACCOUNTS) },
  { weight: 2, arbitrary: fc.constantFrom(...ACCOUNTS).map((account) => `arn:aws:iam::${account}:root`) },
  { weight: 3, arbitrary: callers.map(({ arn }) => arn) },
);
const principals: fc.Arbitrary<Principal> = fc.oneof(
  fc.constant("*"),
  oneOrMany(awsPrincipal).map((names) => ({ AWS: names })),
);

const OPERATIONS = [
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:ReEncryptFrom",
  "kms:GenerateDataKey",
  "kms:DescribeKey",
  "kms:CreateGrant",
];
const actions = oneOrMany(
  fc.constantFrom(
    ...OPERATIONS,
    "kms:*",
    "kms:ReEncrypt*",
    "kms:De*",
    "KMS:decrypt",
    "kms:?ncrypt",
    "kms:GenerateDataKey*",
  ),
);
const resources = oneOrMany(
  fc.constantFrom(
    "*",
    KEY_ARN,
    "arn:aws:kms:*:111122223333:key/*",
    KEY_ARN.replace("eu-west-1", "us-east-1"),
    "arn:aws:kms:eu-*",
  ),
);

const texts = fc.constantFrom("a", "b", "A", "a*", "?", "ab", "", "${aws:username}", "${*}");
const tested: fc.Arbitrary<[string, string, OneOrMany<string>]> = fc.oneof(
  fc.tuple(
    fc.constantFrom("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"),
    fc.constantFrom("kms:ViaService", "aws:SourceAccount"),
    oneOrMany(texts),
  ),
  fc.tuple(
    fc.constantFrom(
      "ForAnyValue:StringEquals",
      "ForAllValues:StringLike",
      "ForAnyValue:StringNotEquals",
      "ForAllValues:StringNotEquals",
    ),
    fc.constant("kms:EncryptionContextKeys"),
    oneOrMany(texts),
  ),
  fc.tuple(
    fc.constantFrom("NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals"),
    fc.constant("aws:MultiFactorAuthAge"),
    oneOrMany(fc.constantFrom("1", "2", "10", "9")),
  ),
  fc.tuple(
    fc.constantFrom("DateLessThan", "DateGreaterThanEquals", "DateEquals"),
    fc.constant("aws:CurrentTime"),
    oneOrMany(fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z", "2025-12-31T00:00:00Z")),
  ),
  fc.tuple(fc.constant("Bool"), fc.constant("kms:GrantIsForAWSResource"), fc.constantFrom("true", "false")),
  fc.tuple(fc.constant("Null"), fc.constantFrom("kms:ViaService", "aws:SourceIp"), fc.constantFrom("true", "false")),
  fc.tuple(
    fc.constantFrom("IpAddress", "NotIpAddress"),
    fc.constant("aws:SourceIp"),
    oneOrMany(fc.constantFrom("203.0.113.0/24", "203.0.113.7/32", "10.0.0.0/8")),
  ),
  fc.tuple(
    fc.constantFrom("ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals"),
    fc.constant("aws:PrincipalArn"),
    oneOrMany(
      fc.constantFrom("arn:aws:iam::444455556666:role/*", "arn:aws:iam::*:role/admin", "arn:aws:iam::111122223333:*"),
    ),
  ),
  fc.tuple(
    fc.constantFrom("StringEquals", "StringNotEquals"),
    fc.constantFrom("kms:CallerAccount", "aws:PrincipalAccount"),
    oneOrMany(fc.constantFrom(...ACCOUNTS)),
  ),
);
const conditions: fc.Arbitrary<Condition> = fc
  .array(fc.tuple(tested, fc.boolean()), { maxLength: 2 })
  .map((tests) =>
    Object.fromEntries(
      tests.map(([[operator, key, values], ifExists]) => [
        ifExists && !/^(For|Null)/.test(operator) ? `${operator}IfExists` : operator,
        { [key]: values },
      ]),
    ),
  );

const statements: fc.Arbitrary<Statement> = fc
  .record({
    Effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
    Principal: principals,
    Action: actions,
    Resource: resources,
    Condition: conditions,
    negated: fc.record({ action: fc.boolean(), resource: fc.boolean() }),
  })
  .map(({ negated, Action: action, Resource: resource, ...rest }) => ({
    ...rest,
    ...(negated.action && rest.Effect === "Deny" ? { NotAction: action } : { Action: action }),
    ...(negated.resource && rest.Effect === "Deny" ? { NotResource: resource } : { Resource: resource }),
  }));

const documents: fc.Arbitrary<PolicyDocument> = fc.record({
  Version: fc.constant("2012-10-17"),
  Statement: fc.array(statements, { minLength: 1, maxLength: 4 }),
});

const contexts: fc.Arbitrary<KeyRequest["context"]> = fc.record(
  {
    "kms:ViaService": fc.constantFrom("a", "A", "ab", "a*", "b"),
    "aws:SourceAccount": fc.constantFrom("a", "b", ""),
    "kms:EncryptionContextKeys": fc.array(fc.constantFrom("a", "b", "ab"), { minLength: 1, maxLength: 3 }),
    "aws:MultiFactorAuthAge": fc.constantFrom("1", "2", "10"),
    "aws:CurrentTime": fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T11:00:00Z"),
    "kms:GrantIsForAWSResource": fc.constantFrom("true", "false"),
    "aws:SourceIp": fc.constantFrom("203.0.113.7", "203.0.113.200", "10.1.2.3"),
    "aws:username": fc.constantFrom("a", "a*"),
  },
  { requiredKeys: [] },
);

const requests: fc.Arbitrary<KeyRequest> = fc.record({
  action: fc.constantFrom(...OPERATIONS),
  principal: callers,
  keyArn: fc.constant(KEY_ARN),
  keyAccountId: fc.constant("111122223333"),
  context: contexts,
});

/** What the simulator answers, and the keys that it says such a request does not carry. */
async function simulate(
  document: PolicyDocument,
  request: KeyRequest,
): Promise<{ readonly allowed: boolean; readonly ignored: readonly string[] }> {
  const { arn, accountId } = request.principal;
  const role = arn.startsWith("arn:aws:sts:") ? `arn:aws:iam::${accountId}:role/admin` : arn;
  const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const result = await runSimulation(
    {
      request: {
        principal: arn,
        action: request.action,
        resource: { resource: KEY_ARN, accountId: request.keyAccountId },
        contextVariables: {
          ...(structuredClone(request.context) as Record<string, string | string[]>),
          "kms:CallerAccount": accountId,
          "aws:PrincipalAccount": accountId,
          "aws:PrincipalArn": role,
        },
      },
      identityPolicies: [{ name: "everything", policy: everything }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: document,
    },
    {},
  );
  if (result.resultType !== "single") throw new Error(`no single result: ${JSON.stringify(result)}`);
  return { allowed: result.overallResult === "Allowed", ignored: result.result.ignoredContextKeys ?? [] };
}

it("agrees with an independent simulator on what can be told", async () => {
  const seen = { allowed: 0, denied: 0, open: 0 };
  await fc.assert(
    fc.asyncProperty(documents, requests, async (document, request) => {
      const { allowed, ignored } = await simulate(document, request);
      const carried = Object.entries(request.context).filter(([key]) => !ignored.includes(key));
      const decision = decide(document, { ...request, context: Object.fromEntries(carried) });
      // The simulator knows two values only.
      if (/can not be told|nobody can tell/.test(decision.because)) {
        seen.open += 1;
        return;
      }
      seen[decision.allowed ? "allowed" : "denied"] += 1;
      expect({ allowed, because: decision.because }).toEqual({ allowed: decision.allowed, because: decision.because });
    }),
    { numRuns: 1_000 },
  );
  // Fails if the comparison has become empty.
  expect(seen.allowed).toBeGreaterThan(100);
  expect(seen.denied).toBeGreaterThan(100);
  expect(seen.open).toBeLessThan(200);
});
