import { isObject } from "../../util/json";
import type { ResourceChange } from "../../terraform/plan/resource-change";

/**
 * Whether a value means that an argument is not set. The providers of AWS and Azure write null before they have read a resource, and an
 * empty text or 0 from then on; to them they are the same. That of Google writes an empty text for some.
 * @param type the type of the resource: other providers may tell them apart
 * @param value the value of a text or a number
 */
export function isUnset({ type }: Pick<ResourceChange, "type">, value: unknown): boolean {
  if (value === null) return true;
  const isLoose = type.startsWith("aws_") || type.startsWith("azure");
  return isLoose ? value === "" || value === 0 : value === "" && type.startsWith("google_");
}

/**
 * Whether a resource is the same before and after, however the AWS provider writes down what is not set: the `tags` of a key
 * become `{}` when they are read for the first time, and Terraform calls that a change outside of it. In Google Cloud the `etag` of every
 * member changes with each write to the policy that they are in.
 */
export function isRespelled({ type, before, after }: ResourceChange): boolean {
  if (!/^(?:aws|google)_/.test(type) || !before || !after) return false;
  return textOf(before.values) === textOf(after.values);
}

function textOf(values: object): string {
  return JSON.stringify(
    Object.entries(values)
      .filter(([name, value]) => !isEmpty(value) && name !== "etag")
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** The values that a bare variable of Go has. */
function isEmpty(value: unknown): boolean {
  if (isObject(value) || Array.isArray(value)) return Object.keys(value).length === 0;
  return value === null || value === "" || value === 0 || value === false;
}
