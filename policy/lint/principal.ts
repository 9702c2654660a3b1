import { ACCOUNT_ID, accountMeant, parseArn } from "../arn";
import { describeValue } from "../problem";
import type { LintCode } from "../codes";
import { didYouMean } from "../../util/did-you-mean";
import type { Lint, Path } from "./lint";
import { UNIQUE_ID } from "../access/principal";
import { isObject } from "../../util/json";
import { quote } from "../../util/quote";

const KINDS = ["AWS", "Service", "Federated", "CanonicalUser"] as const;
const IAM_PRINCIPAL = /^(root|(user|role)\/[\w+=,.@/-]+)$/;
const STS_PRINCIPAL = /^(assumed-role|federated-user)\/[\w+=,.@/-]+$/;
const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/**
 * Checks the form of `Principal` or `NotPrincipal`. Whether a principal exists is not to be seen here.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function lintPrincipal(lint: Lint, path: Path, value: unknown): void {
  if (value === "*") return;
  if (!isObject(value) || Object.keys(value).length === 0) {
    lint.report(path, {
      code:
        value === "" || isObject(value)
          ? "value-missing"
          : typeof value === "string"
            ? "principal-malformed"
            : "wrong-type",
      what: `${lint.name(path)} names no principal`,
      got: describeValue(value),
      expected: '"*" or an object such as {"AWS": "arn:aws:iam::111122223333:role/name"}',
      fix: typeof value === "string" ? `write {"AWS": ${quote(value)}}` : "name the principal",
    });
    return;
  }
  for (const [kind, members] of Object.entries(value)) lintKind(lint, [...path, kind], kind, members);
}

function lintKind(lint: Lint, path: Path, kind: string, value: unknown): void {
  if (!(KINDS as readonly string[]).includes(kind)) {
    const meant = didYouMean(kind, KINDS);
    lint.report(
      path,
      {
        code: "principal-kind-unknown",
        what: `${lint.name(path.slice(0, -1))} contains an unknown kind of principal`,
        got: quote(kind),
        expected: KINDS.join(", "),
        fix: meant ? `did you mean "${meant}"?` : "write the kind of the principal",
      },
      "name",
    );
    return;
  }
  for (const entry of lint.texts(path, value, "a principal")) {
    const flaw = kind === "AWS" ? flawOfAwsPrincipal(entry.text) : flawOfOther(kind, entry.text);
    if (flaw) {
      lint.report(entry.path, {
        code: flaw.code ?? "principal-malformed",
        what: `${lint.name(path)} contains an invalid principal`,
        got: `${quote(entry.text)}, ${flaw.got}`,
        expected: flaw.expected,
        fix: flaw.fix,
      });
    }
  }
}

interface Flaw {
  /** @default "principal-malformed" */
  readonly code?: LintCode;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

function flawOfAwsPrincipal(text: string): Flaw | undefined {
  const expected = "the ARN of an account, user, role or session, a 12-digit account id, or *";
  if (text === "*" || ACCOUNT_ID.test(text)) return undefined;
  if (/^\d+$/.test(text)) {
    return { got: `${text.length} digits`, expected, fix: missingDigits(text, (id) => id) };
  }
  if (UNIQUE_ID.test(text)) {
    return {
      code: "principal-deleted",
      got: "the unique id of a user or role, possibly deleted",
      expected,
      fix: "name the user or role by its ARN",
    };
  }
  if (/[*?]/.test(text)) {
    return {
      code: "principal-wildcard",
      got: "a wildcard inside a principal",
      expected,
      fix: 'name every principal, or use "*" with a condition on aws:PrincipalArn',
    };
  }
  const arn = parseArn(text);
  if (!arn) {
    const trimmed = text.trim();
    const isPadded = trimmed !== text && flawOfAwsPrincipal(trimmed) === undefined;
    if (isPadded) return { got: "with whitespace around it", expected, fix: `write ${quote(trimmed)}` };
    return { got: "not an ARN", expected, fix: "write arn:PARTITION:iam::ACCOUNT:role/NAME" };
  }
  const wrong = (got: string): Flaw => ({ got, expected, fix: "copy the ARN again from IAM" });
  if (arn.service !== "iam" && arn.service !== "sts") return wrong(`an ARN of ${arn.service}`);
  if (arn.region !== "") return wrong(`with the region "${arn.region}", which IAM does not have`);
  if (!ACCOUNT_ID.test(arn.accountId)) {
    const { accountId } = arn;
    const malformed = wrong(`with the malformed account id "${accountId}"`);
    if (!/^\d+$/.test(accountId)) return malformed;
    const got = `with the account id "${accountId}" of ${accountId.length} digits`;
    return { ...malformed, got, fix: missingDigits(accountId, (id) => text.replace(accountId, id)) };
  }
  if (arn.resource.startsWith("group/")) {
    return { got: "a group, which cannot be a principal", expected, fix: "name the users or a role" };
  }
  const form = arn.service === "iam" ? IAM_PRINCIPAL : STS_PRINCIPAL;
  return form.test(arn.resource) ? undefined : wrong(`which names "${arn.resource}"`);
}

/** What to write in place of an account id that has too many digits, or too few. */
function missingDigits(id: string, write: (id: string) => string): string {
  const meant = id.length < 12 ? accountMeant(id) : undefined;
  return meant === undefined
    ? "write the 12 digits of the account id"
    : `write ${quote(write(meant))}, if a leading zero was lost`;
}

function flawOfOther(kind: string, text: string): Flaw | undefined {
  if (text.includes("*")) {
    return {
      code: "principal-wildcard",
      got: "a wildcard inside a principal",
      expected: "one principal",
      fix: "name every principal",
    };
  }
  if (kind !== "Service" || SERVICE.test(text)) return undefined;
  return {
    got: "not an AWS service",
    expected: "a service such as logs.amazonaws.com",
    fix: "write the service's principal name",
  };
}
