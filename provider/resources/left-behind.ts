import { relative } from "node:path";
import { warning, type Diagnostic } from "../plugin";
import { partsOf } from "./instance-identity";
import type { Journal, LeftBehind } from "./journal";

/** Warnings for instances that an earlier run made and that no resource may ever mention again. */
export const leftBehindWarnings = (journal: Journal): Diagnostic[] => journal.leftBehind().map(leftBehind);

function leftBehind({ identity, arrived, path }: LeftBehind): Diagnostic {
  const { name, project_id: project, memory } = partsOf(identity);
  const what = `"${String(name)}" (${String(memory)}) of project ${String(project)}`;
  const adopted = "It is adopted where the configuration still has that name, size, region and key.";
  const forget = `delete it in the Aura Console and remove ${relative("", path)}`;
  const id = arrived?.id;
  return id === undefined
    ? warning(
        `Instance "${String(name)}" may be left from an interrupted apply`,
        `Whether Aura has created ${what} is not known here. ${adopted} Otherwise look for it, import it or ${forget}.`,
      )
    : warning(
        `Instance ${id} is left from an interrupted apply`,
        `The state did not have ${what} when this run began. ${adopted} Otherwise import it${arrived?.password === undefined ? "" : ", password included"} ` +
          `(terraform import <address> ${id}), or ${forget}.`,
      );
}
