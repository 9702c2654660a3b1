import { MAX_NESTING, MAX_OBJECT_BYTES, MAX_POLICY_BYTES } from "./limits";
import type { StatementProblem } from "./problem";

/**
 * The size that KMS measures.
 * @param text the policy as it is sent
 * @returns bytes in UTF-8
 */
export function policySizeInBytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/**
 * Checks whether a value is larger as JSON than any policy, or nested deeper, without serializing it: it may be huge or
 * contain itself, and serializing it would then never end or fail.
 * @returns what is wrong with it; undefined when it can be looked at
 */
export function checkSizeAndDepth(value: unknown): StatementProblem | undefined {
  const open = [{ part: value, depth: 0 }];
  let size = 0;
  let deepest = 0;
  for (let next = open.pop(); next !== undefined && size <= MAX_OBJECT_BYTES; next = open.pop()) {
    const { part, depth } = next;
    deepest = Math.max(deepest, depth);
    size += typeof part === "string" ? part.length : 1;
    if (typeof part !== "object" || part === null || depth > MAX_NESTING) continue;
    const names = Array.isArray(part) ? [] : Object.keys(part);
    size += names.reduce((sum, { length }) => sum + length, 0);
    const members = Array.isArray(part) ? (part as unknown[]) : Object.values(part);
    size += members.length;
    if (size <= MAX_OBJECT_BYTES) for (const member of members) open.push({ part: member, depth: depth + 1 });
  }
  if (size > MAX_OBJECT_BYTES)
    return policyTooLarge("the policy is larger than KMS accepts", `more than ${MAX_OBJECT_BYTES} bytes`, FEWER);
  return deepest > MAX_NESTING ? TOO_DEEP : undefined;
}

const FEWER = "give fewer or shorter statements";

const TOO_DEEP: StatementProblem = {
  code: "nested-too-deep",
  path: "",
  what: `the policy is nested deeper than ${MAX_NESTING} levels`,
  got: `level ${MAX_NESTING + 1}`,
  expected: "a statement, a list of statements or a policy",
  fix: "write the statement down again",
};

/** The problem that something is too large for KMS. */
export function policyTooLarge(what: string, got: string, fix: string): StatementProblem {
  return { code: "policy-within-size-limit", path: "", what, got, expected: `at most ${MAX_POLICY_BYTES} bytes`, fix };
}
