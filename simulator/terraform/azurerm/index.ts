import type { Provider } from "../../../provider/plugin";

/** Substitutes for hashicorp/azurerm and hashicorp/azuread, against the simulator. */
export function azureStandIns(): Readonly<Record<string, Provider<never>>> {
  return {};
}
