import { error, ProviderError } from "../../../../provider/plugin";
import { given } from "../../older-sdk";
import { undefinedIfNotFound } from "../client";
import { alreadyExists, type AzureKind, tagsOf } from "../kind";
import { RESOURCE_SCHEMAS } from "../schemas";

/** A resource group as the resource manager answers it. */
export interface GroupAnswer {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly managedBy?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** `azurerm_resource_group` */
export const resourceGroup: AzureKind = {
  label: "Resource Group",
  schema: RESOURCE_SCHEMAS.azurerm_resource_group,
  create: async (planned, { client, groupId }) => {
    const id = groupId(planned.name);
    if (await undefinedIfNotFound(() => client.arm("GET", id))) throw alreadyExists("azurerm_resource_group", id);
    const { location, managed_by } = planned;
    await client.arm("PUT", id, { location, tags: tagsOf(planned), managedBy: given(managed_by) });
    return { id };
  },
  read: async ({ id }, { client }) => {
    const group = await undefinedIfNotFound(() => client.arm<GroupAnswer>("GET", String(id)));
    return (
      group && {
        ...{ name: group.name, location: group.location, managed_by: group.managedBy ?? "" },
        tags: group.tags,
      }
    );
  },
  update: async (planned, { id }, { client }) => {
    await client.arm("PATCH", String(id), { tags: tagsOf(planned) });
  },
  delete: async ({ id, name }, { client, features }) => {
    if (features.keepsGroupsWithResources) {
      const inside = await undefinedIfNotFound(() =>
        client.arm<{ value: readonly { id: string }[] }>("GET", `${String(id)}/resources`),
      );
      const ids = inside?.value.map((one) => `* \`${one.id}\``) ?? [];
      if (ids.length > 0) {
        const detail = `Terraform is configured to check for Resources within the Resource Group when deleting the Resource Group - and raise an error if nested Resources still exist to avoid unintentionally deleting these Resources.\n\nTerraform has detected that the following Resources still exist within the Resource Group:\n\n${ids.join("\n")}`;
        throw new ProviderError(
          error(`deleting Resource Group "${String(name)}": the Resource Group still contains Resources.`, detail),
        );
      }
    }
    await undefinedIfNotFound(() => client.arm("DELETE", String(id)));
  },
  parseId: (id) => ({ id }),
};
