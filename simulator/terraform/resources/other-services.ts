import { randomBytes, randomUUID } from "node:crypto";
import { partitionOf } from "../../../policy/arn";
import {
  error,
  isSet,
  isUnknown,
  UNKNOWN,
  type Diagnostic,
  type ObjectValue,
  type Resource,
  type Value,
} from "../../../provider/plugin";
import type { Aws } from "../aws";
import { goJson } from "../go-json";
import { OTHER_SCHEMAS, type OtherType } from "../other-schemas";
import { normalizedPolicy } from "../same-policy";
import { checkPolicy, policyInState, timeText, uniqueName } from "./common";
import { recorded, type RecordedKind } from "./recorded";

const KINDS: Readonly<Record<OtherType, Omit<RecordedKind, "schema">>> = {
  aws_cloudwatch_event_rule: {
    validate: (config) => checkJson(config, "event_pattern"),
    plan: (draft, { config }) => {
      // `is_enabled` is the older way to say `state`; the state shows both.
      const state = isSet(config.is_enabled) ? (config.is_enabled === true ? "ENABLED" : "DISABLED") : draft.state;
      return {
        state: state ?? null,
        is_enabled: isUnknown(state) ? UNKNOWN : state !== "DISABLED",
        ...(isSet(draft.event_pattern) && { event_pattern: normalizedPolicy(String(draft.event_pattern)) }),
      };
    },
    make: (planned, aws) => {
      const name = uniqueName(planned);
      const bus = planned.event_bus_name === "default" ? "" : `${String(planned.event_bus_name)}/`;
      return { ...named(planned, name), id: `${bus}${name}`, arn: arnOf(aws, planned, "events", `rule/${bus}${name}`) };
    },
  },
  aws_cloudwatch_event_target: {
    validate: (config) => checkJson(config, "input"),
    make: (planned) => {
      const target = isSet(planned.target_id) ? String(planned.target_id) : uniqueName({}, "terraform-");
      const bus = planned.event_bus_name === "default" ? "" : `${String(planned.event_bus_name)}-`;
      return { id: `${bus}${String(planned.rule)}-${target}`, target_id: target };
    },
  },
  aws_iam_role: {
    validate: (config) => checkJson(config, "assume_role_policy"),
    plan: (draft, { prior }): ObjectValue =>
      isSet(draft.assume_role_policy)
        ? { assume_role_policy: policyInState(String(draft.assume_role_policy), prior?.assume_role_policy) }
        : {},
    make: (planned, aws) => {
      const name = uniqueName(planned);
      const { accountId } = aws.principal;
      return {
        ...named(planned, name),
        arn: `arn:${partitionOf(aws.region)}:iam::${accountId}:role${String(planned.path)}${name}`,
        create_date: timeText(Date.now() / 1000) ?? null,
        id: name,
        managed_policy_arns: isSet(planned.managed_policy_arns) ? planned.managed_policy_arns : [],
        unique_id: `AROA${uniqueId().toUpperCase()}`,
      };
    },
  },
  aws_secretsmanager_secret: {
    validate: checkPolicy,
    make: (planned, aws) => {
      const name = uniqueName(planned);
      const arn = arnOf(aws, planned, "secretsmanager", `secret:${name}-${uniqueId().slice(0, 6)}`);
      return { ...named(planned, name), arn, id: arn };
    },
  },
  aws_secretsmanager_secret_version: {
    validate: ({ secret_string_wo: secret }) =>
      secret === null || secret === undefined
        ? []
        : [
            error(
              "The simulator does not know secret_string_wo",
              "Set secret_string in its place.",
              "secret_string_wo",
            ),
          ],
    make: (planned) => {
      const version = randomUUID();
      const { secret_id: arn = null } = planned;
      return {
        ...{ arn, id: `${String(arn)}|${version}`, version_id: version, has_secret_string_wo: false },
        version_stages: isSet(planned.version_stages) ? planned.version_stages : ["AWSCURRENT"],
      };
    },
  },
  aws_sns_topic: {
    validate: checkPolicy,
    make: (planned, aws) => {
      const suffix = planned.fifo_topic === true ? ".fifo" : "";
      const name = uniqueName(planned, "terraform-", suffix);
      const arn = arnOf(aws, planned, "sns", name);
      const policy = isSet(planned.policy) ? planned.policy : topicPolicy(arn, aws.principal.accountId);
      return { ...named(planned, name), arn, id: arn, owner: aws.principal.accountId, policy };
    },
  },
  aws_sns_topic_policy: {
    validate: checkPolicy,
    make: (planned, aws) => ({ id: planned.arn ?? null, owner: aws.principal.accountId }),
  },
};

/** What our constructs and public modules make beside a key. */
export const OTHER_RESOURCES = Object.fromEntries(
  Object.entries(KINDS).map(([type, kind]) => [
    type,
    recorded(type, { ...kind, schema: OTHER_SCHEMAS[type as OtherType] }),
  ]),
) as Readonly<Record<OtherType, Resource<Aws>>>;

function named(planned: ObjectValue, name: string): Readonly<Record<"name" | "name_prefix", Value>> {
  return { name, name_prefix: isSet(planned.name_prefix) ? planned.name_prefix : "" };
}

function arnOf(aws: Aws, planned: ObjectValue, service: string, resource: string): string {
  const region = aws.regionOf(planned);
  return `arn:${partitionOf(region)}:${service}:${region}:${aws.principal.accountId}:${resource}`;
}

function uniqueId(): string {
  return randomBytes(8).toString("hex");
}

function checkJson(config: ObjectValue, argument: string): readonly Diagnostic[] {
  return checkPolicy({ policy: config[argument] ?? null }).map(() =>
    error(`"${argument}" contains an invalid JSON`, "", argument),
  );
}

/** The policy that SNS gives a new topic. */
function topicPolicy(arn: string, owner: string): string {
  const actions = ["GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic"];
  return goJson({
    Id: "__default_policy_ID",
    Statement: [
      {
        Action: [...actions, "Subscribe", "ListSubscriptionsByTopic", "Publish"].map((action) => `SNS:${action}`),
        Condition: { StringEquals: { "AWS:SourceOwner": owner } },
        Effect: "Allow",
        Principal: { AWS: "*" },
        Resource: arn,
        Sid: "__default_statement_ID",
      },
    ],
    Version: "2008-10-17",
  });
}
