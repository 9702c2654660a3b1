import { formatList } from "../../util/format-list";
import { evaluate, type Decision } from "../../policy/evaluate/evaluate";
import {
  agreement,
  answersForAll,
  evaluateForAll,
  evaluateForUnnamed,
  isDeniedToExternalPrincipals as isDeniedOutside,
} from "../../policy/access/evaluate-for-all";
import { operationsOf } from "../../policy/evaluate/actions";
import { representativeOf, type AllowedPrincipal } from "../../policy/access/allowed-principals";
import { type Principal, mayBeAura, accountPrincipal, distinctPrincipals } from "../../policy/access/principal";
import type { EvaluatedPolicy, PolicyContent } from "./evaluated-policy";
import { memoize } from "../../util/memoize";
import { groupBy } from "../../util/group-by";
import { AURA_OPERATIONS, MAX_AURA_PRINCIPALS, type AuraOperation } from "../../policy/access/aura-permissions";
import { parseArn } from "../../policy/arn";
import type { PolicyDocument, Statement } from "../../policy/document";
import { PUT_KEY_POLICY, namedAccountPrincipals, accountPrincipalOf } from "../../policy/access/lockout";

/** A decision without the request it is about: "it" stands for the operation, and the name of the principal for its representative. */
export type Answer = Pick<Decision, "answer" | "because">;

/** The answers in order: the more is allowed, the higher. */
export const PERMISSIVENESS: Readonly<Record<Answer["answer"], number>> = { denied: 0, unknown: 1, allowed: 2 };

/**
 * The decision of the policy for a principal whose own IAM policies allow everything, for each possible ARN of the key and
 * whatever else is unknown of the request. A principal that stands for many is represented by one that no statement names.
 * @param evaluated the policy
 * @param operation such as `kms:Decrypt`
 * @param principal who asks
 */
export function answerTo({ content }: EvaluatedPolicy, operation: string, principal: Principal): Answer {
  return answerOnce(content, operation, principal);
}

const answerOnce = memoize(
  (content: PolicyContent, operation: string, principal: Principal) =>
    onEveryKey(content, operation, principal, ({ document, accountId: keyAccountId }, who, keyArn) =>
      evaluate(document, { ...who, action: operation, keyArn, keyAccountId, others: "unknown" }),
    ),
  (content, operation, { name }) => [content, operation, name],
);

/**
 * The decision of the policy for all that a principal stands for; "unknown" also where it is not the same for all of them.
 * @param evaluated the policy
 * @param operation such as `kms:Decrypt`
 * @param principal who asks
 */
export function answerToAll({ content }: EvaluatedPolicy, operation: string, principal: Principal): Answer {
  return answerToAllOnce(content, operation, principal);
}

const answerToAllOnce = memoize(
  (content: PolicyContent, operation: string, principal: Principal) =>
    onEveryKey(content, operation, principal, (_content, _who, keyArn) =>
      decisionsOn(content, keyArn, principal)(operation),
    ),
  (content, operation, { name }) => [content, operation, name],
);

const decisionsOn = memoize(
  ({ document, accountId: keyAccountId }: PolicyContent, keyArn: string, principal: Principal) =>
    evaluateForAll(document, { keyArn, keyAccountId }, principal),
  (content, keyArn, { name }) => [content, keyArn, name],
);

type Representative = NonNullable<ReturnType<typeof representativeOf>>;

function onEveryKey(
  content: PolicyContent,
  operation: string,
  principal: Principal,
  decision: (content: PolicyContent, who: Representative, keyArn: string) => Decision,
): Answer {
  const who = representativeOf(principal, content.partition);
  if (!who) return { answer: "unknown", because: `cannot determine who ${principal.name} is` };
  const [first, ...others] = content.keyArns.map((keyArn) => decision(content, who, keyArn));
  if (!first || others.some(({ answer }) => answer !== first.answer)) {
    const because = "the policy names a key by its ARN, and AWS names this one at apply";
    return { answer: "unknown", because };
  }
  // Names of condition keys and of other operations may begin like the operation.
  const itself = new RegExp(`${operation}(?!\\w)`, "g");
  const because = first.because.replace(itself, "it").replaceAll(who.principal.arn, () => principal.name);
  return { answer: first.answer, because };
}

