import { unknown } from "../../../model/fact";
import { accessGrantedOnceInAzure } from "../../../rules/azure/access-granted-once";
import {
  aRoleAssignment,
  aVault,
  aVaultKey,
  OTHER_APPLICATION,
  PRINCIPAL_ID,
  VAULT_ID,
} from "../../../rules/azure/example";
import type { RoleAssignmentNode } from "../../../model/azure";
import type { AnyNode } from "../../../model/model";
import { accessGrantedOnce } from "../../../rules/configuration/access-granted-once";
import { acrossClouds } from "../../../rules/across-clouds";
import { COMPLIANT, evaluate, given, later, NOT_APPLICABLE } from "../support";

const rule = acrossClouds(accessGrantedOnce, accessGrantedOnceInAzure);
/** The verdict on Aura's role beside another one. */
const beside = (over: Partial<RoleAssignmentNode>, ...others: readonly AnyNode[]) =>
  evaluate(rule, aVault(), aVaultKey(), aRoleAssignment({ name: "second", ...over }), ...others, aRoleAssignment());
const { key: _, ...onVault } = aRoleAssignment({ vault: "prod/acme-aura", scope: given(VAULT_ID, "`scope`") });

describe("access-granted-once in Azure", () => {
  it("refuses a role that a principal has on the key already", () => {
    expect(beside({})).toEqual({
      outcome: "violation",
      what: "role assignment orders-aura gives what another one gives",
      got: "also given by prod/second",
      expected: "",
      fix: "keep one of them; remove the other from state with `terraform state rm`",
      against: ["prod/second"],
    });
  });

  it("knows the principal by its id in other letters, or by its application", () => {
    const byId = { principalId: given(PRINCIPAL_ID.toUpperCase(), "it"), applicationId: later("its application") };
    const byApplication = { principalId: later("its principal") };
    expect(beside(byId)).toMatchObject({ outcome: "violation" });
    expect(beside(byApplication)).toMatchObject({ outcome: "violation" });
  });

  it("accepts another principal, another role and another scope", () => {
    const other = {
      applicationId: given(OTHER_APPLICATION, "it"),
      principalId: given(`9${PRINCIPAL_ID.slice(1)}`, "it"),
    };
    expect(beside(other)).toEqual(COMPLIANT);
    expect(beside({ role: given("Key Vault Reader", "it") })).toEqual(COMPLIANT);
    expect(beside({ role: unknown("it is open") })).toEqual(COMPLIANT);
    expect(evaluate(rule, aVault(), aVaultKey(), onVault, aRoleAssignment({ name: "on-key" }))).toEqual(COMPLIANT);
    expect(beside({ key: "prod/other" }, aVaultKey({ name: "other" }))).toEqual(COMPLIANT);
  });

  it("says nothing of a role that is on no key", () => {
    expect(evaluate(rule, aRoleAssignment({ key: "prod/other" }))).toEqual(NOT_APPLICABLE);
  });
});
