import type { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import type { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { CONTRIBUTION, type Contribution, type Contributor } from "../model/from-constructs";
import type { IAuraKmsKey } from "./interfaces";
import { emailProblems, topicProblems } from "./private/formats";
import { alarmParts } from "./private/load";
import { addMovedBlocks, formerly, type FormerlyProps } from "./private/moved-blocks";
import { addOutput, outputsOf, type OutputProps } from "./private/outputs";
import { SynthCheck } from "./private/synth-check";
import * as prop from "./private/validate-props";

/** Props of {@link AuraKeyAlarm}. */
export interface AuraKeyAlarmProps extends FormerlyProps, OutputProps<"TopicArn"> {
  /** The key to watch: a key, a replica, or one that is owned elsewhere. Each key of a multi-Region key has its own region and alarm. */
  readonly key: IAuraKmsKey;
  /**
   * ARN of an SNS topic in the region of the key. Its policy has to allow `events.amazonaws.com` to publish; if it is encrypted, then
   * with a key whose policy allows `events.amazonaws.com` as well, which the key `alias/aws/sns` does not.
   * @default - a new topic, with such a policy
   */
  readonly topicArn?: string | undefined;
  /**
   * Addresses that get the alarms by mail. AWS asks each of them to confirm.
   * @default - none
   */
  readonly emails?: readonly string[] | undefined;
  /**
   * Tags of the rule and of a new topic.
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * The `aws` provider to use.
   * @default - the stack's default provider
   */
  readonly provider?: TerraformProvider | undefined;
}

/**
 * Sends a message when a key of Aura is changed in a way that can take the data away: an `aws_cloudwatch_event_rule` with a target,
 * and an `aws_sns_topic` unless one is given. The output `<id>_topic_arn` names the topic.
 *
 * The rule sees ScheduleKeyDeletion, CancelKeyDeletion, DisableKey, EnableKey, PutKeyPolicy, DisableKeyRotation and
 * UpdatePrimaryRegion, refused attempts included, and CreateGrant and RevokeGrant by principals of the key's own account: Aura creates
 * grants of its own all the time. A deployment that changes the policy, such as phase 2, is reported as well.
 *
 * IMPORTANT: AWS tells EventBridge of these calls only where a CloudTrail trail of the account logs management events in that region.
 * The alarm comes after the fact: it prevents nothing.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 * @example
 * new AuraKeyAlarm(stack, "orders-alarm", { key: orders.key, emails: ["oncall@example.com"] });
 */
export class AuraKeyAlarm extends Construct implements Contributor {
  /** Matches the calls. */
  public readonly rule: CloudwatchEventRule;
  /** Sends them to the topic. */
  public readonly target: CloudwatchEventTarget;
  /** The new topic; undefined where one was given. */
  public readonly topic: SnsTopic | undefined;
  /** ARN of the topic. */
  public readonly topicArn: string;
  private readonly props: AuraKeyAlarmProps;

  /** @throws {@link AuraCmkError} `prop-type`, `package-missing` */
  public constructor(scope: Construct, id: string, props: AuraKeyAlarmProps) {
    prop.checkProps(scope, id, props, SHAPE);
    super(scope, id);
    this.props = { ...props };
    const { rule, target, topic, topicArn } = alarmParts().addKeyAlarm(this, props);
    this.rule = rule;
    this.target = target;
    this.topic = topic;
    this.topicArn = topicArn;
    addOutput(this, "TopicArn", topicArn, `ARN of the topic for alarms of ${id}`, props);
    addMovedBlocks(this, props);
    SynthCheck.ensure(this);
  }

  /** @internal */
  public [CONTRIBUTION](): Contribution {
    const { key, topicArn, emails = [] } = this.props;
    const path = this.node.path;
    return { problems: [...topicProblems(path, topicArn, key.region), ...emailProblems(path, emails)] };
  }
}

const SHAPE: prop.Shape<AuraKeyAlarmProps> = {
  key: prop.key,
  topicArn: prop.optional(prop.text),
  emails: prop.optional(prop.listedTexts),
  tags: prop.optional(prop.tags),
  provider: prop.optional(prop.provider),
  outputs: outputsOf("TopicArn"),
  formerly,
};
