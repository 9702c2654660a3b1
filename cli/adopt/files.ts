import type { Framework } from "../../model/framework";
import type { StateObject } from "../../model/read/state-objects";
import { APPLICATION_FILES, type Form } from "./forms";
import { policyFile, statementFile, type Adoption } from "./adoption";
import { estateText } from "./estate-text";
import { programText } from "./program-text";
import { releaseText } from "./release-text";

/** What the configuration that has managed the objects so far has to say. */
export const RELEASE_FILE = "removed.tf";

/**
 * The files of an adoption, by their paths.
 * @param objects what states of Terraform manage today
 */
export function filesOf(
  adoption: Adoption,
  form: Form,
  objects: readonly StateObject[],
  framework: Framework,
): ReadonlyMap<string, string> {
  const release = releaseText(objects, adoption);
  return new Map([
    [APPLICATION_FILES[form], form === "estate" ? estateText(adoption) : programText(adoption, framework)],
    ...adoption.keys.map((key) => [policyFile(key), `${key.policy.trimEnd()}\n`] as const),
    ...adoption.keys
      .filter(({ statements }) => statements.length > 0)
      .map((key) => [statementFile(key), statementText(key.statements)] as const),
    ...(release === undefined ? [] : [[RELEASE_FILE, release] as const]),
  ]);
}

function statementText(statements: readonly object[]): string {
  const [only, ...others] = statements;
  return `${JSON.stringify(others.length > 0 ? statements : only, undefined, 2)}\n`;
}
