import { valueOf, type Fact } from "../model/fact";
import { groupBy } from "../model/group-by";
import type { CmkModel, KeyPolicyNode, KmsKeyNode, NodeId } from "../model/model";
import { parseKeyArn, partitionOf } from "../policy/arn";
import { readAppliedPolicy } from "../policy/applied-policy";
import { outsiders } from "../policy/access/aura-access";
import { canonicalPolicy } from "../policy/canonical";
import type { PolicyDocument } from "../policy/document";
import { isExpected } from "../policy/access/expected-principal";
import { ownKeyPolicy } from "../policy/key-policy";
import { distinctParties, type Party } from "../policy/access/party";
import { possibleArns, type KeyPlace } from "../rules/shared/possible-arns";
import type { Guest } from "./types";

/** The policy of a key, on one side of a plan. */
export interface EffectivePolicy {
  /** What sets it. */
  readonly holder: KmsKeyNode | KeyPolicyNode;
  /** What is needed to ask who may do what; undefined while nobody knows whose key it is. */
  readonly owner: KeyOwner | undefined;
  /** The text, as far as it is known; undefined as a known value: nobody sets one, so it is AWS' own. */
  readonly text: Fact<string | undefined>;
  /** Undefined when it can not be read. */
  readonly document: PolicyDocument | undefined;
  /** Who outside of the key's account is let in; undefined when nobody can tell. */
  readonly guests: readonly Guest[] | undefined;
}

/** The account of a key, and the ARNs that it can have: several for a key that AWS has yet to name. */
export interface KeyOwner {
  readonly accountId: string;
  readonly keyArns: readonly string[];
}

/**
 * The policies as they are: what AWS says of each key. A policy whose key is in none of the plans is found by what it names as
 * its key.
 * @param model what there is
 */
export function presentPolicies(model: CmkModel): ReadonlyMap<NodeId, EffectivePolicy> {
  return policiesOf(model, (key, apart) => key.presentPolicy ?? apart?.policy ?? key.policy);
}

/**
 * The policies as they will be: set apart from the key or in it, or what is left when that goes away.
 * @param model what there will be
 * @param before what there is
 */
export function comingPolicies(model: CmkModel, before: CmkModel): ReadonlyMap<NodeId, EffectivePolicy> {
  const hadApart = new Set(before.keyPolicies.map(({ key }) => key));
  return policiesOf(model, (key, apart) => {
    if (apart) return apart.policy;
    const setNowhere = key.policy.known && key.policy.value === undefined;
    // Where the policy that was set apart goes, AWS puts its own; what nobody touches stays as it is.
    return setNowhere && !hadApart.has(key.id) ? (key.presentPolicy ?? key.policy) : key.policy;
  });
}

function policiesOf(
  model: CmkModel,
  textOf: (key: KmsKeyNode, apart: KeyPolicyNode | undefined) => Fact<string | undefined>,
): ReadonlyMap<NodeId, EffectivePolicy> {
  const keyIds = new Set(model.keys.map(({ id }) => id));
  const keyOf = ({ id, key, keyId }: KeyPolicyNode): string =>
    key !== undefined && keyIds.has(key) ? key : (valueOf(keyId) ?? id);
  const apart = groupBy(model.keyPolicies, keyOf);
  const found = new Map<NodeId, EffectivePolicy>();
  const reader = new PolicyReader();
  for (const key of model.keys) {
    // Of two on one key nobody knows which one wins: that is a finding, and here the last one stands for both.
    const policy = apart.get(key.id)?.at(-1);
    // The policy of a key that is owned elsewhere is not in the plan, unless it is set here.
    if (policy || key.origin === "created")
      found.set(key.id, reader.effective(policy ?? key, key, textOf(key, policy)));
  }
  for (const policy of model.keyPolicies) {
    if (!keyIds.has(keyOf(policy))) found.set(keyOf(policy), reader.effective(policy, undefined, policy.policy));
  }
  return found;
}

/** Reads policies; in a large plan most keys have the same one, so each text is read once. */
class PolicyReader {
  private readonly documents = new Map<string, PolicyDocument | undefined>();
  private readonly letIn = new Map<string, readonly Party[]>();

  public effective(
    holder: KmsKeyNode | KeyPolicyNode,
    key: KmsKeyNode | undefined,
    text: Fact<string | undefined>,
  ): EffectivePolicy {
    const place = placeOf(holder, key);
    const policy =
      text.known && text.value === undefined ? place && canonicalPolicy(ownKeyPolicy(place)) : valueOf(text);
    const document = policy === undefined ? undefined : this.read(policy);
    const keyArns = document && place && (place.arn === undefined ? possibleArns(document, place) : [place.arn]);
    const pinned = holder.expectedPrincipals ?? key?.expectedPrincipals ?? [];
    const outside =
      document && place && policy !== undefined ? this.outside(policy, document, place.accountId) : undefined;
    return {
      ...{ holder, text, document, owner: keyArns && { accountId: place.accountId, keyArns } },
      guests: outside?.map((party) => ({ who: party.name, pinned: isExpected(pinned, party) })),
    };
  }

  private read(text: string): PolicyDocument | undefined {
    if (!this.documents.has(text)) {
      const read = readAppliedPolicy(text);
      this.documents.set(text, "document" in read ? read.document : undefined);
    }
    return this.documents.get(text);
  }

  private outside(text: string, document: PolicyDocument, accountId: string): readonly Party[] {
    const name = `${accountId} ${text}`;
    const known = this.letIn.get(name);
    if (known) return known;
    const parties = distinctParties(outsiders(document, accountId).map(({ party }) => party));
    this.letIn.set(name, parties);
    return parties;
  }
}

/** Where a key is, and its ARN when it has one. */
interface Place extends KeyPlace {
  readonly arn: string | undefined;
}

function placeOf(holder: KmsKeyNode | KeyPolicyNode, key: KmsKeyNode | undefined): Place | undefined {
  const arn = valueOf(key?.arn ?? (holder.kind === "key-policy" ? holder.keyId : holder.arn));
  const parsed = arn === undefined ? { not: "known" } : parseKeyArn(arn);
  if (!("not" in parsed)) return { ...parsed, arn };
  const accountId = key && accountOf(key);
  if (accountId === undefined) return undefined;
  const region = valueOf(key?.region);
  return { accountId, region, partition: region === undefined ? "aws" : partitionOf(region), arn: undefined };
}

/**
 * The AWS account of a key, as the first of those who claim to know it says.
 * @param key the key
 */
export function accountOf({ accountClaims }: KmsKeyNode): string | undefined {
  return accountClaims.map(valueOf).find((account) => account !== undefined);
}
