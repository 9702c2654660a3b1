import { AuraApiError } from "../aura-api";
import type { Aura } from "./aura";

/** How often a creation may be sent in all, when none of the earlier ones had any effect. */
const ATTEMPTS = 3;
/**
 * Pauses before the looks for the object after an ambiguous failure, as parts of the poll interval: at once, then after 2, 4, 8,
 * 16 and 30 seconds, a minute in all. What Aura accepted it shows within seconds; what it is still busy with would be made twice.
 */
const PAUSES = [0, 0.1, 0.2, 0.4, 0.8, 1.5];

/** What a creation came to: its own answer, or the object that it had made although the answer was lost. */
export type Posted<Created, Found> = { readonly created: Created } | { readonly found: Found };

/**
 * Sends a creation, and never repeats it blindly: when nobody knows what became of it, looks for the object first.
 * @param post sends the creation
 * @param find looks for the object that it would have made
 * @param signal ends the looking after the first look; what became of the creation then stays open
 */
export async function postOnce<Created, Found>(
  { clock, pollInterval }: Aura,
  post: () => Promise<Created>,
  find: () => Promise<Found | undefined>,
  signal: AbortSignal,
): Promise<Posted<Created, Found>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return { created: await post() };
    } catch (problem) {
      if (!(problem instanceof AuraApiError) || !problem.ambiguous) throw problem;
      for (const part of PAUSES) {
        if (part > 0)
          await clock.sleep(part * pollInterval, signal).catch(() => {
            throw problem;
          });
        const found = await find().catch((failure: unknown) => {
          // Whoever can not look knows no more than before: whether there is an object stays open.
          throw failure instanceof AuraApiError ? problem : failure;
        });
        if (found !== undefined) return { found };
      }
      if (attempt >= ATTEMPTS) throw problem;
    }
  }
}
