/** A key as it is registered with Aura. */
export interface RegisteredKey {
  /** As Aura's API calls the cloud. */
  readonly cloud_provider: string;
  /** Key ARN; in other clouds the id of a version in a key vault, or the resource name of a key. */
  readonly key_id: string;
  readonly region: string;
}

/** What Aura calls an instance whose key it cannot use, by the reason. The API names these statuses and does not explain them. */
export type KeyErrorStatus = "encryption key error" | "encryption key deleted" | "encryption key not found";

/** Whether Aura can use a key, since when (in milliseconds since the epoch), and why not. */
export type Access =
  | { readonly usable: true; readonly since: number }
  | { readonly usable: false; readonly since: number; readonly because: string; readonly status: KeyErrorStatus };
