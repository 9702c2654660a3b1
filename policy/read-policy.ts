import { isObject } from "../util/json";
import { quote } from "../util/quote";
import { asList, type PolicyDocument } from "./document";
import { repeatedName } from "./parse-json";
import { MAX_OBJECT_BYTES, MAX_POLICY_BYTES } from "./limits";

/** The policy, or in one clause why it cannot be read. */
export type AppliedPolicy = { readonly document: PolicyDocument } | { readonly error: string };

/**
 * Reads a policy that a key has, or is about to get, without checking what it allows: KMS keeps what it accepted years ago, such as
 * the unique id of a deleted role, and the rest of the policy still counts.
 * @param text the policy as JSON text
 */
export function readAppliedPolicy(text: string): AppliedPolicy {
  const known = READ.get(text);
  if (known) return known;
  const policy = read(text);
  if (charactersRead + text.length > MAX_CHARACTERS) {
    READ.clear();
    charactersRead = 0;
  }
  READ.set(text, policy);
  charactersRead += text.length;
  return policy;
}

/**
 * Policies that were read: a review asks for the same ones again, and so all that is known of a policy is found once. A large estate has
 * hundreds of them.
 */
const READ = new Map<string, AppliedPolicy>();
const MAX_CHARACTERS = 8_000_000;
let charactersRead = 0;

function read(text: string): AppliedPolicy {
  // No key has a policy of that size.
  if (text.length > MAX_OBJECT_BYTES)
    return { error: `${text.length} characters, more than the ${MAX_POLICY_BYTES} bytes of a key policy` };
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return { error: "not JSON" };
  }
  if (typeof policy === "string")
    return { error: "a JSON string instead of an object, as of a policy that is encoded twice" };
  if (!isObject(policy)) return { error: "not a JSON object" };
  const repeated = isCompact(text, policy) ? undefined : repeatedName(text);
  if (repeated !== undefined) return { error: `duplicate JSON key ${quote(repeated)}` };
  const { Statement: statement } = policy;
  const statements = asList(statement as never) as readonly unknown[];
  const wrong = statements.findIndex((one) => !isStatement(one));
  if (statement === undefined) return { error: "no `Statement`" };
  if (wrong >= 0) return { error: `statement ${wrong + 1} is not a valid statement` };
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

/** Whether the text is nothing but the value, compact: then no name can be repeated. */
function isCompact(text: string, value: unknown): boolean {
  try {
    return JSON.stringify(value) === text;
  } catch {
    // Nested deeper than the stack.
    return false;
  }
}
