/** Days in which Azure retains what was deleted, where a vault says nothing else. */
export const DEFAULT_RETENTION_IN_DAYS = 90;
