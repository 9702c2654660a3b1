import { AuraApiError } from "../aura-api";
import { error, ProviderError, type PathStep } from "../plugin";

/** The message of a failure. */
export const reasonOf = (problem: unknown): string => (problem instanceof Error ? problem.message : String(problem));

/** What to do when it is open whether, or how far, something was changed. */
export const CHECK_IN_AURA = "Look at it in the Aura Console, then plan again.";

/** Runs work, and turns an answer of the API into an error that Terraform shows. */
export async function withErrorSummary<T>(summary: string, work: () => Promise<T>, ...path: PathStep[]): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    if (!(problem instanceof AuraApiError)) throw problem;
    const { message, ambiguous } = problem;
    if (!ambiguous) throw new ProviderError(error(summary, message, ...path));
    const detail = `${message}. Aura may have carried out the request all the same. ${CHECK_IN_AURA}`;
    throw new ProviderError(error("The outcome of a request is unknown", detail, ...path));
  }
}
