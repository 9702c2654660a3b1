import { error, ProviderError, type DataSource, type ObjectValue } from "../../../provider/plugin";
import { withErrorSummary } from "../older-sdk";
import type { Azure } from "./azure";
import { undefinedIfNotFound } from "./client";
import { attributesOf, type VaultAnswer, vaultWithId } from "./resources/key-vault";
import { type KeyAnswer, keyAttributes } from "./resources/key-vault-key";
import type { GroupAnswer } from "./resources/resource-group";
import { DATA_SOURCE_SCHEMAS } from "./schemas";

const clientConfig: DataSource<Azure> = {
  schema: DATA_SOURCE_SCHEMAS.azurerm_client_config,
  read: (_config, { client: { client, clientId, subscriptionId, tenantId } }) =>
    withErrorSummary("reading the client's configuration", async () => {
      const { value } = await client.graph<{ value: readonly { id: string }[] }>(
        "GET",
        "servicePrincipals",
        undefined,
        {
          $filter: `appId eq '${clientId}'`,
        },
      );
      const objectId = value[0]?.id ?? "";
      const id = `clientId=${clientId};objectId=${objectId};subscriptionId=${subscriptionId};tenantId=${tenantId}`;
      const ids = { client_id: clientId, object_id: objectId, subscription_id: subscriptionId, tenant_id: tenantId };
      return { state: { id: Buffer.from(id).toString("base64"), ...ids } };
    }),
};

const keyVault: DataSource<Azure> = {
  schema: DATA_SOURCE_SCHEMAS.azurerm_key_vault,
  read: (config, { client: { client, groupId } }) =>
    withErrorSummary("reading Key Vault", async () => {
      const id = `${groupId(config.resource_group_name)}/providers/Microsoft.KeyVault/vaults/${String(config.name)}`;
      const vault = await existing(`Key Vault "${String(config.name)}"`, () => client.arm<VaultAnswer>("GET", id));
      return { state: { ...config, id: vault.id, ...attributesOf(vault) } };
    }),
};

const keyVaultKey: DataSource<Azure> = {
  schema: DATA_SOURCE_SCHEMAS.azurerm_key_vault_key,
  read: (config, { client: azure }) =>
    withErrorSummary("reading Key", async () => {
      const vault = await vaultWithId(String(config.key_vault_id), azure);
      const name = String(config.name);
      const found = await existing(`Key "${name}"`, () =>
        azure.client.vault<KeyAnswer>(vault.name, "GET", `keys/${name}`),
      );
      // The current version: it is another one after each rotation.
      const { kid: id } = found.key;
      return { state: { ...config, id, ...keyAttributes(vault, name, id.split("/").at(-1) ?? "", found) } };
    }),
};

const resourceGroup: DataSource<Azure> = {
  schema: DATA_SOURCE_SCHEMAS.azurerm_resource_group,
  read: (config, { client: { client, groupId } }) =>
    withErrorSummary("reading Resource Group", async () => {
      const label = `Resource Group "${String(config.name)}"`;
      const group = await existing(label, () => client.arm<GroupAnswer>("GET", groupId(config.name)));
      const { id, location, managedBy = "", tags } = group;
      const state: ObjectValue = { ...config, id, location, managed_by: managedBy, tags };
      return { state };
    }),
};

/** The data sources by their type. */
export const DATA_SOURCES: Readonly<Record<keyof typeof DATA_SOURCE_SCHEMAS, DataSource<Azure>>> = {
  azurerm_client_config: clientConfig,
  azurerm_key_vault: keyVault,
  azurerm_key_vault_key: keyVaultKey,
  azurerm_resource_group: resourceGroup,
};

async function existing<T>(label: string, read: () => Promise<T>): Promise<T> {
  const found = await undefinedIfNotFound(read);
  if (found !== undefined) return found;
  throw new ProviderError(error(`${label} was not found`, ""));
}
