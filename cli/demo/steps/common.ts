import type { Stage } from "../stage";

/** Applies without asking. */
export const APPLY = ["apply", "-auto-approve"] as const;
/** Destroys without asking. */
export const DESTROY = ["destroy", "-auto-approve"] as const;
/** Plans, and tells by the exit code whether there is anything to do. */
const PLAN = ["plan", "-detailed-exitcode"] as const;

/** Calls that take something away for good, or begin to. */
const TAKES_AWAY = /^(DELETE |kms:(ScheduleKeyDeletion|DisableKey))/;

/** What Terraform must refuse. */
interface Refusal {
  /** What is tried, as the line says it. */
  readonly what: string;
  readonly stack: string;
  readonly args: readonly string[];
  /** What is proven, as a sentence. */
  readonly proof: string;
  /** What Terraform's error must say. */
  readonly says: readonly string[];
}

/**
 * Tries what must not work: it has to fail, and with the right words.
 * @param stage the stage
 * @param refusal what is tried, and how it has to fail
 */
export async function refused(stage: Stage, { what, stack, args, proof, says }: Refusal): Promise<void> {
  stage.simulator.calls.clear();
  const { code, output } = await stage.run(what, stack, args);
  const errors = errorsIn(output);
  const words = errors.replace(/\s+/g, " ");
  const missing = says.filter((part) => !words.includes(part));
  if (errors) stage.narrator.say(`\n${errors}\n`);
  stage.narrator.prove(
    proof,
    code !== 0 && missing.length === 0,
    () => `terraform ${args.join(" ")} ended with ${code}, and did not say: ${missing.join(" | ")}\n${output}`,
  );
}

/** The errors in Terraform's output, without its boxes. */
function errorsIn(output: string): string {
  const blocks = output.replace(/^[│╷╵] ?/gm, "").split(/^(?=Error: |Warning: )/m);
  return blocks
    .filter((block) => block.startsWith("Error: "))
    .map((block) => block.trim())
    .join("\n\n");
}

/**
 * The calls since the last time they were forgotten that take something away.
 * @param stage the stage
 */
export function takenAway({ simulator }: Stage): string[] {
  return simulator.calls.names().filter((call) => TAKES_AWAY.test(call));
}

/**
 * Proves that every stack is as its configuration says.
 * @param stage the stage
 */
export async function proveSettled(stage: Stage): Promise<void> {
  for (const stack of stage.stacks()) {
    const { code, output } = await stage.run("plan", stack, PLAN);
    stage.narrator.prove(`the next plan of ${stack} is empty`, code === 0, output);
  }
}
