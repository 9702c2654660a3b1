import type { Simulator } from "../../../simulator";
import { attachAws } from "../../../simulator/terraform/attach";
import { workspace, type Workspace } from "../../support/terraform";

/** A working directory in which the real Terraform has the stand-in of the AWS provider. */
export interface Stage extends Pick<Workspace, "write" | "run"> {
  /** Runs Terraform; anything but success fails the test with Terraform's own words. */
  must(...args: string[]): Promise<string>;
  /** Writes and applies a configuration. */
  apply(configuration: object): Promise<void>;
  /** Resource changes of the next plan: address and actions; empty when nothing would change. */
  plannedChanges(): Promise<Record<string, string[]>>;
  /** Attributes of a resource in the state. */
  state(address: string): Promise<Record<string, unknown>>;
  stop(): void;
}

/** Puts Terraform onto the simulator. */
export async function stageOn(simulator: Simulator): Promise<Stage> {
  const server = await attachAws(simulator.environment);
  const { write, run, must, remove } = workspace({}, server.env);
  let isInitialized = false;
  return {
    write,
    run,
    must: async (...args) => (await must(...args)).stdout,
    apply: async (configuration) => {
      write(configuration);
      if (!isInitialized) await must("init", "-no-color");
      isInitialized = true;
      await must("apply", "-auto-approve", "-no-color");
    },
    plannedChanges: async () => {
      await must("plan", "-no-color", "-out=plan.bin");
      const plan = (await must("show", "-json", "plan.bin")).json<{
        resource_changes?: { address: string; change: { actions: string[] } }[];
      }>();
      const changes = (plan.resource_changes ?? []).filter(({ change }) => change.actions.join() !== "no-op");
      return Object.fromEntries(changes.map(({ address, change }) => [address, change.actions]));
    },
    state: async (address) => {
      const { values } = (await must("show", "-json")).json<{
        values: { root_module: { resources: { address: string; values: Record<string, unknown> }[] } };
      }>();
      return values.root_module.resources.find((resource) => resource.address === address)?.values ?? {};
    },
    stop: () => {
      server.stop();
      remove();
    },
  };
}
