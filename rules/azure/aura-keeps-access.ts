import type { RoleAssignmentNode, ServicePrincipalNode, VaultKeyNode, VaultNode } from "../../model/azure";
import { isDeleted, isDestroyed, isForgotten, isReplaced, isUntouched, type Change } from "../../model/change";
import { valueOf, type Fact } from "../../model/fact";
import { parseVaultKeyId } from "../../model/key-identifiers";
import { formatList } from "../../util/format-list";
import { changePart } from "../across-clouds";
import { cite, show } from "../analysis";
import { isGivenUp } from "../change/protection";
import { describeReason, isHandedOver, MAX_NAMED, needsReview, subjectOf } from "../change/verdicts";
import { cannotVerify, compliant, notApplicable, violation, type ChangeContext, type Verdict } from "../rule";
import { aurasRoles, isFor, keysUnder, letsUse, powerIn, principalText, rolesOn, vaultKeysIn } from "./access";
import { aRoleAssignment, aVaultKey } from "./example";
import { networkFlaw, USE } from "./needs";

/** Aura keeps its role on a key in a vault, and the vault and the key let it in. */
export const auraKeepsAccessInAzure = changePart({
  cloud: "azure",
  rationale:
    "Aura is a service principal with a role on the key. It loses access without its role, without its principal, when the vault no " +
    "longer goes by roles or moves to another tenant, when its network closes, and when the key no longer wraps and unwraps. Azure " +
    "does all of that as an update.",
  see: "https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide",
  on: ["role-assignment", "service-principal", "vault-key", "vault"],
  check(change, context) {
    const { before } = change;
    const verdicts =
      before?.kind === "role-assignment"
        ? roleVerdicts(change as Change<RoleAssignmentNode>, before, context)
        : before?.kind === "service-principal"
          ? principalVerdicts(change as Change<ServicePrincipalNode>, before, context)
          : before?.kind === "vault-key"
            ? keyVerdicts(change as Change<VaultKeyNode>, before)
            : before?.kind === "vault"
              ? vaultVerdicts(change as Change<VaultNode>, before)
              : [notApplicable];
    return verdicts.length > 0 ? verdicts : [compliant];
  },
  example: () => ({
    bad: { before: [aVaultKey(), aRoleAssignment()], after: [aVaultKey()] },
    good: { before: [aVaultKey(), aRoleAssignment()], after: [aVaultKey(), aRoleAssignment()] },
  }),
});

const KEEP_ROLE = "keep the role assignment; without it instances stop";

