import type { Clock } from "./http/clock";

/** The clouds besides AWS that the simulator can run, as Aura's API calls them; each one is loaded when it is asked for. */
const CLOUDS = {
  azure: async (clock: Clock) => new (await import("./azure/cloud")).AzureCloud(clock),
  gcp: async (clock: Clock) => new (await import("./google/cloud")).GoogleCloud(clock),
};

/** A cloud besides AWS that the simulator can run. */
export type OtherCloudName = keyof typeof CLOUDS;
/** The clouds besides AWS that run in a simulator. */
export type OtherClouds = { readonly [Name in OtherCloudName]?: Awaited<ReturnType<(typeof CLOUDS)[Name]>> };

/** Their names. */
export const OTHER_CLOUDS = Object.keys(CLOUDS) as readonly OtherCloudName[];

/** Loads and starts clouds besides AWS. */
export async function startClouds(names: readonly OtherCloudName[], clock: Clock): Promise<OtherClouds> {
  const started = names.map(async (name) => [name, await CLOUDS[name](clock)] as const);
  return Object.fromEntries(await Promise.all(started)) as OtherClouds;
}
