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
import { groupBy } from "../../util/group-by";
import { placeOfGrant, type EffectivePolicy } from "./effective-policy";
import { grantedPrincipal, grantsOn } from "./grants";
import { indexModel } from "./model-index";

/**
 * Why an external principal in a policy is unexpected.
 * - `anyone`: any AWS account.
 * - `unexpected`: not among the expected principals.
 * - `beside-aura`: not in Aura's statement, and no expected principals are set.
 * - `unbound-service`: an AWS service, on behalf of any account.
 * - `anyone-but-denied`: any AWS account, where other statements deny it to some.
 * - `unclear`: the principal cannot be determined.
 */
export type UnexpectedAccessKind =
  "anyone" | "unexpected" | "beside-aura" | "unbound-service" | "anyone-but-denied" | "unclear";

/** Unexpected access of one kind by one statement. */
export interface UnexpectedAccess {
  readonly kind: UnexpectedAccessKind;
  /** Place of the statement in the policy, counted from 0. */
  readonly statement: number;
  readonly allowed: readonly AllowedPrincipal[];
}

/**
 * The access that a policy grants beside the key's own account, the expected principals and, where none are set, the principals
 * of Aura's statement.
 * @param evaluated the policy
 */
export function findUnexpectedAccess(evaluated: EvaluatedPolicy): readonly UnexpectedAccess[] {
  return collectUnexpectedAccess(evaluated);
}

const collectUnexpectedAccess = memoize(
  (evaluated: EvaluatedPolicy): readonly UnexpectedAccess[] => {
    const kindOf = accessKindOf(evaluated);
    const groups = new Map<string, UnexpectedAccess & { readonly allowed: AllowedPrincipal[] }>();
    for (const access of evaluated.externalAccess) {
      const { statement } = access;
      const kind = kindOf(access);
      if (!kind) continue;
      const name = `${kind} ${statement}`;
      const group = groups.get(name) ?? { kind: kind, statement, allowed: [] };
      groups.set(name, group);
      group.allowed.push(access);
    }
    return [...groups.values()];
  },
  ({ content, expected, besideAura }) => [content, ...(expected ?? [undefined]), "", ...besideAura],
);

function accessKindOf(evaluated: EvaluatedPolicy): (access: AllowedPrincipal) => UnexpectedAccessKind | undefined {
  const { document, accountId, expected, besideAura } = evaluated;
  const inAuras = new Set(evaluated.externalPrincipals.map(({ principal }) => principal.name));
  const auras = new Set((valueOf(evaluated.aura) ?? []).map(canonicalStatement));
  // Where nobody says which statement is Aura's, who is beside it is a question for those who change the policy.
  const isRead = evaluated.aura.known && evaluated.aura.source === evaluated.source;
  return (access) => {
    const { principal } = access;
    const statement = document.Statement[access.statement] as Statement;
    if (principal.kind === "unclear") return "unclear";
    if (principal.kind === "anyone") return isDeniedToSome(evaluated, access) ? "anyone-but-denied" : "anyone";
    // A service is never an expected principal: it acts for the account that its condition names.
    if (principal.kind === "service") return isBoundToAccount(statement, accountId) ? undefined : "unbound-service";
    if (isExpected(besideAura, principal)) return undefined;
    if (expected) return isExpected(expected, principal) ? undefined : "unexpected";
    if (!mayBeAura(principal)) return "beside-aura";
    if (isRead) return undefined;
    return inAuras.has(principal.name) || auras.has(canonicalStatement(statement)) ? undefined : "beside-aura";
  };
}

/** Where a statement allows anyone, and others deny it to some external principals, the denials decide who has access. */
function isDeniedToSome(evaluated: EvaluatedPolicy, { operations }: AllowedPrincipal): boolean {
  const offered = allowedAcrossAccounts(operations);
  return offered.length > 0 && offered.every((operation) => isDeniedToExternalPrincipals(evaluated, operation));
}

