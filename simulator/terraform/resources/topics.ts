import { isSet, type ObjectValue, type Value } from "../../../provider/plugin";
import type { Aws } from "../aws";
import type { AwsClient } from "../aws-client";
import { OTHER_SCHEMAS } from "../other-schemas";
import { given } from "../older-sdk";
import { checkPolicy, policyInState, undefinedIfNotFound, uniqueName } from "./common";
import { plannedTagsOf, tagsInState, type AwsKind } from "./kind";

const PROTOCOLS = ["Application", "Firehose", "HTTP", "Lambda", "SQS"];

/** The attributes of a topic, as Terraform and as SNS name them. */
const TOPIC_ATTRIBUTES: Readonly<Record<string, string>> = {
  archive_policy: "ArchivePolicy",
  delivery_policy: "DeliveryPolicy",
  display_name: "DisplayName",
  kms_master_key_id: "KmsMasterKeyId",
  policy: "Policy",
  signature_version: "SignatureVersion",
  tracing_config: "TracingConfig",
  ...Object.fromEntries(
    PROTOCOLS.flatMap((protocol) =>
      ["failure_feedback_role_arn", "success_feedback_role_arn", "success_feedback_sample_rate"].map((name) => {
        const words = name.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
        return [`${protocol.toLowerCase()}_${name}`, `${protocol}${words.join("").replace("Arn", "Arn")}`] as const;
      }),
    ),
  ),
};

const SUBSCRIPTION_ATTRIBUTES: Readonly<Record<string, string>> = {
  delivery_policy: "DeliveryPolicy",
  filter_policy: "FilterPolicy",
  filter_policy_scope: "FilterPolicyScope",
  raw_message_delivery: "RawMessageDelivery",
  redrive_policy: "RedrivePolicy",
  replay_policy: "ReplayPolicy",
  subscription_role_arn: "SubscriptionRoleArn",
};

/** `aws_sns_topic` */
export const snsTopic: AwsKind = {
  label: "SNS Topic",
  schema: OTHER_SCHEMAS.aws_sns_topic,
  validate: checkPolicy,
  create: async (planned, aws) => {
    const name = uniqueName(planned, "terraform-", planned.fifo_topic === true ? ".fifo" : "");
    const attributes = attributesOf(planned, TOPIC_ATTRIBUTES);
    const tags = plannedTagsOf(planned, aws);
    const form = { Name: name, ...attributeForm(attributes), ...tagForm(tags) };
    const { TopicArn: arn = "" } = await sns(planned, aws).call<Answer>("CreateTopic", form);
    return { id: arn, arn, name, name_prefix: given(planned.name_prefix) ?? "" };
  },
  read: async (state, aws) => {
    const client = sns(state, aws);
    const found = await attributesAt(client, "GetTopicAttributes", { TopicArn: String(state.id) });
    if (!found) return undefined;
    const tags = await client.call<Answer>("ListTagsForResource", { ResourceArn: String(state.id) });
    const { Policy: policy = "", Owner: owner = "", TopicArn: arn = "" } = found;
    return {
      ...attributesIn(found, TOPIC_ATTRIBUTES, OTHER_SCHEMAS.aws_sns_topic.attributes),
      ...{ arn, owner, name: arn.split(":").at(-1) ?? null, policy: policyInState(policy, state.policy) },
      ...{ fifo_topic: false, content_based_deduplication: false, name_prefix: state.name_prefix ?? "" },
      ...tagsInState(state, withoutMetadata(tags), aws),
    };
  },
  update: async (planned, prior, aws) => {
    const client = sns(planned, aws);
    for (const [name, attribute] of Object.entries(TOPIC_ATTRIBUTES)) {
      if (planned[name] === prior[name] || (name === "policy" && !isSet(planned.policy))) continue;
      const AttributeValue = isSet(planned[name]) ? String(planned[name]) : "";
      await client.call("SetTopicAttributes", { TopicArn: String(prior.id), AttributeName: attribute, AttributeValue });
    }
    const before = Object.keys((prior.tags_all ?? {}) as ObjectValue);
    const after = plannedTagsOf(planned, aws);
    const removed = before.filter((name) => !(name in after));
    const form = Object.fromEntries(removed.map((name, index) => [`TagKeys.member.${index + 1}`, name]));
    if (removed.length > 0) await client.call("UntagResource", { ResourceArn: String(prior.id), ...form });
    if (Object.keys(after).length > 0) {
      await client.call("TagResource", { ResourceArn: String(prior.id), ...tagForm(after) });
    }
  },
  delete: async (prior, aws) => {
    await sns(prior, aws).call("DeleteTopic", { TopicArn: String(prior.id) });
  },
  parseId: (id) => ({ id, arn: id }),
};

