import { formatList } from "../../util/format-list";
import { evaluate, type Decision } from "../../policy/evaluate/evaluate";
import { evaluateForAll, isDeniedToExternalPrincipals as isDeniedOutside } from "../../policy/access/evaluate-for-all";
import { representativeOf, type AllowedPrincipal } from "../../policy/access/allowed-principals";
import { type Principal, mayBeAura, accountPrincipal, distinctPrincipals } from "../../policy/access/principal";
import type { EvaluatedPolicy, PolicyContent } from "./evaluated-policy";
import { memoize } from "../../util/memoize";
import { groupBy } from "../../util/group-by";
import { AURA_OPERATIONS, MAX_AURA_PRINCIPALS, type AuraOperation } from "../../policy/access/aura-permissions";
import { parseArn } from "../../policy/arn";
import { PUT_KEY_POLICY, namedAccountPrincipals, accountPrincipalOf } from "../../policy/access/lockout";

/** A decision without the request it is about: "it" stands for the operation, and the party's name for whoever stands for it. */
export type Answer = Pick<Decision, "answer" | "because">;

/** The answers in order: the more is allowed, the higher. */
export const PERMISSIVENESS: Readonly<Record<Answer["answer"], number>> = { denied: 0, unknown: 1, allowed: 2 };

/**
 * What the policy says to somebody whose own IAM policies allow everything, whichever of its possible ARNs the key gets and
 * whatever else is unknown of the request: to one whom no statement names, where the party has many.
 * @param judged the policy
 * @param operation such as `kms:Decrypt`
 * @param party who asks
 */
export function answerTo({ content }: EvaluatedPolicy, operation: string, party: Principal): Answer {
  return answerOnce(content, operation, party);
}

const answerOnce = memoize(
  (content: PolicyContent, operation: string, party: Principal) =>
    onEveryKey(content, operation, party, ({ document, accountId: keyAccountId }, who, keyArn) =>
      evaluate(document, { ...who, action: operation, keyArn, keyAccountId, others: "unknown" }),
    ),
  (content, operation, { name }) => [content, operation, name],
);

/**
 * What the policy says to all of a party; "unknown" also where it is one thing to some and another thing to others.
 * @param judged the policy
 * @param operation such as `kms:Decrypt`
 * @param party who asks
 */
export function answerToAll({ content }: EvaluatedPolicy, operation: string, party: Principal): Answer {
  return answerToAllOnce(content, operation, party);
}

const answerToAllOnce = memoize(
  (content: PolicyContent, operation: string, party: Principal) =>
    onEveryKey(content, operation, party, (_content, _who, keyArn) => decisionsOn(content, keyArn, party)(operation)),
  (content, operation, { name }) => [content, operation, name],
);

const decisionsOn = memoize(
  ({ document, accountId: keyAccountId }: PolicyContent, keyArn: string, party: Principal) =>
    evaluateForAll(document, { keyArn, keyAccountId }, party),
  (content, keyArn, { name }) => [content, keyArn, name],
);

type Somebody = NonNullable<ReturnType<typeof representativeOf>>;

function onEveryKey(
  content: PolicyContent,
  operation: string,
  party: Principal,
  decision: (content: PolicyContent, who: Somebody, keyArn: string) => Decision,
): Answer {
  const who = representativeOf(party, content.partition);
  if (!who) return { answer: "unknown", because: `who ${party.name} is can not be told` };
  const [first, ...others] = content.keyArns.map((keyArn) => decision(content, who, keyArn));
  if (!first || others.some(({ answer }) => answer !== first.answer)) {
    const because = "the policy names a key by its ARN, and AWS names this one at apply";
    return { answer: "unknown", because };
  }
  // Names of condition keys and of other operations may begin like the operation.
  const itself = new RegExp(`${operation}(?!\\w)`, "g");
  const because = first.because.replace(itself, "it").replaceAll(who.principal.arn, () => party.name);
  return { answer: first.answer, because };
}

/**
 * Whether the denials of a policy, whatever it allows, keep an operation from a stranger, whichever ARN the key gets.
 * @param judged the policy
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
 * For each operation that Aura does whether everybody whom Aura's statements ask it for can do it under the whole policy.
 * @param judged the policy
 */
