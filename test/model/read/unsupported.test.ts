import * as s from "./support";

const KEY = "aws_kms_key.orders";
const unchanged = { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] };
const allGaps = (entries: readonly s.Entry[], more: object = {}) => s.readEntries(entries, more).plans[0]?.gaps ?? [];
const gaps = (...entries: s.Entry[]) => allGaps(entries).map(({ what, got }) => `${what}: ${got}`);

const deny = (...actions: string[]) => s.policy({ Effect: "Deny", Action: actions, Resource: "*" });
const OF_ORGANIZATION = "a policy of the organization can deny Aura or the administrators the use of a key";
const TEMPLATE = '{"Resources":{"K":{"Type":"AWS::KMS::Key"}}}';

describe("a change that no rule covers", () => {
  it("is a gap with what happens, why it matters, and what to do", () => {
    expect(allGaps([unchanged, { address: "neo4jaura_instance.a", after: {} }])).toEqual([
      {
        what: "neo4jaura_instance.a is not covered by this review",
        got: "created; it changes resources in Aura",
        fix: "check what it does with the keys and instances of Aura before the apply",
      },
    ]);
  });

  it("is one gap for each type of resource", () => {
    const change = { before: { key_id: s.KEY_ID }, after: { key_id: s.KEY_ID } };
    const replaced = { ...change, actions: ["delete", "create"] };
    expect(
      gaps(unchanged, { address: "awscc_kms_alias.a", ...replaced }, { address: "awscc_kms_alias.b", ...change }),
    ).toEqual([
      "awscc_kms_alias.a and 1 more of its type are not covered by this review: replaced; it can change a key, its policy or who has access to it",
    ]);
  });

  it.each<[string, s.Entry, string]>([
    [
      "a key of Cloud Control by its id",
      { address: "awscc_kms_key.a", before: { arn: s.KEY_ARN }, after: { enabled: false } },
      "changed; it can change a key, its policy or who has access to it",
    ],
    [
      "a key that is known at apply",
      { address: "awscc_kms_replica_key.a", ...s.coming({ key_id: "" }, "key_id") },
      "created; it can change a key, its policy or who has access to it",
    ],
    [
      "a schedule that deletes the key later",
      {
        address: "aws_scheduler_schedule.a",
        after: {
          target: [{ arn: "arn:aws:scheduler:::aws-sdk:kms:scheduleKeyDeletion", input: `{"KeyId":"${s.KEY_ID}"}` }],
        },
      },
      "created; it calls KMS later, without a plan",
    ],
    [
      "a command that runs later",
      {
        address: "aws_ssm_association.a",
        after: { parameters: { commands: `aws kms disable-key --key-id ${s.KEY_ARN}` } },
      },
      "created; it calls KMS later, without a plan",
    ],
    [
      "a region that is disabled",
      { address: "aws_account_region.a", after: { region_name: "eu-west-1", enabled: false } },
      "created; a region that is disabled takes its keys with it",
    ],
    [
      "a template with a key",
      { address: "aws_cloudformation_stack.a", before: { template_body: TEMPLATE }, after: {} },
      "changed; its template can change or delete a key",
    ],
    [
      "a template elsewhere",
      { address: "aws_cloudformation_stack_set.a", after: { template_url: "https://s3/x" } },
      "created; its template can change or delete a key",
    ],
    [
      "a key of Cloud Control",
      { address: "aws_cloudcontrolapi_resource.a", before: { type_name: "AWS::KMS::Key" } },
      "deleted; it can change or delete a key, past the AWS provider",
    ],
    [
      "a request to Aura",
      { address: "restful_operation.a", after: { path: "/v1/instances/abcd1234", method: "DELETE" } },
      "created; it can change or delete instances and customer managed keys by the API of Aura",
    ],
    [
      "a request that is sent by a data source",
      {
        address: "http.a",
        after: { url: "https://api.neo4j.io/v1/instances/1", method: "POST" },
        actions: ["read"],
        more: { mode: "data" },
      },
      "read during apply; it can change or delete instances and customer managed keys by the API of Aura",
    ],
    [
      "a function that gets the key",
      { address: "aws_lambda_invocation.a", after: { input: `{"key":"${s.KEY_ARN}"}` } },
      "created; it runs code that can do anything with a key",
    ],
    [
      "a service control policy",
      { address: "aws_organizations_policy.a", after: { content: deny("kms:*") } },
      `created; ${OF_ORGANIZATION}`,
    ],
    [
      "a policy that denies everything but something",
      {
        address: "aws_organizations_policy.a",
        after: { content: s.policy({ Effect: "Deny", NotAction: "iam:*", Resource: "*" }) },
      },
      `created; ${OF_ORGANIZATION}`,
    ],
    [
      "a policy that is known at apply",
      { address: "aws_organizations_policy.a", ...s.coming({ content: "" }, "content") },
      `created; ${OF_ORGANIZATION}`,
    ],
    [
      "a policy that cannot be read",
      {
        address: "aws_organizations_policy.a",
        after: { content: '{"Statement":[{"Effect":"deny","Action":"kms:*"}]}' },
      },
      `created; ${OF_ORGANIZATION}`,
    ],
    [
      "the attachment of a policy of others",
      { address: "aws_organizations_policy_attachment.a", after: { policy_id: "p-1" } },
      "created; the attached policy can deny Aura or the administrators the use of a key",
    ],
    [
      "an account that is closed",
      { address: "aws_organizations_account.a", before: { id: "1" } },
      "deleted; an account that is closed or moved loses its keys or gets other policies",
    ],
    [
      "an IAM policy that denies",
      { address: "aws_iam_policy.a", after: { policy: deny("kms:Put*") } },
      "created; it denies principals of the account operations on keys",
    ],
    [
      "a role that denies",
      { address: "aws_iam_role.a", after: { inline_policy: [{ policy: deny("kms:*") }] } },
      "created; it denies principals of the account operations on keys",
    ],
  ])("is a gap for %s", (_what, other, why) => {
    const [, address] = /(\S+)/.exec(other.address) ?? [];
    expect(gaps(unchanged, other)).toEqual([`${address} is not covered by this review: ${why}`]);
  });

  it("is a gap without any key in the plan where it names Aura or manages a key of another state", () => {
    expect(gaps({ address: "awscc_kms_alias.neo4j", after: {} })).toHaveLength(1);
    expect(gaps({ address: "restful_resource.a", before: { path: "/v1/customer-managed-keys" } })).toHaveLength(1);
    expect(
      gaps({ address: "aws_cloudformation_stack.a", before: { template_body: TEMPLATE }, after: {} }),
    ).toHaveLength(1);
    expect(gaps({ address: "aws_organizations_policy.a", after: { content: deny("kms:Decrypt") } })).toHaveLength(1);
  });

  it.each<[string, s.Entry]>([
    ["a grant that comes, which the rules judge", { address: "aws_kms_grant.a", after: { key_id: "another" } }],
    ["a grant that goes, which the rules judge", { address: "aws_kms_grant.a", before: { key_id: s.KEY_ARN } }],
    ["a key of somebody else", { address: "awscc_kms_key.logs", before: { arn: s.KEY_ARN.replace("1234", "9999") } }],
    ["a ciphertext", { address: "aws_kms_ciphertext.a", after: { key_id: s.KEY_ID } }],
    ["what stays", { address: "awscc_kms_key.a", before: { arn: s.KEY_ARN }, after: {}, actions: ["no-op"] }],
    [
      "what is only read",
      { address: "awscc_kms_key.a", after: { arn: s.KEY_ARN }, actions: ["read"], more: { mode: "data" } },
    ],
    ["another REST API", { address: "restful_resource.a", after: { path: "/pets" } }],
    ["instances of another API", { address: "restful_resource.a", after: { path: "https://example.com/instances/1" } }],
    ["a request that reads", { address: "restful_operation.a", after: { path: "/v1/instances", method: "GET" } }],
    [
      "a page that is read",
      { address: "http.a", after: { url: "https://api.neo4j.io" }, actions: ["read"], more: { mode: "data" } },
    ],
    ["a database of another name", { address: "aws_rds_cluster.aurora", after: { engine: "aurora" } }],
    ["a snapshot", { address: "neo4jaura_snapshot.a", after: {} }],
    ["a template without a key", { address: "aws_cloudformation_stack.a", after: { template_body: "{}" } }],
    [
      "a policy that protects keys",
      { address: "aws_organizations_policy.a", after: { content: deny("kms:ScheduleKeyDeletion", "kms:DisableKey") } },
    ],
    ["a policy about something else", { address: "aws_organizations_policy.a", after: { content: deny("s3:*") } }],
    ["a policy that goes", { address: "aws_organizations_policy.a", before: { content: deny("kms:*") } }],
    [
      "an IAM policy that allows",
      { address: "aws_iam_policy.a", after: { policy: s.policy({ Effect: "Allow", Action: "kms:*", Resource: "*" }) } },
    ],
    ["a function that gets something else", { address: "aws_lambda_invocation.a", after: { input: "{}" } }],
    [
      "an id that is a part of another one",
      { address: "external.a", after: { query: { x: "abcd12345" } }, actions: ["read"], more: { mode: "data" } },
    ],
  ])("is not a gap for %s", (_what, other) => {
    expect(
      gaps(unchanged, { address: "aura_instance.a", before: s.INSTANCE, after: s.INSTANCE, actions: ["no-op"] }, other),
    ).toEqual([]);
  });

  it("counts the host in the configuration of its provider", () => {
    const block = (url: string) =>
      s.configured(
        { [KEY]: {}, "restful_resource.a": {} },
        {},
        { restful: { expressions: { base_url: { constant_value: url } } } },
      );
    const other = { address: "restful_resource.a", after: { path: "/instances/1" } };
    expect(allGaps([unchanged, other], block("https://api.neo4j.io/v1"))).toHaveLength(1);
    expect(allGaps([unchanged, other], block("https://example.com"))).toEqual([]);
  });
});
