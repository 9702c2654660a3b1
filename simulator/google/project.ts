import { createHash } from "node:crypto";
import { invalid } from "./errors";

const PROJECT_ID = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

/**
 * A project as the Cloud Resource Manager answers it. Every well-formed id is a project; its number follows from the id.
 * @param name such as `projects/orders-prod`
 */
export function projectAnswer(name: string): object {
  const projectId = name.slice("projects/".length);
  if (!PROJECT_ID.test(projectId)) throw invalid(`The project id ${projectId} is not valid.`);
  const digest = createHash("sha256").update(projectId).digest();
  return {
    projectNumber: String(100_000_000_000 + (digest.readUIntBE(0, 6) % 900_000_000_000)),
    projectId,
    lifecycleState: "ACTIVE",
    name: projectId,
    createTime: "2026-01-01T00:00:00.000Z",
  };
}
