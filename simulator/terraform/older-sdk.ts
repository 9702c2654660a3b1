import {
  equal,
  error,
  isSet,
  isUnknown,
  ProviderError,
  UNKNOWN,
  type Block,
  type Diagnostic,
  type ObjectValue,
  type Value,
} from "../../provider/plugin";

/* What providers that are built on the older SDK (terraform-plugin-sdk) have in common, whichever cloud they are for. */

/** A refusal by a cloud, in the words of its provider. */
export class CloudFault extends Error {}

/** An empty text is for the older SDK an argument that is not set: the cloud decides, where it can. */
export function decidedByCloud({ attributes }: Block, config: ObjectValue, prior: ObjectValue | null): ObjectValue {
  const empty = Object.keys(attributes).filter((name) => attributes[name]?.computed && config[name] === "");
  return Object.fromEntries(empty.map((name) => [name, prior ? (prior[name] ?? null) : UNKNOWN]));
}

/**
 * The older SDK knows no null: an argument that is not set stays as the state has it where that is empty, 0 or false, also in blocks, and
 * null and false alone are no change.
 */
export function keptWhereUnset(planned: ObjectValue, prior: ObjectValue | null): ObjectValue {
  if (prior === null) return planned;
  const kept = keptValue(planned, prior) as ObjectValue;
  const isSame = Object.entries(kept).every(
    ([name, value]) => equal(value, prior[name]) || (value === false && prior[name] === null),
  );
  return isSame ? prior : kept;
}

function keptValue(planned: Value, prior: Value | undefined): Value {
  if (planned === null) return prior !== undefined && isZero(prior) ? prior : planned;
  if (!isSet(prior) || typeof planned !== "object" || typeof prior !== "object" || isUnknown(planned)) return planned;
  if (Array.isArray(planned)) {
    const before = prior as readonly Value[];
    return (planned as readonly Value[]).map((value, index) => keptValue(value, before[index]));
  }
  const before = prior as ObjectValue;
  return Object.fromEntries(Object.entries(planned).map(([name, value]) => [name, keptValue(value, before[name])]));
}

function isZero(value: Value): boolean {
  if (value !== null && typeof value === "object" && !isUnknown(value)) return Object.keys(value).length === 0;
  return value === "" || value === 0 || value === false;
}

const ZEROS: Readonly<Record<string, Value>> = { string: "", number: 0 };

/** The older SDK writes what the cloud does not say as empty or 0. */
export function withoutNulls({ attributes }: Block, state: ObjectValue): ObjectValue {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      value === null || isUnknown(value) ? (ZEROS[String(attributes[name]?.type)] ?? null) : value,
    ]),
  );
}

/**
 * Adds a summary to errors of a cloud; other errors are bugs and pass unchanged.
 * @param summary such as `creating KMS Key`
 */
export async function withErrorSummary<T>(summary: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    // What has a summary already keeps it.
    throw problem instanceof ProviderError ? problem : new ProviderError(diagnosticOf(summary, problem));
  }
}

/** The diagnostic for a failure; a ProviderError is already one. */
export function diagnosticOf(summary: string, problem: unknown): Diagnostic {
  if (problem instanceof CloudFault || problem instanceof TypeError) return error(`${summary}: ${problem.message}`, "");
  throw problem;
}

/**
 * The value of an optional argument for a request: undefined, which JSON leaves out, unless it is known and set. An empty text is not
 * set, as for the older SDK.
 */
export function given<T extends Value>(value: T | undefined): Exclude<T, null> | undefined {
  return isSet(value) && value !== "" ? (value as Exclude<T, null>) : undefined;
}

/**
 * A number within its limits, as the provider checks it before anything is planned.
 * @param limits smallest and largest value
 */
export function checkRange(
  config: ObjectValue,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): readonly Diagnostic[] {
  const value = config[name];
  if (typeof value !== "number" || (value >= min && value <= max)) return [];
  return [error(`expected ${name} to be in the range (${min} - ${max}), got ${value}`, "", name)];
}

/**
 * A time as the provider writes it, to the second.
 * @param seconds since 1970, as the cloud answers
 */
export function timeText(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
