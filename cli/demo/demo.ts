// First, because it says which packages are missing.
import "../../constructs";
import { CLOUDS } from "../../model/clouds";
import type { CloudProvider } from "../../model/limits";
import { DemoFailure, Narrator, type Output } from "./narrator";
import { Stage } from "./stage";
import { CLOUD_STEPS, STEPS } from "./steps";

/** What the demo needs from the command line. */
interface DemoOptions {
  /** Ends the demo early; the reason is the exit code. */
  readonly signal: AbortSignal;
  readonly output: Output;
  /** The command of Terraform or OpenTofu. @default `terraform`, and `tofu` where there is none */
  readonly terraform?: string | undefined;
  /** The clouds of the estate. @default AWS alone, with more steps */
  readonly clouds?: readonly CloudProvider[];
}

const FAILED = 1;

/**
 * Runs the demo: every step in turn, until a check fails.
 * @returns exit code: 0 only when every check passed
 */
export async function runDemo({ signal, output, terraform, clouds = ["aws"] }: DemoOptions): Promise<number> {
  const narrator = new Narrator(output);
  const steps = clouds.some((cloud) => cloud !== "aws") ? CLOUD_STEPS : STEPS;
  try {
    let skipped = 0;
    const commands: readonly [string, ...string[]] = terraform ? [terraform] : ["terraform", "tofu"];
    await Stage.with({ narrator, signal, commands, clouds }, async (stage) => {
      const version = await stage.terraform.find();
      if (version === undefined) narrator.end(false, NO_TERRAFORM);
      else
        narrator.say(
          `${version}, ${clouds.map((cloud) => CLOUDS[cloud].keyService).join(", ")} and Neo4j Aura simulated on this machine.`,
        );
      for (const [index, step] of steps.entries()) {
        signal.throwIfAborted();
        if (version === undefined && step.terraform) skipped++;
        else {
          narrator.headline(`${index + 1} of ${steps.length}: ${step.title}`);
          await step.run(stage);
        }
      }
    });
    if (skipped > 0)
      narrator.end(false, `${skipped} of ${steps.length} steps were skipped: Terraform is not installed.`);
    else narrator.end(true, `All ${narrator.checks} checks passed, in ${narrator.elapsed}.`);
    return skipped > 0 ? FAILED : 0;
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

const NO_TERRAFORM = `TERRAFORM IS NOT ON THE PATH: only the steps that do not need it are shown.
Install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install) or OpenTofu for the rest.`;
