import { AuraApiError } from "../aura-api";
import { equal, error, type Context, type Diagnostic, type PlanRequest } from "../plugin";
import { configured, type Aura } from "./aura";

/**
 * Errors where a project does not exist: told in the plan, because the apply would first make a KMS key that is protected from
 * deletion. What cannot be looked up is left to the apply.
 */
export async function projectProblems(
  { prior, planned }: Pick<PlanRequest, "prior" | "planned">,
  context: Context<Aura>,
): Promise<Diagnostic[]> {
  const id = planned["project_id"];
  const client = configured(context);
  if (!client || typeof id !== "string" || (prior !== null && equal(prior["project_id"], id))) return [];
  try {
    await client.project(id, context.signal);
    return [];
  } catch (problem) {
    if (!(problem instanceof AuraApiError)) throw problem;
    if (problem.status === 404) return [unknownProject(id)];
    context.log("warn", `project ${id} cannot be looked up: ${problem.message}`);
    return [];
  }
}

const unknownProject = (id: string) =>
  error(
    "The project does not exist",
    `Aura has no project ${id} that these credentials can read. Nothing was created. Compare project_id with the projects in the Aura Console.`,
    "project_id",
  );
