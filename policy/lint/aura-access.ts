import { AURA_OPERATIONS, auraPermissions, MAX_AURA_PRINCIPALS, type Key } from "../access/aura-permissions";
import type { AllowedPrincipal } from "../access/allowed-principals";
import { distinctPrincipals, type Principal } from "../access/principal";
import type { PolicyDocument } from "../document";
import { type StatementProblem } from "../problem";
import { formatList } from "../../util/format-list";

const REQUIRED = AURA_OPERATIONS.filter(({ required }) => required).map(({ name }) => name);

/**
 * Finds the operations that Aura needs and that the whole policy denies to all principals whose statements allow them, and
 * those that are not verified for one of these principals.
 * @param possibleAura what the statements allow to principals that may be Aura
 */
export function lintAuraAccess(
  merged: PolicyDocument,
  possibleAura: readonly AllowedPrincipal[],
  key: Key,
): readonly StatementProblem[] {
  const principals = distinctPrincipals(possibleAura.map(({ principal }) => principal));
  // Those have findings of their own.
  if (principals.length === 0 || principals.some(({ kind }) => kind === "anyone" || kind === "unclear")) return [];
  if (principals.length > MAX_AURA_PRINCIPALS) {
    return [
      unverified(`${principals.length} principals, none of which is evaluated: more than ${MAX_AURA_PRINCIPALS}`),
    ];
  }
  const answers = new Map(principals.map((principal) => [principal.name, answersFor(merged, key, principal)]));
  const missing: string[] = [];
  const open: string[] = [];
  let because = "";
  for (const operation of REQUIRED) {
    const asked = distinctPrincipals(
      possibleAura.flatMap(({ principal, operations }) => (operations.includes(operation) ? [principal] : [])),
    );
    const notAllowed = (asked.length > 0 ? asked : principals).flatMap(
      ({ name }) => answers.get(name)?.(operation) ?? [],
    );
    const [first] = notAllowed;
    if (!first) continue;
    const isMissing = notAllowed.length >= asked.length && notAllowed.every(({ denied }) => denied);
    if (missing.length + open.length === 0 || (isMissing && missing.length === 0)) because = first.because;
    (isMissing ? missing : open).push(operation);
  }
  if (missing.length > 0) return [lacking(missing, principals, because)];
  if (open.length > 0) return [unverified(`${formatList(open)}: ${because}`)];
  return principals.every(({ kind }) => kind === "session") ? [onlySessions(principals)] : [];
}

/** The caller that assumes a role names the session, mostly another name each time. */
function onlySessions(sessions: readonly Principal[]): StatementProblem {
  return {
    ...unverified(`only session ${formatList(sessions.map(({ name }) => name))}, and each run has another one`),
    expected: "an account or a role",
    fix: "copy the statement again from the Aura Console, or name the role instead of its session",
  };
}

interface NotAllowed {
  readonly denied: boolean;
  readonly because: string;
}

/** For an organization the decision is about one member; others may be allowed more. */
function answersFor(
  merged: PolicyDocument,
  key: Key,
  principal: Principal,
): (operation: string) => NotAllowed | undefined {
  const { cannot, unknown } = auraPermissions(merged, key, principal);
  const isOne = principal.accountId !== undefined;
  const notAllowed = new Map([
    ...cannot.map(({ operation, because }) => [operation, { denied: isOne, because }] as const),
    ...unknown.map(({ operation, because }) => [operation, { denied: false, because }] as const),
  ]);
  return (operation) => notAllowed.get(operation);
}

function lacking(missing: readonly string[], principals: readonly Principal[], because: string): StatementProblem {
  return {
    code: "aura-can-use-key",
    path: "",
    what: "Aura lacks permissions that it needs on the key",
    got: `${formatList(missing)} for none of ${formatList(principals.map(({ name }) => name))}: ${because}`,
    expected: REQUIRED.join(", "),
    fix: "copy the statement again from the Aura Console, and look for a Deny statement",
  };
}

function unverified(got: string): StatementProblem {
  return {
    code: "aura-access-unverified",
    path: "",
    what: "cannot verify that Aura has the permissions that it needs",
    got,
    expected: "every required operation allowed",
    fix: "except Aura from that Deny, or remove that condition",
  };
}
