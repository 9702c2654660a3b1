import { CLOUDS } from "../model/clouds";
import type { CloudProvider } from "../model/limits";
import type { Change } from "../model/change";
import type { AnyNode, OTHER_CLOUD_KINDS } from "../model/model";
import type { ChangeContext, ChangeRule, CloudPart, ConfigurationRule, ModelIndex, NodeKind } from "./rule";

/** The kinds of node of other clouds than AWS. */
type OtherCloudKind = keyof typeof OTHER_CLOUD_KINDS;

/** What a rule over a configuration means in one more cloud. */
export type ConfigurationPart<K extends OtherCloudKind = OtherCloudKind> = CloudPart &
  Pick<ConfigurationRule<K>, "on" | "check" | "example">;

/** What a rule over changes means in one more cloud. */
export type ChangePart = CloudPart & Pick<ChangeRule, "on" | "check" | "example">;

/**
 * Declares what a rule over a configuration means in one more cloud.
 * @param part what it looks at, what it finds there, and why
 */
export function configurationPart<K extends OtherCloudKind>(part: ConfigurationPart<K>): ConfigurationPart<K> {
  return part;
}

/**
 * Declares what a rule over changes means in one more cloud.
 * @param part what it looks at, what it finds there, and why
 */
export function changePart(part: ChangePart): ChangePart {
  return part;
}

/**
 * One rule with one id and one meaning for all clouds: a node of another cloud is judged by the part of that cloud.
 * @param rule the rule, with its part of AWS or of the first cloud that has it
 * @param parts those of the others, over other kinds of node
 */
export function acrossClouds<K extends NodeKind, P extends OtherCloudKind, Id extends string>(
  rule: ConfigurationRule<K, Id>,
  ...parts: readonly ConfigurationPart<P>[]
): ConfigurationRule<K | P, Id>;
export function acrossClouds<Id extends string>(rule: ChangeRule<Id>, ...parts: readonly ChangePart[]): ChangeRule<Id>;
export function acrossClouds(
  rule: ConfigurationRule | ChangeRule,
  ...parts: readonly (ConfigurationPart | ChangePart)[]
): ConfigurationRule | ChangeRule {
  const text = {
    rationale: [rule.rationale, ...parts.map(({ cloud, rationale }) => `In ${nameOf(cloud)}: ${rationale}`)].join(" "),
    parts,
  };
  const on = [...rule.on, ...parts.flatMap((part) => part.on)];
  const partOf = (kind: NodeKind | undefined) => parts.find((part) => (part.on as readonly unknown[]).includes(kind));
  if (rule.kind === "configuration") {
    return {
      ...{ ...rule, ...text, on },
      check: (node: AnyNode, index: ModelIndex) =>
        ((partOf(node.kind) as ConfigurationPart | undefined) ?? rule).check(node as never, index),
    };
  }
  return {
    ...{ ...rule, ...text, on },
    check: (change: Change, context: ChangeContext) =>
      ((partOf((change.after ?? change.before)?.kind) as ChangePart | undefined) ?? rule).check(change, context),
  };
}

function nameOf(cloud: CloudProvider): string {
  return CLOUDS[cloud].name;
}
