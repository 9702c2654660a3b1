import type { RecoveryFeatures } from "../../model/azure";

/** Days in which Azure retains what was deleted, where a vault says nothing else. */
export const DEFAULT_RETENTION_IN_DAYS = 90;

/** What the settings of a provider are called. */
export const FEATURE_NAMES: Readonly<Record<keyof RecoveryFeatures, string>> = {
  purgesVaults: "purge_soft_delete_on_destroy",
  purgesKeys: "purge_soft_deleted_keys_on_destroy",
  recoversVaults: "recover_soft_deleted_key_vaults",
  recoversKeys: "recover_soft_deleted_keys",
};
