import { readConfigurations } from "../../../model/read/read-configurations";
import { printReviewMetadata } from "../../../model/review-metadata";
import { reviewConfigurations } from "../../../review/review";
import { AURA_APPLICATION, PRINCIPAL_ID, VAULT_ID } from "../../../rules/azure/example";
import { Module } from "../../../terraform/configuration/module";
import { KEY, PRINCIPAL, reviewOf, ROLE_ON_KEY, said } from "./plan";

const KEY_BLOCK = {
  ...{ name: "orders", key_vault_id: VAULT_ID, key_type: "RSA", key_size: 3072, key_opts: ["wrapKey", "unwrapKey"] },
  rotation_policy: { automatic: { time_after_creation: "P365D" } },
};
const ROLE = {
  scope: "${azurerm_key_vault_key.orders.resource_versionless_id}",
  role_definition_name: "Key Vault Crypto Service Encryption User",
  principal_id: "${data.azuread_service_principal.aura.object_id}",
};
const PRINCIPAL_BLOCK = { client_id: AURA_APPLICATION };

/** What is said of Aura's access in a configuration. */
function accessSaid(role: object, principal?: object): readonly string[] {
  const metadata = printReviewMetadata({
    ...{ version: "1", protected: [], waivers: [] },
    principals: { [KEY]: [AURA_APPLICATION] },
  });
  const json = {
    data: { azuread_service_principal: { aura: PRINCIPAL_BLOCK } },
    resource: {
      azurerm_key_vault_key: { orders: KEY_BLOCK },
      azurerm_role_assignment: { aura: { ...ROLE, ...role } },
      ...(principal && { azuread_service_principal: { aura: { ...PRINCIPAL_BLOCK, ...principal } } }),
      terraform_data: { AuraCmkReviewMetadata: { input: metadata } },
    },
  };
  const module = new Module([{ name: "main.tf.json", json }]);
  const { findings } = reviewConfigurations(readConfigurations([{ name: "prod", module }]), {
    now: new Date("2026-11-29T22:00:00Z"),
  });
  return findings
    .filter(({ rule }) => rule === "aura-can-use-key")
    .map(({ level, what, got }) => `${level} ${what}: ${got}`);
}
const of = (attribute: string): object => ({ scope: `\${azurerm_key_vault_key.orders.${attribute}}` });
const NONE = `block Aura has no access to key orders: no role for application ${AURA_APPLICATION}`;
const OPEN = "attention cannot verify that Aura can use key orders: ";

describe("what a role in Azure is written with", () => {
  it.each<[string, object, string[]]>([
    ["the resource id of the key without a version", {}, []],
    ["the identifier of the key", of("id"), [NONE]],
    ["the identifier of the key without a version", of("versionless_id"), [NONE]],
    ["an identifier that is written out", { scope: "https://acme-aura.vault.azure.net/keys/orders" }, [NONE]],
    ["the resource id of a version", of("resource_id"), [`${OPEN}the scope of aura is a version of the key`]],
    [
      "the id of the application instead of its principal",
      { principal_id: "${data.azuread_service_principal.aura.client_id}" },
      [`${OPEN}it is not known whether a principal that is known only at apply is application ${AURA_APPLICATION}`],
    ],
    ["the id of the application, written out", { principal_id: AURA_APPLICATION }, [NONE]],
  ])("is judged: %s", (_, role, expected) => {
    expect(accessSaid(role)).toEqual(expected);
  });

  it.each([
    [{}, []],
    [
      { account_enabled: false },
      [
        "block Aura has no access to key orders: Key Vault Crypto Service Encryption User of a disabled principal (aura)",
      ],
    ],
  ])("is judged with its principal: %j", (principal, expected) => {
    expect(accessSaid({ principal_id: "${azuread_service_principal.aura.object_id}" }, principal)).toEqual(expected);
  });
});

describe("in a plan", () => {
  it("a role on the identifier of a key is none on it", () => {
    const scope = "https://acme-aura.vault.azure.net/keys/orders";
    expect(said(reviewOf({ [ROLE_ON_KEY]: { before: null, after: { scope } } }))).toContain(
      "block aura-can-use-key: Aura has no access to key orders",
    );
  });

  it("a role of a disabled principal is none, where it was disabled outside", () => {
    const disabled = { account_enabled: false, object_id: PRINCIPAL_ID };
    expect(
      said(reviewOf({ [PRINCIPAL]: { before: disabled } }, { drift: { [PRINCIPAL]: { after: disabled } } })),
    ).toContain("block aura-can-use-key: Aura has no access to key orders");
  });
});
