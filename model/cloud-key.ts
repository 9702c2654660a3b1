import type { OtherCloud } from "./limits";
import type { Fact } from "./fact";
import type { ModelNode } from "./node";

/** What keys of other clouds than AWS have in common. */
export interface CloudKeyNode extends ModelNode {
  readonly cloud: OtherCloud;
  /** What Aura registers it by; unknown for a key that the cloud has yet to name. */
  readonly keyId: Fact<string>;
  /** The region of the key: of its vault, or of its key ring. */
  readonly region: Fact<string>;
  /** Whether Terraform refuses to destroy it (`prevent_destroy`). */
  readonly destroyPrevented: Fact<boolean>;
  /** Whom Aura's access is for: the application of Azure, the service accounts of Google; absent when none are configured. */
  readonly expectedPrincipals?: readonly string[];
}
