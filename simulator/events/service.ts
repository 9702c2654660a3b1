import { parseArn } from "../../policy/arn";
import type { Callers } from "../aws/caller";
import { AwsError } from "../aws/error";
import { type AwsCall, type JsonOperation, JsonService, type Members } from "../aws/json-service";
import {
  type Check,
  choice,
  list,
  optional,
  readParameters,
  required,
  structure,
  text,
  texts,
} from "../aws/parameters";
import { addTags, shownTags, TAG_KEYS, TAGS } from "../aws/tags";
import { parsePattern, PatternError } from "./pattern";
import { ruleArn, type Rule, type Rules, type Target } from "./rules";

const name = required(text(1, 64, /^[.\-_A-Za-z0-9]+$/));
const anyText = optional(text(0, 8192));
const RULE = { Name: name, EventBusName: anyText };
const STATES = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];
const PUT_RULE = {
  ...RULE,
  Description: optional(text(0, 512)),
  EventPattern: optional(text(0, 4096)),
  RoleArn: anyText,
  ScheduleExpression: optional(text(0, 256)),
  State: optional(choice(STATES)),
  Tags: optional(TAGS),
};
const TARGET = structure({
  Id: required(text(1, 64, /^[.\-_A-Za-z0-9]+$/)),
  Arn: required(text(1, 1600)),
  Input: optional(text(0, 8192)),
  InputPath: optional(text(0, 256)),
  InputTransformer: optional(structure({ InputTemplate: required(text(1, 8192)), InputPathsMap: optional(texts) })),
});
/** What the simulator does not use is kept as well. */
const target: Check<Target> = (value, path, violations) => {
  TARGET(value, path, violations);
  return value as Target;
};
const RESOURCE = { ResourceARN: required(text(1, 1600)) };
const MAX_TARGETS = 5;

/**
 * Amazon EventBridge over HTTP, as far as an alarm needs it: rules of the default event bus, which match the calls to KMS.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/Welcome.html
 */
export class EventsService extends JsonService {
  public constructor(rules: Rules, callers: Callers) {
    const internalError = "InternalException";
    super({ name: "events", target: "AWSEvents", internalError, operations: operationsOn(rules) }, callers);
  }

  protected override resourceOf({ region, accountId }: AwsCall["caller"], members: Members): string | undefined {
    const { ResourceARN: arn, Name: ruleName = members.Rule } = members;
    if (typeof arn === "string") return arn;
    return typeof ruleName === "string" ? ruleArn(region, accountId, ruleName) : undefined;
  }
}

function operationsOn(rules: Rules): Readonly<Record<string, JsonOperation>> {
  const ruleOf = ({ caller }: AwsCall, ruleName: string): Rule => {
    const rule = rules.find(ruleArn(caller.region, caller.accountId, ruleName));
    if (!rule) throw notFound(`Rule ${ruleName} does not exist on EventBus default.`);
    return rule;
  };
  const ruleByArn = ({ caller }: AwsCall, arn: string): Rule => {
    const rule = parseArn(arn)?.accountId === caller.accountId ? rules.find(arn) : undefined;
    if (!rule) throw notFound(`Rule ${arn.split("/").at(-1)} does not exist on EventBus default.`);
    return rule;
  };
  const switchTo =
    (State: string): JsonOperation =>
    (call, members) => {
      const rule = ruleOf(call, requestedName(members));
      rule.settings = { ...rule.settings, State };
      return {};
    };
  return {
    DeleteRule: (call, members) => {
      const { caller } = call;
      const rule = rules.find(ruleArn(caller.region, caller.accountId, requestedName(members)));
      if (rule && rule.targets.size > 0) throw invalid("Rule can't be deleted since it has targets.");
      if (rule) rules.delete(rule.arn);
      return {};
    },
    DescribeRule: (call, members) => shown(ruleOf(call, requestedName(members))),
    DisableRule: switchTo("DISABLED"),
    EnableRule: switchTo("ENABLED"),
    ListRules: ({ caller: { region, accountId } }) => ({
      Rules: rules
        .list()
        .filter((rule) => rule.region === region && rule.accountId === accountId)
        .map(shown),
    }),
    ListTagsForResource: (call, members) => {
      const { tags } = ruleByArn(call, readParameters(RESOURCE, members).ResourceARN);
      return { Tags: shownTags(tags) };
    },
    ListTargetsByRule: (call, members) => {
      const input = readParameters({ Rule: name, EventBusName: anyText }, members);
      requireDefaultBus(input);
      return { Targets: [...ruleOf(call, input.Rule).targets.values()] };
    },
    PutRule: ({ caller }, members) => {
      const input = readParameters(PUT_RULE, members);
      requireDefaultBus(input);
      const { EventPattern: pattern, ScheduleExpression: schedule, Tags } = input;
      if (!pattern && !schedule) {
        throw invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
      }
      if (pattern) requirePattern(pattern);
      const { Description, RoleArn, State = "ENABLED" } = input;
      const settings = Object.fromEntries(
        Object.entries({ Description, EventPattern: pattern, RoleArn, ScheduleExpression: schedule, State }).flatMap(
          ([member, value]) => (value === undefined || value === "" ? [] : [[member, value]]),
        ),
      ) as Record<string, string>;
      const { region, accountId } = caller;
      const rule = rules.put({ name: input.Name, region, accountId, settings });
      addTags(rule.tags, Tags);
      return { RuleArn: rule.arn };
    },
    PutTargets: (call, members) => {
      const input = readParameters({ Rule: name, EventBusName: anyText, Targets: required(list(target)) }, members);
      requireDefaultBus(input);
      const { targets } = ruleOf(call, input.Rule);
      const ids = new Set([...targets.keys(), ...input.Targets.map(({ Id }) => Id)]);
      if (ids.size > MAX_TARGETS) {
        throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
      }
      for (const one of input.Targets) targets.set(one.Id, one);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets: (call, members) => {
      const input = readParameters({ Rule: name, EventBusName: anyText, Ids: required(list(text(1, 64))) }, members);
      requireDefaultBus(input);
      const { targets } = ruleOf(call, input.Rule);
      for (const id of input.Ids) targets.delete(id);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    TagResource: (call, members) => {
      const { ResourceARN: arn, Tags } = readParameters({ ...RESOURCE, Tags: required(TAGS) }, members);
      addTags(ruleByArn(call, arn).tags, Tags);
      return {};
    },
    UntagResource: (call, members) => {
      const { ResourceARN: arn, TagKeys: names } = readParameters({ ...RESOURCE, TagKeys: TAG_KEYS }, members);
      const rule = ruleByArn(call, arn);
      for (const tag of names) rule.tags.delete(tag);
      return {};
    },
  };
}

function requestedName(members: Members): string {
  const input = readParameters(RULE, members);
  requireDefaultBus(input);
  return input.Name;
}

/** Also by its ARN. */
function requireDefaultBus({ EventBusName: bus = "default" }: { readonly EventBusName?: string }): void {
  if (bus === "default" || bus.endsWith(":event-bus/default")) return;
  throw notFound(`Event bus ${bus} does not exist: the simulator has the event bus default only.`);
}

function requirePattern(pattern: string): void {
  try {
    parsePattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${error.message}`);
  }
}

function shown({ name: Name, arn: Arn, accountId: CreatedBy, settings }: Rule): object {
  return { Name, Arn, ...settings, EventBusName: "default", CreatedBy };
}

function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
