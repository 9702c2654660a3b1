import { DemoFailure, Narrator, type Output } from "./narrator";
import { Stage } from "./stage";
import { STEPS } from "./steps";

/** What the demo needs from the command line. */
interface DemoOptions {
  /** Ends it early; the reason is the exit code. */
  readonly signal: AbortSignal;
  readonly output: Output;
}

const FAILED = 1;

/**
 * Runs the demo: every step in turn, until one does not come out as it must.
 * @param options where it is told, and how it is stopped
 * @returns exit code: 0 only when every proof held
 */
export async function runDemo({ signal, output }: DemoOptions): Promise<number> {
  const narrator = new Narrator(output);
  try {
    let left = 0;
    await Stage.with(narrator, signal, async (stage) => {
      const version = await stage.terraform.version();
      if (version === undefined) narrator.end(false, NO_TERRAFORM);
      else narrator.say(`Terraform ${version}, AWS KMS and Neo4j Aura simulated on this machine.`);
      for (const [index, step] of STEPS.entries()) {
        signal.throwIfAborted();
        if (version === undefined && step.terraform) left++;
        else {
          narrator.headline(`${index + 1} of ${STEPS.length}: ${step.title}`);
          await step.run(stage);
        }
      }
    });
    if (left > 0) narrator.end(false, `${left} of ${STEPS.length} steps were left out: there is no Terraform.`);
    else narrator.end(true, `All ${narrator.proofs} proofs held, in ${narrator.elapsed}.`);
    return left > 0 ? FAILED : 0;
  } catch (error) {
    if (signal.aborted) {
      narrator.end(false, "Stopped; nothing is left behind.");
      return Number(signal.reason);
    }
    if (!(error instanceof DemoFailure)) throw error;
    narrator.end(false, `FAILED: ${error.message}`);
    return FAILED;
  }
}

const NO_TERRAFORM = `THERE IS NO TERRAFORM ON THE PATH: only the steps that need none are shown.
Install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install) for the rest.`;
