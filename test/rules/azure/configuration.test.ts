import { AURA_ROLE } from "../../../model/azure-roles";
import { CONFIGURATION_RULES } from "../../../rules/configuration-rules";
import {
  aRoleAssignment,
  aServicePrincipal,
  aVault,
  aVaultKey,
  OTHER_APPLICATION,
  PRINCIPAL_ID,
  VAULT_ID,
} from "../../../rules/azure/example";
import type { ConfigurationRule, Verdict } from "../../../rules/rule";
import type { AnyNode } from "../../../model/model";
import type { RuleId } from "../../../model/rule-ids";
import { COMPLIANT, evaluate, given, later, NOT_APPLICABLE } from "../support";

function judge(id: RuleId, ...nodes: readonly AnyNode[]): Verdict | readonly Verdict[] {
  const rule = CONFIGURATION_RULES.find((one) => one.id === id) as unknown as ConfigurationRule;
  return evaluate(rule, ...nodes);
}
const textOf = (verdict: Verdict | readonly Verdict[]): readonly string[] =>
  [verdict].flat().map((one) => ("what" in one ? one.what : "why" in one ? one.why : one.outcome));
const other = {
  applicationId: given(OTHER_APPLICATION, "`client_id`"),
  principalId: given(PRINCIPAL_ID.replace("1", "3"), "`principal_id`"),
};
const onVault = { vault: "prod/acme-aura", scope: given(VAULT_ID, "`scope`") };
const { expectedPrincipals: _, ...bootstrap } = aVaultKey();

describe("aura-can-use-key of a key in Azure", () => {
  const check = (...nodes: readonly AnyNode[]) => judge("aura-can-use-key", ...nodes, aVaultKey());

  it.each([
    ["on the key", aRoleAssignment()],
    ["on the vault", aRoleAssignment(onVault)],
    [
      "on the resource group",
      aRoleAssignment({ vault: undefined as never, scope: given(VAULT_ID.split("/providers")[0] ?? "", "") }),
    ],
    [
      "in other letters",
      aRoleAssignment({ vault: undefined as never, scope: given(VAULT_ID.toUpperCase(), "`scope`") }),
    ],
  ])("is compliant with the role %s", (_, role) => {
    expect(check(aVault(), role)).toEqual(COMPLIANT);
  });

  it("is not applicable in phase 1, without an application", () => {
    expect(judge("aura-can-use-key", aVault(), bootstrap)).toEqual(NOT_APPLICABLE);
  });

  it.each([
    ["without a role", []],
    ["with the role for another application", [aRoleAssignment(other)]],
    ["with a role that reads only", [aRoleAssignment({ role: given("Key Vault Reader", "") })]],
    ["with a condition", [aRoleAssignment({ condition: given("@Request[x]", "`condition`") })]],
    ["with the role on another vault", [aRoleAssignment({ ...onVault, vault: "prod/other" })]],
  ])("is violated %s", (_, roles) => {
    expect(textOf(check(aVault(), ...roles))).toEqual(["Aura has no access to key orders"]);
  });

  it("warns of a role that administers the key", () => {
    expect(check(aRoleAssignment({ role: given("Key Vault Crypto Officer", "`role_definition_name`") }))).toMatchObject(
      {
        severity: "warning",
        what: "Aura can do more with key orders than it needs",
        expected: AURA_ROLE,
      },
    );
  });

  it.each([
    ["the application", { applicationId: later("the application") }, "it is not known whether principal"],
    ["the role", { role: later("`role_definition_name`") }, "`role_definition_name` is known only at apply"],
    ["a role of the customer's own", { role: given("Acme Keys", "") }, 'what role "Acme Keys" allows is not known'],
    ["the condition", { condition: later("`condition`") }, "`condition` is known only at apply"],
  ])("is unknown while it is not known: %s", (_, over, why) => {
    const [text] = textOf(check(aVault(), aRoleAssignment(over)));
    expect(text).toMatch(`cannot verify that Aura can use key orders: ${why}`);
  });
});

