import { actionCovers, operationsCovered } from "../evaluate/actions";
import { KMS_OPERATIONS } from "../kms-actions";
import { didYouMean } from "../../util/did-you-mean";
import { textsIn, type Lint } from "./lint";
import { quote } from "../../util/quote";

/** Form of an action of KMS, with `*` and `?` as wildcards. */
export const KMS_ACTION = /^(\*|kms:[a-z*?]+)$/i;

const NAMES = KMS_OPERATIONS.map(({ name }) => name);

/**
 * The action of KMS that a text without service probably means; undefined when there is none.
 * @param text such as `Decrypt`
 */
export function actionOfKms(text: string): string | undefined {
  const action = `kms:${text}`;
  return KMS_ACTION.test(action) && NAMES.some((name) => actionCovers(action, name)) ? action : undefined;
}

/** Finds the actions that cover nothing that a key policy could allow or deny. */
export function lintActionNames(lint: Lint, statement: Readonly<Record<string, unknown>>): void {
  for (const element of ["Action", "NotAction"]) {
    for (const { text, path } of textsIn([element], statement[element])) {
      if (!KMS_ACTION.test(text) || operationsCovered(text).length > 0) continue;
      const elsewhere = NAMES.some((name) => actionCovers(text, name));
      lint.report(path, {
        code: elsewhere ? "action-not-on-keys" : "action-unknown",
        what: `${lint.name([element])} contains an action that no key policy can allow`,
        got: `${quote(text)}, which ${elsewhere ? "is not an operation on a key" : "is not a KMS action"}`,
        expected: "an operation on a key, such as kms:Decrypt",
        fix: elsewhere ? "delete it, or move it to an IAM policy" : suggestion(text),
      });
    }
  }
}

function suggestion(action: string): string {
  // What most people forget: the API has ReEncrypt, and policies have ReEncryptFrom and ReEncryptTo.
  if (!/[*?]/.test(action) && NAMES.some((name) => actionCovers(`${action}*`, name)))
    return `did you mean "${action}*"?`;
  const written = action.slice("kms:".length);
  const name = didYouMean(
    written.replace(/\*$/, ""),
    NAMES.map((known) => known.slice("kms:".length)),
  );
  const star = written.endsWith("*") ? "*" : "";
  return name ? `did you mean "kms:${name}${star}"?` : "write the name of an operation, or delete it";
}
