import { error, ProviderError, type Diagnostic, type ObjectValue } from "../../../../provider/plugin";
import { given } from "../../older-sdk";
import { undefinedIfNotFound } from "../client";
import { alreadyExists, type AzureKind } from "../kind";
import { RESOURCE_SCHEMAS } from "../schemas";

interface LockAnswer {
  readonly name: string;
  readonly properties: { readonly level: string; readonly notes?: string };
}

const ID = /^(\/.+)\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i;

/** `azurerm_management_lock` */
export const managementLock: AzureKind = {
  label: "Management Lock",
  schema: RESOURCE_SCHEMAS.azurerm_management_lock,
  validate: ({ lock_level: level }: ObjectValue): readonly Diagnostic[] =>
    typeof level !== "string" || ["CanNotDelete", "ReadOnly"].includes(level)
      ? []
      : [error(`expected lock_level to be one of ["CanNotDelete" "ReadOnly"], got ${level}`, "", "lock_level")],
  create: async (planned, { client }) => {
    const id = `${String(planned.scope)}/providers/Microsoft.Authorization/locks/${String(planned.name)}`;
    if (await undefinedIfNotFound(() => client.arm("GET", id))) throw alreadyExists("azurerm_management_lock", id);
    await client.arm("PUT", id, { properties: { level: planned.lock_level, notes: given(planned.notes) } });
    return { id };
  },
  read: async ({ id }, { client }) => {
    const lock = await undefinedIfNotFound(() => client.arm<LockAnswer>("GET", String(id)));
    if (!lock) return undefined;
    const { level, notes = "" } = lock.properties;
    return { name: lock.name, scope: ID.exec(String(id))?.[1] ?? "", lock_level: level, notes };
  },
  delete: async ({ id }, { client }) => {
    await undefinedIfNotFound(() => client.arm("DELETE", String(id)));
  },
  parseId: (id) => {
    if (ID.test(id)) return { id };
    throw new ProviderError(error(`parsing "${id}": it is no id of a lock`, ""));
  },
};