describe("no-unexpected-principals of a key in Azure", () => {
  const check = (...nodes: readonly AnyNode[]) => judge("no-unexpected-principals", aVault(), ...nodes);

  it("is compliant with Aura's application", () => {
    expect(check(aVaultKey(), aRoleAssignment())).toEqual(COMPLIANT);
  });

  it.each(["Key Vault Administrator", "Key Vault Crypto Officer", "Key Vault Reader", "Owner"])(
    "is not applicable to %s, which is for those who administer",
    (role) => {
      expect(check(aVaultKey(), aRoleAssignment({ ...other, role: given(role, "") }))).toEqual(NOT_APPLICABLE);
    },
  );

  it("is violated by another application on the key, and warns of one on the vault", () => {
    const verdict = { outcome: "violation", what: "unexpected principal can use key orders" };
    expect(check(aVaultKey(), aRoleAssignment(other))).toMatchObject(verdict);
    expect(check(aVaultKey(), aRoleAssignment({ ...other, ...onVault }))).toMatchObject({
      ...verdict,
      severity: "warning",
    });
  });

  it("is violated by another principal beside Aura's own, whatever its application is", () => {
    const stranger = aRoleAssignment({ ...other, name: "stranger", applicationId: later("the application") });
    expect(textOf(check(aVaultKey(), aRoleAssignment(), stranger))).toEqual([
      "unexpected principal can use key orders",
    ]);
    expect(textOf(check(aVaultKey(), stranger))).toEqual([
      `cannot determine whether principal ${PRINCIPAL_ID.replace("1", "3")} (stranger) is Aura`,
    ]);
  });

  it("is not applicable where nothing says who Aura is", () => {
    expect(check(bootstrap, aRoleAssignment(other))).toEqual(NOT_APPLICABLE);
  });
});

describe("rotation of a key in Azure", () => {
  const of = (id: RuleId, rotation: object | undefined) =>
    textOf(judge(id, aVaultKey({ rotation: given(rotation, "`rotation_policy` of orders") })));

  it("is on with either time", () => {
    expect(of("rotation-enabled", { timeAfterCreation: "P365D" })).toEqual(["compliant"]);
    expect(of("rotation-enabled", { timeBeforeExpiry: "P30D" })).toEqual(["compliant"]);
    expect(of("rotation-enabled", {})).toEqual(["automatic rotation of key orders is off"]);
    expect(of("rotation-enabled", undefined)).toEqual(["automatic rotation of key orders is off"]);
  });

  it.each([
    ["P7D", "compliant"],
    ["P1M", "compliant"],
    ["P2Y", "compliant"],
    ["P6D", "rotation period of key orders is out of range"],
    ["365", "rotation period of key orders is not a duration"],
    ["PT24H", "rotation period of key orders is not a duration"],
  ])("with %s is: %s", (timeAfterCreation, what) => {
    expect(of("rotation-period-in-range", { timeAfterCreation })).toEqual([what]);
  });

  it("without a time has no period", () => {
    expect(of("rotation-period-in-range", undefined)).toEqual(["not-applicable"]);
  });

  it("is unknown while the policy is", () => {
    const key = aVaultKey({ rotation: later("`rotation_policy`") });
    expect(textOf(judge("rotation-enabled", key))).toEqual(["`rotation_policy` is known only at apply"]);
    expect(textOf(judge("rotation-period-in-range", key))).toEqual(["`rotation_policy` is known only at apply"]);
  });
});

describe("key-is-protected in Azure", () => {
  const unprotected = { destroyPrevented: given(false, "`lifecycle`") };

  it.each([
    ["key orders", [aVaultKey(unprotected)]],
    ["vault acme-aura", [aVault(unprotected)]],
    ["role assignment orders-aura", [aVaultKey(), aRoleAssignment(unprotected)]],
    ["service principal aura", [aServicePrincipal(unprotected)]],
  ])("is violated by %s without `prevent_destroy`", (subject, nodes) => {
    expect(textOf(judge("key-is-protected", ...nodes))).toEqual([`${subject} is not protected from destruction`]);
  });

  it("asks nothing of the roles of others", () => {
    expect(judge("key-is-protected", aVaultKey(), aRoleAssignment({ ...other, ...unprotected }))).toEqual(
      NOT_APPLICABLE,
    );
  });
});
