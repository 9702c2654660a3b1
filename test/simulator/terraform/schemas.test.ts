import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DATA_SOURCE_SCHEMAS, PROVIDER_SCHEMA, RESOURCE_SCHEMAS } from "../../../simulator/terraform/schemas";
import type { Block } from "../../../provider/plugin";

/** What the prebuilt bindings, which are generated from the real provider's schema, say about a class. */
function bindings(folder: string, config: string) {
  const directory = dirname(require.resolve(`@cdktf/provider-aws/lib/${folder}`));
  const code = readFileSync(join(directory, "index.js"), "utf8");
  const types = readFileSync(join(directory, "index.d.ts"), "utf8");
  const members = new RegExp(`interface ${config} .*?\\{(.*?)\\n\\}`, "s").exec(types)?.[1] ?? "";
  const configured = [...members.matchAll(/readonly (\w+)(\??):/g)].map(([, name = "", optional]) => ({
    name,
    required: optional === "",
  }));
  // Nested classes come first in the file: the class itself is what follows the last constructor with a scope.
  const own = code.slice(code.lastIndexOf("constructor(scope, id, config"));
  const readable = [...own.matchAll(/this\.get\w+Attribute\('([a-z_0-9]+)'\)/g)].map(([, name = ""]) => camel(name));
  return { configured, readable: new Set(readable) };
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const required = (block: Block) =>
  Object.entries(block.attributes)
    .filter(([, attribute]) => attribute.required)
    .map(([name]) => camel(name));
const configurable = (block: Block) => [
  ...Object.entries(block.attributes)
    .filter(([, attribute]) => attribute.required ?? attribute.optional)
    .map(([name]) => camel(name)),
  ...Object.keys(block.blocks ?? {}).map(camel),
];

/** Blocks of an event target for services that have nothing to do with a key. */
const NOT_KNOWN = [
  ...[
    "appsyncTarget",
    "batchTarget",
    "ecsTarget",
    "httpTarget",
    "kinesisTarget",
    "redshiftTarget",
    "runCommandTargets",
  ],
  "sagemakerPipelineTarget",
];

describe("the substitute's schema", () => {
  it.each([
    ["aws_kms_key", "kms-key", "KmsKeyConfig"],
    ["aws_kms_replica_key", "kms-replica-key", "KmsReplicaKeyConfig"],
    ["aws_kms_key_policy", "kms-key-policy", "KmsKeyPolicyConfig"],
    ["aws_kms_alias", "kms-alias", "KmsAliasConfig"],
    ["aws_kms_external_key", "kms-external-key", "KmsExternalKeyConfig"],
    ["aws_kms_replica_external_key", "kms-replica-external-key", "KmsReplicaExternalKeyConfig"],
    ["aws_kms_grant", "kms-grant", "KmsGrantConfig"],
    ["aws_cloudwatch_event_rule", "cloudwatch-event-rule", "CloudwatchEventRuleConfig"],
    ["aws_cloudwatch_event_target", "cloudwatch-event-target", "CloudwatchEventTargetConfig"],
    ["aws_iam_role", "iam-role", "IamRoleConfig"],
    ["aws_secretsmanager_secret", "secretsmanager-secret", "SecretsmanagerSecretConfig"],
    ["aws_secretsmanager_secret_version", "secretsmanager-secret-version", "SecretsmanagerSecretVersionConfig"],
    ["aws_sns_topic", "sns-topic", "SnsTopicConfig"],
    ["aws_sns_topic_policy", "sns-topic-policy", "SnsTopicPolicyConfig"],
    ["aws_sns_topic_subscription", "sns-topic-subscription", "SnsTopicSubscriptionConfig"],
  ] as const)("has for %s the arguments and attributes of the real provider", (type, folder, config) => {
    const block: Block = RESOURCE_SCHEMAS[type];
    const real = bindings(folder, config);
    const configured = real.configured.map(({ name }) => name).filter((name) => !NOT_KNOWN.includes(name));
    expect(configurable(block).sort()).toEqual(configured.sort());
    expect(required(block).sort()).toEqual(
      real.configured
        .filter((argument) => argument.required)
        .map(({ name }) => name)
        .sort(),
    );
    expect(Object.keys(block.attributes).map(camel).sort()).toEqual([...real.readable].sort());
  });

  it.each([
    ["aws_caller_identity", "data-aws-caller-identity", "DataAwsCallerIdentityConfig"],
    ["aws_partition", "data-aws-partition", "DataAwsPartitionConfig"],
    ["aws_region", "data-aws-region", "DataAwsRegionConfig"],
    ["aws_kms_key", "data-aws-kms-key", "DataAwsKmsKeyConfig"],
    ["aws_kms_alias", "data-aws-kms-alias", "DataAwsKmsAliasConfig"],
    ["aws_iam_policy_document", "data-aws-iam-policy-document", "DataAwsIamPolicyDocumentConfig"],
  ] as const)("has for %s the arguments and attributes of the real provider", (type, folder, config) => {
    const block: Block = DATA_SOURCE_SCHEMAS[type];
    const real = bindings(folder, config);
    expect(configurable(block).sort()).toEqual(real.configured.map(({ name }) => name).sort());
    // The bindings read lists of objects in another way.
    const plain = Object.entries(block.attributes).filter(([, { type }]) => !JSON.stringify(type).includes("object"));
    expect(plain.map(([name]) => camel(name)).sort()).toEqual([...real.readable].sort());
  });

  it("has the arguments of the real provider block", () => {
    const names = bindings("provider", "AwsProviderConfig").configured.map(({ name }) => name);
    expect(configurable(PROVIDER_SCHEMA).sort()).toEqual(names.filter((name) => name !== "alias").sort());
    const { assume_role: assumeRole, default_tags: defaultTags } = PROVIDER_SCHEMA.blocks ?? {};
    const role = bindings("provider", "AwsProviderAssumeRole").configured.map(({ name }) => name);
    expect(configurable(assumeRole?.block ?? { attributes: {} }).sort()).toEqual(role.sort());
    expect(configurable(defaultTags?.block ?? { attributes: {} })).toEqual(["tags"]);
  });
});
