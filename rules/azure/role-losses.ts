import type { RoleAssignmentNode, VaultKeyNode } from "../../model/azure";
import { isDeleted, isDestroyed, isForgotten, isReplaced, isUntouched, type Change } from "../../model/change";
import { valueOf } from "../../model/fact";
import { parseVaultKeyId } from "../../model/key-identifiers";
import { formatList } from "../../util/format-list";
import { cite, show } from "../analysis";
import { describeReason, isHandedOver, MAX_NAMED, needsReview } from "../change/verdicts";
import { cannotVerify, notApplicable, violation, type ChangeContext, type Verdict } from "../rule";
import { aurasRoles, isFor, keysUnder, letsUse, powerIn, principalText, rolesOn, vaultKeysIn } from "./access";

const KEEP_ROLE = "keep the role assignment; without it instances stop";

/** Verdicts on Aura's role on keys that stay. */
export function roleVerdicts(
  change: Change<RoleAssignmentNode>,
  before: RoleAssignmentNode,
  context: ChangeContext,
): Verdict[] {
  const under = keysUnder(before, context.before);
  if (under.length === 0)
    return isOnKeyGoneOutside(before, context) ? [notApplicable] : elsewhereVerdicts(change, before, context);
  const keys = under.filter(({ id }) => !isGone(id, context));
  const aura = keys.filter((key) => mayBeAuras(before, key, context));
  if (aura.length === 0) return [notApplicable];
  if (isForgotten(change)) return [isHandedOver(change, "Aura keeps its access")];
  const lost = lossOf(change, before, aura, context);
  if (!lost) return [];
  const names = formatList(
    aura.map((key) => keyName(key)),
    { max: MAX_NAMED, and: true },
  );
  if ("unknown" in lost)
    return [cannotVerify(`Aura keeps its access to ${aura.length > 1 ? "keys" : "key"} ${names}`, lost.unknown)];
  const role = valueOf(before.role) ?? `role assignment ${before.name}`;
  const words = {
    what: `this plan revokes Aura's access to ${aura.length > 1 ? "keys" : "key"} ${names}`,
    got: `${role}: ${lost.how}`,
    expected: "",
    fix: KEEP_ROLE,
  };
  const others = aura.map((key) => remainingRole(change, before, key, context));
  if (others.every((role) => role !== undefined))
    return [
      needsReview({
        ...words,
        what: `Aura loses one of its roles on ${aura.length > 1 ? "keys" : "key"} ${names}`,
        got: `${words.got}; ${others[0]?.name} stays`,
        fix: "make sure that the role that stays is Aura's",
      }),
    ];
  const isCertain = aura.some((key) => isAuras(before, key, context));
  return [isCertain ? violation(words) : needsReview(words)];
}

/** Whether it is on a key that was deleted outside Terraform and is created again: that is the finding, and its role goes with it. */
function isOnKeyGoneOutside(assignment: RoleAssignmentNode, { after, changeOf }: ChangeContext): boolean {
  if (!isOnKey(valueOf(assignment.scope))) return false;
  const keys = keysUnder(assignment, after);
  return keys.length > 0 && keys.every(({ id }) => isGoneOutside(changeOf(id)));
}

function isGoneOutside(change: Change | undefined): boolean {
  return change !== undefined && change.before === undefined && change.drift !== undefined;
}

function isOnKey(scope: string | undefined): boolean {
  return /\/keys\/[^/]+$/i.test(scope ?? "");
}

/** Of a key that is managed elsewhere the plan shows only that it, or its vault, is Aura's. */
function elsewhereVerdicts(
  change: Change<RoleAssignmentNode>,
  before: RoleAssignmentNode,
  context: ChangeContext,
): Verdict[] {
  const [power, condition] = [powerIn(before), valueOf(before.condition)];
  if ((power !== undefined && power !== "use") || condition !== undefined) return [notApplicable];
  if (isForgotten(change)) return [isHandedOver(change, "Aura keeps its access")];
  const lost = lossOf(change, before, [], context);
  if (!lost) return [];
  const scope = valueOf(before.scope);
  if ("unknown" in lost)
    return [cannotVerify("Aura keeps its access to a key that is managed elsewhere", lost.unknown)];
  const words = {
    what: "this plan revokes access to a key that is managed elsewhere",
    got: `${roleText(before)} on ${scope === undefined ? "it" : show(scope)}: ${lost.how}`,
    expected: "",
    fix: KEEP_ROLE,
  };
  const isCertain = power === "use" && scope !== undefined && (isOnKey(scope) || isInRegisteredVault(scope, context));
  return [isCertain ? violation(words) : needsReview(words)];
}

