import { valueOf } from "../../model/fact";
import { configurationPart } from "../across-clouds";
import { show } from "../analysis";
import { given } from "../example";
import { compliant, notApplicable, unknown, violation } from "../rule";
import { expectedOn, isFor, keysUnder, letsUse, powerIn, principalText, rolesOn } from "./access";
import { aRoleAssignment, aVaultKey, OTHER_APPLICATION, PRINCIPAL_ID } from "./example";

/** Only Aura's application can use the key, beside those who administer keys. */
export const noUnexpectedPrincipalsInAzure = configurationPart({
  cloud: "azure",
  rationale:
    "a principal that can unwrap with the key can read what it encrypts. Roles that administer keys or vaults are normal for those who deploy them; " +
    "one that only uses keys is for a service, and on this key that is Aura.",
  see: "https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide",
  on: ["role-assignment"],
  check(assignment, index) {
    const keys = keysUnder(assignment, index);
    const expected = expectedOn(keys);
    const power = powerIn(assignment);
    if (keys.length === 0 || (power !== undefined && power !== "use")) return notApplicable;
    const isWider = assignment.key === undefined;
    const names = keys.length === 1 ? `key ${keys[0]?.name}` : `${keys.length} keys of Aura`;
    const role = valueOf(assignment.role);
    if (power === undefined && isWider) return notApplicable;
    if (expected === undefined) return notApplicable;
    if (isFor(assignment, expected) === "yes") return compliant;
    if (power === undefined)
      return unknown(`what role ${show(role ?? "of " + assignment.name)} allows on ${names} is not known`);
    // An application has one principal in a tenant: beside Aura's own any other principal is another application's.
    const auras = keys.flatMap((key) =>
      rolesOn(key, index).filter((one) => isFor(one.assignment, expected) === "yes" && letsUse(one) === "yes"),
    );
    const principals = new Set(auras.flatMap(({ assignment: one }) => valueOf(one.principalId) ?? []));
    const principal = valueOf(assignment.principalId);
    const isOther =
      isFor(assignment, expected) === "no" ||
      (principal !== undefined && principals.size > 0 && !principals.has(principal));
    if (!isOther) {
      return principal !== undefined && principals.has(principal)
        ? compliant
        : unknown(`cannot determine whether ${principalText(assignment)} (${assignment.name}) is Aura`);
    }
    return violation({
      what: `unexpected principal can use ${names}`,
      got: `${principalText(assignment)} (${assignment.name})`,
      expected: `application ${expected.join(", ")}`,
      fix: isWider ? "give the role on single keys, not on what holds them" : "remove the role assignment",
      facts: `${principalText(assignment)}: ${role}`,
      about: "access",
      ...(isWider && { severity: "warning" as const }),
    });
  },
  example: () => ({
    bad: [
      aVaultKey(),
      aRoleAssignment({
        applicationId: given(OTHER_APPLICATION, "`client_id`"),
        principalId: given(PRINCIPAL_ID.replace("1", "3"), "`principal_id`"),
      }),
    ],
    good: [aVaultKey(), aRoleAssignment()],
  }),
});
