import type { Stage } from "../stage";

/** Applies without asking. */
export const APPLY = ["apply", "-auto-approve"] as const;
/** Destroys without asking. */
export const DESTROY = ["destroy", "-auto-approve"] as const;
/** Plans; the exit code tells whether there are changes. */
const PLAN = ["plan", "-detailed-exitcode"] as const;

/** Calls that remove something permanently, or begin to. */
const REMOVAL = /^(DELETE |kms:(ScheduleKeyDeletion|DisableKey))/;

/** What Terraform must refuse. */
interface Refusal {
  /** What is tried, for the progress line. */
  readonly what: string;
  readonly stack: string;
  readonly args: readonly string[];
  /** What is checked, as a sentence. */
  readonly check: string;
  /** What Terraform's error must say. */
  readonly says: readonly string[];
}

/** Runs Terraform where it must fail, and checks its error. */
export async function expectRefusal(stage: Stage, { what, stack, args, check, says }: Refusal): Promise<void> {
  stage.simulator.calls.clear();
  const { code, output } = await stage.run(what, stack, args);
  const errors = errorsIn(output);
  const words = errors.replace(/\s+/g, " ");
  const missing = says.filter((part) => !words.includes(part));
  if (errors) stage.narrator.say(`\n${errors}\n`);
  stage.narrator.check(
    check,
    code !== 0 && missing.length === 0,
    () => `terraform ${args.join(" ")} exited with ${code}, and its error lacks: ${missing.join(" | ")}\n${output}`,
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

/** The calls that removed something, since the log was cleared. */
export function removals({ simulator }: Stage): string[] {
  return simulator.calls.names().filter((call) => REMOVAL.test(call));
}

/** Checks that the plan of every stack has no changes. */
export async function checkNoChanges(stage: Stage): Promise<void> {
  for (const stack of stage.stacks()) {
    const { code, output } = await stage.run("plan", stack, PLAN);
    stage.narrator.check(`the next plan of ${stack} has no changes`, code === 0, output);
  }
}
