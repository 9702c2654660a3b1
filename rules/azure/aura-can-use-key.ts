import { AURA_ROLE } from "../../model/azure-roles";
import { valueOf } from "../../model/fact";
import { formatList } from "../../util/format-list";
import { configurationPart } from "../across-clouds";
import { show } from "../analysis";
import { given } from "../example";
import { compliant, notApplicable, unknown, violation, type Verdict } from "../rule";
import { isFor, letsUse, principalText, rolesOn, type RoleOnKey } from "./access";
import { aRoleAssignment, aVaultKey, OTHER_APPLICATION } from "./example";

/** Aura's application has its role on the key. */
export const auraCanUseKeyInAzure = configurationPart({
  cloud: "azure",
  rationale:
    `the application that the Aura Console shows needs the role ${AURA_ROLE} on the key or its vault, without a condition. Not checked: ` +
    "roles that are given elsewhere, and deny assignments.",
  see: "https://neo4j.com/docs/aura/security/customer-managed-keys/",
  on: ["vault-key"],
  check(key, index) {
    const { name, expectedPrincipals: expected, origin } = key;
    const roles = rolesOn(key, index);
    // Phase 1, or any application may be Aura.
    if (expected === undefined || expected.length === 0)
      return roles.some((role) => role.power === "use" && letsUse(role) === "yes") ? compliant : notApplicable;
    const auras = roles.filter(({ assignment }) => isFor(assignment, expected) === "yes");
    const using = auras.filter((role) => letsUse(role) === "yes");
    if (using.length > 0) return using.some(({ power }) => power === "use") ? compliant : tooMuch(name, using);
    const open = roles.find((role) => letsUse(role) !== "no" && isFor(role.assignment, expected) !== "no");
    if (open) return unknown(`cannot verify that Aura can use key ${name}: ${whyOpen(open, expected)}`);
    if (origin === "imported") return unknown(`the roles on key ${name} are kept by its owner`);
    const [wrong] = auras;
    const application = formatList(expected.map((one) => show(one)));
    return violation({
      what: `Aura has no access to key ${name}`,
      got: wrong ? textOf(wrong) : `no role for application ${application}`,
      expected: AURA_ROLE,
      fix: "give the role on `resource_versionless_id` of the key, without a condition",
      facts: wrong ? textOf(wrong) : "no role",
    });
  },
  example: () => ({
    bad: [aVaultKey(), aRoleAssignment({ applicationId: given(OTHER_APPLICATION, "`client_id`") })],
    good: [aVaultKey(), aRoleAssignment()],
  }),
});

function textOf({ assignment: { role, condition, name }, isDisabled }: RoleOnKey): string {
  const narrowed = isDisabled
    ? " of a disabled principal"
    : valueOf(condition) === undefined
      ? ""
      : " with a condition";
  return `${role.known ? role.value : "a role"}${narrowed} (${name})`;
}

function whyOpen({ assignment, covers, power }: RoleOnKey, expected: readonly string[]): string {
  const { scope, role, condition, name } = assignment;
  if (isFor(assignment, expected) === "unknown")
    return `it is not known whether ${principalText(assignment)} is application ${expected.join(", ")}`;
  if (!role.known) return role.reason;
  if (power === undefined) return `what role ${show(role.value)} allows is not known`;
  if (!condition.known) return condition.reason;
  if (assignment.scopeFlaw === "version") return `the scope of ${name} is a version of the key`;
  return covers === "unknown" && !scope.known ? scope.reason : `the scope of ${name} may not hold the key`;
}

/** An administrator can delete the key. */
function tooMuch(name: string, [role]: readonly RoleOnKey[]): Verdict {
  return violation({
    what: `Aura can do more with key ${name} than it needs`,
    got: role ? textOf(role) : "",
    expected: AURA_ROLE,
    fix: "give Aura that role instead, in two plans: first the new one, then remove this one",
    severity: "warning",
  });
}
