import type { NodeId } from "../../../model/model";
import { isReplaced } from "../../../model/plan/change";
import type { ChangeContext } from "../change";

/**
 * Whether what names a key by an expression names the same one after the plan; undefined where nobody can tell.
 * @param before the key that it names now
 * @param after the key that its expression refers to
 * @param context the models
 */
export function isSameKey(
  before: NodeId | undefined,
  after: NodeId | undefined,
  context: ChangeContext,
): boolean | undefined {
  const target = context.changeOf(after);
  // The same resource may be another key after the plan, and a key that is created is no key that there was.
  if (target && (isReplaced(target) || !target.before)) return false;
  return before === undefined || after === undefined ? undefined : before === after;
}
