import {
  CreateKeyCommand,
  GetKeyPolicyCommand,
  type KMSClient,
  ListKeyPoliciesCommand,
  PutKeyPolicyCommand,
  ReplicateKeyCommand,
} from "@aws-sdk/client-kms";
import fc from "fast-check";
import { startSimulator, type Simulator } from "../../../simulator";
import { isSamePolicy } from "../../../simulator/terraform/same-policy";
import { createKey, kmsClient, refusal } from "../support/kms-client";

const OWNER = {
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "kms:*",
  Resource: "*",
};
const document = (...statements: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const withPrincipal = (Principal: unknown) => document(OWNER, { ...OWNER, Principal });
const INVALID_PRINCIPALS = "Policy contains a statement with one or more invalid principals.";
const LOCK_OUT = "The new key policy will not allow you to update the key policy in the future.";

describe("PutKeyPolicy", () => {
  let simulator: Simulator;
  let kms: KMSClient;
  let KeyId: string;
  beforeAll(async () => {
    simulator = await startSimulator();
    kms = kmsClient(simulator);
    KeyId = await createKey(kms);
  });
  afterAll(() => simulator.stop());

  const put = (Policy: string, more: object = {}) => kms.send(new PutKeyPolicyCommand({ KeyId, Policy, ...more }));
  const get = async () => (await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy ?? "";

  it("gives a new key the default policy, which delegates to the account's own IAM policies", async () => {
    expect(JSON.parse(await get())).toEqual({
      Version: "2012-10-17",
      Id: "key-default-1",
      Statement: [{ Sid: "Enable IAM User Permissions", ...OWNER }],
    });
    const { PolicyNames, Truncated } = await kms.send(new ListKeyPoliciesCommand({ KeyId }));
    expect({ PolicyNames, Truncated }).toEqual({ PolicyNames: ["default"], Truncated: false });
  });

  it("gives principals back in an order of its own and account ids as ARNs", async () => {
    const AWS = ["111122223333", "arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"];
    await put(withPrincipal({ AWS }));
    expect(JSON.parse(await get())).toEqual({
      Version: "2012-10-17",
      Statement: [
        OWNER,
        {
          ...OWNER,
          Principal: {
            AWS: [
              "arn:aws:iam::111122223333:root",
              "arn:aws:iam::111122223333:role/b",
              "arn:aws:iam::111122223333:role/a",
            ],
          },
        },
      ],
    });
  });

  it.each([
    ["a role", { AWS: "arn:aws:iam::444455556666:role/path/name" }],
    ["a session", { AWS: "arn:aws:sts::444455556666:assumed-role/name/session" }],
    ["anyone", "*"],
    ["every AWS principal", { AWS: "*" }],
    ["a service", { Service: "logs.eu-west-1.amazonaws.com" }],
    ["a service in China", { Service: "logs.cn-north-1.amazonaws.com.cn" }],
    ["a service in the European Sovereign Cloud", { Service: "logs.eusc-de-east-1.amazonaws.eu" }],
    ["an identity provider", { Federated: "cognito-identity.amazonaws.com" }],
    ["a canonical user", { CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" }],
  ])("accepts %s as a principal", async (_name, principal) => {
    await put(withPrincipal(principal));
    expect(JSON.parse(await get())).toEqual(JSON.parse(withPrincipal(principal)));
  });

  it.each([
    ["text that is no JSON", "{", "UnknownError"],
    ["a list", "[]", "UnknownError"],
    [
      "an unknown element of the policy",
      '{"Statements":[]}',
      "Policy contains an element that a policy does not have: Statements.",
    ],
    ["an unknown version", '{"Version":"2012-10-18","Statement":[]}', "Policy contains an invalid version."],
    ["an Id that is no text", '{"Id":1,"Statement":[]}', "Policy contains an invalid Id."],
    ["no statements", '{"Version":"2012-10-17"}', "Policy contains no statement."],
    ["a statement that is a text", document("x"), "Policy contains a statement that is not an object."],
    [
      "an unknown element of a statement",
      document({ ...OWNER, Actions: "kms:*" }),
      "Policy contains an element that a statement does not have: Actions.",
    ],
    ["a Sid that is no text", document({ ...OWNER, Sid: 1 }), "Policy contains a statement with an invalid Sid."],
    [
      "an unknown effect",
      document({ ...OWNER, Effect: "allow" }),
      "Policy contains a statement with an invalid effect.",
    ],
    [
      "a statement without principal",
      document(OWNER, { ...OWNER, Principal: undefined }),
      "Policy contains a statement with no principal.",
    ],
    [
      "Action beside NotAction",
      document({ ...OWNER, NotAction: "kms:Decrypt" }),
      "Policy contains a statement with both Action and NotAction.",
    ],
    [
      "an action that is no text",
      document({ ...OWNER, Action: [1] }),
      "Policy contains a statement with an invalid Action.",
    ],
    [
      "an action without service",
      document({ ...OWNER, Action: "Decrypt" }),
      "Policy contains a statement with one or more invalid actions.",
    ],
    [
      "an empty list of resources",
      document({ ...OWNER, Resource: [] }),
      "Policy contains a statement with an invalid Resource.",
    ],
    [
      "a statement without action",
      document(OWNER, { ...OWNER, Action: undefined }),
      "Policy contains a statement with no action.",
    ],
    ...["arn:aws:s3:::bucket", "arn:aws:kms:*:*:key/*", undefined, ["*", "kms:*"]].map(
      (Resource): [string, string, string] => [
        `the resource ${JSON.stringify(Resource)}`,
        document(OWNER, { ...OWNER, Resource }),
        'Policy contains a statement with a resource other than "*".',
      ],
    ),
    [
      "a condition that is a text",
      document({ ...OWNER, Condition: "x" }),
      "Policy contains a statement with an invalid condition.",
    ],
    [
      "an unknown operator",
      document({ ...OWNER, Condition: { StringEqual: { "aws:x": "y" } } }),
      "Policy contains an invalid condition operator: StringEqual.",
    ],
    [
      "a condition on a nested value",
      document({ ...OWNER, Condition: { StringEquals: { "aws:x": {} } } }),
      "Policy contains a statement with an invalid condition.",
    ],
    ["a malformed ARN", withPrincipal({ AWS: "arn:aws:iam::1111:role/x" }), INVALID_PRINCIPALS],
    ["an ARN of another partition", withPrincipal({ AWS: "arn:aws-cn:iam::111122223333:root" }), INVALID_PRINCIPALS],
    ["a wildcard inside an ARN", withPrincipal({ AWS: "arn:aws:iam::111122223333:role/*" }), INVALID_PRINCIPALS],
    ["the unique id of a deleted role", withPrincipal({ AWS: "AROAEXAMPLEEXAMPLE12" }), INVALID_PRINCIPALS],
    ["an ARN of another service", withPrincipal({ AWS: "arn:aws:s3:::bucket" }), INVALID_PRINCIPALS],
    ["an unknown kind of principal", withPrincipal({ Aws: "*" }), INVALID_PRINCIPALS],
    ["no principal in the list", withPrincipal({ AWS: [] }), INVALID_PRINCIPALS],
    ["a policy that locks the caller out", document({ ...OWNER, Principal: { AWS: "444455556666" } }), LOCK_OUT],
    ["a policy without any statement", document(), LOCK_OUT],
    [
      "a deny that hits the caller",
      document(OWNER, { ...OWNER, Effect: "Deny", Action: "kms:PutKeyPolicy" }),
      LOCK_OUT,
    ],
  ])("refuses %s as malformed", async (_name, policy, message) => {
    const before = await get();
    expect(await refusal(put(policy))).toEqual({ name: "MalformedPolicyDocumentException", message });
    expect(await get()).toEqual(before);
  });

  it("accepts a policy that locks the caller out when the check is bypassed, and then refuses the caller", async () => {
    const id = await createKey(kms);
    const policy = document({ ...OWNER, Principal: { AWS: "arn:aws:iam::111122223333:role/other" } });
    await put(policy, { KeyId: id, BypassPolicyLockoutSafetyCheck: true });
    expect(await refusal(put(document(OWNER), { KeyId: id }))).toEqual({
      name: "AccessDeniedException",
      message:
        `User: arn:aws:iam::111122223333:user/simulator is not authorized to perform: kms:PutKeyPolicy on resource: ${id} ` +
        "because no resource-based policy allows the kms:PutKeyPolicy action",
    });
    const other = kmsClient(simulator, "eu-west-1", "arn:aws:iam::111122223333:role/other");
    await other.send(new PutKeyPolicyCommand({ KeyId: id, Policy: document({ ...OWNER, Principal: "*" }) }));
    await put(document(OWNER), { KeyId: id });
  });

  it("makes the same checks when a key is created or replicated", async () => {
    const Policy = document({ ...OWNER, Principal: { AWS: "444455556666" } });
    const refused = { name: "MalformedPolicyDocumentException", message: LOCK_OUT };
    expect(await refusal(kms.send(new CreateKeyCommand({ Policy })))).toEqual(refused);
    const primary = await createKey(kms, { MultiRegion: true });
    const replicate = new ReplicateKeyCommand({ KeyId: primary, ReplicaRegion: "eu-central-1", Policy });
    expect(await refusal(kms.send(replicate))).toEqual(refused);
  });

  it("accepts 32,768 bytes, and not one more", async () => {
    const sized = (bytes: number) => {
      const empty = JSON.stringify({ Id: "", Statement: OWNER });
      return JSON.stringify({ Id: "x".repeat(bytes - empty.length), Statement: OWNER });
    };
    await put(sized(32_768));
    expect(await refusal(put(sized(32_769)))).toEqual({
      name: "LimitExceededException",
      message: "The key policy is larger than 32768 bytes.",
    });
  });

  it.each([
    ["a smart quote", "\u201c"],
    ["an en dash", "\u2013"],
    ["U+0100", "\u0100"],
    ["a control character", "\u0007"],
  ])("refuses %s", async (_name, character) => {
    const policy = document({ ...OWNER, Sid: "x" }).replace('"x"', `"${character}"`);
    expect(await refusal(put(policy))).toEqual({
      name: "ValidationException",
      message:
        "1 validation error detected: Value at 'policy' failed to satisfy constraint: " +
        "Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    });
  });

  it("accepts U+00FF", async () => {
    await put(document({ ...OWNER, Sid: "\u00ff" }));
    expect(JSON.parse(await get())).toMatchObject({ Statement: [{ Sid: "\u00ff" }] });
  });

  it("has only one policy, called default", async () => {
    expect(await refusal(put(document(OWNER), { PolicyName: "other" }))).toEqual({
      name: "NotFoundException",
      message: "No such policy exists: other",
    });
  });

  it("gives back what it was given, by meaning, and accepts its own answer again", async () => {
    const role = fc.constantFrom("a", "b", "c").map((name) => `arn:aws:iam::111122223333:role/${name}`);
    const principal = fc.oneof(
      fc.constant<unknown>("*"),
      fc.record({ AWS: fc.oneof(role, fc.uniqueArray(fc.oneof(role, fc.constant("444455556666")), { minLength: 1 })) }),
    );
    const actions = fc.constantFrom("kms:Decrypt", "kms:Encrypt", "kms:ReEncrypt*", "*");
    const statement = fc.record(
      {
        Sid: fc.constantFrom("", "with blanks in it"),
        Effect: fc.constant("Allow"),
        Principal: principal,
        Action: fc.oneof(actions, fc.uniqueArray(actions, { minLength: 1 })),
        Resource: fc.constant("*"),
        Condition: fc.constant({ StringEquals: { "kms:CallerAccount": ["1", 2, true] } }),
      },
      { requiredKeys: ["Effect", "Principal", "Action", "Resource"] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { maxLength: 4 }), async (statements) => {
        const policy = document(OWNER, ...statements);
        await put(policy);
        const once = await get();
        expect(isSamePolicy(once, policy)).toBe(true);
        await put(once);
        expect(await get()).toBe(once);
      }),
      { numRuns: 25 },
    );
  });
});
