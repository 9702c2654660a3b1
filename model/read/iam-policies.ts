import { operationsOf } from "../../policy/evaluate/actions";
import { ENDS_A_KEY } from "../../policy/access/powers";
import { asList, type Condition, type OneOrMany, type Statement } from "../../policy/document";
import { coversResource } from "../../policy/evaluate/wildcard";
import { readAppliedPolicy } from "../../policy/read-policy";
import { isObject, listOf, objectOf, textOf, textsOf, type JsonObject } from "../../util/json";

/*
 * What the policies of IAM and of an organization say about keys. They are not part of the model: a review only says which of them a
 * person has to read.
 */

/** The keys that a policy may be about. */
export interface KeysInReach {
  /** Those that exist. */
  readonly keyArns: readonly string[];
  /** Whether there are others, which AWS has yet to name. */
  readonly hasNewKeys: boolean;
}

/** Policies of AWS that allow everything with keys. */
const ALLOW_EVERYTHING = /^arn:[\w-]+:iam::aws:policy\/(AdministratorAccess|PowerUserAccess)$/;

/** The arguments that hold a document. */
export const DOCUMENT_ARGUMENTS = ["content", "policy", "policy_document", "inline_policy"] as const;

/** The document of a policy by its ARN, as far as the plans hold it. */
export type PolicyByArn = (arn: string) => string | undefined;

/** The documents in the values of a resource: its own, those of its parts, and those of the policies that it attaches. */
function documentsIn(values: JsonObject, attached: PolicyByArn): string[] {
  const parts = [...asParts(values["inline_policy"]), ...asParts(values["policies"])].map((part) =>
    isObject(part) ? (part["policy"] ?? part["policy_document"]) : part,
  );
  const own = [values["content"], values["policy"], values["policy_document"], ...parts].flatMap((document) =>
    isObject(document) ? JSON.stringify(document) : (textOf(document) ?? []),
  );
  const arns = [
    ...[values["policy_arn"], values["managed_policy_arn"]],
    ...[...listOf(values["managed_policy_arns"]), ...listOf(values["managed_policies"])],
  ].flatMap((arn) => textOf(arn) ?? []);
  return [...own, ...arns.flatMap((arn) => (ALLOW_EVERYTHING.test(arn) ? EVERYTHING : (attached(arn) ?? [])))];
}

const EVERYTHING = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });

