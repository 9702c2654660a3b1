import { readFileSync } from "node:fs";
import path from "node:path";
import { reviewPlans } from "../../review/review";
import * as s from "../model/read/support";

const PAGE = readFileSync(path.resolve(__dirname, "../../docs/plan-review.md"), "utf8");
const SECTION = PAGE.slice(PAGE.indexOf("## What no rule judges"), PAGE.indexOf("## Options"));
const ROWS = [...SECTION.matchAll(/^\| ([^|]*?) +\| ([^|]*?) +\|/gm)]
  .map(([, change = ""]) => change)
  .filter((change) => change !== "what changes" && !change.startsWith("---"));

const KEY = "aws_kms_key.orders";
const RECORD = "aura_customer_managed_key.orders";
const INSTANCE = "aura_instance.orders";
const PRESENT: s.Entry = { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] };
const TEMPLATE = '{"Resources":{"K":{"Type":"AWS::KMS::Key"}}}';
const OTHER_KEY = "arn:aws:kms:eu-west-1:111122223333:key/99999999-0000-4000-8000-000000000009";

const created = (address: string, after: object): s.Entry => ({ address, after });
const policy = (effect: string, action: string): string => s.policy({ Effect: effect, Action: action, Resource: "*" });

/** A resource with a provisioner. */
function withProvisioner(command: string): readonly [s.Entry, object] {
  const { configuration } = s.configured({ [KEY]: {}, "terraform_data.run": {} }) as {
    configuration: { root_module: { resources: Record<string, unknown>[] } };
  };
  const [, block] = configuration.root_module.resources;
  if (block) block["provisioners"] = [{ type: "local-exec", expressions: { command: { constant_value: command } } }];
  return [created("terraform_data.run", {}), { configuration }];
}

const failing = (status: string): object => ({
  checks: [{ address: { kind: "check", to_display: "check.regions" }, status, instances: [] }],
});
const providerAt = (url: string): object =>
  s.configured(
    { [KEY]: {}, [INSTANCE]: {} },
    {},
    {
      aura: {
        name: "aura",
        full_name: "registry.terraform.io/x/aura",
        expressions: { base_url: { constant_value: url } },
      },
    },
  );
const renamed: s.Entry = { address: INSTANCE, before: s.INSTANCE, after: { ...s.INSTANCE, name: "orders-2" } };
const schedule = (operation: string): s.Entry =>
  created("aws_scheduler_schedule.a", {
    target: [{ arn: `arn:aws:scheduler:::aws-sdk:kms:${operation}`, input: JSON.stringify({ KeyId: s.KEY_ID }) }],
  });
const script = (address: string, argument: string, text: string): s.Entry => created(address, { [argument]: text });
const grantOn = (key: string): s.Entry =>
  created("aws_kms_grant.a", { key_id: key, grantee_principal: "logs.amazonaws.com", operations: ["Decrypt"] });
const aliasOf = (key: string): object => ({ name: "alias/archive", target_key_id: key, region: "eu-west-1" });

const keyWith = (over: object): s.Entry => ({
  ...PRESENT,
  before: { ...s.KEY, ...over },
  after: { ...s.KEY, ...over },
});
const ROLE = { name: "key-admin", path: "/" };
const NAMING_ADMIN = [
  keyWith({
    policy: s.policy(s.OWN, s.AURA, {
      ...{ Sid: "Admin", Effect: "Allow", Action: "kms:*", Resource: "*" },
      Principal: { AWS: `arn:aws:iam::${s.ACCOUNT}:role/key-admin` },
    }),
  }),
];
/** A role that an account can assume. */
const trusted = (account: string): s.Entry =>
  created("aws_iam_role.admin", {
    ...ROLE,
    assume_role_policy: s.policy({ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }),
  });
const WAIVER = { rule: "key-is-symmetric", on: [KEY], reason: "agreed with Neo4j" };
const STATED = {
  input: JSON.stringify({
    ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [KEY], waivers: [WAIVER] },
    principals: {},
  }),
};
const IN_STORE: readonly s.Entry[] = [
  keyWith({ custom_key_store_id: "cks-1234567890abcdef0" }),
  { address: "terraform_data.metadata", before: STATED, after: STATED, actions: ["no-op"] },
];
const described: s.Entry = { address: KEY, before: s.KEY, after: { ...s.KEY, description: "Aura's" } };
const kmsAt = (url: string): object =>
  s.configured(
    { [KEY]: {} },
    {},
    {
      aws: {
        name: "aws",
        full_name: "registry.terraform.io/hashicorp/aws",
        expressions: { endpoints: [{ kms: { constant_value: url } }] },
      },
    },
  );

type Case = readonly [entry: s.Entry | undefined, more?: object, present?: readonly s.Entry[]];

