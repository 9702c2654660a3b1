import { groupBy } from "../../util/group-by";
import { memoize } from "../../util/memoize";
import { valueOf } from "../../model/fact";
import { bareIdOf, type AliasNode, type CmkModel } from "../../model/model";
import { SIGN } from "../../model/read/signs";
import { isDeleted, isForgotten, type Change } from "../../model/change";
import { anAlias, given, KEY_ARN } from "../example";
import {
  changeRule,
  compliant,
  notApplicable,
  cannotVerify,
  violation,
  type ModelIndex,
  type Verdict,
  type ChangeContext,
} from "../rule";
import { isSameKey, renamedAs, show } from "../analysis";
import { renameHelp } from "./rename-help";
import { needsReview, describeReason, subjectOf } from "./verdicts";

/** An alias keeps pointing to its key. */
export const aliasKeepsTarget = changeRule({
  id: "alias-keeps-target",
  title: "An alias keeps pointing to its key",
  severity: "error",
  rationale:
    "Everything that uses the alias switches to another key at once, and that key cannot decrypt existing data. Aura advises " +
    "against manual rotation, which creates another key.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/alias-update.html",
  waiveWhen: "nothing uses the key by this alias.",
  on: ["alias"],
  check(change, context) {
    const { before, after } = change as Change<AliasNode>;
    // Whichever resource it was before: an alias is known by its name.
    const old = before ?? (after && namesake(after, context.before));
    if (!old) return [notApplicable];
    // An alias under another address is judged where it is deleted.
    if (!before && isDeletedIn(old, context)) return [notApplicable];
    const now = after && sameName(old, after) ? after : before && namesake(before, context.after);
    if (now) return [targetVerdict(change, old, now, context)];
    return isForgotten(change) ? [compliant] : [goes(change, old)];
  },
  example: () => ({
    bad: {
      before: [anAlias()],
      after: [
        anAlias({
          target: "prod/audit",
          targetKeyId: given(KEY_ARN.replace("1234abcd", "5678abcd"), "`target_key_id`"),
        }),
      ],
    },
    good: { before: [anAlias()], after: [anAlias()] },
  }),
});

function targetVerdict(change: Change, before: AliasNode, after: AliasNode, context: ChangeContext): Verdict {
  const keeps = keepsTarget(before, after, context);
  if (keeps) return compliant;
  if (keeps === undefined) return cannotVerify(`${subjectOf(change)} keeps its key`, open(after));
  const [key, twin] = [context.changeOf(before.target), renamedAs(change, context)];
  const what = `${subjectOf(change)} will point to another key`;
  const severity = mayBeOfOthers(before, context) ? ({ severity: "warning" } as const) : {};
  if (twin && key && renamedAs(key, context)) return violation({ what, expected: "", ...renameHelp(change, twin) });
  return violation({
    what,
    got:
      before.target !== undefined && before.target === after.target
        ? `the key that replaces ${before.target}`
        : `${targetText(after)} instead of ${targetText(before)}`,
    expected: "",
    fix: "keep the alias, and create another one",
    about: "target_key_id",
    ...severity,
  });
}

/** Whether nothing shows that the key of an alias is Aura's: it is in no plan, and no customer managed key names it. */
function mayBeOfOthers({ aliasName, target, targetKeyId }: AliasNode, { before, after }: ChangeContext): boolean {
  const id = bareIdOf(targetKeyId);
  const records = [before, after].flatMap(({ model }) => model.records);
  return (
    target === undefined &&
    !SIGN.test(valueOf(aliasName) ?? "") &&
    !records.some(({ keyArn }) => id !== undefined && bareIdOf(keyArn) === id)
  );
}

/** Undefined where it is not known. */
function keepsTarget(before: AliasNode, after: AliasNode, context: ChangeContext): boolean | undefined {
  // The region of the alias tells which one of a primary and its replicas it is.
  const [old, now] = [bareIdOf(before.targetKeyId), bareIdOf(after.targetKeyId)];
  if (old !== undefined && now !== undefined) return old === now;
  return isSameKey(before.target, after.target, context);
}

function targetText({ target, targetKeyId }: AliasNode): string {
  return target ?? (targetKeyId.known ? show(targetKeyId.value) : "a key that is known only at apply");
}

function open({ targetKeyId }: AliasNode): string {
  return targetKeyId.known ? "its current key is not known" : targetKeyId.reason;
}

function goes(change: Change, old: AliasNode): Verdict {
  const what = isDeleted(change) ? "deleted" : "given another name";
  return needsReview({
    what: `${subjectOf({ ...change, after: old })} will be removed`,
    got: describeReason(what, change),
    expected: "",
    fix: "restore it, or make sure that nothing uses it; Aura uses the key ARN",
  });
}

function isDeletedIn({ id }: AliasNode, { changeOf }: ChangeContext): boolean {
  const change = changeOf(id);
  return change !== undefined && isDeleted(change);
}

function namesake(alias: AliasNode, index: ModelIndex): AliasNode | undefined {
  const name = valueOf(alias.aliasName);
  return name === undefined
    ? undefined
    : aliasesByName(index.model)
        .get(name)
        ?.find((other) => sameName(alias, other));
}

const aliasesByName = memoize(({ aliases }: CmkModel) => groupBy(aliases, ({ aliasName }) => valueOf(aliasName)));

/** An alias belongs to one region; where that is not known, the same resource is the same alias. */
function sameName(a: AliasNode, b: AliasNode): boolean {
  if (!a.aliasName.known || !b.aliasName.known) return a.id === b.id;
  if (a.aliasName.value !== b.aliasName.value) return false;
  return !a.region.known || !b.region.known ? a.id === b.id : a.region.value === b.region.value;
}
