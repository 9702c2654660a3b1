import { known, unknown as unknownFact, valueOf, type Fact } from "../../model/fact";
import type { CmkModel, KeyPolicyNode, KmsKeyNode } from "../../model/model";
import type { AppliedPolicy } from "../../policy/read-policy";
import { memoize } from "../../util/memoize";
import { findExternalAccess } from "../../policy/access/external-access";
import { canonicalPolicy } from "../../policy/canonical";
import type { PolicyDocument, Statement } from "../../policy/document";
import { MAX_POLICY_BYTES } from "../../policy/limits";
import type { StatementProblem } from "../../policy/problem";
import { lintStatements } from "../../policy/lint/statement";
import type { AllowedPrincipal } from "../../policy/access/allowed-principals";
import { policySizeInBytes } from "../../policy/size";
import { notApplicable, unknown, type ModelIndex, type Verdict } from "../rule";
import { arnsOf, identityForPolicies, type KeyIdentity } from "./key-identity";
import { effectivePolicy, inlinePolicy, readPolicy, setsPolicyInline, type EffectivePolicy } from "./effective-policy";

/**
 * What policies say and what is known of their keys, without the names of these: the same object for all that have it in
 * common, because an app may have thousands of keys and one way to set their policies.
 */
export interface PolicyContent {
  readonly document: PolicyDocument;
  /** The account that owns the key, 12 digits. */
  readonly accountId: string;
  readonly partition: string;
  /** The region of the key, where it is known. */
  readonly region: string | undefined;
  /** The ARN of a key with this policy, or several that it may have: what holds for all of them holds. */
  readonly keyArns: readonly string[];
  /** Whether Aura's statements can be read. */
  readonly auraIsSound: boolean;
  /** The external principals that Aura's statements allow; none in phase 1. */
  readonly externalPrincipals: readonly AllowedPrincipal[];
  /** The external principals that the policy allows. */
  readonly externalAccess: readonly AllowedPrincipal[];
}

/** The whole policy of a key, with what a rule has to know to evaluate it. */
export interface EvaluatedPolicy extends PolicyContent {
  readonly content: PolicyContent;
  /** The ARN of the key, where it is known. */
  readonly keyArn: string | undefined;
  /** What a person calls it: "key orders", "policy orders-policy". */
  readonly subject: string;
  /** Where the policy was read. */
  readonly source: string;
  /** Aura's statements; undefined as a known value is phase 1. */
  readonly aura: Fact<readonly Statement[] | undefined>;
  /** Whether the configuration names Aura's statements; else they are those that allow external principals. */
  readonly auraIsNamed: boolean;
  /** The principals that the configuration expects, where it names them. */
  readonly expected: readonly string[] | undefined;
  /** External principals that only the owner's own statements name: expected, and not Aura. */
  readonly besideAura: readonly string[];
}

/**
 * The policy of a key, ready to be evaluated; or the verdict on it where there is nothing to evaluate.
 * @param node the key, or a standalone policy
 * @param index the model
 */
export function evaluatedPolicy(node: KmsKeyNode | KeyPolicyNode, index: ModelIndex): EvaluatedPolicy | Verdict {
  return evaluate(index, node);
}

/** A policy with Aura's statements in it. */
export interface PolicyWithAura {
  readonly evaluated: EvaluatedPolicy;
  readonly statements: readonly Statement[];
  /** Where the statements were read. */
  readonly source: string;
}

/**
 * The policy of a key and Aura's statements in it; or the verdict where there are none, or they cannot be read.
 * @param node the key, or a standalone policy
 * @param index the model
 */
export function policyWithAura(node: KmsKeyNode | KeyPolicyNode, index: ModelIndex): PolicyWithAura | Verdict {
  const evaluated = evaluatedPolicy(node, index);
  if ("outcome" in evaluated) return evaluated;
  const { aura } = evaluated;
  if (!aura.known) return unknown(aura.reason);
  return aura.value === undefined ? notApplicable : { evaluated, statements: aura.value, source: aura.source };
}

