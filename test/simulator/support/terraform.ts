import type { Simulator } from "../../../simulator";
import { attachProviders } from "../../../simulator/terraform/attach";
import { stateOf } from "../../provider/support/stage";
import { workspace, type Workspace } from "../../support/terraform";

/** A working directory in which the real Terraform has the substitute for the AWS provider. */
export interface Stage extends Pick<Workspace, "write" | "run"> {
  /** Runs Terraform; anything but success fails the test with Terraform's own words. */
  must(...args: string[]): Promise<string>;
  /** Writes and applies a configuration. */
  apply(configuration: object): Promise<void>;
  /** Resource changes of the next plan, which is kept as plan.bin: address and action; empty when nothing would change. */
  plannedChanges(): Promise<Record<string, string>>;
  /** Attributes of a resource in the state. */
  state(address: string): Record<string, unknown>;
  stop(): void;
}

/** Puts Terraform onto the simulator. */
export async function stageOn(simulator: Simulator): Promise<Stage> {
  const server = await attachProviders(simulator.environment);
  const { dir, write, run, must, remove } = workspace({}, server.env);
  return {
    write,
    run,
    must: async (...args) => (await must(...args)).stdout,
    apply: async (configuration) => {
      write(configuration);
      await must("apply", "-auto-approve", "-no-color");
    },
    plannedChanges: async () => changesIn((await must("plan", "-json", "-out=plan.bin")).stdout),
    state: (address) => stateOf({ dir }, address),
    stop: () => {
      server.stop();
      remove();
    },
  };
}

/** A line of `terraform plan -json`. */
interface Line {
  readonly type: string;
  readonly change?: { readonly resource: { readonly addr: string }; readonly action: string };
}

/** What `terraform plan -json` says will change: address and action. */
export function changesIn(stdout: string): Record<string, string> {
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  const changes = lines.flatMap(({ type, change }) => (type === "planned_change" && change ? [change] : []));
  return Object.fromEntries(changes.map(({ resource, action }) => [resource.addr, action]));
}
