import type { IConstruct } from "constructs";
import type { IAuraCustomerManagedKey } from "./customer-managed-key";

/** An Aura instance: created here, or defined elsewhere. */
export interface IAuraInstance extends IConstruct {
  /** Aura's id of the instance (8 hex digits): a token until Aura has named it. */
  readonly instanceId: string;
  /** Region of the instance, or a token for it. */
  readonly region: string;
  /** `AuraDB` or `AuraDS`, when it is known. */
  readonly product?: string;
  /** The record of its key, when it is part of the app. */
  readonly customerManagedKey?: IAuraCustomerManagedKey;
  /** Aura's id of that record, when it is known. */
  readonly customerManagedKeyId?: string;
}
