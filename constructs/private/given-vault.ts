import { DataAzurermKeyVault } from "@cdktf/provider-azurerm/lib/data-azurerm-key-vault";
import { Fn, Op, ref, Token, type IResolvable, type Precondition } from "cdktf";
import type { Construct } from "constructs";
import { renderUncutProblem, type Problem } from "../../model/problem";
import type { AuraKeyVaultKeyProps } from "./azure-props";
import { asExpression, escapeTemplate, holdsToken, nameOf } from "./tokens";

/* A vault that exists already: nothing of it is in the configuration, so Terraform reads it, and refuses a plan where it does not fit. */

/** Adds the data source of a given vault, and says what has to be true of it. It never gives the key a value: it could be read at apply. */
export function givenVaultConditions(scope: Construct, vaultId: string, props: AuraKeyVaultKeyProps): Precondition[] {
  const { region, provider, keyType, legacyRbacArgument } = props;
  const part = (index: number): string =>
    holdsToken(vaultId) ? Fn.element(Fn.split("/", vaultId), index) : (vaultId.split("/")[index] ?? "");
  const { fqn: vault } = new DataAzurermKeyVault(scope, "GivenVault", {
    ...{ resourceGroupName: part(GROUP), name: part(NAME) },
    ...(provider && { provider }),
  });
  const rbac = legacyRbacArgument ? "enable_rbac_authorization" : "rbac_authorization_enabled";
  const name = `the vault of key ${nameOf(scope)}`;
  const of = (attribute: string): string => `\${${vault}.${attribute}}`;
  const hasToBe = (attribute: string, flaw: string, fix: string): Precondition =>
    condition(scope, `\${${vault}.${attribute} == true}`, {
      ...{
        code: "vault-fits-aura",
        what: `${name} ${flaw}`,
        got: `\`${attribute}\` is not true`,
        expected: "true",
        fix,
      },
    });
  return [
    condition(scope, Op.eq(Fn.lower(Token.asString(ref(`${vault}.id`))), Fn.lower(asExpression(vaultId))), {
      ...{ code: "vault-fits-aura", what: `${name} is not the one that is given`, got: of("id") },
      expected: vaultId,
      fix: "set `provider` to an azurerm provider of the vault's subscription",
    }),
    condition(scope, Op.eq(location(Token.asString(ref(`${vault}.location`))), location(asExpression(region))), {
      ...{ code: "key-region-matches-instance", what: `${name} is in another region than \`region\` says` },
      ...{ got: of("location"), expected: region, fix: "correct `region`, or use a vault in that region" },
    }),
    hasToBe(rbac, "goes by access policies, not by roles", "switch the vault to Azure RBAC"),
    hasToBe("purge_protection_enabled", "has no purge protection", "switch it on; it cannot be switched off later"),
    hasToBe("enabled_for_disk_encryption", "is not enabled for disk encryption", "enable it: Aura asks for it"),
    condition(scope, networkIsOpen(vault), {
      ...{ code: "vault-fits-aura", what: `the network of ${name} is closed to Aura` },
      ...{ got: "trusted services of Microsoft cannot bypass it", expected: "" },
      fix: "set `bypass` of its network rules to AzureServices",
    }),
    ...(keyType === "RSA-HSM"
      ? [
          condition(scope, `\${lower(${vault}.sku_name) == "premium"}`, {
            ...{ code: "vault-fits-aura" as const, what: `${name} has no keys of type RSA-HSM`, got: of("sku_name") },
            ...{ expected: "premium", fix: "use a premium vault, or `keyType` RSA" },
          }),
        ]
      : []),
  ];
}

/** Where the parts of a resource id are: `/subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.KeyVault/vaults/NAME`. */
const [GROUP, NAME] = [4, 8];

/** As `normalizedLocation` has it. */
function location(text: string): string {
  return Fn.lower(Fn.replace(text, " ", ""));
}

/** Aura comes over the public network, or as a trusted service of Microsoft. */
function networkIsOpen(vault: string): string {
  const some = (test: string): string => `anytrue([for acl in ${vault}.network_acls : ${test}])`;
  return (
    `\${${some('lower(acl.bypass) == "azureservices"')} || ` +
    `(${vault}.public_network_access_enabled == true && !${some('lower(acl.default_action) == "deny"')})}`
  );
}

function condition(scope: Construct, expression: IResolvable | string, problem: Omit<Problem, "path">): Precondition {
  return {
    condition: expression,
    errorMessage: renderUncutProblem({ ...problem, path: escapeTemplate(scope.node.path) }),
  };
}