const evaluate = memoize((index: ModelIndex, node: KmsKeyNode | KeyPolicyNode): EvaluatedPolicy | Verdict => {
  const effective = effectivePolicy(node, index);
  if (!effective || (node.kind === "key" && effective.standalone.length > 0 && !setsPolicyInline(node)))
    return notApplicable;
  // Of several on one key each is evaluated: whichever wins, it must be right.
  const policy = node.kind === "key" ? inlinePolicy(node) : node.policy;
  if (!policy.known) return unknown(policy.reason);
  if (policy.value === undefined) return notApplicable;
  const { identity, expectedPrincipals: expected, besideAura = [] } = effective;
  if (!identity.known) return unknown(identity.reason);
  const subject = `${node.kind === "key" ? "key" : "policy"} ${node.name}`;
  const content = contentOf(index, policy.value, identity.value, valueOf(node.statement));
  if ("error" in content) return unknown(`the policy of ${subject} cannot be evaluated: ${content.error}`);
  return {
    ...content,
    ...{ content, keyArn: identity.value.arn, subject, source: policy.source, expected, besideAura },
    aura: aurasIn(node, content),
    auraIsNamed: isNamedAuras(node, policy, effective, index),
  };
});

/** A plan does not tell which statement is Aura's: there it is read from the policy itself. */
function isNamedAuras(
  { statement }: KmsKeyNode | KeyPolicyNode,
  { source }: { readonly source: string },
  { key, expectedPrincipals }: EffectivePolicy,
  index: ModelIndex,
): boolean {
  if (expectedPrincipals !== undefined || (statement.known && statement.source !== source)) return true;
  return key !== undefined && keysWithRecord(index.model).has(key.id);
}

const keysWithRecord = memoize(({ records }: CmkModel) => new Set(records.map((record) => record.key)));

/** What is malformed has a rule of its own, and cannot be read any further. */
function aurasIn({ statement }: KmsKeyNode | KeyPolicyNode, { auraIsSound }: PolicyContent): EvaluatedPolicy["aura"] {
  if (!statement.known) return statement;
  return auraIsSound
    ? known(statement.value as readonly Statement[] | undefined, statement.source)
    : unknownFact(`${statement.source} is not well-formed`);
}

type Content = PolicyContent | { readonly error: string };

function contentOf(
  index: ModelIndex,
  policy: string,
  identity: KeyIdentity,
  statement: readonly object[] | undefined,
): Content {
  const read = readPolicy(policy, index);
  const place = "error" in read ? identity : identityForPolicies(identity, read.document);
  return readContent(index, read, policy, place, statement);
}

const readContent = memoize(
  (
    _: ModelIndex,
    read: AppliedPolicy,
    policy: string,
    identity: KeyIdentity,
    statement: readonly object[] | undefined,
  ): Content => {
    if ("error" in read) return read;
    const { document } = read;
    // Blanks do not count, and what KMS would never take may hold more than can be evaluated in time.
    if (policy.length > MAX_POLICY_BYTES && policySizeInBytes(canonicalPolicy(document)) > MAX_POLICY_BYTES) {
      return { error: "it is larger than KMS takes" };
    }
    const { partition, accountId, region } = identity;
    if (region === undefined && /aws:RequestedRegion/i.test(policy)) {
      return { error: "it depends on the region of the key, which is not known" };
    }
    const keyArns = arnsOf(identity, document);
    if (!keyArns) return { error: "it names more keys than can be told apart" };
    const auraIsSound = statement === undefined || flawsOf(statement).length === 0;
    const auras = (auraIsSound && statement ? statement : []) as readonly Statement[];
    return {
      ...{ document, accountId, partition, region, keyArns, auraIsSound },
      externalPrincipals: findExternalAccess({ Version: "2012-10-17", Statement: auras }, accountId).allowed,
      externalAccess: findExternalAccess(document, accountId).allowed,
    };
  },
  (index, _, policy, { partition, accountId, region, arn }, statement) => [
    ...([index, policy, statement, partition, accountId, region, arn] as const),
  ],
);

/** Why KMS would refuse Aura's statements; nothing where it takes them. */
export const flawsOf = memoize((statements: readonly object[]): readonly StatementProblem[] =>
  lintStatements(statements),
);