/**
 * Whether the denials of a policy, whatever it allows, deny an operation to external principals, whichever ARN the key gets.
 * @param evaluated the policy
 * @param operation such as `kms:Decrypt`
 */
export function isDeniedToExternalPrincipals({ content }: EvaluatedPolicy, operation: string): boolean {
  return isDeniedOnce(content, operation);
}

const isDeniedOnce = memoize(({ document, accountId: keyAccountId, keyArns }: PolicyContent, action: string) =>
  keyArns.every((keyArn) => isDeniedOutside(document, { action, keyArn, keyAccountId })),
);

/** Whether Aura can do one operation, and why. */
export interface Proof extends Answer {
  readonly operation: AuraOperation;
}

/**
 * For each operation that Aura needs: whether all principals that Aura's statements allow it can do it under the whole policy.
 * @param evaluated the policy
 */
export function proveAuraPermissions({ content }: EvaluatedPolicy): readonly Proof[] {
  return proofsOf(content);
}

/**
 * The external principals that may be Aura.
 * @param evaluated the policy
 */
export function possibleExternalPrincipals({ externalPrincipals }: PolicyContent): readonly AllowedPrincipal[] {
  return externalPrincipals.filter(({ principal }) => mayBeAura(principal));
}

const proofsOf = memoize((content: PolicyContent): readonly Proof[] => {
  const possible = possibleExternalPrincipals(content);
  const count = new Set(possible.map(({ principal }) => principal.name)).size;
  if (count > MAX_AURA_PRINCIPALS) {
    const because = `it allows ${count} external principals, none of which is evaluated: more than ${MAX_AURA_PRINCIPALS}`;
    return AURA_OPERATIONS.map((operation) => ({ operation, answer: "unknown", because }));
  }
  const asking = possible.map((allowed) => askingOf(content, allowed));
  return AURA_OPERATIONS.map((operation) => {
    const asked = asking.filter(({ allowed: { operations } }) => operations.includes(operation.name));
    return { operation, ...leastOf(content, operation.name, asked) };
  });
});

/**
 * The answer to the principal that a policy with further statements allows an operation least.
 * @param operation such as `kms:Decrypt`
 * @param asked the principals
 * @param further statements that are added to the policy
 */
export function leastAnswer(
  { content }: EvaluatedPolicy,
  operation: string,
  asked: readonly AllowedPrincipal[],
  further: readonly Statement[],
): Answer {
  const { document } = content;
  const wider = { ...content, document: { ...document, Statement: [...document.Statement, ...further] } };
  const asking = asked.map((allowed) => askingOf(wider, allowed));
  return leastOf(wider, operation, asking);
}

/** A principal that is asked about, and the answers to it alone. */
interface Asking {
  readonly allowed: AllowedPrincipal;
  readonly answerTo: (operation: string) => Answer["answer"];
}

function askingOf(content: PolicyContent, allowed: AllowedPrincipal): Asking {
  const { document, accountId: keyAccountId, partition, keyArns } = content;
  const { principal } = allowed;
  if (!representativeOf(principal, partition)) return { allowed, answerTo: () => "unknown" };
  const answering = keyArns.map((keyArn) => answersForAll(document, { keyArn, keyAccountId }, principal));
  return { allowed, answerTo: (operation) => agreement(answering.map((answerTo) => answerTo(operation))) };
}

/** Hundreds of principals are evaluated, and the reason is found for one of them. */
function leastOf(content: PolicyContent, operation: string, asked: readonly Asking[]): Answer {
  const answers = asked.map((one) => ({ ...one, answer: answerFor(content, operation, one) }));
  const [least] = answers.sort((a, b) => PERMISSIVENESS[a.answer] - PERMISSIVENESS[b.answer]);
  if (!least) return NOT_ASKED;
  const { principal } = least.allowed;
  const decided = answerToAllOnce(content, operation, principal);
  if (decided.answer === least.answer) return decided;
  return { answer: least.answer, because: `cannot determine which of ${principal.name} is Aura` };
}

