import { DataResource } from "cdktf";
import type { Construct } from "constructs";
import type { KeyPhase } from "../kms-key";

/**
 * Makes the plan fail when a key that had Aura's statement is deployed without it. `prevent_destroy` is read from the new
 * configuration: only the one without the statement carries it, so the way forward is free and the way back is closed.
 * (Without this, a lost statement file would read as phase 1, and the instances on the key as removed.)
 * @param scope the construct that holds the policy
 * @param phase the phase of the key
 */
export function guardPhase(scope: Construct, phase: KeyPhase): void {
  new DataResource(scope, "StatementMustStay", {
    triggersReplace: { phase },
    ...(phase === "bootstrap" && { lifecycle: { preventDestroy: true } }),
  });
}
