import { relative } from "node:path";
import { warning, type Diagnostic } from "../plugin";
import { partsOf } from "./instance-identity";
import type { Journal, LeftBehind } from "./journal";

/** Warnings for instances that an earlier run made and that no resource may ever mention again. */
export function leftBehindWarnings(journal: Journal): Diagnostic[] {
  const warnings = journal.leftBehind().map(leftBehind);
  return [...warnings, ...journal.unreadable.map(unreadable)];
}

const unreadable = (why: string) =>
  warning(
    "The journal of creations cannot be read",
    `${why}. An instance that an interrupted apply in this directory created may be in it, with its password. Make it readable for whoever runs Terraform.`,
  );

function leftBehind({ identity, id, arrived, delivered, isOfThisState, path }: LeftBehind): Diagnostic {
  const { name, project_id: project, memory } = partsOf(identity);
  const what = `"${String(name)}" (${String(memory)}) of project ${String(project)}`;
  const adopted = isOfThisState
    ? "is adopted where the configuration still has that name, size, region and key."
    : "is not adopted, because the backend of that apply had its state elsewhere.";
  const forget = `delete it in the Aura Console and remove ${relative("", path)}`;
  const importing = `import it${arrived?.password === undefined ? "" : ", password included"} (terraform import <address> ${id})`;
  if (id !== undefined && delivered)
    return warning(
      `Instance ${id} may be missing in the state`,
      `An earlier apply created ${what}, and no run since has looked at it: because of -target, or because the state was not written. If \`terraform state list\` ` +
        `has it, a plan without -target ends this warning. If not, it ${adopted} Otherwise ${importing}, or ${forget}.`,
    );
  return id === undefined
    ? warning(
        `Instance "${String(name)}" may be left from an interrupted apply`,
        `Whether Aura has created ${what} is not known here. It ${adopted} Otherwise look for it, import it or ${forget}.`,
      )
    : warning(
        `Instance ${id} is left from an interrupted apply`,
        `The state did not have ${what} when this run began. It ${adopted} Otherwise ${importing}, or ${forget}.`,
      );
}
