import type { RoleAssignmentNode } from "../../model/azure";
import { valueOf, type Fact } from "../../model/fact";
import { formatList } from "../../util/format-list";
import { configurationPart } from "../across-clouds";
import { compliant, notApplicable, violation, type ModelIndex } from "../rule";
import { keysUnder } from "./access";
import { aRoleAssignment, aVaultKey } from "./example";

/** Role assignments that one finding names. */
const MAX_NAMED = 2;

/** A role is given once to a principal on a key: to Azure two resources for it are one. */
export const accessGrantedOnceInAzure = configurationPart({
  cloud: "azure",
  rationale:
    "a principal has a role on a scope once. Azure refuses to assign it again, and of two resources for one assignment the destruction of " +
    "either takes it away.",
  see: "https://learn.microsoft.com/en-us/azure/role-based-access-control/troubleshooting",
  on: ["role-assignment"],
  check(assignment, index) {
    if (keysUnder(assignment, index).length === 0) return notApplicable;
    const twins = earlierTwins(assignment, index);
    if (twins.length === 0) return compliant;
    return violation({
      what: `role assignment ${assignment.name} gives what another one gives`,
      got: `also given by ${formatList(
        twins.map(({ address, id }) => address ?? id),
        { max: MAX_NAMED, and: true },
      )}`,
      expected: "",
      fix: "keep one of them; remove the other from state with `terraform state rm`",
      against: twins.map(({ id }) => id),
    });
  },
  example: () => ({
    bad: [aVaultKey(), aRoleAssignment(), aRoleAssignment({ name: "again" })],
    good: [aVaultKey(), aRoleAssignment()],
  }),
});

/** Those that stand before it: of two, the second is one too many. */
function earlierTwins(assignment: RoleAssignmentNode, { model }: ModelIndex): readonly RoleAssignmentNode[] {
  const place = model.otherClouds.findIndex(({ id }) => id === assignment.id);
  return model.otherClouds
    .slice(0, place)
    .filter(
      (other): other is RoleAssignmentNode =>
        other.kind === "role-assignment" &&
        isSame(other.role, assignment.role) &&
        isSamePlace(other, assignment) &&
        isSamePrincipal(other, assignment),
    );
}

function isSamePlace(one: RoleAssignmentNode, other: RoleAssignmentNode): boolean {
  const [place, another] = [one, other].map(({ key, vault }) => key ?? vault);
  return place !== undefined || another !== undefined ? place === another : isSame(one.scope, other.scope);
}

/** An application has one principal in a tenant. */
function isSamePrincipal(one: RoleAssignmentNode, other: RoleAssignmentNode): boolean {
  return (
    isSame(one.principalId, other.principalId) ||
    (one.principal !== undefined && one.principal === other.principal) ||
    (one.applicationId !== undefined &&
      other.applicationId !== undefined &&
      isSame(one.applicationId, other.applicationId))
  );
}

function isSame(one: Fact<string>, other: Fact<string>): boolean {
  const [a, b] = [valueOf(one), valueOf(other)];
  return a !== undefined && a.toLowerCase() === b?.toLowerCase();
}
