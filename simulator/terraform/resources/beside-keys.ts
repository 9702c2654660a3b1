import { randomBytes } from "node:crypto";
import { partitionOf } from "../../../policy/arn";
import { isSet, type ObjectValue, type Resource } from "../../../provider/plugin";
import type { Aws } from "../aws";
import { OTHER_SCHEMAS, type OtherType } from "../other-schemas";
import { timeText } from "../older-sdk";
import { checkJson, policyInState, uniqueName } from "./common";
import { eventRule, eventTarget } from "./event-rules";
import { plannedTagsOf, awsResourceOf, type AwsKind } from "./kind";
import { secret, secretVersion } from "./secrets";
import { snsTopic, snsTopicPolicy, snsTopicSubscription } from "./topics";

/** `aws_iam_role`: the simulator has no IAM, so that only Terraform's state knows it, and what the state says is believed. */
const iamRole: AwsKind = {
  label: "IAM Role",
  schema: OTHER_SCHEMAS.aws_iam_role,
  validate: (config) => checkJson(config, "assume_role_policy"),
  plan: (draft, { prior }): ObjectValue =>
    isSet(draft.assume_role_policy)
      ? { assume_role_policy: policyInState(String(draft.assume_role_policy), prior?.assume_role_policy) }
      : {},
  create: async (planned, aws) => {
    const name = uniqueName(planned);
    return {
      ...{ id: name, name, name_prefix: isSet(planned.name_prefix) ? planned.name_prefix : "" },
      arn: `arn:${partitionOf(aws.region)}:iam::${aws.principal.accountId}:role${String(planned.path)}${name}`,
      create_date: timeText(Date.now() / 1000) ?? null,
      managed_policy_arns: isSet(planned.managed_policy_arns) ? planned.managed_policy_arns : [],
      unique_id: `AROA${randomBytes(8).toString("hex").toUpperCase()}`,
    };
  },
  read: async (state, aws) => ({ tags_all: plannedTagsOf(state, aws) }),
  delete: () => Promise.resolve(),
  parseId: null,
};

const KINDS: Readonly<Record<OtherType, AwsKind>> = {
  aws_cloudwatch_event_rule: eventRule,
  aws_cloudwatch_event_target: eventTarget,
  aws_iam_role: iamRole,
  aws_secretsmanager_secret: secret,
  aws_secretsmanager_secret_version: secretVersion,
  aws_sns_topic: snsTopic,
  aws_sns_topic_policy: snsTopicPolicy,
  aws_sns_topic_subscription: snsTopicSubscription,
};

/** What our constructs and public modules make beside a key. */
export const OTHER_RESOURCES = Object.fromEntries(
  Object.entries(KINDS).map(([type, kind]) => [type, awsResourceOf(type, kind)]),
) as Readonly<Record<OtherType, Resource<Aws>>>;
