import type { Stage } from "./stage";
import { deployPhase1, synthesizePhase1, wrongRegion } from "./steps/phase-1";
import { backToPhase1, deployPhase2, wrongStatement } from "./steps/phase-2";
import { renamedConstruct } from "./steps/pull-request";
import { destroyAll, destroyInUse, destroyRetained } from "./steps/the-end";

/** One step of the demo. */
interface Step {
  readonly title: string;
  /** Whether it needs Terraform. */
  readonly terraform: boolean;
  readonly run: (stage: Stage) => Promise<void>;
}

/** The demo: from the first deployment of an estate to its last key, and a pull request that is about another one. */
export const STEPS: readonly Step[] = [
  { title: "A wrong region is an error before anything is written", terraform: false, run: wrongRegion },
  { title: "Phase 1: the key and its record, no statement yet", terraform: false, run: synthesizePhase1 },
  { title: "Phase 1 is deployed; Aura waits for its statement", terraform: true, run: deployPhase1 },
  { title: "Somebody saves the statement of another project", terraform: true, run: wrongStatement },
  { title: "Phase 2: the statement from the Console", terraform: true, run: deployPhase2 },
  { title: "The statement file is lost: no way back to phase 1", terraform: true, run: backToPhase1 },
  { title: "Somebody runs terraform destroy", terraform: true, run: destroyRetained },
  { title: "The estate is given up, but the key is still in use", terraform: true, run: destroyInUse },
  { title: "Everything is destroyed, in the right order", terraform: true, run: destroyAll },
  { title: "A pull request renames a construct; its review blocks it", terraform: true, run: renamedConstruct },
];
