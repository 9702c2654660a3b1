import type { Stage } from "./stage";
import { deployClouds, grantAccess, lostPrincipals, synthesizeClouds, wrongCloud } from "./steps/clouds";
import { loseKey, useKey } from "./steps/key-use";
import { deployPhase1, synthesizePhase1, wrongRegion } from "./steps/phase-1";
import { lostStatement, deployPhase2, wrongStatement } from "./steps/phase-2";
import { renamedConstruct } from "./steps/pull-request";
import { destroyAll, destroyInUse, destroyRetained } from "./steps/the-end";

/** One step of the demo. */
interface Step {
  readonly title: string;
  /** Whether it needs Terraform. */
  readonly terraform: boolean;
  readonly run: (stage: Stage) => Promise<void>;
}

/** The steps: from the first deployment of an estate to its last key, then a pull request for another key. */
export const STEPS: readonly Step[] = [
  { title: "A wrong region is an error before anything is written", terraform: false, run: wrongRegion },
  {
    title: "Phase 1: the key is registered with Aura, without a statement yet",
    terraform: false,
    run: synthesizePhase1,
  },
  { title: "Phase 1 is deployed; Aura waits for the statement", terraform: true, run: deployPhase1 },
  { title: "The statement of another project is saved by mistake", terraform: true, run: wrongStatement },
  { title: "Phase 2: the statement from the Console", terraform: true, run: deployPhase2 },
  { title: "Aura uses the key, and nobody else can", terraform: true, run: useKey },
  { title: "The key is disabled, and enabled again", terraform: true, run: loseKey },
  { title: "The statement file is lost, and the plan fails", terraform: true, run: lostStatement },
  { title: "terraform destroy is refused, and so is the AWS Console", terraform: true, run: destroyRetained },
  { title: "The estate is retired, but its key is still in use", terraform: true, run: destroyInUse },
  { title: "Everything is destroyed, in the right order", terraform: true, run: destroyAll },
  { title: "A pull request renames a construct, and its review blocks it", terraform: true, run: renamedConstruct },
];

/** The steps over several clouds: both phases, and no way back. */
export const CLOUD_STEPS: readonly Step[] = [
  { title: "A region of another cloud is an error before anything is written", terraform: false, run: wrongCloud },
  { title: "Phase 1: one estate, one stack for each cloud", terraform: false, run: synthesizeClouds },
  { title: "Phase 1 is deployed; Aura waits for access to each key", terraform: true, run: deployClouds },
  { title: "Phase 2: what the Console shows for each key", terraform: true, run: grantAccess },
  { title: "Aura's principals are lost, and the plans fail", terraform: true, run: lostPrincipals },
];