/** For anyone and for an organization, one principal represents all, as long as no condition or Deny distinguishes between them. */
function answerFor(
  { document }: PolicyContent,
  operation: string,
  { allowed: { principal, conditions }, answerTo }: Asking,
): Answer["answer"] {
  const answer = answerTo(operation);
  const setsApart = conditions.length > 0 || deniedOperations(document).has(operation);
  const holdsForAll = principal.accountId !== undefined || (answer === "allowed" && !setsApart);
  return holdsForAll ? answer : "unknown";
}

/** The operations that Deny statements are about. */
const deniedOperations = memoize(
  ({ Statement: statements }: PolicyDocument): ReadonlySet<string> =>
    new Set(statements.filter(({ Effect }) => Effect === "Deny").flatMap(operationsOf)),
);

const NOT_ASKED: Answer = { answer: "denied", because: "Aura's statement does not ask for it" };

/**
 * Operations and why Aura cannot do them: "kms:Decrypt, kms:Encrypt: statement 3 denies it to AWS account 999988887777".
 * @param proofs those that failed
 */
export function describeProof(proofs: readonly Proof[]): string {
  return [...groupBy(proofs, ({ because }) => because)]
    .map(([because, some]) => `${formatList(some.map(({ operation }) => operation.name))}: ${because}`)
    .join("; ");
}

/**
 * Whether a principal of the key's account can change the policy: one that IAM allows it, the root user, or one that the
 * policy names, anywhere in it.
 * @param evaluated the policy
 */
export function canChangePolicyOf({ content }: EvaluatedPolicy): Answer {
  return bestAnswer(content);
}

const bestAnswer = memoize((content: PolicyContent): Answer => {
  const { document, accountId, partition } = content;
  const own = namedAccountPrincipals(document, accountId, partition).filter((principal) =>
    isOfPartition(principal, content),
  );
  const principals = distinctPrincipals([accountPrincipal(accountId), ...own]);
  const answers = principals.map((principal) => {
    const answer = answerOnce(content, PUT_KEY_POLICY, principal);
    // A Deny may leave out principals that only a pattern describes.
    return answer.answer === "denied" ? answerToUnnamed(content, PUT_KEY_POLICY, principal) : answer;
  });
  const [best] = [...answers].sort((a, b) => PERMISSIVENESS[b.answer] - PERMISSIVENESS[a.answer]);
  return best as Answer;
});

function answerToUnnamed(content: PolicyContent, operation: string, principal: Principal): Answer {
  const { document, accountId: keyAccountId } = content;
  return onEveryKey(content, operation, principal, (_content, _who, keyArn) =>
    evaluateForUnnamed(document, { keyArn, keyAccountId }, principal)(operation),
  );
}

/**
 * Whether a role can change the policy; undefined for one of another account, which has a rule of its own.
 * @param evaluated the policy
 * @param arn ARN of the role
 */
export function roleControls(evaluated: EvaluatedPolicy, arn: string): Answer | undefined {
  const principal = accountPrincipalOf(arn, evaluated.accountId);
  return principal && isOfPartition(principal, evaluated) ? answerTo(evaluated, PUT_KEY_POLICY, principal) : undefined;
}

/**
 * The decision for an unknown role of the account that wants to change the policy, where IAM allows it: "unknown" where some
 * principals of the account are denied it. Where the account cannot, the principals that the policy names decide.
 * @param evaluated the policy
 */
export function someRoleControls(evaluated: EvaluatedPolicy): Answer {
  const account = accountPrincipal(evaluated.accountId);
  const ofAccount = answerTo(evaluated, PUT_KEY_POLICY, account);
  return ofAccount.answer === "allowed"
    ? answerToAll(evaluated, PUT_KEY_POLICY, account)
    : canChangePolicyOf(evaluated);
}

function isOfPartition({ arn = "" }: Principal, { partition }: PolicyContent): boolean {
  return parseArn(arn)?.partition === partition;
}
