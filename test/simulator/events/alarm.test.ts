import { startSimulator, type Simulator } from "../../../simulator";
import { clientsOf, refusalOf, topicPolicy } from "../support/alarm";

let simulator: Simulator;
let key: string;
beforeEach(async () => {
  simulator = await startSimulator();
  const { kms } = clientsOf(simulator);
  key = (await kms.call<{ KeyMetadata: { Arn: string } }>("CreateKey", {})).KeyMetadata.Arn;
});
afterEach(() => simulator.stop());

const TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarm";
const RULE = "arn:aws:events:eu-west-1:111122223333:rule/alarm";

/** An alarm for some calls on the key: what `AuraKeyAlarm` makes. */
async function alarm({
  policy = topicPolicy(TOPIC),
  attributes = {},
  target = { Id: "sns", Arn: TOPIC },
  rule = {},
}: { policy?: string; attributes?: object; target?: object; rule?: object } = {}) {
  const { sns, events } = clientsOf(simulator);
  await sns.call("CreateTopic", { Name: "alarm", ...attributes });
  if (policy !== "") {
    await sns.call("SetTopicAttributes", { TopicArn: TOPIC, AttributeName: "Policy", AttributeValue: policy });
  }
  await sns.call("Subscribe", { TopicArn: TOPIC, Protocol: "email", Endpoint: "ops@example.com" });
  await sns.call("Subscribe", { TopicArn: TOPIC, Protocol: "sqs", Endpoint: "arn:aws:sqs:eu-west-1:111122223333:ops" });
  const pattern = {
    source: ["aws.kms"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventName: ["ScheduleKeyDeletion", "DisableKey", "PutKeyPolicy", "CreateGrant"],
      resources: { ARN: [key] },
    },
  };
  await events.call("PutRule", { Name: "alarm", EventPattern: JSON.stringify(pattern), ...rule });
  await events.call("PutTargets", { Rule: "alarm", Targets: [target] });
}

const sent = () =>
  simulator.topics.notifications().map(({ message, refused }) => {
    if (refused !== undefined) return refused;
    const { detail } = JSON.parse(message) as { detail: { eventName: string; errorCode?: string } };
    return [detail.eventName, ...(detail.errorCode ? [detail.errorCode] : [])].join(" ");
  });

it("an alarm fires for the calls of its rule on its key, by whichever name they name it, and for no others", async () => {
  await alarm();
  const { kms } = clientsOf(simulator);
  await kms.call("CreateAlias", { AliasName: "alias/orders", TargetKeyId: key });
  await kms.call("DescribeKey", { KeyId: key });
  await kms.call("DisableKey", { KeyId: key });
  await kms.call("EnableKey", { KeyId: key });
  const grant = { GranteePrincipal: "arn:aws:iam::999988887777:role/aura", Operations: ["Decrypt"] };
  await kms.call("CreateGrant", { KeyId: key.split("/")[1], ...grant });
  const { KeyMetadata: other } = await kms.call<{ KeyMetadata: { Arn: string } }>("CreateKey", {});
  await kms.call("DisableKey", { KeyId: other.Arn });
  const { Policy } = await kms.call("GetKeyPolicy", { KeyId: key });
  await kms.call("PutKeyPolicy", { KeyId: key, Policy });
  await kms.call("ScheduleKeyDeletion", { KeyId: key, PendingWindowInDays: 7 });
  await refusalOf(clientsOf(simulator, "123456789012").kms.call("DisableKey", { KeyId: key }));
  expect(sent()).toEqual([
    ...["DisableKey", "CreateGrant", "PutKeyPolicy", "ScheduleKeyDeletion"],
    "DisableKey AccessDenied",
  ]);

  const controls = `${simulator.endpoints.aura}/_simulator/notifications`;
  const [, , , last] = (await (await fetch(controls)).json()) as { at: number; message: string }[];
  expect(last).toEqual({
    ...{ at: expect.any(Number), target: TOPIC, rule: RULE, message: expect.any(String) },
    deliveredTo: ["sqs:arn:aws:sqs:eu-west-1:111122223333:ops"],
    unconfirmed: ["email:ops@example.com"],
  });
  const caller = { arn: "arn:aws:iam::111122223333:user/simulator", accountId: "111122223333" };
  expect(JSON.parse(last?.message ?? "")).toEqual({
    ...{ version: "0", id: expect.any(String), "detail-type": "AWS API Call via CloudTrail", source: "aws.kms" },
    ...{ account: "111122223333", time: expect.stringMatching(/Z$/), region: "eu-west-1", resources: [] },
    detail: {
      eventVersion: "1.11",
      userIdentity: { type: "IAMUser", ...caller },
      eventTime: expect.stringMatching(/Z$/),
      ...{ eventSource: "kms.amazonaws.com", eventName: "ScheduleKeyDeletion", awsRegion: "eu-west-1" },
      ...{ sourceIPAddress: "127.0.0.1", userAgent: "simulated" },
      requestParameters: { keyId: key, pendingWindowInDays: 7 },
      responseElements: {
        ...{ keyId: key, keyState: "PendingDeletion", deletionDate: expect.any(Number), pendingWindowInDays: 7 },
      },
      ...{ requestID: expect.any(String), eventID: expect.any(String), readOnly: false },
      resources: [{ accountId: "111122223333", type: "AWS::KMS::Key", ARN: key }],
      ...{ eventType: "AwsApiCall", managementEvent: true, recipientAccountId: "111122223333" },
      eventCategory: "Management",
    },
  });
  expect((await fetch(controls, { method: "DELETE" })).status).toBe(204);
  expect(sent()).toEqual([]);
});