/** Aura's role on keys that stay. */
function roleVerdicts(
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
function isGone(id: string, { changeOf }: ChangeContext): boolean {
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

const KEEP_PRINCIPAL = "keep it, or read it with `data.azuread_service_principal`, which deletes nothing";

/** Aura's service principal: all keys of the tenant have it. */
function principalVerdicts(
  change: Change<ServicePrincipalNode>,
  before: ServicePrincipalNode,
  context: ChangeContext,
): Verdict[] {
  if (isForgotten(change)) return [isHandedOver(change, "the service principal continues to exist")];
  const { after } = change;
  if (isDestroyed(change) || !after) {
    const words = {
      what: `this plan deletes Aura's service principal ${before.name}`,
      got:
        `${describeReason(isReplaced(change) ? "replaced" : "deleted", change)}; all keys of the tenant lose Aura's access, and a new ` +
        "one has another object id. It is deleted even where it was only adopted (`use_existing`)",
      expected: "",
      fix: KEEP_PRINCIPAL,
    };
    const keysStay = vaultKeysIn(context.before).some(({ id }) => !isGone(id, context));
    return [
      !keysStay && isGivenUp(change, context, [])
        ? needsReview({ ...words, fix: "make sure that no other key of the tenant is Aura's" })
        : violation(words),
    ];
  }
  const { enabled, clientId } = after;
  return [
    ...lossOfFlag(change, "Aura's service principal stays enabled", before.enabled, enabled, {
      what: `Aura's service principal ${before.name} will be disabled`,
      fix: "keep it enabled; without it no key of the tenant can be used",
      about: "account_enabled",
    }),
    ...(before.clientId.known && clientId.known && before.clientId.value !== clientId.value
      ? [
          violation({
            what: `Aura's service principal ${before.name} becomes that of another application`,
            got: cite(clientId),
            expected: before.clientId.value,
            fix: KEEP_PRINCIPAL,
          }),
        ]
      : []),
  ];
}

/** Aura wraps and unwraps with the key. */
function keyVerdicts(change: Change<VaultKeyNode>, { operations: was }: VaultKeyNode): Verdict[] {
  const { after } = change;
  if (!after || isReplaced(change) || isDeleted(change)) return [notApplicable];
  const { operations: is } = after;
  const had = was.known ? USE.filter((operation) => was.value.includes(operation)) : USE;
  if (!is.known)
    return had.length > 0 && !isUntouched(change)
      ? [cannotVerify(`Aura can still wrap and unwrap with ${subjectOf(change)}`, is.reason)]
      : [];
  const lost = had.filter((operation) => !is.value.includes(operation));
  if (lost.length === 0 || (!was.known && isUntouched(change))) return [];
  return [
    violation({
      what: `${subjectOf(change)} will no longer ${lost.map((name) => name.replace("Key", "")).join(" and ")}`,
      got: `${is.value.join(", ") || "no operation"} (${is.source})`,
      expected: USE.join(", "),
      fix: "keep wrapKey and unwrapKey; without them Aura cannot read its data",
      about: "key_opts",
    }),
  ];
}

/** What a vault has to keep, for all keys in it. */
function vaultVerdicts(change: Change<VaultNode>, before: VaultNode): Verdict[] {
  const { after } = change;
  if (!after || isReplaced(change) || isDeleted(change)) return [notApplicable];
  const vault = subjectOf(change);
  return [
    ...lossOfFlag(change, `${vault} goes by roles`, before.rbac, after.rbac, {
      what: `${vault} will go by access policies, and ignore Aura's role`,
      fix: "keep `rbac_authorization_enabled`",
      about: "rbac_authorization_enabled",
    }),
    ...tenantVerdicts(change, before, after),
    ...networkVerdicts(change, before, after),
    ...lossOfFlag(change, `${vault} stays enabled for disk encryption`, before.diskEncryption, after.diskEncryption, {
      what: `${vault} will no longer be enabled for disk encryption`,
      fix: "keep `enabled_for_disk_encryption`: Aura asks for it",
      about: "enabled_for_disk_encryption",
    }),
  ];
}

/** A flag that has to stay true. */
function lossOfFlag(
  change: Change,
  claim: string,
  was: Fact<boolean>,
  is: Fact<boolean>,
  words: { readonly what: string; readonly fix: string; readonly about: string },
): Verdict[] {
  if (valueOf(was) === false || isUntouched(change)) {
    return [];
  }
  if (!is.known) return [cannotVerify(claim, is.reason)];
  if (is.value) return [];
  return [violation({ ...words, got: cite(is), expected: "true" })];
}

function tenantVerdicts(change: Change, { tenantId: was }: VaultNode, { tenantId: is }: VaultNode): Verdict[] {
  if (isUntouched(change)) return [];
  const claim = `${subjectOf(change)} stays in its tenant`;
  if (!is.known) return [cannotVerify(claim, is.reason)];
  if (!was.known) return [cannotVerify(claim, was.reason)];
  if (was.value === is.value) return [];
  return [
    violation({
      what: `${subjectOf(change)} will move to another tenant`,
      got: `${cite(is)}; every principal of the old tenant is locked out, Aura and you included`,
      expected: was.value,
      fix: "keep `tenant_id`; only the new tenant can move it back",
      about: "tenant_id",
    }),
  ];
}

function networkVerdicts(change: Change, { network: was }: VaultNode, { network: is }: VaultNode): Verdict[] {
  if (isUntouched(change)) return [];
  const flawBefore = was.known ? networkFlaw(was.value) : undefined;
  if (flawBefore !== undefined) return [];
  if (!is.known) return [cannotVerify(`Aura reaches ${subjectOf(change)}`, is.reason)];
  const flaw = networkFlaw(is.value);
  if (flaw === undefined) return [];
  return [
    violation({
      what: `the network of ${subjectOf(change)} will be closed to Aura`,
      got: `${flaw} (${is.source})`,
      expected: "`bypass` AzureServices, or a public network",
      fix: "let trusted services of Microsoft bypass the network rules",
      about: "network_acls",
    }),
  ];
}
