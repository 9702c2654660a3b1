import { valueOf, type Fact } from "../../model/fact";
import type { CmkModel, KeyPolicyNode, KmsKeyNode, NodeId } from "../../model/model";
import type { ModelIndex } from "../rule";
import { isKeyId, keyArnOf } from "./key-arn";

/** What stands on the same key as a key policy, before it in the model. */
export interface PolicyTarget {
  /** What the key is told from others by: {@link nameOfKey}, or the policy's own id where it does not say which key it is. */
  readonly on: string;
  /** The key itself, when it is in the model. */
  readonly key: KmsKeyNode | undefined;
  /** Policies on the same key. */
  readonly rivals: readonly KeyPolicyNode[];
  /** What may turn out to be on the same key, once the keys of both are known. */
  readonly possible: KeyPolicyNode | KmsKeyNode | undefined;
}

/**
 * Which key each key policy is put on, and what else stands there.
 * @param index the model
 */
export function policyTargets(index: ModelIndex): ReadonlyMap<NodeId, PolicyTarget> {
  return index.once("targets of key policies", targetsOf);
}

/**
 * The keys whose policy is set apart from them.
 * @param index the model
 */
export function keysWithPolicyApart(index: ModelIndex): ReadonlySet<NodeId | undefined> {
  return index.once(
    "keys with a policy apart",
    () => new Set([...policyTargets(index).values()].map(({ key }) => key?.id)),
  );
}

function targetsOf(model: CmkModel): ReadonlyMap<NodeId, PolicyTarget> {
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
    const name = own ? nameOfKey(own) : nameOfTarget(policy);
    if (name === undefined) {
      targets.set(policy.id, { on: policy.id, key: undefined, rivals: [], possible: first ?? inline });
      nameless ??= policy;
    } else {
      const rivals = seen.get(name) ?? [];
      targets.set(policy.id, { on: name, key: own ?? keyOfName.get(name), rivals, possible: nameless });
      seen.set(name, [...rivals, policy]);
    }
    first ??= policy;
  }
  return targets;
}

/** The replicas of a multi-Region key share their id, so their names need the ARN; other key ids are unique. */
function nameOfArn(arn: Fact<string>): string | undefined {
  const parsed = keyArnOf(arn);
  return parsed?.multiRegion ? valueOf(arn) : parsed?.keyId;
}

/**
 * What a key is told from others by: its id in AWS, or its ARN where others share that, or else its id in the model.
 * @param key the key
 */
export function nameOfKey(key: KmsKeyNode): string {
  return nameOfArn(key.arn) ?? key.id;
}

function nameOfTarget({ keyId }: KeyPolicyNode): string | undefined {
  const bare = keyId.known && isKeyId(keyId.value) && !keyId.value.startsWith("mrk-") ? keyId.value : undefined;
  return bare ?? nameOfArn(keyId);
}
