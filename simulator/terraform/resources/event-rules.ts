import { isSet, isUnknown, UNKNOWN, type ObjectValue, type Value } from "../../../provider/plugin";
import type { Aws } from "../aws";
import type { AwsClient } from "../aws-client";
import { OTHER_SCHEMAS } from "../other-schemas";
import { normalizedPolicy } from "../same-policy";
import { given } from "../older-sdk";
import { checkJson, undefinedIfNotFound, uniqueName } from "./common";
import { plannedTagsOf, tagsInState, type AwsKind } from "./kind";

interface RuleAnswer {
  readonly Name: string;
  readonly Arn: string;
  readonly State: string;
  readonly Description?: string;
  readonly EventPattern?: string;
  readonly RoleArn?: string;
  readonly ScheduleExpression?: string;
}

interface TargetAnswer {
  readonly Id: string;
  readonly Arn: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly RoleArn?: string;
  readonly InputTransformer?: { readonly InputTemplate: string; readonly InputPathsMap?: Record<string, string> };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: { readonly MaximumEventAgeInSeconds?: number; readonly MaximumRetryAttempts?: number };
}

/** `aws_cloudwatch_event_rule` */
export const eventRule: AwsKind = {
  label: "EventBridge Rule",
  schema: OTHER_SCHEMAS.aws_cloudwatch_event_rule,
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
  create: async (planned, aws) => {
    const name = uniqueName(planned);
    await putRule(planned, aws, name, { Tags: tagList(plannedTagsOf(planned, aws)) });
    const bus = planned.event_bus_name === "default" ? "" : `${String(planned.event_bus_name)}/`;
    return { id: `${bus}${name}`, name, name_prefix: given(planned.name_prefix) ?? "" };
  },
  read: async (state, aws) => {
    const client = events(state, aws);
    const input = { Name: String(state.name), EventBusName: given(state.event_bus_name) };
    const found = await undefinedIfNotFound(() => client.call<RuleAnswer>("DescribeRule", input));
    if (!found) return undefined;
    const { Tags } = await client.call<{ Tags: { Key: string; Value: string }[] }>("ListTagsForResource", {
      ResourceARN: found.Arn,
    });
    const { EventPattern: pattern } = found;
    return {
      ...{ arn: found.Arn, name: found.Name, name_prefix: state.name_prefix ?? "", event_bus_name: "default" },
      ...{ state: found.State, is_enabled: found.State !== "DISABLED", description: found.Description ?? "" },
      event_pattern: pattern === undefined ? null : normalizedPolicy(pattern),
      ...{ role_arn: found.RoleArn ?? null, schedule_expression: found.ScheduleExpression ?? null },
      ...tagsInState(state, Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])), aws),
    };
  },
  update: async (planned, prior, aws) => {
    await putRule(planned, aws, String(prior.name));
    const after = plannedTagsOf(planned, aws);
    const removed = Object.keys((prior.tags_all ?? {}) as ObjectValue).filter((name) => !(name in after));
    const resource = { ResourceARN: prior.arn };
    const client = events(prior, aws);
    if (removed.length > 0) await client.call("UntagResource", { ...resource, TagKeys: removed });
    if (Object.keys(after).length > 0) await client.call("TagResource", { ...resource, Tags: tagList(after) });
  },
  delete: async (prior, aws) => {
    await events(prior, aws).call("DeleteRule", { Name: prior.name });
  },
  parseId: (id) => ({
    id: id.replace(/^default\//, ""),
    name: id.replace(/^default\//, ""),
    event_bus_name: "default",
  }),
};

/** `aws_cloudwatch_event_target` */
export const eventTarget: AwsKind = {
  label: "EventBridge Target",
  schema: OTHER_SCHEMAS.aws_cloudwatch_event_target,
  validate: (config) => checkJson(config, "input"),
  create: async (planned, aws) => {
    const target = isSet(planned.target_id) ? String(planned.target_id) : uniqueName({}, "terraform-");
    await putTarget({ ...planned, target_id: target }, aws);
    const bus = planned.event_bus_name === "default" ? "" : `${String(planned.event_bus_name)}-`;
    return { id: `${bus}${String(planned.rule)}-${target}`, target_id: target };
  },
  read: async (state, aws) => {
    const input = { Rule: String(state.rule), EventBusName: given(state.event_bus_name) };
    const client = events(state, aws);
    const found = await undefinedIfNotFound(() => client.call<{ Targets: TargetAnswer[] }>("ListTargetsByRule", input));
    const target = found?.Targets.find(({ Id }) => Id === state.target_id);
    return target && targetState(target);
  },
  update: (planned, _prior, aws) => putTarget(planned, aws),
  delete: async (prior, aws) => {
    const input = { Rule: prior.rule, Ids: [prior.target_id] };
    await undefinedIfNotFound(() => events(prior, aws).call("RemoveTargets", input));
  },
  parseId: (id) => {
    const [rule = "", target = ""] = id.split("/").slice(-2);
    return { id: `${rule}-${target}`, rule, target_id: target, event_bus_name: "default" };
  },
};

function events(object: ObjectValue, aws: Aws): AwsClient {
  return aws.service("events", object);
}

async function putRule(planned: ObjectValue, aws: Aws, Name: string, more: object = {}): Promise<void> {
  await events(planned, aws).call("PutRule", {
    ...{ Name, EventBusName: given(planned.event_bus_name), State: given(planned.state) },
    ...{ Description: given(planned.description), EventPattern: given(planned.event_pattern) },
    ...{ RoleArn: given(planned.role_arn), ScheduleExpression: given(planned.schedule_expression) },
    ...more,
  });
}

async function putTarget(planned: ObjectValue, aws: Aws): Promise<void> {
  const [transformer, deadLetters, retries] = ["input_transformer", "dead_letter_config", "retry_policy"].map((block) =>
    firstBlock(planned[block]),
  );
  const target = {
    ...{ Id: planned.target_id, Arn: planned.arn, RoleArn: given(planned.role_arn) },
    ...{ Input: given(planned.input), InputPath: given(planned.input_path) },
    ...(transformer && {
      InputTransformer: {
        InputTemplate: transformer.input_template,
        InputPathsMap: given(transformer.input_paths),
      },
    }),
    ...(deadLetters && { DeadLetterConfig: { Arn: given(deadLetters.arn) } }),
    ...(retries && {
      RetryPolicy: {
        MaximumEventAgeInSeconds: given(retries.maximum_event_age_in_seconds),
        MaximumRetryAttempts: given(retries.maximum_retry_attempts),
      },
    }),
  };
  const { rule: Rule, event_bus_name: bus } = planned;
  await events(planned, aws).call("PutTargets", { Rule, EventBusName: given(bus), Targets: [target] });
}

function targetState(target: TargetAnswer): ObjectValue {
  const { InputTransformer: transformer, DeadLetterConfig: deadLetters, RetryPolicy: retries } = target;
  return {
    ...{ arn: target.Arn, target_id: target.Id, event_bus_name: "default" },
    ...{ input: target.Input ?? null, input_path: target.InputPath ?? null, role_arn: target.RoleArn ?? null },
    input_transformer: transformer
      ? [{ input_paths: transformer.InputPathsMap ?? null, input_template: transformer.InputTemplate }]
      : [],
    dead_letter_config: deadLetters ? [{ arn: deadLetters.Arn ?? null }] : [],
    retry_policy: retries
      ? [
          {
            maximum_event_age_in_seconds: retries.MaximumEventAgeInSeconds ?? 0,
            maximum_retry_attempts: retries.MaximumRetryAttempts ?? 0,
          },
        ]
      : [],
  };
}

function firstBlock(value: Value | undefined): ObjectValue | undefined {
  return isSet(value) ? (value as readonly ObjectValue[])[0] : undefined;
}

function tagList(tags: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
