import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import {
  AuraKeyAlarm,
  type AuraKeyAlarmProps,
  AuraKmsKey,
  AuraKmsReplicaKey,
  EncryptedAuraInstance,
} from "../../constructs";
import {
  ACCOUNT,
  addresses,
  annotationsOf,
  INSTANCE,
  keyArn,
  newStack,
  only,
  renderedProblems,
  statement,
  synth,
  variable,
} from "../support/synth";

const KEY = { accountId: ACCOUNT, region: "eu-west-1" };
const ARN = keyArn("eu-west-1");
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:security`;

function anAlarm(props: Partial<AuraKeyAlarmProps> = {}, stack = newStack()) {
  const key = AuraKmsKey.fromKeyArn(stack, "orders", ARN);
  return { stack, alarm: new AuraKeyAlarm(stack, "alarm", { key, ...props }) };
}

const patternOf = (stack: ReturnType<typeof newStack>): unknown =>
  JSON.parse(String(only(synth(stack), "aws_cloudwatch_event_rule")["event_pattern"]));

it("matches what can take the key or its use away, and grants that the owner's principals make or revoke", () => {
  expect(patternOf(anAlarm().stack)).toEqual({
    source: ["aws.kms"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["kms.amazonaws.com"],
      resources: { ARN: [ARN] },
      $or: [
        {
          eventName: [
            ...["ScheduleKeyDeletion", "CancelKeyDeletion", "DisableKey", "EnableKey", "PutKeyPolicy"],
            ...["DisableKeyRotation", "UpdatePrimaryRegion"],
          ],
        },
        { eventName: ["CreateGrant", "RevokeGrant"], userIdentity: { accountId: [ACCOUNT] } },
      ],
    },
  });
});

it("makes a topic to which its rule alone may publish, all in the region of the key", () => {
  const { stack } = anAlarm({ emails: ["oncall@example.com"], tags: { team: "data" } });
  const synthesized = synth(stack);
  expect(only(synthesized, "aws_cloudwatch_event_rule")).toEqual({
    description: "Changes of the key orders of Neo4j Aura, or of access to it",
    event_pattern: expect.any(String),
    region: "eu-west-1",
    tags: { team: "data" },
  });
  expect(only(synthesized, "aws_sns_topic")).toEqual({ region: "eu-west-1", tags: { team: "data" } });
  const { policy, ...rest } = only(synthesized, "aws_sns_topic_policy");
  expect(rest).toEqual({ arn: "${aws_sns_topic.alarm_Topic_7656F8B1.arn}", region: "eu-west-1" });
  expect(JSON.parse(String(policy))).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Alarm",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sns:Publish",
        Resource: "${aws_sns_topic.alarm_Topic_7656F8B1.arn}",
        Condition: { ArnEquals: { "aws:SourceArn": "${aws_cloudwatch_event_rule.alarm_Rule_898DA535.arn}" } },
      },
    ],
  });
  expect(only(synthesized, "aws_sns_topic_subscription")).toEqual({
    ...{ endpoint: "oncall@example.com", protocol: "email", region: "eu-west-1" },
    topic_arn: "${aws_sns_topic.alarm_Topic_7656F8B1.arn}",
  });
  expect(synthesized.output["alarm_topic_arn"]).toEqual({
    description: "ARN of the topic for alarms of alarm",
    value: "${aws_sns_topic.alarm_Topic_7656F8B1.arn}",
  });
});

it("says in a sentence what was called, on which key, by whom and when", () => {
  expect(only(synth(anAlarm().stack), "aws_cloudwatch_event_target")).toEqual({
    arn: "${aws_sns_topic.alarm_Topic_7656F8B1.arn}",
    depends_on: ["aws_sns_topic_policy.alarm_TopicPolicy_533EB759"],
    input_transformer: {
      input_paths: {
        call: "$.detail.eventName",
        caller: "$.detail.userIdentity.arn",
        error: "$.detail.errorCode",
        key: "$.detail.resources[0].ARN",
        time: "$.detail.eventTime",
      },
      input_template:
        '"Neo4j Aura: <call> on key orders (<key>) by <caller> at <time>. <error> If this was not planned, act now: ' +
        'data whose key is deleted, disabled or refused to Aura cannot be read."',
    },
    region: "eu-west-1",
    rule: "${aws_cloudwatch_event_rule.alarm_Rule_898DA535.name}",
  });
});

it("sends to a topic that is given, and makes none", () => {
  const { stack, alarm } = anAlarm({ topicArn: TOPIC });
  const synthesized = synth(stack);
  expect(only(synthesized, "aws_cloudwatch_event_target")["arn"]).toBe(TOPIC);
  expect([alarm.topic, alarm.topicArn]).toEqual([undefined, TOPIC]);
  expect(addresses(synthesized).filter((address) => address.includes("sns"))).toEqual([]);
});

it("uses the provider that is given", () => {
  const stack = newStack();
  const provider = new AwsProvider(stack, "second", { alias: "second", region: "eu-west-1" });
  anAlarm({ provider, emails: ["a@example.com"] }, stack);
  const { resource } = synth(stack);
  const types = Object.keys(resource).filter((type) => type.startsWith("aws_"));
  expect(types.map((type) => Object.values(resource[type] ?? {}).map((one) => one["provider"]))).toEqual(
    types.map(() => ["aws.second"]),
  );
});

it("watches the key of an encrypted instance, whose ARN is known only at apply", () => {
  const stack = newStack();
  const { key } = new EncryptedAuraInstance(stack, "orders", { ...INSTANCE, accountId: ACCOUNT, statement });
  new AuraKeyAlarm(stack, "alarm", { key });
  expect(patternOf(stack)).toMatchObject({
    detail: { resources: { ARN: ["${aws_kms_key.orders_Key_8C30302D.arn}"] } },
  });
});

it("watches a replica in its own region", () => {
  const stack = newStack();
  const primary = new AuraKmsKey(stack, "primary", { ...KEY, statement, multiRegion: true });
  const provider = new AwsProvider(stack, "there", { alias: "there", region: "eu-central-1" });
  const key = new AuraKmsReplicaKey(stack, "replica", { primary, region: "eu-central-1", statement, provider });
  new AuraKeyAlarm(stack, "alarm", { key, provider });
  expect(only(synth(stack), "aws_cloudwatch_event_rule")).toMatchObject({
    provider: "aws.there",
    region: "eu-central-1",
  });
});

it("moves its resources when it gets another id", () => {
  const stack = newStack();
  new AuraKeyAlarm(stack, "now", {
    key: AuraKmsKey.fromKeyArn(stack, "orders", ARN),
    topicArn: TOPIC,
    formerly: "before",
  });
  expect(JSON.stringify(synth(stack))).toContain('"from":"aws_cloudwatch_event_rule.before_Rule_');
});

it("names everything that is wrong with its props", () => {
  const { stack } = anAlarm({
    topicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:security`,
    emails: ["oncall", "a@example.com"],
  });
  expect(renderedProblems(() => synth(stack))).toEqual([
    "prod/alarm: the topic is in another region than the key: us-east-1, and eu-west-1 for the key; expected: an ARN such as arn:aws:sns:eu-west-1:111122223333:alarms; help: use a topic in the region of the key, or leave `topicArn` out for a new one [topic-well-formed]",
    'prod/alarm: `emails[0]` is not an e-mail address: "oncall"; expected: an address such as oncall@example.com; help: correct the address [email-well-formed]',
  ]);
});

