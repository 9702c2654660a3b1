import { AuraApiError } from "../aura-api";
import { error, ProviderError, type PathStep } from "../plugin";

/** The message of a failure. */
export const reasonOf = (problem: unknown): string => (problem instanceof Error ? problem.message : String(problem));

/** Runs work, and turns an answer of the API into an error that Terraform shows. */
export async function withErrorSummary<T>(summary: string, work: () => Promise<T>, ...path: PathStep[]): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    if (problem instanceof AuraApiError) throw new ProviderError(error(summary, problem.message, ...path));
    throw problem;
  }
}