function asParts(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/**
 * The document that a data source `aws_iam_policy_document` writes, as far as its configuration shows it; a resource that it takes from
 * elsewhere may be any key.
 * @param block its block in the configuration
 * @returns undefined where its actions are not written there
 */
export function documentOfBlock(block: JsonObject | undefined): string | undefined {
  const { statement, ...others } = objectOf(block?.["expressions"]);
  if (!Array.isArray(statement) || Object.keys(others).some((name) => name.endsWith("_documents"))) return undefined;
  const statements = statement.map((one) => statementOfBlock(objectOf(one)));
  return statements.includes(undefined) ? undefined : JSON.stringify({ Statement: statements });
}

function statementOfBlock({ effect, actions, not_actions: notActions, resources }: JsonObject): Statement | undefined {
  const constant = (expression: unknown): unknown => objectOf(expression)["constant_value"];
  const [named, spared] = [constant(actions), constant(notActions)];
  const isDenied = effect !== undefined && constant(effect) === "Deny";
  if (!Array.isArray(named ?? spared) || (effect !== undefined && constant(effect) === undefined)) return undefined;
  return {
    Effect: isDenied ? "Deny" : "Allow",
    ...(named === undefined ? { NotAction: textsOf(spared) } : { Action: textsOf(named) }),
    Resource: Array.isArray(constant(resources)) ? textsOf(constant(resources)) : "*",
  };
}

/** What documents say about operations on keys. */
interface Said {
  /** Operations and their conditions, as texts to compare. */
  readonly allowedEnds: ReadonlySet<string>;
  readonly denied: ReadonlySet<string>;
  /** Whether one of them cannot be read. */
  readonly isUnreadable: boolean;
}

/** What a change of a resource with policies means for keys. */
export interface PolicyEffect {
  /** It lets principals end keys, or change their policies, who could not before. */
  readonly allowsToEnd: boolean;
  /** It denies operations that Aura or the administrators need. */
  readonly denies: boolean;
  /** It no longer denies to end keys. */
  readonly losesGuard: boolean;
}

/**
 * What a change of a resource with policies means for keys.
 * @param before its values; absent when it is created
 * @param after its values; absent when it is deleted
 * @param keys those that may be Aura's
 */
export function policyEffect(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  keys: KeysInReach,
  attached: PolicyByArn,
): PolicyEffect {
  const [was, is] = [before, after].map((values) => sayings(values ? documentsIn(values, attached) : [], keys));
  if (!was || !is) return { allowsToEnd: false, denies: false, losesGuard: false };
  const isNew = (name: "allowedEnds" | "denied", matters: (one: string) => boolean): boolean =>
    [...is[name]].some((one) => matters(one) && !was[name].has(one));
  return {
    allowsToEnd: isNew("allowedEnds", () => true),
    denies:
      isNew("denied", (one) => !isGuard(one)) || (is.isUnreadable && JSON.stringify(before) !== JSON.stringify(after)),
    losesGuard: [...was.denied].some((one) => isGuard(one) && !is.denied.has(one)),
  };
}

function sayings(documents: readonly string[], keys: KeysInReach): Said {
  const read = documents.map((text) => ({ text, policy: readAppliedPolicy(text) }));
  const statements = read.flatMap(({ policy }) => ("error" in policy ? [] : policy.document.Statement));
  return {
    allowedEnds: said(statements, "Allow", (operation) => ENDS_A_KEY.has(operation), keys),
    denied: said(statements, "Deny", () => true, keys),
    // What cannot be read may deny anything.
    isUnreadable: read.some(({ text, policy }) => "error" in policy && /kms|\*/i.test(text) && /deny/i.test(text)),
  };
}

function said(
  statements: readonly Statement[],
  effect: Statement["Effect"],
  matters: (operation: string) => boolean,
  keys: KeysInReach,
): ReadonlySet<string> {
  return new Set(
    statements
      .filter((one) => one.Effect === effect && mayCover(one, keys))
      .flatMap((one) =>
        operationsOf(one)
          .filter(matters)
          .map((operation) => entry(operation, one.Condition)),
      ),
  );
}

function entry(operation: string, condition: Condition | undefined): string {
  return condition ? `${operation} ${JSON.stringify(condition)}` : operation;
}

/** A policy of IAM names its resources; one of an organization mostly has `*`. */
function mayCover({ Resource: resource, NotResource: notResource }: Statement, keys: KeysInReach): boolean {
  const covers = (patterns: OneOrMany, arn: string): boolean =>
    asList(patterns).some((pattern) => coversResource(pattern, arn) !== false);
  if (resource === undefined)
    return notResource === undefined || !keys.keyArns.every((arn) => covers(notResource, arn));
  return (
    asList(resource).includes("*") ||
    keys.keyArns.some((arn) => covers(resource, arn)) ||
    // A new key has a name that only a wildcard can match.
    (keys.hasNewKeys && asList(resource).some((pattern) => /^arn:[^:]*:kms:/.test(pattern) && /[*?]/.test(pattern)))
  );
}

/** Operations that only take something from a key: to deny them protects it. */
const GUARDED: ReadonlySet<string> = new Set([
  ...["kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:DisableKeyRotation", "kms:DeleteImportedKeyMaterial"],
  ...["kms:DeleteAlias", "kms:DeleteCustomKeyStore"],
]);

function isGuard(one: string): boolean {
  return GUARDED.has(one.split(" ")[0] ?? "");
}