it.each([
  ["a queue", `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`],
  ["a FIFO topic", `${TOPIC}.fifo`],
  ["a name", "security"],
])("refuses %s as a topic", (_, topicArn) => {
  const { stack } = anAlarm({ topicArn });
  expect(renderedProblems(() => synth(stack))).toEqual([
    `prod/alarm: \`topicArn\` is not the ARN of a standard SNS topic: "${topicArn}"; expected: an ARN such as arn:aws:sns:eu-west-1:111122223333:alarms; help: use a topic in the region of the key, or leave \`topicArn\` out for a new one [topic-well-formed]`,
  ]);
});

it("refuses a list of addresses whose length is known only at apply", () => {
  const stack = newStack();
  const emails = variable(stack, "emails").listValue;
  expect(renderedProblems(() => anAlarm({ emails }, stack))).toEqual([
    "prod/alarm: `emails` has the wrong type: a value known only at apply; expected: a list of strings that the program writes out; help: correct `emails`, or leave it out [prop-type]",
  ]);
});

it("takes tags that are known only at apply", () => {
  const stack = newStack();
  anAlarm({ tags: variable(stack, "tags").value as never }, stack);
  expect(JSON.stringify(synth(stack)).match(/"tags":"[^"]*"/g)).toEqual([
    ...['"tags":"${var.tags}"', '"tags":"${var.tags}"'],
  ]);
});

it("takes a topic that is known only at apply", () => {
  const stack = newStack();
  anAlarm({ topicArn: variable(stack, "topic").stringValue }, stack);
  expect(only(synth(stack), "aws_cloudwatch_event_target")["arn"]).toBe("${var.topic}");
});

it("is not itself something that a review would stop at", () => {
  const stack = newStack();
  const { key } = new EncryptedAuraInstance(stack, "orders", {
    ...INSTANCE,
    accountId: ACCOUNT,
    statement,
    auraAccountId: "444455556666",
  });
  new AuraKeyAlarm(stack, "alarm", { key, emails: ["oncall@example.com"] });
  synth(stack);
  expect(annotationsOf(stack)).toEqual([]);
});
