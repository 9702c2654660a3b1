import { canonicalStatement } from "../../policy/canonical";
import type { Statement, PolicyDocument } from "../../policy/document";
import { isBoundToAccount } from "../../policy/access/service-binding";
import { allowedAcrossAccounts } from "../../policy/access/evaluate-for-all";
import type { AllowedPrincipal } from "../../policy/access/allowed-principals";
import { valueOf } from "../../model/fact";
import { isDeniedToExternalPrincipals } from "./permissions";
import { type EvaluatedPolicy, evaluatedPolicy } from "./evaluated-policy";
import { memoize } from "../../util/memoize";
import { mayBeAura, isExpected, type Principal } from "../../policy/access/principal";
import { parseArn } from "../../policy/arn";
import { findExternalAccess } from "../../policy/access/external-access";
import type { CmkModel, KeyPolicyNode, KmsKeyNode } from "../../model/model";
import { formatList } from "../../util/format-list";
import { indexModel } from "./model-index";

/**
 * What somebody is whom a policy lets in from outside of the key's account.
 * - `anyone`: whoever has an AWS account.
 * - `unexpected`: not among those who are pinned.
 * - `beside-aura`: not in Aura's statement, and nobody is pinned.
 * - `unbound-service`: an AWS service, on behalf of any account.
 * - `anyone-but-denied`: whoever has an AWS account, where other statements deny it to some of them.
 * - `unclear`: nobody can tell who it is.
 */
export type UnexpectedAccessKind =
  "anyone" | "unexpected" | "beside-aura" | "unbound-service" | "anyone-but-denied" | "unclear";

/** Strangers of one kind in one statement. */
export interface UnexpectedAccess {
  readonly kind: UnexpectedAccessKind;
  /** Place of the statement in the policy, counted from 0. */
  readonly statement: number;
  readonly allowed: readonly AllowedPrincipal[];
}

/**
 * Whom a policy lets in beside the key's own account, those who are expected and, without a pin, those of Aura's statement.
 * @param judged the policy
 */
export function findUnexpectedAccess(judged: EvaluatedPolicy): readonly UnexpectedAccess[] {
  return collectUnexpectedAccess(judged);
}

const collectUnexpectedAccess = memoize(
  (judged: EvaluatedPolicy): readonly UnexpectedAccess[] => {
    const strangenessOf = judgeOf(judged);
    const groups = new Map<string, UnexpectedAccess & { readonly allowed: AllowedPrincipal[] }>();
    for (const admission of judged.externalAccess) {
      const { statement } = admission;
      const strangeness = strangenessOf(admission);
      if (!strangeness) continue;
      const name = `${strangeness} ${statement}`;
      const group = groups.get(name) ?? { kind: strangeness, statement, allowed: [] };
      groups.set(name, group);
      group.allowed.push(admission);
    }
    return [...groups.values()];
  },
  ({ content, expected }) => [content, ...(expected ?? [undefined])],
);

function judgeOf(judged: EvaluatedPolicy): (admission: AllowedPrincipal) => UnexpectedAccessKind | undefined {
  const { document, accountId, expected } = judged;
  const guests = new Set(judged.externalPrincipals.map(({ principal }) => principal.name));
  const auras = new Set((valueOf(judged.aura) ?? []).map(canonicalStatement));
  return (admission) => {
    const { principal } = admission;
    const statement = document.Statement[admission.statement] as Statement;
    if (principal.kind === "unclear") return "unclear";
    if (principal.kind === "anyone") return isDeniedToSome(judged, admission) ? "anyone-but-denied" : "anyone";
    // A service can not be pinned: it acts for the account that its condition names.
    if (principal.kind === "service") return isBoundToAccount(statement, accountId) ? undefined : "unbound-service";
    if (expected) return isExpected(expected, principal) ? undefined : "unexpected";
    if (!mayBeAura(principal)) return "beside-aura";
    return guests.has(principal.name) || auras.has(canonicalStatement(statement)) ? undefined : "beside-aura";
  };
}

/** Where a statement for everybody is denied to somebody of a strange account, the denials decide who is let in. */
function isDeniedToSome(judged: EvaluatedPolicy, { operations }: AllowedPrincipal): boolean {
  const offered = allowedAcrossAccounts(operations);
  return offered.length > 0 && offered.every((operation) => isDeniedToExternalPrincipals(judged, operation));
}

/**
 * The external principals of a policy that may be Aura, each once.
 * @param document the policy
 * @param accountId the account of the key
 */
export function possibleAuraPrincipals(document: PolicyDocument, accountId: string): readonly Principal[] {
  return findExternalAccess(document, accountId).possibleAuraPrincipals;
}

/**
 * Whether somebody is among those whom the configuration expects.
 * @param pinned whom it expects; absent when that is not pinned
 * @param party somebody
 */
export function isExpectedBy(pinned: readonly string[] | undefined, party: Principal): boolean {
  return isExpected(pinned ?? [], party);
}

/**
 * Whether somebody who is expected may be of a party: its account is that of a pin, or nobody knows its account.
 * @param pinned whom the configuration expects
 * @param party somebody
 */
export function mayIncludeExpected(pinned: readonly string[], party: Principal): boolean {
  const { accountId } = party;
  return accountId === undefined || pinned.some((pin) => (parseArn(pin)?.accountId ?? pin) === accountId);
}

/** Whom the policy of a key lets in from outside of the key's account. */
export interface KeyWithExternalAccess {
  /** The key, or the policy that is set apart from one. */
  readonly node: KmsKeyNode | KeyPolicyNode;
  /** What a person calls them, each once; at least one. */
  readonly principals: readonly string[];
  /** Whether somebody said whom to expect; the rules then see to it that nobody else is let in. */
  readonly hasExpectedPrincipals: boolean;
}

/**
 * Whom the policies of a model let in, for those who have to know them when nobody is pinned.
 * @param model what is known
 */
export function keysWithExternalAccess(model: CmkModel): readonly KeyWithExternalAccess[] {
  const index = indexModel(model);
  return [...model.keys, ...model.keyPolicies].flatMap((node): KeyWithExternalAccess[] => {
    const judged = evaluatedPolicy(node, index);
    if ("outcome" in judged) return [];
    const parties = [...new Set(judged.externalAccess.map(({ principal }) => principal.name))];
    return parties.length > 0
      ? [{ node, principals: parties, hasExpectedPrincipals: judged.expected !== undefined }]
      : [];
  });
}

/** How many of them are shown. */
const MAX_PRINCIPALS = 10;

/**
 * The parties in a line: "AWS account 999988887777 (not pinned)".
 * @param letIn whom a policy lets in
 */
export function formatPrincipals({ principals, hasExpectedPrincipals }: KeyWithExternalAccess): string {
  return `${formatList(principals, { max: MAX_PRINCIPALS })}${hasExpectedPrincipals ? "" : " (not pinned)"}`;
}
