import { known, mapFact, unknown, type Fact, valueOf } from "../../model/fact";
import { groupBy } from "../../util/group-by";
import { memoize } from "../../util/memoize";
import type { CmkModel, GrantNode, KeyPolicyNode, KmsKeyNode, NodeId } from "../../model/model";
import { readAppliedPolicy, type AppliedPolicy } from "../../policy/read-policy";
import type { PolicyDocument } from "../../policy/document";
import type { ModelIndex } from "../rule";
import { identityOf, type KeyIdentity, isKeyId, keyArnOf } from "./key-identity";

/** The policy that counts for a key, wherever it is set. Everything that evaluates, shows or compares a policy takes it from here. */
export interface EffectivePolicy {
  /** What a person calls the key. */
  readonly name: string;
  /** The key; absent when it is not in the model. */
  readonly key?: KmsKeyNode;
  /** What sets the policy. */
  readonly holder: KmsKeyNode | KeyPolicyNode;
  /** The standalone policies of the key: one at most, where nothing is wrong. */
  readonly standalone: readonly KeyPolicyNode[];
  /** The policy as JSON text; unknown where several set it, because it is unknown which one wins. */
  readonly text: Fact<string>;
  readonly document: Fact<PolicyDocument>;
  readonly identity: Fact<KeyIdentity>;
  /** The external principals that are expected; absent where none are set. */
  readonly expectedPrincipals?: readonly string[];
  /** External principals that only the owner's own statements name: expected, and not Aura; absent where there are none. */
  readonly besideAura?: readonly string[];
}

/**
 * The effective policies of all keys of a model, by the id of the key; of a key that is not in the model, by what its policy
 * names as its key.
 * @param index the model
 */
export function effectivePoliciesOf(index: ModelIndex): ReadonlyMap<string, EffectivePolicy> {
  return findPolicies(index);
}

/**
 * The effective policy of one key.
 * @param node the key, or a standalone policy of it
 * @param index the model that it is in
 */
export function effectivePolicy(node: KmsKeyNode | KeyPolicyNode, index: ModelIndex): EffectivePolicy | undefined {
  return effectivePoliciesOf(index).get(node.kind === "key" ? node.id : placeOf(node, index));
}

/**
 * The effective policy of the key that a grant names.
 * @param grant its key, as far as it is known
 * @param index the model that it is in
 */
export function effectivePolicyOf(
  { key, keyId }: Pick<GrantNode, "key" | "keyId">,
  index: ModelIndex,
): EffectivePolicy | undefined {
  const policies = effectivePoliciesOf(index);
  if (key !== undefined) return policies.get(key);
  const name = nameOfTarget(keyId);
  const named = name === undefined ? undefined : index.model.keys.find((one) => nameOfKey(one) === name);
  return named ? policies.get(named.id) : name === undefined ? undefined : policies.get(name);
}

/**
 * What identifies the key of a grant: two grants are on one key where it is the same; undefined where the key is not known.
 * @param grant its key, as far as it is known
 * @param index the model that it is in
 */
export function placeOfGrant({ key, keyId }: Pick<GrantNode, "key" | "keyId">, index: ModelIndex): string | undefined {
  const own = index.key(key);
  return own ? nameOfKey(own) : nameOfTarget(keyId);
}

/**
 * The key under which a standalone policy is found among the {@link effectivePoliciesOf}.
 * @param policy the policy
 * @param index the model that it is in
 */
export function placeOf({ id }: KeyPolicyNode, index: ModelIndex): string {
  const target = policyTargets(index).get(id);
  return target?.key?.id ?? target?.on ?? id;
}

/**
 * The policy that is set in the key itself; undefined as a known value means: none is set here.
 * @param key the key
 */
export function inlinePolicy({ presentPolicy, policy }: KmsKeyNode): Fact<string | undefined> {
  return presentPolicy ?? policy;
}

/**
 * Whether the configuration sets a policy in the key itself. Of a policy that is there already no plan says who has set it.
 * @param key the key
 */
export function setsPolicyInline({ origin, policy, presentPolicy }: KmsKeyNode): boolean {
  if (origin === "imported") return false;
  return policy.known ? policy.value !== undefined : presentPolicy?.known !== true;
}

const findPolicies = memoize((index: ModelIndex): ReadonlyMap<string, EffectivePolicy> => {
  const { model } = index;
  const targets = policyTargets(index);
  const standalone = groupBy(model.keyPolicies, ({ id }) => targets.get(id)?.on ?? id);
  if (standalone.size === 0) return new Map(model.keys.map((key) => [key.id, effectivePolicyFrom(key, [], index)]));
  const here = new Set(model.keys.map(nameOfKey));
  const elsewhere = [...standalone].filter(([on]) => !here.has(on));
  return new Map([
    ...model.keys.map(
      (key) => [key.id, effectivePolicyFrom(key, standalone.get(nameOfKey(key)) ?? [], index)] as const,
    ),
    ...elsewhere.map(([on, policies]) => [on, effectivePolicyFrom(undefined, policies, index)] as const),
  ]);
});