it.each([
  ["the default policy of a topic", { policy: "" }],
  ["a policy for another rule", { policy: topicPolicy(TOPIC, condition("aws:SourceArn", `${RULE}-other`)) }],
  ["a policy for another topic", { policy: topicPolicy(`${TOPIC}-other`) }],
])("an alarm does not reach a topic with %s", async (_name, options) => {
  await alarm(options);
  await clientsOf(simulator).kms.call("DisableKey", { KeyId: key });
  expect(sent()).toEqual(["the topic's policy does not allow events.amazonaws.com to publish"]);
});

function condition(name: string, value: string): object {
  return { Condition: { ArnEquals: { [name]: value } } };
}

it("a topic can take what one rule sends", async () => {
  await alarm({ policy: topicPolicy(TOPIC, condition("aws:SourceArn", RULE)) });
  await clientsOf(simulator).kms.call("DisableKey", { KeyId: key });
  expect(sent()).toEqual(["DisableKey"]);
});

it("an alarm does not reach an encrypted topic whose key EventBridge cannot use", async () => {
  const encrypted = (name: string) => ({
    attributes: { "Attributes.entry.1.key": "KmsMasterKeyId", "Attributes.entry.1.value": name },
  });
  await alarm(encrypted("alias/aws/sns"));
  const { kms, sns } = clientsOf(simulator);
  await kms.call("DisableKey", { KeyId: key });
  await kms.call("EnableKey", { KeyId: key });
  const { KeyMetadata: own } = await kms.call<{ KeyMetadata: { Arn: string } }>("CreateKey", {});
  const useOwn = { TopicArn: TOPIC, AttributeName: "KmsMasterKeyId", AttributeValue: own.Arn };
  await sns.call("SetTopicAttributes", useOwn);
  await kms.call("DisableKey", { KeyId: key });
  const { Policy } = await kms.call<{ Policy: string }>("GetKeyPolicy", { KeyId: own.Arn });
  const policy = JSON.parse(Policy) as { Statement: object[] };
  const events = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Resource: "*" };
  policy.Statement.push({ ...events, Action: ["kms:GenerateDataKey*", "kms:Decrypt"] });
  await kms.call("PutKeyPolicy", { KeyId: own.Arn, Policy: JSON.stringify(policy) });
  await kms.call("EnableKey", { KeyId: key });
  await kms.call("DisableKey", { KeyId: key });
  expect(sent()).toEqual([
    "events.amazonaws.com cannot use the key alias/aws/sns of the topic",
    "the key's policy does not allow events.amazonaws.com kms:GenerateDataKey, kms:Decrypt",
    "DisableKey",
  ]);
});

it("a rule sends nothing when it is disabled, and its target gets the text that it wants", async () => {
  await alarm({
    rule: { State: "DISABLED" },
    target: {
      ...{ Id: "sns", Arn: TOPIC },
      InputTransformer: {
        InputPathsMap: { call: "$.detail.eventName", key: "$.detail.resources[0].ARN", who: "$.detail.userIdentity" },
        InputTemplate: '"<call> on <key>"',
      },
    },
  });
  const { kms, events } = clientsOf(simulator);
  await kms.call("DisableKey", { KeyId: key });
  await events.call("EnableRule", { Name: "alarm" });
  await kms.call("DisableKey", { KeyId: key });
  await events.call("PutTargets", { Rule: "alarm", Targets: [{ Id: "sns", Arn: TOPIC, Input: '"fixed"' }] });
  await kms.call("DisableKey", { KeyId: key });
  await events.call("PutTargets", { Rule: "alarm", Targets: [{ Id: "sns", Arn: TOPIC, InputPath: "$.source" }] });
  await kms.call("DisableKey", { KeyId: key });
  const other = { Id: "sns", Arn: "arn:aws:lambda:eu-west-1:111122223333:function:x" };
  await events.call("PutTargets", { Rule: "alarm", Targets: [other] });
  await kms.call("DisableKey", { KeyId: key });
  const texts = simulator.topics.notifications().map(({ message, refused }) => refused ?? message);
  expect(texts).toEqual([
    `"DisableKey on ${key}"`,
    '"fixed"',
    '"aws.kms"',
    "the simulator delivers to topics of SNS only",
  ]);
});

