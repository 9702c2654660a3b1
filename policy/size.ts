import { MAX_POLICY_BYTES } from "./limits";
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
 * Whether a value is larger as JSON than so many bytes, told without writing it down: it may be huge, nested without end, or
 * hold itself.
 * @param value anything
 * @param limit bytes
 */
export function outgrows(value: unknown, limit: number): boolean {
  const open = [value];
  let size = 0;
  while (open.length > 0 && size <= limit) {
    const part = open.pop();
    size += 1;
    if (typeof part === "string") size += part.length;
    if (typeof part !== "object" || part === null) continue;
    const members = Array.isArray(part) ? (part as unknown[]) : Object.values(part);
    if (size + members.length > limit) return true;
    for (const member of members) open.push(member);
    if (!Array.isArray(part)) for (const name of Object.keys(part)) size += name.length;
  }
  return size > limit;
}

/**
 * Says that something is too large for KMS.
 * @param what what must hold
 * @param got the size
 * @param fix what to do about it
 */
export function tooLarge(what: string, got: string, fix: string): StatementProblem {
  return { code: "policy-too-large", path: "", what, got, expected: `at most ${MAX_POLICY_BYTES} bytes`, fix };
}
