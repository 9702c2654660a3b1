import { randomUUID } from "node:crypto";
import { parseJson } from "../http/service";
import type { Caller, Callers } from "../aws/caller";
import { AwsError } from "../aws/error";
import { isObject } from "../aws/parameters";
import { type QueryAction, QueryService } from "../aws/query-service";
import { shownTags } from "../aws/tags";
import type { Content } from "../aws/xml";
import { readPolicy } from "../kms/policy-document";
import type { Subscription, Topic, Topics } from "./topics";

const VERSION = "2010-03-31";
const MAX_MESSAGE_BYTES = 262_144;
/** What SNS says of a subscription that nobody has confirmed, in the place of its ARN. */
const PENDING = "pending confirmation";

/**
 * Amazon SNS over HTTP, as far as an alarm needs it. A topic is its account's own: policies decide on what EventBridge sends, not on
 * callers.
 * @see https://docs.aws.amazon.com/sns/latest/api/welcome.html
 */
export class SnsService extends QueryService {
  protected readonly actions: Readonly<Record<string, QueryAction>> = {
    CreateTopic: (caller, parameters) => this.createTopic(caller, parameters),
    DeleteTopic: (caller, parameters) => {
      const arn = parameters.get("TopicArn") ?? "";
      if (this.topics.find(arn)) this.topics.delete(this.topic(caller, parameters).arn);
      return "";
    },
    GetSubscriptionAttributes: (caller, parameters) => {
      const [topic, subscription] = this.subscription(caller, parameters);
      return { Attributes: entries(subscriptionAttributes(topic, subscription)) };
    },
    GetTopicAttributes: (caller, parameters) => ({
      Attributes: entries(topicAttributes(this.topic(caller, parameters))),
    }),
    ListSubscriptionsByTopic: (caller, parameters) => {
      const topic = this.topic(caller, parameters);
      const member = [...topic.subscriptions.values()].map((one) => ({
        SubscriptionArn: one.isConfirmed ? one.arn : "PendingConfirmation",
        ...{ Owner: topic.accountId, Protocol: one.protocol, Endpoint: one.endpoint, TopicArn: topic.arn },
      }));
      return { Subscriptions: { member } };
    },
    ListTagsForResource: (caller, parameters) => {
      const { tags } = this.topic(caller, parameters, "ResourceArn");
      return { Tags: { member: shownTags(tags) } };
    },
    ListTopics: ({ region, accountId }) => {
      const own = this.topics.list().filter((topic) => topic.region === region && topic.accountId === accountId);
      return { Topics: { member: own.map(({ arn }) => ({ TopicArn: arn })) } };
    },
    Publish: (caller, parameters) => {
      const topic = this.topic(caller, parameters);
      const message = parameters.get("Message") ?? "";
      if (message === "") throw invalid("Empty message");
      if (Buffer.byteLength(message) > MAX_MESSAGE_BYTES) throw invalid("Message too long");
      this.topics.publish(topic, message);
      return { MessageId: randomUUID() };
    },
    SetTopicAttributes: (caller, parameters) => {
      const topic = this.topic(caller, parameters);
      setAttribute(topic, parameters.get("AttributeName") ?? "", parameters.get("AttributeValue") ?? "");
      return "";
    },
    Subscribe: (caller, parameters) => this.subscribe(caller, parameters),
    TagResource: (caller, parameters) => {
      const { tags } = this.topic(caller, parameters, "ResourceArn");
      for (const [name, value] of tagsIn(parameters)) tags.set(name, value);
      return {};
    },
    Unsubscribe: (caller, parameters) => {
      const [topic, { arn }] = this.subscription(caller, parameters);
      topic.subscriptions.delete(arn);
      return "";
    },
    UntagResource: (caller, parameters) => {
      const { tags } = this.topic(caller, parameters, "ResourceArn");
      for (const [name, value] of parameters) if (/^TagKeys\.member\.\d+$/.test(name)) tags.delete(value);
      return {};
    },
  };

  public constructor(
    private readonly topics: Topics,
    callers: Callers,
  ) {
    const namespace = "http://sns.amazonaws.com/doc/2010-03-31/";
    const codes = { AccessDeniedException: "AuthorizationError" };
    super({ name: "sns", label: "SNS", version: VERSION, namespace, codes }, callers);
  }

  protected override resourceOf(parameters: URLSearchParams): string | undefined {
    return parameters.get("TopicArn") ?? parameters.get("ResourceArn") ?? undefined;
  }

  private createTopic({ region, accountId }: Caller, parameters: URLSearchParams): Content {
    const name = parameters.get("Name") ?? "";
    if (!/^[\w-]{1,256}$/.test(name)) {
      throw invalid(name.endsWith(".fifo") ? "The simulator has no FIFO topics" : "Topic Name");
    }
    const isNew = !this.topics.list().some((topic) => sameTopic(topic, { name, region, accountId }));
    const topic = this.topics.create(name, region, accountId);
    try {
      for (const [attribute, value] of attributesIn(parameters)) setAttribute(topic, attribute, value);
    } catch (error) {
      if (isNew) this.topics.delete(topic.arn);
      throw error;
    }
    for (const [tag, value] of tagsIn(parameters)) topic.tags.set(tag, value);
    return { TopicArn: topic.arn };
  }