it("rules and topics are kept, listed and removed, and belong to their account", async () => {
  await alarm();
  const { sns, events } = clientsOf(simulator);
  expect(await events.call("DescribeRule", { Name: "alarm" })).toMatchObject({ Arn: RULE, State: "ENABLED" });
  expect(await events.call("ListTargetsByRule", { Rule: "alarm" })).toEqual({ Targets: [{ Id: "sns", Arn: TOPIC }] });
  await events.call("TagResource", { ResourceARN: RULE, Tags: [{ Key: "team", Value: "a" }] });
  expect(await events.call("ListTagsForResource", { ResourceARN: RULE })).toEqual({
    Tags: [{ Key: "team", Value: "a" }],
  });
  const stranger = clientsOf(simulator, "123456789012");
  const missing = "ResourceNotFoundException: Rule alarm does not exist on EventBus default.";
  expect(await refusalOf(stranger.events.call("DescribeRule", { Name: "alarm" }))).toBe(missing);
  await expect(stranger.sns.call("GetTopicAttributes", { TopicArn: TOPIC })).rejects.toThrow("StatusCode: 403");
  expect(await refusalOf(stranger.sns.call("GetTopicAttributes", { TopicArn: TOPIC }))).toBe(
    "AuthorizationError: User: arn:aws:iam::123456789012:user/simulator is not authorized to perform: " +
      `SNS:GetTopicAttributes on resource: ${TOPIC}`,
  );
  expect(await refusalOf(events.call("DeleteRule", { Name: "alarm" }))).toBe(
    "ValidationException: Rule can't be deleted since it has targets.",
  );
  await events.call("RemoveTargets", { Rule: "alarm", Ids: ["sns"] });
  await events.call("DeleteRule", { Name: "alarm" });
  expect(await refusalOf(events.call("DescribeRule", { Name: "alarm" }))).toBe(missing);
  expect(await sns.call("GetTopicAttributes", { TopicArn: TOPIC })).toMatchObject({
    ...{ TopicArn: TOPIC, Owner: "111122223333", SubscriptionsConfirmed: "1", SubscriptionsPending: "1" },
  });
  await sns.call("Publish", { TopicArn: TOPIC, Message: "by hand <&>" });
  expect(simulator.topics.notifications()).toMatchObject([{ target: TOPIC, message: "by hand <&>" }]);
  const long = sns.call("Publish", { TopicArn: TOPIC, Message: "x".repeat(262_145) });
  expect(await refusalOf(long)).toBe("InvalidParameter: Invalid parameter: Message too long");
  await sns.call("DeleteTopic", { TopicArn: TOPIC });
  await expect(sns.call("GetTopicAttributes", { TopicArn: TOPIC })).rejects.toThrow("StatusCode: 404");
  expect(await refusalOf(sns.call("GetTopicAttributes", { TopicArn: TOPIC }))).toBe("NotFound: Topic does not exist");
});

it.each([
  ["that is no JSON", "{", "Unexpected character"],
  ["that is a list", "[]", "Filter is not an object"],
  ["with an empty object", '{"detail":{}}', "Empty objects are not allowed"],
  ["with an empty list", '{"source":[]}', "Empty arrays are not allowed"],
  ["with a text for a list", '{"source":"aws.kms"}', '"source" must be an object or an array'],
  [
    "with a matcher that it does not know",
    '{"a":[{"cidr":"10.0.0.0/8"}]}',
    "Unrecognized match type cidr (the simulator knows prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, exists)",
  ],
  ["with two matchers in one", '{"a":[{"prefix":"a","suffix":"b"}]}', "Only one key allowed in match expression"],
])("a rule with a pattern %s is refused", async (_name, EventPattern, reason) => {
  const { events } = clientsOf(simulator);
  expect(await refusalOf(events.call("PutRule", { Name: "alarm", EventPattern }))).toBe(
    `InvalidEventPatternException: Event pattern is not valid. Reason: ${reason}`,
  );
});

it.each([
  ["no JSON", "{"],
  ["a list for the policy", "[]"],
  ["nothing for a statement", '{"Statement":[null]}'],
  ["a number for an action", '{"Statement":[{"Effect":"Allow","Principal":"*","Action":5,"Resource":"*"}]}'],
])("a policy of a topic with %s is refused, and so nothing comes of it", async (_name, policy) => {
  await expect(alarm({ policy })).rejects.toThrow("InvalidParameter: Invalid parameter: Policy Error: ");
});

it.each([
  ["a number for an id", { Id: 1, Arn: TOPIC }],
  ["a number for a path", { Id: "sns", Arn: TOPIC, InputPath: 5 }],
  ["no template", { Id: "sns", Arn: TOPIC, InputTransformer: {} }],
])("a target with %s is refused", async (_name, target) => {
  await expect(alarm({ target })).rejects.toThrow(/SerializationException|ValidationException/);
});
