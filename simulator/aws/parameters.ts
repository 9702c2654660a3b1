import { AwsError } from "./error";

/**
 * Reads one member of a request. What breaks AWS' constraints is added to the violations, so that all are reported together; the value
 * that is returned then is not used.
 */
export type Check<T> = (value: unknown, path: string, violations: string[]) => T;

/** The members of a request, each with its check. */
export type Parameters = Readonly<Record<string, Check<unknown>>>;

/** What the checks of parameters return. */
export type Values<P extends Parameters> = { readonly [Name in keyof P]: P[Name] extends Check<infer T> ? T : never };

/**
 * Checks the members of a request, as AWS does before anything else. Members that AWS does not know are ignored.
 * @param members the parsed body
 */
export function readParameters<P extends Parameters>(
  parameters: P,
  members: Readonly<Record<string, unknown>>,
): Values<P> {
  const violations: string[] = [];
  const values = structure(parameters)(members, "", violations);
  const count = violations.length;
  if (count === 0) return values;
  const text = `${count} validation error${count === 1 ? "" : "s"} detected: ${violations.join("; ")}`;
  throw new AwsError("ValidationException", text);
}

/** A member that must be there. */
export const required =
  <T>(check: Check<T>): Check<T> =>
  (value, path, violations) => {
    if (!isAbsent(value)) return check(value, path, violations);
    violations.push(`Value null at '${path}' failed to satisfy constraint: Member must not be null`);
    return undefined as T;
  };

/** A member that may be absent. */
export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value, path, violations) =>
    isAbsent(value) ? undefined : check(value, path, violations);

/** A text; lengths in characters. */
export const text =
  (min = 1, max = Infinity, pattern?: RegExp): Check<string> =>
  (value, path, violations) => {
    if (typeof value !== "string") throw wrongType(path);
    const violate = violator(`'${value}'`, path, violations);
    checkLength(value.length, min, max, violate);
    if (pattern && !pattern.test(value)) violate(`Member must satisfy regular expression pattern: ${pattern.source}`);
    return value;
  };

/** A text out of a list. */
export const choice =
  <T extends string>(allowed: readonly T[]): Check<T> =>
  (value, path, violations) => {
    if (typeof value !== "string") throw wrongType(path);
    if (!(allowed as readonly string[]).includes(value)) {
      violator(`'${value}'`, path, violations)(`Member must satisfy enum value set: [${allowed.join(", ")}]`);
    }
    return value as T;
  };

/** A whole number. */
export const integer =
  (min: number, max: number): Check<number> =>
  (value, path, violations) => {
    if (typeof value !== "number" || !Number.isInteger(value)) throw wrongType(path);
    const violate = violator(`'${value}'`, path, violations);
    if (value < min) violate(`Member must have value greater than or equal to ${min}`);
    if (value > max) violate(`Member must have value less than or equal to ${max}`);
    return value;
  };

/** A boolean. */
export const flag: Check<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw wrongType(path);
  return value;
};

/** A moment: seconds since the epoch on the wire, milliseconds here. */
export const moment: Check<number> = (value, path) => {
  if (typeof value !== "number") throw wrongType(path);
  return value * 1000;
};

/** Bytes, in Base64 on the wire. */
export const blob =
  (min: number, max: number): Check<Buffer> =>
  (value, path, violations) => {
    if (typeof value !== "string" || !BASE64.test(value)) throw wrongType(path);
    const bytes = Buffer.from(value, "base64");
    checkLength(bytes.length, min, max, (constraint) =>
      violations.push(`Value at '${path}' failed to satisfy constraint: ${constraint}`),
    );
    return bytes;
  };

/** A list. */
export const list =
  <T>(check: Check<T>): Check<readonly T[]> =>
  (value, path, violations) => {
    if (!Array.isArray(value)) throw wrongType(path);
    return value.map((item, index) => required(check)(item, `${path}.${index + 1}.member`, violations));
  };

/** Texts by names, such as an encryption context. */
export const texts: Check<Readonly<Record<string, string>>> = (value, path) => {
  if (!isObject(value) || Object.values(value).some((member) => typeof member !== "string")) throw wrongType(path);
  return value as Record<string, string>;
};

/** An object with members of its own. */
export const structure =
  <P extends Parameters>(parameters: P): Check<Values<P>> =>
  (value, path, violations) => {
    if (!isObject(value)) throw wrongType(path);
    const read = Object.entries(parameters).map(([name, check]) => {
      const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      return [name, check(value[name], path === "" ? member : `${path}.${member}`, violations)];
    });
    return Object.fromEntries(read) as Values<P>;
  };

/** Whether a parsed body is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function checkLength(length: number, min: number, max: number, violate: (constraint: string) => unknown): void {
  if (length < min) violate(`Member must have length greater than or equal to ${min}`);
  if (length > max) violate(`Member must have length less than or equal to ${max}`);
}

function violator(found: string, path: string, violations: string[]): (constraint: string) => void {
  return (constraint) => violations.push(`Value ${found} at '${path}' failed to satisfy constraint: ${constraint}`);
}

function wrongType(path: string): AwsError {
  return new AwsError("SerializationException", `${path} has the wrong type`);
}
