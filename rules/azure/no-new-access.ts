import type { RoleAssignmentNode, VaultKeyNode } from "../../model/azure";
import { isDeleted, isForgotten, isReplaced, isUntouched, type Change } from "../../model/change";
import { valueOf } from "../../model/fact";
import { formatList } from "../../util/format-list";
import { changePart } from "../across-clouds";
import { given } from "../example";
import { MAX_NAMED, needsReview, subjectOf } from "../change/verdicts";
import { cannotVerify, compliant, notApplicable, violation, type ChangeContext, type Verdict } from "../rule";
import { expectedOn, isFor, keysUnder, letsUse, powerIn, principalText, rolesOn } from "./access";
import { aRoleAssignment, aVaultKey, OTHER_APPLICATION, PRINCIPAL_ID } from "./example";

/** Only Aura's application gains the use of the key. */
export const noNewAccessInAzure = changePart({
  cloud: "azure",
  rationale:
    "access is a role on the key, or on what holds it. A role of the application that was expected before the plan is expected; an " +
    "application that is new, and a role that administers keys or gives roles, need review.",
  see: "https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide",
  on: ["role-assignment", "vault-key"],
  check(change, context) {
    const node = change.after;
    const verdicts =
      node?.kind === "role-assignment"
        ? roleVerdicts(change as Change<RoleAssignmentNode>, node, context)
        : node?.kind === "vault-key"
          ? expectedVerdicts(change as Change<VaultKeyNode>, node)
          : [notApplicable];
    return verdicts.length > 0 ? verdicts : [compliant];
  },
  example: () => ({
    bad: {
      before: [aVaultKey(), aRoleAssignment()],
      after: [
        aVaultKey(),
        aRoleAssignment(),
        aRoleAssignment({
          name: "unexpected",
          applicationId: given(OTHER_APPLICATION, "`client_id`"),
          principalId: given(PRINCIPAL_ID.replace("1", "3"), "`principal_id`"),
        }),
      ],
    },
    good: { before: [aVaultKey(), aRoleAssignment()], after: [aVaultKey(), aRoleAssignment()] },
  }),
});

/** What a principal that controls a key can do. */
const MAY = {
  manage: "administer keys",
  grant: "give itself and others access",
  delete: "delete the vault, or what protects it",
} as const;
const CONSOLE = "compare it with the application id that the Aura Console shows";

/** The application is copied by hand: a wrong one is a stranger. */
function expectedVerdicts(change: Change<VaultKeyNode>, after: VaultKeyNode): Verdict[] {
  if (isDeleted(change) || isForgotten(change)) return [notApplicable];
  const before = change.before?.expectedPrincipals ?? [];
  const added = (after.expectedPrincipals ?? []).filter((one) => !before.includes(one));
  const isUnset = before.length > 0 && after.expectedPrincipals === undefined && !isReplaced(change);
  if (isUnset) {
    return [
      needsReview({
        what: `${subjectOf(change)} no longer says which application is Aura's`,
        got: "any application may be",
        expected: before.join(", "),
        fix: "keep the application id",
      }),
    ];
  }
  if (added.length === 0) return [];
  return [
    needsReview({
      what: `${subjectOf(change)} expects ${before.length > 0 ? "another" : "an"} application as Aura's`,
      got: formatList(added, { max: MAX_NAMED }),
      expected: before.join(", "),
      fix: CONSOLE,
    }),
  ];
}

function roleVerdicts(
  change: Change<RoleAssignmentNode>,
  after: RoleAssignmentNode,
  context: ChangeContext,
): Verdict[] {
  const keys = keysUnder(after, context.after);
  const power = powerIn(after);
  if (power === "none" || isSameAccess(change, after) || isForgotten(change)) return [];
  const names =
    keys.length === 0
      ? "a key or vault that is managed elsewhere"
      : `${keys.length > 1 ? "keys" : "key"} ${namesOf(keys)}`;
  const role = valueOf(after.role) ?? "a role that is not known";
  const got = `${principalText(after)}: ${role} (${after.name})`;
  const expected = expectedOn(keys);
  if (power === "manage" || power === "grant" || power === "delete") {
    if (expected && isFor(after, expected) === "yes" && power === "manage") return [];
    return [
      needsReview({
        what: `a principal gains control over ${names}`,
        got,
        expected: "",
        fix: `make sure that it may ${MAY[power]}`,
      }),
    ];
  }
  if (!after.role.known) return [cannotVerify(`no principal gains access to ${names}`, after.role.reason)];
  if (power === undefined) {
    return [
      needsReview({
        what: `a role that is not known is given on ${names}`,
        got,
        expected: "",
        fix: "check what it allows",
      }),
    ];
  }
  if (expected) {
    const answer = isFor(after, expected);
    if (answer === "yes") return [];
    if (answer === "no") return [unexpected(names, after, expected)];
    return [
      cannotVerify(
        `only Aura gains access to ${names}`,
        `the application of ${principalText(after)} is not in the plan`,
      ),
    ];
  }
  // Phase 2 where nothing says who Aura is: the first one may be.
  const others = keys.flatMap((key) =>
    rolesOn(key, context.before).filter(
      (one) => one.power === "use" && letsUse(one) !== "no" && one.assignment.id !== after.id,
    ),
  );
  const isAnother = others.some(
    ({ assignment }) => valueOf(assignment.principalId) !== valueOf(after.principalId) || !after.principalId.known,
  );
  return [
    isAnother
      ? unexpected(names, after, undefined)
      : needsReview({
          what: `the first principal gets the use of ${names}: confirm that it is Aura`,
          got,
          expected: "",
          fix: CONSOLE,
        }),
  ];
}

function unexpected(names: string, after: RoleAssignmentNode, expected: readonly string[] | undefined): Verdict {
  return violation({
    what: `an unexpected principal gains the use of ${names}`,
    got: `${principalText(after)} (${after.name})`,
    expected: expected ? `application ${expected.join(", ")}` : "",
    fix: "remove the role assignment",
    about: "access",
  });
}

function namesOf(keys: readonly VaultKeyNode[]): string {
  return formatList(
    keys.map(({ keyName, name }) => valueOf(keyName) ?? name),
    { max: MAX_NAMED, and: true },
  );
}

/** Who can do what where is as it was. */
function isSameAccess(change: Change<RoleAssignmentNode>, after: RoleAssignmentNode): boolean {
  const { before } = change;
  if (!before || change.imported) return false;
  if (isUntouched(change)) return true;
  const facts = [
    [before.role, after.role],
    [before.scope, after.scope],
    [before.principalId, after.principalId],
  ] as const;
  const hadCondition = valueOf(before.condition) !== undefined;
  return (
    !hadCondition &&
    facts.every(([was, is]) => was.known && is.known && was.value.toLowerCase() === is.value.toLowerCase())
  );
}
