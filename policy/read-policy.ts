import { asList, type PolicyDocument } from "./document";
import { MAX_OBJECT_BYTES, MAX_POLICY_BYTES } from "./limits";
import { isObject } from "../util/json";

/** The policy, or in one clause why it can not be read. */
export type AppliedPolicy = { readonly document: PolicyDocument } | { readonly not: string };

/**
 * Reads a policy that a key has, or is about to get, without judging it: KMS keeps what it took years ago, such as the unique
 * id of a role that is gone, and nobody may lose sight of the rest of it.
 * @param text the policy as JSON text
 */
export function readAppliedPolicy(text: string): AppliedPolicy {
  // KMS has none of that size, and what is not a policy need not be understood.
  if (text.length > MAX_OBJECT_BYTES)
    return { not: `it has ${text.length} characters, and KMS takes ${MAX_POLICY_BYTES} bytes` };
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return { not: "it is not JSON" };
  }
  if (!isObject(policy)) return { not: "it is not a JSON object" };
  // Which of two members of one name counts is not for us to guess.
  if (namesIn(text) !== membersOf(policy)) return { not: "a name stands twice in one of its objects" };
  const { Statement: statement } = policy;
  const statements = asList(statement as never) as readonly unknown[];
  const wrong = statements.findIndex((one) => !isStatement(one));
  if (statement === undefined) return { not: "it has no `Statement`" };
  if (wrong >= 0) return { not: `its statement ${wrong + 1} is none` };
  return { document: { ...policy, Statement: statements } as PolicyDocument };
}

function isStatement(statement: unknown): boolean {
  if (!isObject(statement)) return false;
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  return (
    (Effect === "Allow" || Effect === "Deny") &&
    [Principal, NotPrincipal].every((part) => isTexts(part) || isMap(part, isTexts)) &&
    [Action, NotAction, Resource, NotResource].every(isTexts) &&
    (Condition === undefined || isMap(Condition, (keys) => isMap(keys, isValues)))
  );
}

function isTexts(part: unknown): boolean {
  return part === undefined || asList(part as never).every((text) => typeof text === "string");
}

function isValues(part: unknown): boolean {
  return asList(part as never).every((value) => ["string", "number", "boolean"].includes(typeof value));
}

function isMap(part: unknown, is: (value: unknown) => boolean): boolean {
  return isObject(part) && Object.values(part).every(is);
}

/** How many names of members stand in a valid JSON text: the strings with a colon behind them. */
function namesIn(text: string): number {
  let names = 0;
  for (const [found] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?/gs)) if (found.endsWith(":")) names++;
  return names;
}

function membersOf(value: unknown): number {
  // Not by recursion: an object may be nested deeper than the stack.
  let members = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one !== "object" || one === null) continue;
    const inner: unknown[] = Object.values(one);
    if (!Array.isArray(one)) members += inner.length;
    for (const part of inner) open.push(part);
  }
  return members;
}