function effectivePolicyFrom(
  key: KmsKeyNode | undefined,
  standalone: readonly KeyPolicyNode[],
  index: ModelIndex,
): EffectivePolicy {
  const holder = standalone.at(-1) ?? (key as KmsKeyNode);
  const name = key?.name ?? nameOf(holder as KeyPolicyNode);
  const text = textOf(name, key, standalone);
  const expectedPrincipals = holder.expectedPrincipals ?? key?.expectedPrincipals;
  const besideAura = holder.besideAura ?? key?.besideAura;
  return {
    ...{ name, ...(key && { key }), holder, standalone, text, document: documentOf(text, index) },
    identity: identityOf(name, key, standalone, text),
    ...(expectedPrincipals && { expectedPrincipals }),
    ...(besideAura && { besideAura }),
  };
}

function nameOf({ keyId, name }: KeyPolicyNode): string {
  return keyId.known ? keyId.value : `of policy ${name}`;
}

function textOf(name: string, key: KmsKeyNode | undefined, standalone: readonly KeyPolicyNode[]): Fact<string> {
  const [first] = standalone;
  if (standalone.length > 1 || (first && key && setsPolicyInline(key)))
    return unknown(`the policy of key ${name} is set in several places`);
  if (first) return first.policy;
  const own = key && inlinePolicy(key);
  if (own?.known !== true) return own ?? unknown(`the policy of key ${name} is not known`);
  return own.value === undefined ? unknown(`no policy of key ${name} is set here`) : known(own.value, own.source);
}

/** Most keys of a large model have the same policy, so each text is read once. */
function documentOf(text: Fact<string>, index: ModelIndex): Fact<PolicyDocument> {
  if (!text.known) return text;
  const read = readPolicy(text.value, index);
  return "error" in read ? unknown(`${text.source} cannot be read: ${read.error}`) : mapFact(text, () => read.document);
}

/**
 * Reads a policy, each text once in a model.
 * @param text the policy as JSON text
 * @param index the model
 */
export function readPolicy(text: string, index: ModelIndex): AppliedPolicy {
  return readOnce(index, text);
}

const readOnce = memoize((_: ModelIndex, text: string): AppliedPolicy => readAppliedPolicy(text));

/** The key of a key policy, and the policies of that key before it in the model. */
export interface PolicyTarget {
  /** What identifies the key: {@link nameOfKey}, or the policy's own id where it does not say which key it is. */
  readonly on: string;
  /** The key itself, when it is in the model. */
  readonly key: KmsKeyNode | undefined;
  /** Policies on the same key. */
  readonly earlier: readonly KeyPolicyNode[];
  /** What may turn out to be on the same key, once the keys of both are known. */
  readonly possible: KeyPolicyNode | KmsKeyNode | undefined;
}

/**
 * The key of each key policy, and its other policies.
 * @param index the model
 */
export function policyTargets(index: ModelIndex): ReadonlyMap<NodeId, PolicyTarget> {
  return targetsOf(index.model);
}

/**
 * The keys with a standalone policy.
 * @param index the model
 */
export function keysWithStandalonePolicy(index: ModelIndex): ReadonlySet<NodeId | undefined> {
  return keysOfTargets(index);
}

const keysOfTargets = memoize(
  (index: ModelIndex) => new Set([...policyTargets(index).values()].map(({ key }) => key?.id)),
);

const targetsOf = memoize((model: CmkModel): ReadonlyMap<NodeId, PolicyTarget> => {
  if (model.keyPolicies.length === 0) return new Map();
  const keyOfName = new Map(model.keys.map((key) => [nameOfKey(key), key]));
  const keyOfId = new Map(model.keys.map((key) => [key.id, key]));
  // Of keys that exist already, the policy is not set inline here.
  const inline = model.keys.find(
    ({ origin, policy }) => origin === "created" && !(policy.known && policy.value === undefined),
  );
  let first: KeyPolicyNode | undefined;
  const seen = new Map<string, KeyPolicyNode[]>();
  const targets = new Map<NodeId, PolicyTarget>();
  let nameless: KeyPolicyNode | undefined;
  for (const policy of model.keyPolicies) {
    const own = policy.key === undefined ? undefined : keyOfId.get(policy.key);
    const name = own ? nameOfKey(own) : nameOfTarget(policy.keyId);
    if (name === undefined) {
      targets.set(policy.id, { on: policy.id, key: undefined, earlier: [], possible: first ?? inline });
      nameless ??= policy;
    } else {
      const earlier = seen.get(name) ?? [];
      targets.set(policy.id, { on: name, key: own ?? keyOfName.get(name), earlier, possible: nameless });
      seen.set(name, [...earlier, policy]);
    }
    first ??= policy;
  }
  return targets;
});

/** The replicas of a multi-Region key share their id, so their names need the ARN; other key ids are unique. */
function nameOfArn(arn: Fact<string>): string | undefined {
  const parsed = keyArnOf(arn);
  return parsed?.multiRegion ? valueOf(arn) : parsed?.keyId;
}

/**
 * What identifies a key: its id in AWS, or its ARN where others share that, or else its id in the model.
 * @param key the key
 */
export function nameOfKey(key: KmsKeyNode): string {
  return nameOfArn(key.arn) ?? key.id;
}

function nameOfTarget(keyId: Fact<string>): string | undefined {
  const bare = keyId.known && isKeyId(keyId.value) && !keyId.value.startsWith("mrk-") ? keyId.value : undefined;
  return bare ?? nameOfArn(keyId);
}
