import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { IAuraKmsKey } from "../interfaces";
import { copyOfTags, escapeTemplate, nameOf } from "./tokens";

/** Calls that can take the key, or access to it, away or give it back. */
const ADMINISTRATION = [
  ...["ScheduleKeyDeletion", "CancelKeyDeletion", "DisableKey", "EnableKey", "PutKeyPolicy", "DisableKeyRotation"],
  "UpdatePrimaryRegion",
];

/** Calls that are the everyday business of Aura and of AWS services, and an event when the owner's principals make them. */
const GRANTS = ["CreateGrant", "RevokeGrant"];

/** What the resources of an alarm are made of. */
interface AlarmArguments {
  readonly key: IAuraKmsKey;
  readonly topicArn?: string | undefined;
  readonly emails?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly provider?: TerraformProvider | undefined;
}

/** The resources of an alarm. */
interface AlarmResources {
  readonly rule: CloudwatchEventRule;
  readonly target: CloudwatchEventTarget;
  readonly topic: SnsTopic | undefined;
  readonly topicArn: string;
}

/** Adds the resources of an alarm. */
export function addKeyAlarm(
  scope: Construct,
  { key, topicArn: given, emails = [], tags, provider }: AlarmArguments,
): AlarmResources {
  const shared = { region: key.region, ...(provider && { provider }) };
  const rule = new CloudwatchEventRule(scope, "Rule", {
    ...shared,
    description: `Changes of the key ${nameOf(key)} of Neo4j Aura, or of access to it`,
    eventPattern: JSON.stringify(eventPattern(key)),
    ...(tags && { tags: copyOfTags(tags) }),
  });
  const topic =
    given === undefined
      ? new SnsTopic(scope, "Topic", { ...shared, ...(tags && { tags: copyOfTags(tags) }) })
      : undefined;
  const topicArn = given ?? topic?.arn ?? "";
  const policy =
    topic &&
    new SnsTopicPolicy(scope, "TopicPolicy", { ...shared, arn: topicArn, policy: topicPolicy(topicArn, rule.arn) });
  const target = new CloudwatchEventTarget(scope, "Target", {
    ...shared,
    rule: rule.name,
    arn: topicArn,
    inputTransformer: { inputPaths: INPUT_PATHS, inputTemplate: inputTemplate(nameOf(key)) },
    ...(policy && { dependsOn: [policy] }),
  });
  emails.forEach((endpoint, index) => {
    new SnsTopicSubscription(scope, `Email${index}`, { ...shared, topicArn, protocol: "email", endpoint });
  });
  return { rule, target, topic, topicArn };
}

// The provider of AWS sorts the members of both documents. They are written that way, so that what is applied begins as what was planned.

/** CloudTrail names the key by its ARN, whatever the call named it by. */
function eventPattern({ keyArn, accountId }: IAuraKmsKey): object {
  return {
    detail: {
      $or: [{ eventName: ADMINISTRATION }, { eventName: GRANTS, userIdentity: { accountId: [accountId] } }],
      eventSource: ["kms.amazonaws.com"],
      resources: { ARN: [keyArn] },
    },
    "detail-type": ["AWS API Call via CloudTrail"],
    source: ["aws.kms"],
  };
}

function topicPolicy(topicArn: string, ruleArn: string): string {
  return JSON.stringify({
    Statement: [
      {
        Action: "sns:Publish",
        Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Resource: topicArn,
        Sid: "Alarm",
      },
    ],
    Version: "2012-10-17",
  });
}

const INPUT_PATHS = {
  call: "$.detail.eventName",
  caller: "$.detail.userIdentity.arn",
  key: "$.detail.resources[0].ARN",
  time: "$.detail.eventTime",
  error: "$.detail.errorCode",
};

/** What a mail says: EventBridge fills in the paths, and leaves out what an event lacks. */
function inputTemplate(name: string): string {
  const text =
    `Neo4j Aura: <call> on key ${name} (<key>) by <caller> at <time>. <error> If this was not planned, act now: ` +
    "data whose key is deleted, disabled or refused to Aura cannot be read.";
  return escapeTemplate(JSON.stringify(text));
}
