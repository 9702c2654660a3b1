import { bareKeyId } from "../../policy/arn";
import { parseState } from "../../terraform/state/parse";
import { isObject, listOf, objectOf, textOf, type JsonObject } from "../../util/json";
import { OTHER_CLOUD_KINDS } from "../model";
import type { Problem } from "../problem";
import { stateProblem } from "./read-states";
import { resourceKind } from "./resource-kinds";
import type { PlanText } from "./types";

/** An object of AWS or Aura in a state of Terraform, made by any provider. */
export interface StateObject {
  readonly address: string;
  /** `key` is whatever belongs to a KMS key: the key itself, its policy, an alias, a grant. */
  readonly kind: "key" | "record" | "instance";
  readonly type: string;
  /** The bare id of a KMS key, or the id in Aura. */
  readonly id: string;
}

/**
 * The keys, customer managed keys and instances that states hold, of the providers aura, pgrneo4jaura, neo4jaura and aws.
 * @param states what `terraform show -json` printed, or state files
 */
export function objectsInStates(
  states: readonly PlanText[],
): { readonly objects: readonly StateObject[] } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const objects = states.flatMap(({ name, text }) => {
    const state = parseState(text);
    if (!("error" in state)) return listOf(state.root["resource_changes"]).filter(isObject).flatMap(objectIn);
    problems.push(stateProblem(name, state.error));
    return [];
  });
  return problems.length > 0 ? { problems } : { objects };
}

function objectIn({ address, type: typeOf, change }: JsonObject): StateObject[] {
  const type = textOf(typeOf) ?? "";
  const values = objectOf(objectOf(change)["after"]);
  const kind = kindOf(type);
  const id = kind && idIn(values, IDS[kind]);
  return kind && id !== undefined
    ? [{ address: textOf(address) ?? "", kind, type, id: kind === "key" ? bareKeyId(id) : id }]
    : [];
}

/** The attributes that have the id; an alias and a grant have an id of their own beside that of the key. */
const IDS: Readonly<Record<StateObject["kind"], readonly string[]>> = {
  key: ["target_key_id", "key_id", "id"],
  record: ["id"],
  instance: ["instance_id", "id"],
};

function kindOf(type: string): StateObject["kind"] | undefined {
  // The model leaves it out: it has no customer managed keys.
  if (type === "neo4jaura_instance") return "instance";
  const kind = resourceKind(type);
  return kind === "metadata" || kind === undefined || kind in OTHER_CLOUD_KINDS
    ? undefined
    : kind === "record" || kind === "instance"
      ? kind
      : "key";
}

function idIn(values: JsonObject, names: readonly string[]): string | undefined {
  return names.map((name) => textOf(values[name])).find((id) => id !== undefined && id !== "");
}
