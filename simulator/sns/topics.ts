import { randomUUID } from "node:crypto";
import { parseArn, partitionOf } from "../../policy/arn";
import { asList, type Statement } from "../../policy/document";
import { actionCovers } from "../../policy/evaluate/actions";
import { conditionTest } from "../../policy/evaluate/condition";
import { identitiesOf, naming } from "../../policy/evaluate/principal";
import { matchesPattern } from "../../policy/evaluate/wildcard";
import { AwsError } from "../aws/error";
import type { Clock } from "../http/clock";
import { isPermitted } from "../kms/authorization";
import type { KmsCloud } from "../kms/cloud";
import { readPolicy } from "../kms/policy-document";
import { requestedArn } from "../kms/resolve";

/** Somebody who gets the messages of a topic. */
export interface Subscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Map<string, string>;
  /** An address is asked by AWS first, and nobody answers for it here. */
  readonly isConfirmed: boolean;
}

/** A topic. */
export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  /** As SNS names them; `Policy` is always there. */
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly subscriptions: Map<string, Subscription>;
}

/** A message that was to go to a topic. */
export interface Notification {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** ARN of the topic, or of another target of a rule. */
  readonly target: string;
  /** ARN of the rule of EventBridge that sent it; absent for `Publish`. */
  readonly rule?: string;
  readonly message: string;
  /** `protocol:endpoint` of those who got it. */
  readonly deliveredTo: readonly string[];
  /** The same of those who did not confirm their subscription. */
  readonly unconfirmed: readonly string[];
  /** Why nobody got it. */
  readonly refused?: string;
}

const MAX_TOPICS = 1000;
const MAX_NOTIFICATIONS = 1000;
/** Protocols whose endpoints AWS asks for a confirmation. */
const ASKED = ["email", "email-json", "http", "https"];
/** The service that sends what a rule of EventBridge matches. */
const EVENTS = "events.amazonaws.com";

/** The topics of all accounts and regions, and what was sent to them. */
export class Topics {
  private readonly byArn = new Map<string, Topic>();
  private sent: Notification[] = [];

  public constructor(
    private readonly clock: Clock,
    private readonly kms: KmsCloud,
  ) {}

  /** All topics, oldest first. */
  public list(): readonly Topic[] {
    return [...this.byArn.values()];
  }

  /** The topic with this ARN. */
  public find(arn: string): Topic | undefined {
    return this.byArn.get(arn);
  }

  /** The topic with this name, new or not. */
  public create(name: string, region: string, accountId: string): Topic {
    const arn = `arn:${partitionOf(region)}:sns:${region}:${accountId}:${name}`;
    const found = this.byArn.get(arn);
    if (found) return found;
    if (this.byArn.size >= MAX_TOPICS) throw new AwsError("TopicLimitExceeded", "The simulator keeps no more topics.");
    const attributes = new Map([["Policy", defaultTopicPolicy(arn, accountId)]]);
    const topic = { arn, name, region, accountId, attributes, tags: new Map(), subscriptions: new Map() };
    this.byArn.set(arn, topic);
    return topic;
  }

  /** Removes a topic with its subscriptions. */
  public delete(arn: string): void {
    this.byArn.delete(arn);
  }

  /** Subscribes to a topic; the same subscription again is the one that is there. */
  public subscribe(topic: Topic, protocol: string, endpoint: string): Subscription {
    const same = [...topic.subscriptions.values()].find(
      (one) => one.protocol === protocol && one.endpoint === endpoint,
    );
    if (same) return same;
    if (topic.subscriptions.size >= MAX_TOPICS) {
      throw new AwsError("SubscriptionLimitExceeded", "The simulator keeps no more subscriptions.");
    }
    const arn = `${topic.arn}:${randomUUID()}`;
    const made = { arn, protocol, endpoint, attributes: new Map(), isConfirmed: !ASKED.includes(protocol) };
    topic.subscriptions.set(arn, made);
    return made;
  }

  /** Sends what a rule of EventBridge has matched, if the topic takes it from there. */
  public sendFromRule(target: string, rule: string, message: string): void {
    this.note({ target, rule, message }, this.refusalOf(target, rule));
  }

