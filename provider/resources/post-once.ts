import { AuraApiError } from "../aura-api";
import type { Aura } from "./aura";

/** How often a creation is sent at most, when none of the earlier attempts had any effect. */
const MAX_ATTEMPTS = 3;
/**
 * Delays before each search for the object after an ambiguous failure, as parts of the poll interval: at once, then after 2, 4,
 * 8, 16 and 30 seconds, a minute in all. Aura lists an accepted object within seconds; without the delays it could be created twice.
 */
const PAUSES = [0, 0.1, 0.2, 0.4, 0.8, 1.5];

/** The result of a creation: its response, or the object that was found although the response was lost. */
export type Posted<Created, Found> = { readonly created: Created } | { readonly found: Found };

/**
 * Sends a creation, and never repeats it blindly: when its outcome is unknown, it searches for the object first.
 * @param find searches for the object that the creation would have made
 * @param signal ends the search after its first attempt; the outcome of the creation then stays unknown
 */
export async function postOnce<Created, Found>(
  aura: Aura,
  post: () => Promise<Created>,
  find: () => Promise<Found | undefined>,
  signal: AbortSignal,
): Promise<Posted<Created, Found>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return { created: await post() };
    } catch (problem) {
      if (!(problem instanceof AuraApiError) || !problem.ambiguous) throw problem;
      const found = await lookFor(aura, find, signal).catch((failure: unknown) => {
        // A search that failed or was stopped leaves open whether the object exists.
        throw failure instanceof AuraApiError || signal.aborted ? problem : failure;
      });
      if (found !== undefined) return { found };
      // An answer that came, whatever it said, means that the request was carried out.
      if (attempt >= MAX_ATTEMPTS || problem.body !== undefined) throw problem;
    }
  }
}

/**
 * Searches for an object that may appear within a minute.
 * @param signal ends the search after its first attempt
 */
export async function lookFor<Found>(
  { clock, pollInterval }: Aura,
  find: () => Promise<Found | undefined>,
  signal: AbortSignal,
): Promise<Found | undefined> {
  for (const part of PAUSES) {
    if (part > 0) await clock.sleep(part * pollInterval, signal);
    const found = await find();
    if (found !== undefined) return found;
  }
  return undefined;
}
