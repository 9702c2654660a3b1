import { unknown, type Fact } from "../fact";
import type { KeyPolicyNode, KmsKeyNode } from "../model";
import { defaultPolicy } from "./key-node";
import type { Policies } from "./policies";

/** A policy that was set apart from a key, and no longer is. */
export interface GonePolicy {
  readonly policy: KeyPolicyNode;
  /** Whether it is deleted, which puts the default policy in its place; else Terraform only forgets it. */
  readonly deleted: boolean;
}

/**
 * A key as it will be, with the policy that is left to it when nothing is set apart from it any more. The plan itself goes on
 * showing the old one there: it speaks of the policy resource only.
 * @param key the key as the plan shows it
 * @param gone what was set apart from it; at least one
 * @param policies reads policies
 */
export function withPolicyLeft(key: KmsKeyNode, gone: readonly GonePolicy[], policies: Policies): KmsKeyNode {
  const left = policyLeft(key, gone);
  const account = key.accountClaims[0] ?? unknown("the account of the key is not known");
  return left ? { ...key, presentPolicy: left, statement: policies.statementIn(left, account) } : key;
}

function policyLeft(key: KmsKeyNode, gone: readonly GonePolicy[]): Fact<string> | undefined {
  const isInline = !key.policy.known || key.policy.value !== undefined;
  if (gone.some(({ deleted }) => deleted)) {
    return isInline
      ? unknown(`the policy of key ${key.name} is set and reset by the same plan, in no certain order`)
      : defaultPolicy(key.address, key.accountClaims[0], key.region, "the default policy, which comes back");
  }
  const [only, ...others] = gone;
  if (isInline || !only || others.length > 0) return undefined;
  return only.policy.policy;
}
