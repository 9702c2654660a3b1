import { isReplaced, isUntouched, KNOWN_AT_APPLY, type AttributeChange } from "../change";
import { isObject } from "../../util/json";
import type { ChangeSide, ResourceChange } from "../../terraform/plan/resource-change";
import { isUnset } from "./aws-values";
import { Attributes } from "./attributes";
import { KEY_ARGUMENTS } from "./resource-kinds";

/** What a review shows in another way, or what only repeats another attribute. */
const LEFT_OUT = new Set(["policy", "tags_all", "key_rotation_enabled"]);
/** What is said of a new resource: how large an instance is. */
const SHOWN_OF_NEW = ["memory"];

/**
 * The attributes that a plan changes, with their values as text. What is sensitive or has parts has no values; what Terraform
 * computes anew has none to show and is left out.
 * @param change the resource
 */
export function attributeChanges(change: ResourceChange): readonly AttributeChange[] {
  const { before, after, type, replacedBy } = change;
  if (!after || isUntouched(change)) return [];
  if (!before) {
    return SHOWN_OF_NEW.flatMap((name) => {
      const text = shown(after, change, name);
      return text === undefined ? [] : [{ name, after: text }];
    });
  }
  const planned = new Attributes(after, change);
  const argued = new Set([...replacedBy, KEY_ARGUMENTS[type] ?? "", "customer_managed_key_id"]);
  const names = [...new Set([...Object.keys(before.values), ...Object.keys(after.values), ...argued])].sort();
  return names.flatMap((name): AttributeChange[] => {
    if (LEFT_OUT.has(name)) return [];
    const old = shown(before, change, name);
    if (planned.isUnknown(name)) {
      return argued.has(name) ? [{ name, ...(old !== undefined && { before: old }), after: KNOWN_AT_APPLY }] : [];
    }
    if (isSame(before.values[name], after.values[name], change)) return [];
    const now = shown(after, change, name);
    // A new object has its own secrets and defaults.
    if (isReplaced(change) && !argued.has(name) && (old === undefined || now === undefined)) return [];
    return [{ name, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) }];
  });
}

/** The AWS provider writes down what is not set in several ways. */
function isSame(before: unknown, after: unknown, change: ResourceChange): boolean {
  const [was, is] = [before, after].map((value) => (isNothing(value, change) ? null : (value ?? null)));
  return JSON.stringify(was) === JSON.stringify(is);
}

function isNothing(value: unknown, change: ResourceChange): boolean {
  if (isUnset(change, value) || value === undefined) return true;
  if (!change.type.startsWith("aws_")) return false;
  return value === false || (isObject(value) && Object.keys(value).length === 0);
}

function shown(side: ChangeSide, owner: ResourceChange, name: string): string | undefined {
  const value = side.values[name];
  if (isUnset(owner, value) || new Attributes(side, owner).isSensitive(name)) return undefined;
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
}