  /** Sends a message of somebody who may publish. */
  public publish(topic: Topic, message: string): void {
    this.note({ target: topic.arn, message });
  }

  /** The last 1000 messages, oldest first, those that nobody got included. */
  public notifications(): readonly Notification[] {
    return this.sent;
  }

  /** Forgets the messages. */
  public clearNotifications(): void {
    this.sent = [];
  }

  private note(sent: Pick<Notification, "target" | "rule" | "message">, refused?: string): void {
    const subscriptions = refused === undefined ? [...(this.byArn.get(sent.target)?.subscriptions.values() ?? [])] : [];
    const named = (isConfirmed: boolean) =>
      subscriptions
        .filter((one) => one.isConfirmed === isConfirmed)
        .map(({ protocol, endpoint }) => `${protocol}:${endpoint}`);
    const at = this.clock.now();
    const note = { at, ...sent, deliveredTo: named(true), unconfirmed: named(false), ...(refused && { refused }) };
    this.sent = [...this.sent.slice(1 - MAX_NOTIFICATIONS), note];
  }

  private refusalOf(target: string, rule: string): string | undefined {
    if (parseArn(target)?.service !== "sns") return "the simulator delivers to topics of SNS only";
    const topic = this.byArn.get(target);
    if (!topic) return "the topic does not exist";
    if (!takesFrom(topic, rule)) return `the topic's policy does not allow ${EVENTS} to publish`;
    return this.keyRefusalOf(topic);
  }

  /** A topic that is encrypted takes only what its sender can encrypt. */
  private keyRefusalOf({ attributes, region, accountId }: Topic): string | undefined {
    const name = attributes.get("KmsMasterKeyId") ?? "";
    if (name === "") return undefined;
    const key = this.kms.find(requestedArn(this.kms, { region, accountId }, name) ?? "");
    if (!key) return `${EVENTS} cannot use the key ${name} of the topic`;
    if (this.kms.stateOf(key) !== "Enabled") return `the key of the topic is in state ${this.kms.stateOf(key)}`;
    const sender = { arn: EVENTS, accountId: "" };
    const missing = ["kms:GenerateDataKey", "kms:Decrypt"].filter((action) => !isPermitted(key, sender, { action }));
    return missing.length === 0 ? undefined : `the key's policy does not allow ${EVENTS} ${missing.join(", ")}`;
  }
}

function takesFrom({ arn, region, accountId, attributes }: Topic, rule: string): boolean {
  const policy = readPolicy(attributes.get("Policy") ?? "", region);
  const identities = identitiesOf({ arn: EVENTS, accountId: "" });
  const values: Readonly<Record<string, readonly string[]>> = {
    "aws:sourcearn": [rule],
    "aws:sourceaccount": [parseArn(rule)?.accountId ?? accountId],
    "aws:principalisawsservice": ["true"],
    "aws:principalservicename": [EVENTS],
    "aws:securetransport": ["true"],
  };
  const context = (key: string) => values[key.toLowerCase()] ?? "absent";
  const variables = policy.Version === "2012-10-17";
  const meant = policy.Statement.filter(
    (statement) =>
      statement.Principal !== undefined &&
      naming(statement.Principal, identities).itself.includes(true) &&
      isPublishing(statement, arn) &&
      conditionTest(statement.Condition, variables)(context) === true,
  );
  return meant.length > 0 && meant.every(({ Effect }) => Effect === "Allow");
}

function isPublishing({ Action, NotAction, Resource }: Statement, topic: string): boolean {
  const covers = (actions: Statement["Action"]) =>
    asList(actions).some((action) => actionCovers(action, "sns:Publish"));
  const isAction = Action === undefined ? NotAction !== undefined && !covers(NotAction) : covers(Action);
  return isAction && asList(Resource).some((resource) => matchesPattern(resource, topic));
}

/** The policy that SNS gives a new topic. */
export function defaultTopicPolicy(arn: string, owner: string): string {
  const actions = ["GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic"];
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [...actions, "Subscribe", "ListSubscriptionsByTopic", "Publish"].map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": owner } },
      },
    ],
  });
}