/** For each row, found by the beginning of its first cell: plans that are named, and one that is not. */
const CASES: readonly { readonly row: string; readonly named: readonly Case[]; readonly harmless?: Case }[] = [
  { row: "a provisioner", named: [withProvisioner("./deploy.sh")], harmless: withProvisioner("echo done") },
  {
    row: "`null_resource`",
    named: [
      [{ address: "null_resource.a", before: {} }, s.configured({ [KEY]: {} })],
      [{ address: "terraform_data.run", before: { input: null } }, s.configured({ [KEY]: {} })],
    ],
    harmless: [created("null_resource.a", {})],
  },
  {
    row: "an action",
    named: [
      [undefined, { action_invocations: [{ address: "action.aws_lambda_invoke.a", type: "aws_lambda_invoke" }] }],
    ],
  },
  {
    row: "`aws_cloudformation_stack`",
    named: [
      [created("aws_cloudformation_stack.a", { template_body: TEMPLATE })],
      [created("aws_cloudcontrolapi_resource.a", { type_name: "AWS::KMS::Key" })],
      [created("awscc_kms_alias.a", { target_key_id: s.KEY_ID })],
      [created("aws_cloudformation_stack.a", { template_url: "https://example.com/x" })],
      [
        created("aws_cloudformation_stack.a", {
          ...{ template_body: "Resources: { A: { Type: Custom::A } }", parameters: { key: s.KEY_ID } },
        }),
      ],
    ],
    harmless: [
      created("aws_cloudformation_stack.a", {
        ...{ template_body: "Resources: { A: { Type: AWS::S3::Bucket } }", parameters: { key: s.KEY_ID } },
      }),
    ],
  },
  {
    row: "`restful_*`",
    named: [
      [created("restful_operation.a", { path: "/v1/instances/abcd1234", method: "DELETE" })],
      [created("restapi_object.a", { path: "/v1/customer-managed-keys" })],
    ],
    harmless: [created("restful_operation.a", { path: "/users", method: "DELETE" })],
  },
  { row: "resources of other Aura", named: [[created("neo4jaura_instance.a", {})]] },
  {
    row: "`aws_organizations_policy`, IAM",
    named: [
      [created("aws_organizations_policy.a", { content: policy("Deny", "kms:*") })],
      [created("aws_iam_policy.a", { policy: policy("Deny", "kms:Put*") })],
      [
        {
          address: "aws_organizations_policy.a",
          before: { content: policy("Deny", "kms:DisableKey") },
          after: { content: policy("Deny", "s3:*") },
        },
      ],
    ],
    harmless: [created("aws_organizations_policy.a", { content: policy("Deny", "s3:*") })],
  },
  {
    row: "IAM policies, roles",
    named: [
      [created("aws_iam_policy.a", { policy: policy("Allow", "kms:ScheduleKeyDeletion") })],
      [created("aws_iam_role.a", { inline_policy: [{ policy: policy("Allow", "kms:*") }] })],
    ],
    harmless: [created("aws_iam_policy.a", { policy: policy("Allow", "s3:GetObject") })],
  },
  {
    row: "an IAM role or user",
    named: [
      [trusted("666677778888"), {}, NAMING_ADMIN],
      [{ address: "aws_iam_role.admin", before: ROLE }, {}, NAMING_ADMIN],
    ],
    harmless: [trusted("111122223333"), {}, NAMING_ADMIN],
  },
  {
    row: "`aws_kms_custom_key_store`",
    named: [[{ address: "aws_kms_custom_key_store.a", before: {} }, {}, IN_STORE]],
    harmless: [{ address: "aws_kms_custom_key_store.a", before: {} }],
  },
  {
    row: "schedules, state machines",
    named: [[schedule("scheduleKeyDeletion")], [schedule("createGrant")]],
    harmless: [schedule("listAliases")],
  },
  {
    row: "machines, containers",
    named: [
      [script("aws_instance.a", "user_data", `aws kms put-key-policy --key-id ${s.KEY_ID}`)],
      [script("aws_ecs_task_definition.a", "container_definitions", "aws kms schedule-key-deletion --key-id $KEY")],
      [script("aws_codebuild_project.a", "buildspec", "aws kms disable-key --key-id $KEY")],
      [script("kubernetes_cron_job_v1.a", "command", "aws kms disable-key --key-id $KEY")],
    ],
    harmless: [script("aws_instance.a", "user_data", `aws kms describe-key --key-id ${s.KEY_ID}`)],
  },
  {
    row: "`kubernetes_manifest`",
    named: [
      [created("kubernetes_manifest.a", { manifest: { apiVersion: "kms.services.k8s.aws/v1alpha1", kind: "Key" } })],
      [created("kubectl_manifest.a", { yaml_body: "apiVersion: kms.aws.upbound.io/v1beta1" })],
    ],
    harmless: [created("kubernetes_manifest.a", { manifest: { apiVersion: "s3.services.k8s.aws/v1alpha1" } })],
  },
  {
    row: "event targets",
    named: [
      [
        created("aws_cloudwatch_event_target.a", {
          ...{ arn: "arn:aws:lambda:eu-west-1:111122223333:function:a", input: JSON.stringify({ key: s.KEY_ID }) },
        }),
      ],
      [created("aws_config_conformance_pack.a", { template_body: `Parameters: { Key: ${s.KEY_ID} }` })],
      [created("ansible_playbook.a", { playbook: "rotate.yml", extra_vars: { key: s.KEY_ID } })],
    ],
    harmless: [
      created("aws_cloudwatch_event_target.a", {
        ...{ arn: "arn:aws:sns:eu-west-1:111122223333:a", input: JSON.stringify({ key: s.KEY_ID }) },
      }),
    ],
  },
  {
    row: "`aws_fis_experiment_template`",
    named: [[created("aws_fis_experiment_template.a", { target: [{ resource_arns: [s.KEY_ARN] }] })]],
    harmless: [created("aws_fis_experiment_template.a", { target: [{ resource_arns: ["arn:aws:s3:::a"] }] })],
  },
  {
    row: "`aws_servicecatalog_*`",
    named: [
      [
        created("aws_servicecatalog_provisioned_product.a", {
          provisioning_parameters: [{ key: "Key", value: s.KEY_ARN }],
        }),
      ],
    ],
  },
  {
    row: "`aws_vpc_endpoint`",
    named: [
      [created("aws_vpc_endpoint.a", { service_name: "com.amazonaws.eu-west-1.kms", policy: policy("Deny", "kms:*") })],
      [
        {
          address: "aws_vpc_endpoint_policy.a",
          before: { policy: "{}" },
          after: { policy: policy("Deny", "kms:Decrypt") },
        },
      ],
    ],
    harmless: [created("aws_vpc_endpoint.a", { service_name: "com.amazonaws.eu-west-1.s3" })],
  },
  {
    row: "a policy or a grant on a key of another state",
    named: [
      [created("aws_kms_key_policy.a", { key_id: OTHER_KEY, policy: s.policy(s.OWN, s.AURA) })],
      [grantOn(OTHER_KEY)],
      [{ address: "aws_kms_alias.a", before: aliasOf(OTHER_KEY), after: aliasOf(s.KEY_ID) }],
      [{ address: "aws_kms_alias.a", before: aliasOf(OTHER_KEY) }],
    ],
    harmless: [created("aws_kms_alias.a", aliasOf(OTHER_KEY))],
  },
  {
    row: "`base_url`",
    named: [[renamed, providerAt("https://aura.example.com")]],
    harmless: [renamed, providerAt("https://api.neo4j.io")],
  },
  {
    row: "`endpoints`",
    named: [[undefined, kmsAt("http://localhost:4566"), [described]]],
    harmless: [undefined, kmsAt("https://kms-fips.eu-west-1.amazonaws.com"), [described]],
  },
  { row: "a `check` block", named: [[undefined, failing("fail")]], harmless: [undefined, failing("pass")] },
  {
    row: "a plan with `-target`",
    named: [
      [undefined, { complete: false }],
      [undefined, s.configured({ [KEY]: {}, [RECORD]: {} })],
    ],
    harmless: [undefined, { ...s.configured({ [KEY]: {}, [RECORD]: {} }), complete: true }],
  },
];

/** The verdict on a plan with a key that stays, and whether it is named what no rule judges, as such or on a key that is not shown. */
function outcome([entry, more, present = [PRESENT]]: Case): { readonly verdict: string; readonly isNamed: boolean } {
  const reading = s.readEntries([...present, ...(entry ? [entry] : [])], more);
  const { verdict, plans, findings } = reviewPlans(reading, { now: new Date(0) });
  const named = findings.filter(({ level, on }) => level === "attention" && on.address === entry?.address);
  return { verdict, isNamed: plans.some(({ gaps }) => gaps.length === 1) || named.length > 0 };
}

it.each(CASES)("the review names what no rule judges: $row", ({ row, named, harmless }) => {
  expect(ROWS.filter((change) => change.startsWith(row))).toHaveLength(1);
  expect(named.map(outcome)).toEqual(named.map(() => ({ verdict: "NEEDS REVIEW", isNamed: true })));
  if (harmless) expect(outcome(harmless).isNamed).toBe(false);
});

it("has a case for each row of what no rule judges", () => {
  expect(ROWS.filter((change) => !CASES.some(({ row }) => change.startsWith(row)))).toEqual([]);
  expect(ROWS).toHaveLength(CASES.length);
});