/** `aws_sns_topic_policy`: sets the policy of a topic; without it the topic has the default one again. */
export const snsTopicPolicy: AwsKind = {
  label: "SNS Topic Policy",
  schema: OTHER_SCHEMAS.aws_sns_topic_policy,
  validate: checkPolicy,
  create: async (planned, aws) => {
    await setPolicy(planned, aws, String(planned.policy));
    return { id: planned.arn ?? null };
  },
  read: async (state, aws) => {
    const found = await attributesAt(sns(state, aws), "GetTopicAttributes", { TopicArn: String(state.id) });
    if (!found) return undefined;
    return { arn: state.id ?? null, owner: found.Owner ?? "", policy: policyInState(found.Policy ?? "", state.policy) };
  },
  update: (planned, _prior, aws) => setPolicy(planned, aws, String(planned.policy)),
  delete: async (prior, aws) => {
    const found = await attributesAt(sns(prior, aws), "GetTopicAttributes", { TopicArn: String(prior.id) });
    const owner = found?.Owner ?? "";
    const statement = {
      ...{ Sid: "__default_statement_ID", Effect: "Allow", Principal: { AWS: "*" }, Resource: prior.id },
      ...{ Action: ["SNS:Publish", "SNS:Subscribe"], Condition: { StringEquals: { "AWS:SourceOwner": owner } } },
    };
    const policy = { Version: "2008-10-17", Id: "__default_policy_ID", Statement: [statement] };
    if (found) await setPolicy(prior, aws, JSON.stringify(policy));
  },
  parseId: (id) => ({ id, arn: id }),
};

/** `aws_sns_topic_subscription` */
export const snsTopicSubscription: AwsKind = {
  label: "SNS Topic Subscription",
  schema: OTHER_SCHEMAS.aws_sns_topic_subscription,
  create: async (planned, aws) => {
    const { SubscriptionArn: id = "" } = await sns(planned, aws).call<Answer>("Subscribe", {
      ...{
        TopicArn: String(planned.topic_arn),
        Protocol: String(planned.protocol),
        Endpoint: String(planned.endpoint),
      },
      ...{ ReturnSubscriptionArn: "true", ...attributeForm(attributesOf(planned, SUBSCRIPTION_ATTRIBUTES)) },
    });
    return { id };
  },
  read: async (state, aws) => {
    const SubscriptionArn = String(state.id);
    const found = await attributesAt(sns(state, aws), "GetSubscriptionAttributes", { SubscriptionArn });
    if (!found) return undefined;
    return {
      ...attributesIn(found, SUBSCRIPTION_ATTRIBUTES, OTHER_SCHEMAS.aws_sns_topic_subscription.attributes),
      ...{ arn: SubscriptionArn, owner_id: found.Owner ?? "", topic_arn: found.TopicArn ?? "" },
      ...{ protocol: found.Protocol ?? "", endpoint: found.Endpoint ?? "" },
      pending_confirmation: found.PendingConfirmation === "true",
      confirmation_was_authenticated: found.ConfirmationWasAuthenticated === "true",
    };
  },
  delete: async (prior, aws) => {
    await undefinedIfNotFound(() => sns(prior, aws).call("Unsubscribe", { SubscriptionArn: String(prior.id) }));
  },
  parseId: (id) => ({ id, arn: id, endpoint_auto_confirms: false, confirmation_timeout_in_minutes: 1 }),
};

type Answer = Readonly<Record<string, string | undefined>>;

function sns(object: ObjectValue, aws: Aws): AwsClient {
  return aws.service("sns", object);
}

function attributesAt(client: AwsClient, operation: string, input: object): Promise<Answer | undefined> {
  return undefinedIfNotFound(() => client.call<Answer>(operation, input));
}

async function setPolicy(object: ObjectValue, aws: Aws, policy: string): Promise<void> {
  const form = { TopicArn: String(object.arn), AttributeName: "Policy", AttributeValue: policy };
  await sns(object, aws).call("SetTopicAttributes", form);
}

function attributesOf(object: ObjectValue, names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, attribute]) =>
      isSet(object[name]) && object[name] !== "" ? [[attribute, String(object[name])]] : [],
    ),
  );
}

function attributesIn(
  found: Answer,
  names: Readonly<Record<string, string>>,
  attributes: Readonly<Record<string, { readonly type: unknown }>>,
): ObjectValue {
  const typed = (name: string, text: string | undefined): Value => {
    const type = attributes[name]?.type;
    if (type === "bool") return text === "true";
    return text === undefined ? null : type === "number" ? Number(text) : text;
  };
  return Object.fromEntries(Object.entries(names).map(([name, attribute]) => [name, typed(name, found[attribute])]));
}

function attributeForm(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return form("Attributes.entry", "key", "value", attributes);
}

function tagForm(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return form("Tags.member", "Key", "Value", tags);
}

function form(list: string, key: string, value: string, pairs: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(pairs).flatMap(([name, text], index) => [
      [`${list}.${index + 1}.${key}`, name],
      [`${list}.${index + 1}.${value}`, text],
    ]),
  ) as Readonly<Record<string, string>>;
}

/** The tags in an answer, which names its request too. */
function withoutMetadata(answer: Answer): Readonly<Record<string, string>> {
  const others = ["RequestId", "Key", "Value", "key", "value"];
  // The list itself shows when it is empty.
  const isTag = ([name, value]: [string, unknown]): boolean => !others.includes(name) && !(name === "Tags" && !value);
  return Object.fromEntries(Object.entries(answer).filter(isTag)) as Readonly<Record<string, string>>;
}
