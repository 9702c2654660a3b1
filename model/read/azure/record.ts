import { originOf, type ResourceSide } from "../resource-side";

const IDENTIFIER = "azurerm_key_vault_key.id";
/** Attributes of keys, by whatever way they come. */
const OF_KEY = /^(?:data\.)?azurerm_key_vault_key\./;

/** The attribute of a key of Azure that a customer managed key takes, where it is not the one that stays. */
export function otherAttribute(resource: ResourceSide): { readonly otherAttribute?: string } {
  const { own, name } = resource;
  if (name === "before" || own.plainText("cloud_provider") !== "azure") return {};
  const { attributes } = originOf(resource, "key_id", ["vault-key"]);
  const found = [...attributes].find((attribute) => OF_KEY.test(attribute) && attribute !== IDENTIFIER);
  return found === undefined ? {} : { otherAttribute: found };
}
