import type { RoleAssignmentNode, ServicePrincipalNode, VaultKeyNode, VaultNode } from "../../model/azure";
import { isDeleted, isDestroyed, isForgotten, isReplaced, isUntouched, type Change } from "../../model/change";
import { valueOf, type Fact } from "../../model/fact";
import { changePart } from "../across-clouds";
import { cite } from "../analysis";
import { isGivenUp } from "../change/protection";
import { describeReason, isHandedOver, needsReview, subjectOf } from "../change/verdicts";
import { cannotVerify, compliant, notApplicable, violation, type ChangeContext, type Verdict } from "../rule";
import { vaultKeysIn } from "./access";
import { aRoleAssignment, aVaultKey } from "./example";
import { networkFlaw, USE } from "./needs";
import { isGone, roleVerdicts } from "./role-losses";

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
