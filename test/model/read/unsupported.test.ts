import * as s from "./support";

const KEY = "aws_kms_key.orders";
const unchanged = { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] };
const allGaps = (entries: readonly s.Entry[], more: object = {}) => s.readEntries(entries, more).plans[0]?.gaps ?? [];
const gaps = (...entries: s.Entry[]) => allGaps(entries).map(({ what, got }) => `${what}: ${got}`);

const deny = (...actions: string[]) => s.policy({ Effect: "Deny", Action: actions, Resource: "*" });
const OF_ORGANIZATION = "a policy of the organization can deny Aura or the administrators the use of a key";
const LAMBDA = "arn:aws:lambda:eu-west-1:111122223333:function:a";
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
    [
      "an automation that can be given any key",
      {
        address: "aws_ssm_document.a",
        after: { content: '{"inputs":{"Service":"kms","Api":"DisableKey","KeyId":"{{KeyId}}"}}' },
      },
      "created; it calls KMS later, without a plan",
    ],
    [
      "a schedule that gives somebody else a grant",
      {
        address: "aws_scheduler_schedule.a",
        after: { target: [{ arn: "arn:aws:scheduler:::aws-sdk:kms:createGrant", input: "{}" }] },
      },
      "created; it calls KMS later, without a plan",
    ],
    [
      "an event that hands the key to a function",
      { address: "aws_cloudwatch_event_target.a", after: { arn: LAMBDA, input: `{"key":"${s.KEY_ID}"}` } },
      "created; it hands the key to code that can do anything with it",
    ],
    [
      "an experiment on KMS",
      { address: "aws_fis_experiment_template.a", after: { target: [{ resource_arns: [s.KEY_ARN] }] } },
      "created; its experiments can take a key away",
    ],
    [
      "a product that gets the key",
      {
        address: "aws_servicecatalog_provisioned_product.a",
        after: { provisioning_parameters: [{ key: "Key", value: s.KEY_ARN }] },
      },
      "created; its template can change or delete a key",
    ],
    [
      "the policy of an endpoint for KMS",
      {
        address: "aws_vpc_endpoint.a",
        after: { service_name: "com.amazonaws.eu-west-1.kms", policy: deny("kms:*") },
      },
      "created; its policy can deny the administrators the use of a key from that network",
    ],
    [
      "the policy of an endpoint by itself",
      { address: "aws_vpc_endpoint_policy.a", before: { policy: "{}" }, after: { policy: deny("kms:Decrypt") } },
      "changed; its policy can deny the administrators the use of a key from that network",
    ],
    [
      "a policy of the organization that no longer protects keys",
      {
        address: "aws_organizations_policy.a",
        before: { content: deny("kms:ScheduleKeyDeletion", "kms:DisableKey") },
        after: { content: deny("kms:DisableKey") },
      },
      "changed; it no longer denies that keys are deleted or disabled",
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
    ["a policy that goes", { address: "aws_organizations_policy.a", before: { content: deny("kms:Decrypt") } }],
    [
      "a schedule for another key",
      {
        address: "aws_scheduler_schedule.a",
        after: {
          target: [
            {
              arn: "arn:aws:scheduler:::aws-sdk:kms:disableKey",
              input: `{"KeyId":"${s.KEY_ID.replace("1234", "9999")}"}`,
            },
          ],
        },
      },
    ],
    ["a schedule of another service", { address: "aws_ssm_document.a", after: { content: "aws lambda update-alias" } }],
    ["a function that has the key", { address: "aws_lambda_function.a", after: { kms_key_arn: s.KEY_ARN } }],
    [
      "an alarm about the key",
      { address: "aws_cloudwatch_event_target.aura", after: { arn: "arn:aws:sns:eu-west-1:1:a", input: s.KEY_ARN } },
    ],
    ["an event without the key", { address: "aws_cloudwatch_event_target.neo4j", after: { arn: LAMBDA } }],
    ["an experiment elsewhere", { address: "aws_fis_experiment_template.a", after: { action: ["aws:ec2:stop"] } }],
    ["an endpoint for KMS", { address: "aws_vpc_endpoint.a", after: { service_name: "com.amazonaws.eu-west-1.kms" } }],
    [
      "an endpoint of another service",
      { address: "aws_vpc_endpoint.a", after: { service_name: "com.amazonaws.eu-west-1.s3", policy: deny("s3:*") } },
    ],
    [
      "an endpoint that stays as it is",
      {
        address: "aws_vpc_endpoint_policy.a",
        before: { policy: deny("kms:*") },
        after: { policy: deny("kms:*"), x: 1 },
      },
    ],
    [
      "a policy of AWS that only reads",
      { address: "aws_iam_role_policy_attachment.a", after: { policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
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

  describe("of IAM", () => {
    const ALLOWS = "it allows to delete or disable a key, or to change its policy";
    const allow = (action: string | string[], resource: string | string[] = "*", more: object = {}) =>
      s.policy({ Effect: "Allow", Action: action, Resource: resource, ...more });
    const other = s.KEY_ARN.replace("1234", "9999");
    const admin = "arn:aws:iam::aws:policy/AdministratorAccess";

    it.each<[string, s.Entry]>([
      ["a policy for any key", { address: "aws_iam_policy.a", after: { policy: allow("kms:ScheduleKeyDeletion") } }],
      ["a policy for this key", { address: "aws_iam_role_policy.a", after: { policy: allow("kms:Dis*", s.KEY_ARN) } }],
      [
        "a policy for a pattern of keys",
        {
          address: "aws_iam_user_policy.a",
          after: { policy: allow(["s3:*", "kms:PutKeyPolicy"], "arn:aws:kms:*:*:key/*") },
        },
      ],
      [
        "everything but some actions, for everything but some keys",
        {
          address: "aws_iam_group_policy.a",
          after: { policy: s.policy({ Effect: "Allow", NotAction: "iam:*", NotResource: other }) },
        },
      ],
      ["a role", { address: "aws_iam_role.a", after: { inline_policy: [{ policy: allow("kms:*") }] } }],
      ["a role with a policy of AWS", { address: "aws_iam_role.a", after: { managed_policy_arns: [admin] } }],
      [
        "a role of Cloud Control",
        { address: "awscc_iam_role.a", after: { policies: [{ policy_document: allow("*") }] } },
      ],
      [
        "the attachment of a policy of AWS",
        { address: "aws_iam_role_policy_attachment.a", after: { policy_arn: admin } },
      ],
      [
        "a permission set",
        { address: "aws_ssoadmin_permission_set_inline_policy.a", after: { inline_policy: allow("kms:*") } },
      ],
      [
        "a permission set with a policy of AWS",
        { address: "aws_ssoadmin_managed_policy_attachment.a", after: { managed_policy_arn: admin } },
      ],
    ])("is a gap for %s that allows to end the key", (_what, entry) => {
      const [, address] = /(\S+)/.exec(entry.address) ?? [];
      expect(gaps(unchanged, entry)).toEqual([`${address} is not covered by this review: created; ${ALLOWS}`]);
      // Without anything of Aura it is none of this review.
      expect(gaps(entry)).toEqual([]);
    });

    it.each<[string, string | undefined, string | undefined, boolean]>([
      ["more actions", allow("kms:Describe*"), allow("kms:*"), true],
      ["this key too", allow("kms:*", other), allow("kms:*", [other, s.KEY_ARN]), true],
      ["no condition any more", allow("kms:*", "*", { Condition: { Bool: { a: "true" } } }), allow("kms:*"), true],
      ["another spelling", allow("kms:*"), allow(["KMS:*"], ["*"]), false],
      ["fewer actions", allow("kms:*"), allow("kms:Decrypt"), false],
      ["nothing, being deleted", allow("kms:*"), undefined, false],
      ["another key alone", undefined, allow("kms:*", other), false],
      ["another region alone", undefined, allow("kms:*", "arn:aws:kms:us-west-2:*:key/*"), false],
      ["use of the key", undefined, allow(["kms:Decrypt", "kms:CreateGrant"]), false],
    ])("counts what a policy newly allows: %s", (_what, before, after, isGap) => {
      const side = (policy: string | undefined) => (policy === undefined ? null : { policy });
      const entry = { address: "aws_iam_policy.a", before: side(before), after: side(after) };
      expect(gaps(unchanged, entry)).toHaveLength(isGap ? 1 : 0);
    });

    it("counts a wildcard for a key that AWS has yet to name", () => {
      const created = { address: KEY, ...s.coming(s.KEY, "arn", "key_id", "id") };
      const entry = (resource: string) => ({
        address: "aws_iam_policy.a",
        after: { policy: allow("kms:*", resource) },
      });
      expect(gaps(created, entry("arn:aws:kms:*:*:key/*"))).toHaveLength(1);
      expect(gaps(created, entry("arn:aws:s3:::*"))).toEqual([]);
    });

    it("reads the document of a policy that the plan found", () => {
      const arn = `arn:aws:iam::${s.ACCOUNT}:policy/break-glass`;
      const attachment = { address: "aws_iam_role_policy_attachment.a", after: { policy_arn: arn } };
      const found = { type: "aws_iam_policy", values: { arn, policy: allow("kms:*") } };
      const prior = { prior_state: { values: { root_module: { resources: [found] } } } };
      expect(allGaps([unchanged, attachment], prior)).toMatchObject([{ got: `created; ${ALLOWS}` }]);
      expect(allGaps([unchanged, attachment])).toEqual([]);
    });

    it("needs a document that is known at apply where it is about a key, and reads what a data source is written to make", () => {
      const entry = { address: "aws_iam_role_policy.a", ...s.coming({ role: "app", policy: "" }, "policy") };
      const references = (...names: string[]) => ({ policy: { references: names } });
      const written = (expressions: object, actions?: object) =>
        s.configured({
          [KEY]: {},
          "aws_iam_role_policy.a": expressions,
          ...(actions && {
            "data.aws_iam_policy_document.app": {
              statement: [{ ...actions, resources: { references: [`${KEY}.arn`, KEY] } }],
            },
          }),
        });
      const document = references("data.aws_iam_policy_document.app.json", "data.aws_iam_policy_document.app");
      const hidden = "created; it is about a key, and what it allows is known only at apply";
      const constant = (...actions: string[]) => ({ actions: { constant_value: actions } });
      expect(allGaps([unchanged, entry], written(references(`${KEY}.arn`, KEY)))).toMatchObject([{ got: hidden }]);
      expect(allGaps([unchanged, entry], written(references("aws_s3_bucket.b.arn")))).toEqual([]);
      expect(allGaps([unchanged, entry], written(document, constant("kms:Decrypt")))).toEqual([]);
      expect(allGaps([unchanged, entry], written(document, constant("kms:Disable*")))).toMatchObject([{ got: hidden }]);
      const denied = { ...constant("kms:Disable*"), effect: { constant_value: "Deny" } };
      expect(allGaps([unchanged, entry], written(document, denied))).toEqual([]);
      const unknown = { actions: { references: ["var.actions"] } };
      expect(allGaps([unchanged, entry], written(document, unknown))).toMatchObject([{ got: hidden }]);
    });
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

describe("a role or user that a key policy names", () => {
  const ROLE = "arn:aws:iam::111122223333:role/team/key-admin";
  const named = {
    ...s.KEY,
    policy: s.policy(s.OWN, {
      ...{ Sid: "Admins", Effect: "Allow", Principal: { AWS: ROLE }, Action: "kms:*", Resource: "*" },
    }),
  };
  const key = { address: KEY, before: named, after: named, actions: ["no-op"] };
  const trust = (principal: unknown) => s.policy({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" });
  const role = (principal: unknown, more: object = {}) => ({
    ...{ name: "key-admin", path: "/team/", assume_role_policy: trust(principal) },
    ...more,
  });
  const OWN_CI = { AWS: "arn:aws:iam::111122223333:role/ci" };
  const STRANGER = { AWS: "777788889999" };
  const address = "aws_iam_role.admin";
  const found = (what: string) => [
    `${address} is not covered by this review: ${what}; a key policy names it, and who can act as it changes`,
  ];

  it("is a gap where others can assume it, where it is deleted, and where that becomes unknown", () => {
    expect(gaps(key, { address, before: role(OWN_CI), after: role(STRANGER) })).toEqual(found("changed"));
    expect(gaps(key, { address, before: role(OWN_CI) })).toEqual(found("deleted"));
    const open = s.coming(role(OWN_CI), "assume_role_policy");
    expect(gaps(key, { address, before: role(OWN_CI), ...open })).toEqual(found("changed"));
  });

  it.each([
    ["anyone", "*"],
    ["anyone of AWS", { AWS: "*" }],
    ["an account that the key policy does not name", STRANGER],
  ])("is a gap where a new one trusts %s", (_, principal) => {
    expect(gaps(key, { address, after: role(principal) })).toEqual(found("created"));
  });

  it.each<[string, s.Entry]>([
    ["a new role that its own account can assume", { address, after: role(OWN_CI) }],
    ["a new role of a workflow", { address, after: role({ Federated: "arn:aws:iam::111122223333:oidc-provider/x" }) }],
    ["a tag", { address, before: role(OWN_CI), after: role(OWN_CI, { tags: { a: "b" } }) }],
    ["another spelling", { address, before: role(OWN_CI), after: role({ AWS: [OWN_CI.AWS] }) }],
    ["a role of another path", { address, before: role(OWN_CI, { path: "/" }), after: role(STRANGER, { path: "/" }) }],
    ["another role", { address, before: role(OWN_CI, { name: "x" }), after: role(STRANGER, { name: "x" }) }],
  ])("is none for %s", (_, entry) => {
    expect(gaps(key, entry)).toEqual([]);
  });
});

describe("a custom key store", () => {
  const inStore = { ...s.KEY, custom_key_store_id: "cks-1234567890abcdef0" };
  const key = (values: object) => ({ address: KEY, before: values, after: values, actions: ["no-op"] });
  const store = { address: "aws_kms_custom_key_store.hsm", before: { id: "x" } };

  it("is a gap where it is deleted or changed, and a key of the plan is in one", () => {
    expect(gaps(key(inStore), store)).toEqual([
      "aws_kms_custom_key_store.hsm is not covered by this review: deleted; the keys in it cannot be used without it",
    ]);
    expect(gaps(key(inStore), { address: "aws_cloudhsm_v2_cluster.a", before: {}, after: { a: 1 } })).toEqual([
      "aws_cloudhsm_v2_cluster.a is not covered by this review: changed; the keys in it cannot be used without it",
    ]);
  });

  it("is none where no key is in one, and where it is created", () => {
    expect(gaps(key(s.KEY), store)).toEqual([]);
    expect(gaps(key(inStore), { address: store.address, after: { id: "x" } })).toEqual([]);
  });
});