/** Whether a scope is a vault with a key that is registered with Aura. */
function isInRegisteredVault(scope: string, { before }: ChangeContext): boolean {
  const [, vault] = /\/vaults\/([^/]+)$/i.exec(scope) ?? [];
  return before.model.records.some(({ keyArn }) => {
    const key = keyArn.known ? parseVaultKeyId(keyArn.value) : undefined;
    return key !== undefined && !("error" in key) && key.vault.toLowerCase() === vault?.toLowerCase();
  });
}

/** Whether the plan destroys it: that is the finding, and its role goes with it. */
export function isGone(id: string, { changeOf }: ChangeContext): boolean {
  const change = changeOf(id);
  return change !== undefined && isDestroyed(change);
}

/** The applications that are expected on a key, before or after: a plan that changes them is judged by both. */
function applicationsOf(key: VaultKeyNode, context: ChangeContext): readonly string[] | undefined {
  const after = vaultKeysIn(context.after).find(({ id }) => id === key.id)?.expectedPrincipals;
  return key.expectedPrincipals ?? after;
}

function mayBeAuras(assignment: RoleAssignmentNode, key: VaultKeyNode, context: ChangeContext): boolean {
  const [role] = rolesOn(key, context.before).filter((one) => one.assignment.id === assignment.id);
  return role !== undefined && letsUse(role) !== "no" && aurasRoles([role], applicationsOf(key, context)).length > 0;
}

/** An administrator of keys may be anyone, as long as nothing says who Aura is. */
function isAuras(assignment: RoleAssignmentNode, key: VaultKeyNode, context: ChangeContext): boolean {
  const applications = applicationsOf(key, context);
  return applications ? isFor(assignment, applications) !== "no" : powerIn(assignment) === "use";
}

type Loss = { readonly how: string } | { readonly unknown: string };

function lossOf(
  change: Change<RoleAssignmentNode>,
  before: RoleAssignmentNode,
  keys: readonly VaultKeyNode[],
  context: ChangeContext,
): Loss | undefined {
  const { after } = change;
  if (isReplaced(change))
    return { how: `${describeReason("replaced", change)}, so it is deleted and given again: minutes without access` };
  if (isDeleted(change) || !after) return { how: describeReason("deleted", change) };
  if (isUntouched(change)) return undefined;
  const { condition, role, principalId } = after;
  if (condition.known && condition.value !== undefined) return { how: `it gets a condition, ${cite(condition)}` };
  const open = [condition, role, principalId].find((fact) => !fact.known);
  if (open && !open.known) return { unknown: open.reason };
  if (principalId.known && valueOf(before.principalId) !== principalId.value)
    return { how: `it will be given to ${principalText(after)}` };
  const uses = keys.map((key) => {
    const own = rolesOn(key, context.after).find(({ assignment }) => assignment.id === after.id);
    return own ? letsUse(own) : "no";
  });
  if (uses.includes("no"))
    return { how: `it becomes ${roleText(after)} on ${show(valueOf(after.scope) ?? "another scope")}` };
  return uses.includes("unknown") ? { unknown: `what ${roleText(after)} allows is not known` } : undefined;
}

/** Another role of Aura on the key that was there before, and that the plan leaves as it is. */
function remainingRole(
  { id }: Change,
  before: RoleAssignmentNode,
  key: VaultKeyNode,
  context: ChangeContext,
): RoleAssignmentNode | undefined {
  const after = vaultKeysIn(context.after).find((one) => one.id === key.id);
  const applications = applicationsOf(key, context);
  const principal = valueOf(before.principalId);
  const isAura = (one: RoleAssignmentNode): boolean =>
    applications
      ? isFor(one, applications) === "yes"
      : principal !== undefined && valueOf(one.principalId) === principal;
  return (
    after &&
    rolesOn(after, context.after).find(
      (role) =>
        role.assignment.id !== id &&
        letsUse(role) === "yes" &&
        isAura(role.assignment) &&
        isKept(context.changeOf(role.assignment.id)),
    )?.assignment
  );
}

function isKept(change: Change | undefined): boolean {
  return change !== undefined && isUntouched(change) && change.before !== undefined;
}

function roleText(assignment: RoleAssignmentNode): string {
  const { role } = assignment;
  return `${role.known ? role.value : "a role"} for ${principalText(assignment)}`;
}

function keyName({ keyName: name, name: own }: VaultKeyNode): string {
  return valueOf(name) ?? own;
}