  private subscribe(caller: Caller, parameters: URLSearchParams): Content {
    const topic = this.topic(caller, parameters);
    const protocol = parameters.get("Protocol") ?? "";
    const endpoint = parameters.get("Endpoint") ?? "";
    if (!PROTOCOLS.includes(protocol)) throw invalid(`Does not support this protocol string: ${protocol}`);
    if (endpoint === "") throw invalid("Endpoint");
    const made = this.topics.subscribe(topic, protocol, endpoint);
    for (const [name, value] of attributesIn(parameters)) made.attributes.set(name, value);
    const isShown = made.isConfirmed || parameters.get("ReturnSubscriptionArn") === "true";
    return { SubscriptionArn: isShown ? made.arn : PENDING };
  }

  private topic(caller: Caller, parameters: URLSearchParams, name = "TopicArn"): Topic {
    const arn = parameters.get(name) ?? "";
    if (!/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/.test(arn)) throw invalid(name);
    if (arn.split(":")[4] !== caller.accountId) {
      const text = `User: ${caller.arn} is not authorized to perform: SNS:${parameters.get("Action")} on resource: ${arn}`;
      throw new AwsError("AccessDeniedException", text);
    }
    const topic = this.topics.find(arn);
    if (topic?.region === caller.region) return topic;
    throw new AwsError("NotFound", "Topic does not exist");
  }

  private subscription(caller: Caller, parameters: URLSearchParams): [Topic, Subscription] {
    const arn = parameters.get("SubscriptionArn") ?? "";
    const topicArn = arn.replace(/:[^:]*$/, "");
    const topic = this.topics.find(topicArn);
    const found = topic?.accountId === caller.accountId ? topic.subscriptions.get(arn) : undefined;
    if (!topic || !found) throw new AwsError("NotFound", "Subscription does not exist");
    return [topic, found];
  }
}

const PROTOCOLS = ["http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"];

function setAttribute({ attributes, region }: Topic, name: string, value: string): void {
  if (!/^[A-Za-z]{1,100}$/.test(name)) throw invalid("AttributeName");
  if (name === "Policy") requirePolicy(value, region);
  if (value === "" && name !== "Policy") attributes.delete(name);
  else if (name === "DeliveryPolicy" && !isObject(parseJson(value)))
    throw invalid("DeliveryPolicy: failed to parse JSON.");
  else attributes.set(name, value);
}

function requirePolicy(text: string, region: string): void {
  try {
    readPolicy(text, region);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(`Policy Error: ${error.message}`);
  }
}

function topicAttributes({ arn, accountId, attributes, subscriptions }: Topic): Readonly<Record<string, string>> {
  const confirmed = [...subscriptions.values()].filter(({ isConfirmed }) => isConfirmed).length;
  return {
    DisplayName: "",
    ...Object.fromEntries(attributes),
    ...{ TopicArn: arn, Owner: accountId, SubscriptionsConfirmed: `${confirmed}`, SubscriptionsDeleted: "0" },
    SubscriptionsPending: `${subscriptions.size - confirmed}`,
  };
}

function subscriptionAttributes(topic: Topic, { arn, protocol, endpoint, attributes, isConfirmed }: Subscription) {
  return {
    RawMessageDelivery: "false",
    ...Object.fromEntries(attributes),
    ...{ SubscriptionArn: arn, TopicArn: topic.arn, Owner: topic.accountId, Protocol: protocol, Endpoint: endpoint },
    ...{ PendingConfirmation: String(!isConfirmed), ConfirmationWasAuthenticated: String(isConfirmed) },
  };
}

function sameTopic(topic: Topic, other: Pick<Topic, "name" | "region" | "accountId">): boolean {
  return topic.name === other.name && topic.region === other.region && topic.accountId === other.accountId;
}

function entries(values: Readonly<Record<string, string>>): Content {
  return { entry: Object.entries(values).map(([key, value]) => ({ key, value })) };
}

function attributesIn(parameters: URLSearchParams): readonly (readonly [string, string])[] {
  return pairs(parameters, /^Attributes\.entry\.(\d+)\.key$/, (index) => `Attributes.entry.${index}.value`);
}

function tagsIn(parameters: URLSearchParams): readonly (readonly [string, string])[] {
  return pairs(parameters, /^Tags\.member\.(\d+)\.Key$/, (index) => `Tags.member.${index}.Value`);
}

function pairs(parameters: URLSearchParams, key: RegExp, valueOf: (index: string) => string) {
  return [...parameters].flatMap(([name, text]) => {
    const index = key.exec(name)?.[1];
    return index === undefined ? [] : [[text, parameters.get(valueOf(index)) ?? ""] as const];
  });
}

function invalid(what: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${what}`);
}