/**
 * The external principals of a policy that may be Aura, each once: those that can use the key.
 * @param document the policy
 * @param accountId the account of the key
 * @param besideAura external principals that are not Aura
 */
export function possibleAuraPrincipals(
  document: PolicyDocument,
  accountId: string,
  besideAura: readonly string[] = [],
): readonly Principal[] {
  const { possibleUsers } = findExternalAccess(document, accountId);
  return besideAura.length > 0 ? possibleUsers.filter((one) => !isExpected(besideAura, one)) : possibleUsers;
}

/**
 * Those of the expected principals that may be Aura; undefined where none are set.
 */
export function expectedAuraPrincipals({
  expectedPrincipals,
  besideAura = [],
}: Pick<EffectivePolicy, "expectedPrincipals" | "besideAura">): readonly string[] | undefined {
  return expectedPrincipals?.filter((one) => !besideAura.includes(one));
}

/**
 * Whether a principal is one that the configuration expects.
 * @param expected the expected principals; absent where none are set
 */
export function isExpectedBy(expected: readonly string[] | undefined, principal: Principal): boolean {
  return isExpected(expected ?? [], principal);
}

/**
 * Whether a principal may stand for an expected one: they are of one account, or its account is unknown.
 * @param expected the principals that the configuration expects
 */
export function mayIncludeExpected(expected: readonly string[], principal: Principal): boolean {
  const { accountId } = principal;
  return accountId === undefined || expected.some((one) => (parseArn(one)?.accountId ?? one) === accountId);
}

/** A key and the external principals that its policy and its grants allow. */
export interface KeyWithExternalAccess {
  /** The key, or a standalone policy. */
  readonly node: KmsKeyNode | KeyPolicyNode;
  /** What a person calls them, each once; at least one. */
  readonly principals: readonly string[];
  /** Whether expected principals are set; the rules then find every other one. */
  readonly hasExpectedPrincipals: boolean;
}

/**
 * The external principals that the policies and grants of a model allow, to be confirmed where no expected principals are set.
 * @param model what is known
 */
export function keysWithExternalAccess(model: CmkModel): readonly KeyWithExternalAccess[] {
  const index = indexModel(model);
  return [...model.keys, ...model.keyPolicies].flatMap((node): KeyWithExternalAccess[] => {
    const evaluated = evaluatedPolicy(node, index);
    if ("outcome" in evaluated) return [];
    const inPolicy = evaluated.externalAccess.map(({ principal }) => principal.name);
    const inGrants = grantsOn(node, index).flatMap((grant) => {
      const principal = grantedPrincipal(grant);
      const isExternal = principal && principal.accountId !== evaluated.accountId && !inPolicy.includes(principal.name);
      return isExternal && placeOfGrant(grant, index) !== undefined ? [`${principal.name} by grant ${grant.name}`] : [];
    });
    const principals = [...new Set([...inPolicy, ...inGrants])];
    return principals.length > 0
      ? [{ node, principals: principals, hasExpectedPrincipals: evaluated.expected !== undefined }]
      : [];
  });
}

/** How many of them are shown. */
const MAX_PRINCIPALS = 10;

/**
 * The principals in a line: "AWS account 999988887777 (no expected principals set)".
 */
export function formatPrincipals({ principals, hasExpectedPrincipals }: KeyWithExternalAccess): string {
  return `${formatList(principals, { max: MAX_PRINCIPALS })}${hasExpectedPrincipals ? "" : " (no expected principals set)"}`;
}

/**
 * Who has which access, the same from whatever it was found out.
 * @param access principals, each with its operations
 */
export function accessText(access: readonly (readonly [Principal, operations: readonly string[]])[]): string {
  const byName = groupBy(access, ([{ name }]) => name);
  const texts = [...byName].map(([name, same]) => {
    const operations = new Set(same.flatMap(([, some]) => some));
    return `${name}: ${[...operations].sort().join(", ")}`;
  });
  return texts.sort().join("; ");
}
