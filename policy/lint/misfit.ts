import { isObject, STATEMENT_ELEMENTS } from "../document";
import { describe, quote, someOf, type Complaint } from "../problem";
import { didYouMean } from "./did-you-mean";

/** What should have been pasted. */
export type Wanted = "the statement" | "the key policy";

/** What it looks like. */
export const SHAPES: Readonly<Record<Wanted, string>> = {
  "the statement": "an object with Effect, Principal, Action and Resource",
  "the key policy": "an object with Version and Statement",
};

/**
 * Tells what is no statement and no policy as a whole, for which a list of all that it lacks would say nothing: the policy
 * inside of something else, or something else altogether.
 * @param value what was read
 * @param whatItIs what should have been there
 * @returns what is wrong; undefined for whatever has something of a statement or a policy
 */
export function misfit(value: unknown, whatItIs: Wanted): Complaint | undefined {
  const packed = packedIn(value, whatItIs);
  if (packed) return { code: "wrong-type", what: `${whatItIs} must be a JSON object`, ...packed };
  const complaint = {
    code: "not-a-policy",
    what: `${whatItIs} must be JSON of the policy language`,
    expected: SHAPES[whatItIs],
  } as const;
  const again = `copy ${whatItIs} again, from the first brace to the last one`;
  if (!isPart(value)) return { ...complaint, got: describe(value), fix: again };
  if (!isObject(value) || "Statement" in value) return undefined;
  const names = Object.keys(value);
  const elements: readonly string[] = STATEMENT_ELEMENTS;
  const near = names.filter((name) => didYouMean(name, elements) !== undefined);
  if (near.length > 1 || near.some((name) => elements.includes(name))) return undefined;
  const statements = names.find((name) => didYouMean(name, ["Statement"]) !== undefined && isPart(value[name]));
  if (statements !== undefined) {
    return { ...complaint, got: `an object with ${quote(statements)}`, fix: 'did you mean "Statement"?' };
  }
  const wrapper = names.find((name) => holdsPolicy(value[name]));
  if (wrapper !== undefined) {
    const fix = `copy what stands behind ${quote(wrapper)}, from its first brace to its last one`;
    return { ...complaint, got: `an object with ${quote(wrapper)}, which holds the policy`, fix };
  }
  const got = names.length === 0 ? "an empty object" : `an object with ${someOf(names.map(quote))}`;
  return { ...complaint, got, fix: again };
}

/** A policy packed into a text, as the AWS CLI prints it when it is not asked for text. */
function packedIn(value: unknown, whatItIs: Wanted): Omit<Complaint, "code" | "what"> | undefined {
  const policy = isObject(value) && !("Statement" in value) ? value["Policy"] : value;
  if (typeof policy !== "string" || !/^\s*\{/.test(policy)) return undefined;
  if (whatItIs === "the statement" && policy === value) {
    const fix = "take away the quotation marks around it, and the backslashes in it";
    return { got: "a text with the JSON inside", expected: SHAPES[whatItIs], fix };
  }
  return {
    got: "what the AWS CLI prints around it, with the policy as a text inside",
    expected: SHAPES[whatItIs],
    fix: "get it with `aws kms get-key-policy --key-id KEY --query Policy --output text`",
  };
}

function isPart(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function holdsPolicy(value: unknown): boolean {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(one) && ("Statement" in one || "Effect" in one);
}
