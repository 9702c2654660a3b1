import { knownOf } from "./facts";
import { effectivePolicyOf } from "./effective-policy";
import { evaluatedPolicy } from "./evaluated-policy";
import { keyArnOf } from "./key-identity";
import type { GrantNode } from "../../model/model";
import { allowedPrincipals, type AllowedPrincipal } from "../../policy/access/allowed-principals";
import { isExpected } from "../../policy/access/principal";
import type { Statement } from "../../policy/document";
import { serviceOf } from "../../policy/evaluate/principal";
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
  const expected =
    policy?.expectedPrincipals ?? auras.flatMap(({ principal: { arn, accountId: account } }) => arn ?? account ?? []);
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

/** A grant as a statement of the policy would say it. */
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
