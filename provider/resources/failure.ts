import { AuraApiError } from "../aura-api";
import { error, ProviderError, warning, type Diagnostic, type PathStep } from "../plugin";

/** The message of a failure. */
export const reasonOf = (problem: unknown): string => (problem instanceof Error ? problem.message : String(problem));

/** A reason as a whole sentence. */
export const sentence = (reason: string): string => (/[.?]$/.test(reason) ? reason : `${reason}.`);

/** What to do when it is open whether, or how far, something was changed. */
export const CHECK_IN_AURA = "Look at it in the Aura Console, then plan again.";

/** Warnings for what came with another type than the documented one: it is as if it had not come. */
export const unusableFields = (object: string, names: readonly string[] = []): Diagnostic[] =>
  names.map((name) =>
    warning(
      `Aura returned an unusable ${name}`,
      `For ${object} it has another type than the Aura API documents, and is left out. Look whether a newer version of this provider reads it.`,
    ),
  );

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
