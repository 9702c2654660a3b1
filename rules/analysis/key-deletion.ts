import { valueOf } from "../../model/fact";
import { DELETION_WINDOW_IN_DAYS } from "../../model/limits";
import type { KmsKeyNode } from "../../model/model";
import { isDestroyed, type Change } from "../../model/change";
import type { ChangeContext } from "../rule";

/** What becomes of a key that a plan destroys. */
export interface KeyDeletion {
  /** Days from the apply until the key is gone; with replicas, the most that it can take. */
  readonly days: number;
  /** The replicas that have to be gone before the deletion window of a primary begins. */
  readonly replicas: readonly KmsKeyNode[];
  /** Those of them that this plan does not destroy: the primary waits until somebody does. */
  readonly staying: readonly KmsKeyNode[];
  /** Of a replica: whether its primary stays, which has the same key id and key material. */
  readonly primaryStays: boolean;
}

/**
 * What becomes of a key that a plan destroys.
 * @param key before the plan; Terraform requests the window that is in the state
 * @param context the models
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-delete.html
 */
export function keyDeletion(key: KmsKeyNode, { before, changeOf }: ChangeContext): KeyDeletion {
  const isGoing = ({ id }: Pick<KmsKeyNode, "id">): boolean => {
    const change: Change | undefined = changeOf(id);
    return change !== undefined && isDestroyed(change);
  };
  const replicas = before.replicasOf(key.id);
  const waiting = replicas.filter(isGoing).map(windowOf);
  const primary = before.key(key.replicaOf?.primary);
  return {
    days: windowOf(key) + Math.max(0, ...waiting),
    replicas,
    staying: replicas.filter((replica) => !isGoing(replica)),
    primaryStays: key.replicaOf !== undefined && !(primary && isGoing(primary)),
  };
}

function windowOf({ deletionWindowInDays }: KmsKeyNode): number {
  return valueOf(deletionWindowInDays) ?? DELETION_WINDOW_IN_DAYS.default;
}
