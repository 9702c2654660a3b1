import { partitionOf } from "../../policy/arn";
import { AwsError } from "../aws/error";
import { isObject } from "../aws/parameters";
import type { Topics } from "../sns/topics";
import { matchesEvent, parsePattern } from "./pattern";
import type { CloudTrailEvent } from "./trail";

/** What a rule sends its events to. */
export interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputTemplate: string;
    readonly InputPathsMap?: Readonly<Record<string, string>>;
  };
}

/** A rule of the default event bus. */
export interface Rule {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly tags: Map<string, string>;
  readonly targets: Map<string, Target>;
  /** Other members, as `DescribeRule` has them. */
  settings: Readonly<Record<string, string>>;
}

const MAX_RULES = 1000;
/** Reading calls come to rules in this state only. */
const ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/** The rules of all accounts and regions. */
export class Rules {
  private readonly byArn = new Map<string, Rule>();

  public constructor(private readonly topics: Topics) {}

  /** All rules, oldest first. */
  public list(): readonly Rule[] {
    return [...this.byArn.values()];
  }

  /** The rule with this ARN. */
  public find(arn: string): Rule | undefined {
    return this.byArn.get(arn);
  }

  /** Makes a rule, or changes the settings of one that is there. */
  public put({ name, region, accountId, settings }: Pick<Rule, "name" | "region" | "accountId" | "settings">): Rule {
    const arn = ruleArn(region, accountId, name);
    const found = this.byArn.get(arn);
    if (found) {
      found.settings = settings;
      return found;
    }
    if (this.byArn.size >= MAX_RULES)
      throw new AwsError("LimitExceededException", "The simulator keeps no more rules.");
    const rule: Rule = { arn, name, region, accountId, settings, tags: new Map(), targets: new Map() };
    this.byArn.set(arn, rule);
    return rule;
  }

  /** Removes a rule. */
  public delete(arn: string): void {
    this.byArn.delete(arn);
  }

  /** Sends an event to the targets of the rules that match it. */
  public take(event: CloudTrailEvent): void {
    for (const rule of this.byArn.values()) {
      const { State: state, EventPattern: pattern = "" } = rule.settings;
      const isMeant = rule.region === event.region && rule.accountId === event.account && pattern !== "";
      if (!isMeant || state === "DISABLED" || (event.detail.readOnly && state !== ALL_EVENTS)) continue;
      if (!matchesEvent(parsePattern(pattern), event)) continue;
      for (const target of rule.targets.values())
        this.topics.sendFromRule(target.Arn, rule.arn, inputOf(target, event));
    }
  }
}

/** The ARN of a rule of the default event bus. */
export function ruleArn(region: string, accountId: string, name: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:rule/${name}`;
}

/** What a target gets of an event: all of it, unless it wants another text. */
function inputOf({ Input, InputPath, InputTransformer }: Target, event: CloudTrailEvent): string {
  if (Input !== undefined) return Input;
  if (InputPath !== undefined) return JSON.stringify(valueAt(event, InputPath) ?? null);
  if (!InputTransformer) return JSON.stringify(event);
  const { InputTemplate: template, InputPathsMap: paths = {} } = InputTransformer;
  return template.replace(/<([^<>]+)>/g, (_, name: string) => {
    const value = Object.hasOwn(paths, name) ? valueAt(event, String(paths[name])) : undefined;
    return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
  });
}

/** The value under a path such as `$.detail.eventName` or `$.resources[0]`. */
function valueAt(event: unknown, path: string): unknown {
  return [...path.matchAll(/\.([\w-]+)|\[(\d+)\]/g)].reduce<unknown>((value, [, name, index]) => {
    if (Array.isArray(value)) return (value as unknown[])[Number(index)];
    return isObject(value) && name !== undefined && Object.hasOwn(value, name) ? value[name] : undefined;
  }, event);
}
