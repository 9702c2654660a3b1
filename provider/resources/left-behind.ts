import { warning, type Diagnostic } from "../plugin";
import { partsOf } from "./instance-identity";
import type { Journal, LeftBehind } from "./journal";

/** Warnings for instances that an earlier run made and that no resource may ever mention again. */
export const leftBehindWarnings = (journal: Journal): Diagnostic[] => journal.leftBehind().map(leftBehind);

function leftBehind({ identity, arrived, path }: LeftBehind): Diagnostic {
  const { name, project_id: project, memory } = partsOf(identity);
  const id = arrived?.id;
  const what = `"${String(name)}" (${String(memory)}) in project ${String(project)}`;
  const fact =
    id === undefined
      ? `An apply in this directory was interrupted while it created instance ${what}; whether Aura has made it is not known here.`
      : `An apply in this directory created instance ${id}, ${what}, and was interrupted before the state had it.`;
  const adopted = "The next apply adopts it if the configuration still has that name, size, region and key.";
  const otherwise =
    id === undefined
      ? "Otherwise look for it in the Aura Console, and import or delete it there"
      : `Otherwise nothing manages it: terraform import <address> ${id} (with its password), or delete it in the Aura Console`;
  return warning(
    id === undefined
      ? "An instance may be left from an interrupted apply"
      : `Instance ${id} is left from an interrupted apply`,
    `${fact} ${adopted} ${otherwise}; to hear no more of it, remove ${path}.`,
  );
}
