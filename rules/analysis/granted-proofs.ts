import type { GrantNode, KeyPolicyNode, KmsKeyNode } from "../../model/model";
import type { AllowedPrincipal } from "../../policy/access/allowed-principals";
import { isMemberOf } from "../../policy/access/evaluate-for-all";
import { isExpected } from "../../policy/access/principal";
import { ACCOUNT_ID, parseArn } from "../../policy/arn";
import type { Statement } from "../../policy/document";
import { formatList } from "../../util/format-list";
import type { ModelIndex } from "../rule";
import { placeOfGrant } from "./effective-policy";
import type { EvaluatedPolicy } from "./evaluated-policy";
import { firstUnknown } from "./facts";
import { grantedPrincipal, grantsOn, grantStatements } from "./grants";
import { leastAnswer, possibleExternalPrincipals, proveAuraPermissions, type Proof } from "./permissions";

/**
 * The proofs of a policy and of the grants on its key together. A grant proves an operation where it is known to be on this key, to
 * allow all that the principal of Aura's statement stands for, under no encryption context, and where nobody unexpected can retire
 * it. What it may allow is unknown, and what a Deny of the policy denies stays denied.
 * @param evaluated the policy
 * @param node the key, or the standalone policy, that has it
 * @param index the model
 */
export function proveWithGrants(
  evaluated: EvaluatedPolicy,
  node: KmsKeyNode | KeyPolicyNode,
  index: ModelIndex,
): readonly Proof[] {
  const proofs = proveAuraPermissions(evaluated);
  if (proofs.every(({ answer }) => answer === "allowed")) return proofs;
  const grants = grantsOn(node, index);
  return proofs.map((proof) => (proof.answer === "allowed" ? proof : withGrants(proof, grants, evaluated, index)));
}

function withGrants(proof: Proof, grants: readonly GrantNode[], evaluated: EvaluatedPolicy, index: ModelIndex): Proof {
  const operation = proof.operation.name;
  const possible = possibleExternalPrincipals(evaluated);
  const granted = possible.filter((one) => grants.some((grant) => mayAllow(grant, operation, one)));
  const accounts = granted.flatMap(({ principal: { accountId = [] } }) => accountId);
  if (accounts.length === 0) return proof;
  const asked = possible.filter((one) => one.operations.includes(operation) || granted.includes(one));
  const answerWith = (...statements: readonly Statement[]) => leastAnswer(evaluated, operation, asked, statements);
  const atBest = answerWith({ Effect: "Allow", Principal: { AWS: accounts }, Action: operation, Resource: "*" });
  if (atBest.answer !== "allowed") return { ...proof, ...atBest };
  const about = grants.filter((grant) => granted.some((one) => mayAllow(grant, operation, one)));
  const doubts = new Map(about.map((grant) => [grant, doubtOf(grant, operation, granted, evaluated, index)]));
  const sound = about.filter((grant) => doubts.get(grant) === undefined);
  const answer = answerWith(...sound.flatMap(grantStatements));
  if (answer.answer === "allowed") return { ...proof, ...answer };
  const because = formatList(
    [...doubts.values()].flatMap((doubt) => doubt ?? []),
    { and: true },
  );
  return { ...proof, answer: "unknown", because };
}

/** Whether a grant may allow an operation to a principal, or to some of those that it stands for. */
function mayAllow({ operations, grantee }: GrantNode, operation: string, { principal }: AllowedPrincipal): boolean {
  if (operations.known && !operations.value.includes(operation.replace(/^kms:/, ""))) return false;
  const { accountId } = principal;
  return accountId !== undefined && (!grantee.known || accountOf(grantee.value) === accountId);
}

/** Why a grant proves nothing, in one clause; undefined where it proves what it allows. */
function doubtOf(
  grant: GrantNode,
  operation: string,
  possible: readonly AllowedPrincipal[],
  { accountId, expected = [] }: EvaluatedPolicy,
  index: ModelIndex,
): string | undefined {
  const { name, keyId, grantee, operations, constraints, retiringPrincipal } = grant;
  if (placeOfGrant(grant, index) === undefined)
    return `it is unknown which key grant ${name} is on${keyId.known ? "" : ` (${keyId.reason})`}`;
  const open = firstUnknown([grantee, operations, constraints, retiringPrincipal]);
  if (open) return `grant ${name} may allow it (${open.reason})`;
  const principal = grantedPrincipal(grant);
  if (!principal) return `it is unknown whom grant ${name} allows`;
  const others = possible.filter((one) => mayAllow(grant, operation, one) && !isMemberOf(principal, one.principal));
  if (others.length > 0) return `grant ${name} allows it to ${principal.name} only`;
  const [bound] = grantStatements(grant).filter(
    ({ Condition, Action = [] }) => Condition && Action.includes(operation),
  );
  if (bound) return `grant ${name} allows it with its encryption context only`;
  const retiring = retiringPrincipal.known ? retiringPrincipal.value : undefined;
  const auras = possible.flatMap(({ principal: { accountId: account = [] } }) => account);
  const mayRetire =
    retiring === undefined ||
    isExpected([accountId, ...expected, ...auras], { arn: retiring, accountId: accountOf(retiring) });
  return mayRetire ? undefined : `${retiring} can retire grant ${name}`;
}

function accountOf(principal: string): string {
  return ACCOUNT_ID.test(principal) ? principal : (parseArn(principal)?.accountId ?? "");
}
