import type { IConstruct } from "constructs";
import type { IAuraKmsKey, KeyPhase } from "./kms-key";

/** A key's record in Aura: what the Aura Console lists under "Customer Managed Keys". */
export interface IAuraCustomerManagedKey extends IConstruct {
  /** Aura's id of the record (a UUID): a token until Aura has named it. */
  readonly customerManagedKeyId: string;
  /** Region that the record is for, or a token for it. */
  readonly region: string;
  /** `AuraDB` or `AuraDS`. */
  readonly product: string;
  /** Id of the Aura project, or a token for it. */
  readonly projectId: string;
  /** The key, when it is part of the app. */
  readonly key?: IAuraKmsKey;
  /** How far the key has come. */
  readonly phase: KeyPhase;
}
