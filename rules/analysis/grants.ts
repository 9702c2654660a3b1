import { firstUnknown, knownOf } from "./facts";
import { effectivePolicyOf, nameOfKey, placeOfGrant, policyTargets } from "./effective-policy";
import { evaluatedPolicy } from "./evaluated-policy";
import { keyArnOf } from "./key-identity";
import type { GrantNode, KeyPolicyNode, KmsKeyNode } from "../../model/model";
import { allowedPrincipals, statementPrincipals, type AllowedPrincipal } from "../../policy/access/allowed-principals";
import { operationsOf } from "../../policy/evaluate/actions";
import { isExpected, type Principal } from "../../policy/access/principal";
import { statementName, type PolicyDocument, type Statement } from "../../policy/document";
import { conditionKey } from "../../policy/evaluate/condition-keys";
import { serviceOf } from "../../policy/evaluate/principal";
import { groupBy } from "../../util/group-by";
import { memoize } from "../../util/memoize";
import { unknown, type ModelIndex, type Verdict } from "../rule";

/** What a grant allows, and whether it may. */
export interface GrantedAccess {
  /** What a person calls the key. */
  readonly key: string;
  /** The account that owns the key, 12 digits. */
  readonly accountId: string;
  readonly allowed: AllowedPrincipal;
  /** Whether the grantee is of the key's account, expected or, where nobody is named, in Aura's statement. */
  readonly isExpected: boolean;
  /** The external principals that are expected beside the account of the key. */
  readonly expected: readonly string[];
}

/**
 * What a grant allows; or the verdict where that cannot be determined.
 * @param grant the grant
 * @param index the model that it is in
 */
export function grantedAccess(grant: GrantNode, index: ModelIndex): GrantedAccess | Verdict {
  const { grantee, operations, constraints } = grant;
  for (const fact of [grantee, operations, constraints]) if (!fact.known) return unknown(fact.reason);
  const [allowed] = allowedPrincipals({ Version: "2012-10-17", Statement: [statementOf(grant)] });
  if (!allowed) return unknown(`cannot determine whom grant ${grant.name} allows`);
  const policy = effectivePolicyOf(grant, index);
  if (!policy && !grant.keyId.known) return unknown(grant.keyId.reason);
  const identity = policy?.identity;
  const inArn = keyArnOf(grant.keyId)?.accountId ?? knownOf(grant.accountClaims)[0]?.value;
  const accountId = (identity?.known ? identity.value.accountId : undefined) ?? inArn;
  if (accountId === undefined) {
    return unknown(
      identity?.known === false ? identity.reason : `the AWS account of the key of grant ${grant.name} is not known`,
    );
  }
  const evaluated = policy && evaluatedPolicy(policy.holder, index);
  const auras = evaluated && "externalPrincipals" in evaluated ? evaluated.externalPrincipals : [];
  const named =
    policy?.expectedPrincipals ?? auras.flatMap(({ principal: { arn, accountId: account } }) => arn ?? account ?? []);
  const expected = [...named, ...(policy?.besideAura ?? [])];
  const { principal } = allowed;
  return {
    ...{
      key: policy ? `key ${policy.name}` : `key ${grant.keyId.known ? grant.keyId.value : ""}`,
      accountId,
      allowed,
      expected,
    },
    isExpected: isExpected([accountId, ...expected], principal),
  };
}

/**
 * The grants on a key, and those of which it is unknown which key they are on.
 * @param node the key, or a standalone policy of it
 * @param index the model that it is in
 */
export function grantsOn(node: KmsKeyNode | KeyPolicyNode, index: ModelIndex): readonly GrantNode[] {
  const place = node.kind === "key" ? nameOfKey(node) : policyTargets(index).get(node.id)?.on;
  const byPlace = grantsByPlace(index);
  return [...(byPlace.get(place) ?? []), ...(byPlace.get(undefined) ?? [])];
}

const grantsByPlace = memoize((index: ModelIndex) =>
  groupBy(index.model.grants, (grant) => placeOfGrant(grant, index)),
);

/**
 * A grant as statements of the policy would say it. Its constraints hold for the operations with an encryption context; those of a grant
 * that allows more grants hold for these too.
 */
export function grantStatements(grant: GrantNode): readonly Statement[] {
  const whole = statementOf(grant);
  const [key] = Object.keys(whole.Condition?.["StringEquals"] ?? {});
  if (key === undefined) return [whole];
  const { Condition: _, ...unbound } = whole;
  const withContext = new Set(conditionKey(key).operations);
  const [bound, free] = [
    operationsOf(whole).filter((one) => withContext.has(one)),
    operationsOf(whole).filter((one) => !withContext.has(one)),
  ];
  return [
    { ...whole, Action: bound },
    { ...unbound, Action: free },
  ];
}

/**
 * A policy and what grants allow beside it, as statements behind its own, with what a person calls each of them.
 * @param grants on the key of the policy; those that are not known allow nothing
 */
export function withGrants(
  document: PolicyDocument,
  grants: readonly GrantNode[],
): { readonly document: PolicyDocument; readonly statementNames?: readonly string[] } {
  const known = grants.filter((grant) => !firstUnknown([grant.grantee, grant.operations, grant.constraints]));
  if (known.length === 0) return { document };
  const { Statement: own } = document;
  const granted = known.flatMap((grant) =>
    grantStatements(grant).map((statement) => [statement, `grant ${grant.name}`] as const),
  );
  return {
    document: { ...document, Statement: [...own, ...granted.map(([statement]) => statement)] },
    statementNames: [...own.map((one, place) => statementName(place, one)), ...granted.map(([, name]) => name)],
  };
}

/**
 * Whom a grant allows, as far as its grantee is known.
 */
export function grantedPrincipal(grant: GrantNode): Principal | undefined {
  return grant.grantee.known ? statementPrincipals(statementOf(grant))[0]?.principal : undefined;
}

/** A grant as one statement of the policy. */
function statementOf({ grantee, operations, constraints }: GrantNode): Statement {
  const name = grantee.known ? grantee.value : "";
  const context = constraints.known ? { ...constraints.value?.subset, ...constraints.value?.equals } : {};
  const tests = Object.entries(context).map(([key, value]) => [`kms:EncryptionContext:${key}`, value] as const);
  return {
    Effect: "Allow",
    Principal: serviceOf(name) === undefined ? { AWS: name } : { Service: name },
    Action: operations.known ? operations.value.map((operation) => `kms:${operation}`) : [],
    Resource: "*",
    ...(tests.length > 0 && { Condition: { StringEquals: Object.fromEntries(tests) } }),
  };
}
