import { mergeReattached, reattach, type ObservedCall, type Provider, type Reattached } from "../../provider/plugin";
import { awsStandIn } from "./provider";

/** A registry in which Terraform or OpenTofu looks for providers. */
const REGISTRIES = ["registry.terraform.io", "registry.opentofu.org"];

type Environment = Readonly<Record<string, string>>;
type Observe = (call: ObservedCall) => void;
/** Substitutes for providers by the names that they have below `hashicorp/`. */
type StandIns = Readonly<Record<string, Provider<unknown>>>;

/** The substitutes of each cloud besides AWS, by the variable that says that the cloud is simulated; loaded when it is. */
const OTHERS: Readonly<Record<string, (environment: Environment, observe?: Observe) => Promise<StandIns>>> = {
  AURA_CMK_AZURE_ENDPOINT: async (...given) => (await import("./azurerm")).azureStandIns(...given),
  AURA_CMK_GOOGLE_ENDPOINT: async (environment, observe) => ({
    google: (await import("./google")).googleStandIn(environment, observe),
  }),
};

/** Substitutes that are served. */
export interface Attached extends Reattached {
  /** How many resource types and data sources each one has, by its name below `hashicorp/`. */
  readonly sizes: Readonly<Record<string, { readonly resources: number; readonly dataSources: number }>>;
}

/**
 * Serves substitutes for the providers of all clouds that are simulated in this process. Terraform has to run asynchronously: it talks to
 * this event loop.
 * @param environment the simulator's environment: endpoints, region and credentials
 * @param observe called for every call of Terraform
 */
export async function attachProviders(environment: Environment, observe?: Observe): Promise<Attached> {
  const others = Object.entries(OTHERS).filter(([variable]) => environment[variable] !== undefined);
  const loaded = await Promise.all(others.map(([, load]) => load(environment, observe)));
  const standIns: StandIns = Object.assign({ aws: awsStandIn(environment, observe) }, ...loaded);
  const attached = await Promise.all(
    Object.entries(standIns).map(([name, provider]) =>
      reattach(
        REGISTRIES.map((registry) => `${registry}/hashicorp/${name}`),
        provider,
      ),
    ),
  );
  const sizes = Object.entries(standIns).map(([name, { resources, dataSources = {} }]) => [
    name,
    { resources: Object.keys(resources).length, dataSources: Object.keys(dataSources).length },
  ]);
  return {
    env: mergeReattached(...attached),
    stop: () => attached.forEach((one) => one.stop()),
    sizes: Object.fromEntries(sizes) as Attached["sizes"],
  };
}