export function proveAuraPermissions({ content }: EvaluatedPolicy): readonly Proof[] {
  return proofsOf(content);
}

/**
 * Those of the guests who may be Aura.
 * @param judged the policy
 */
export function possibleExternalPrincipals({ externalPrincipals }: PolicyContent): readonly AllowedPrincipal[] {
  return externalPrincipals.filter(({ principal }) => mayBeAura(principal));
}

const proofsOf = memoize((content: PolicyContent): readonly Proof[] => {
  const possible = possibleExternalPrincipals(content);
  const guests = new Set(possible.map(({ principal }) => principal.name)).size;
  if (guests > MAX_AURA_PRINCIPALS) {
    const because = `it lets in ${guests} parties, and no more than ${MAX_AURA_PRINCIPALS} are looked at one by one`;
    return AURA_OPERATIONS.map((operation) => ({ operation, answer: "unknown", because }));
  }
  return AURA_OPERATIONS.map((operation) => {
    const asked = possible.filter(({ operations }) => operations.includes(operation.name));
    const answers = asked.map((guest) => answerFor(content, operation.name, guest));
    const [answer = NOT_ASKED] = answers.sort((a, b) => PERMISSIVENESS[a.answer] - PERMISSIVENESS[b.answer]);
    return { operation, ...answer };
  });
});

/** Of everybody and of an organization one stands for all, as long as nothing sets some of them apart. */
function answerFor(content: PolicyContent, operation: string, { principal, conditions }: AllowedPrincipal): Answer {
  const answer = answerToAllOnce(content, operation, principal);
  const setsApart = conditions.length > 0 || content.document.Statement.some(({ Effect: effect }) => effect === "Deny");
  const holdsForAll = principal.accountId !== undefined || (answer.answer === "allowed" && !setsApart);
  if (holdsForAll || answer.answer === "unknown") return answer;
  return { answer: "unknown", because: `who of ${principal.name} is Aura can not be told` };
}

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
 * Whether somebody of the key's account can change the policy: anybody whom IAM allows it, the root user, or one of those whom
 * the policy names, in whatever part of it.
 * @param judged the policy
 */
export function canChangePolicyOf({ content }: EvaluatedPolicy): Answer {
  return bestAnswer(content);
}

const bestAnswer = memoize((content: PolicyContent): Answer => {
  const { document, accountId, partition } = content;
  const own = namedAccountPrincipals(document, accountId, partition).filter((party) => isOfPartition(party, content));
  const parties = distinctPrincipals([accountPrincipal(accountId), ...own]);
  const answers = parties.map((party) => answerOnce(content, PUT_KEY_POLICY, party));
  const [best] = [...answers].sort((a, b) => PERMISSIVENESS[b.answer] - PERMISSIVENESS[a.answer]);
  return best as Answer;
});

/**
 * Whether a role can change the policy; undefined for one of another account, which has a rule of its own.
 * @param judged the policy
 * @param arn ARN of the role
 */
export function roleControls(judged: EvaluatedPolicy, arn: string): Answer | undefined {
  const party = accountPrincipalOf(arn, judged.accountId);
  return party && isOfPartition(party, judged) ? answerTo(judged, PUT_KEY_POLICY, party) : undefined;
}

/**
 * What a role that nobody knows is told when it wants to change the policy, as somebody of the account whom IAM allows it:
 * "unknown" where a denial is for some of the account. Where the account can not, it hangs on those whom the policy names.
 * @param judged the policy
 */
export function someRoleControls(judged: EvaluatedPolicy): Answer {
  const account = accountPrincipal(judged.accountId);
  const anybody = answerTo(judged, PUT_KEY_POLICY, account);
  return anybody.answer === "allowed" ? answerToAll(judged, PUT_KEY_POLICY, account) : canChangePolicyOf(judged);
}

function isOfPartition({ arn = "" }: Principal, { partition }: PolicyContent): boolean {
  return parseArn(arn)?.partition === partition;
}
