import { isBoundToAccount } from "../access/service-binding";
import { isDeniedToExternalPrincipals, allowedAcrossAccounts } from "../access/evaluate-for-all";
import { accessIn, allowedPrincipals, type StatementPrincipal } from "../access/allowed-principals";
import { mayBeAura, type Principal } from "../access/principal";
import { ADMINISTRATIVE_OPERATIONS, operationsCovered, worksAcrossAccounts, worstFirst } from "../evaluate/actions";
import { type PolicyDocument, type Statement } from "../document";
import { keyFor } from "./key";
import { textsIn, type Lint, type LintTarget, type Path } from "./lint";
import { lintUnverifiable, lintExpiry } from "./condition";
import { isObject } from "../../util/json";
import { quote } from "../../util/quote";
import { formatList } from "../../util/format-list";

/**
 * Finds what an Allow statement grants beyond its purpose, or to more than its purpose, and what it grants in vain.
 * @param statement a statement of correct form
 * @param fromVendor whether a vendor wrote the statement, for its own access
 * @param denied whether other statements deny operations to external principals
 */
export function lintAccess(
  lint: Lint,
  statement: Statement,
  target: LintTarget,
  fromVendor: boolean,
  denied: (operations: readonly string[]) => boolean,
): void {
  if (statement.Effect === "Deny") {
    if (fromVendor) vendorDenies(lint);
    return;
  }
  const principals = accessIn(statement);
  lintPrincipals(lint, statement, principals, denied);
  lintOpposites(lint, statement);
  lintServices(lint, statement, principals, target);
  const external = principals.filter(({ principal }) => !isOwn(principal, target));
  const others = external.map(({ principal }) => principal);
  if (fromVendor && others.length > 0) {
    lintAdministration(lint, statement, others);
    lintExpiry(lint, statement);
    lintUnverifiable(lint, statement, external, target);
  }
  const foreign = target.accountId === undefined ? [] : others.filter(({ accountId }) => accountId !== undefined);
  if (foreign.length > 0) lintAcrossAccounts(lint, statement, foreign, fromVendor);
}

/**
 * The principals of each Allow statement, when none of them can be the vendor: they are of the key's own account, AWS
 * services, or federated users.
 * @param statements all statements of a vendor, of correct form
 * @returns names, by the place of the statement; empty when an external principal may be the vendor
 */
export function grantsNoAccess(
  statements: readonly Statement[],
  external: readonly Principal[],
  target: LintTarget,
): ReadonlyMap<number, readonly string[]> {
  if (external.some(mayBeAura)) return new Map();
  const allowed = allowedPrincipals({ Version: "2012-10-17", Statement: statements });
  const describeAllowed = (principal: Principal): string =>
    isOwn(principal, target) ? `AWS account ${target.accountId}` : principal.name;
  return new Map(
    [...statements.entries()]
      .filter(([, { Effect: effect }]) => effect === "Allow")
      .map(([index]) => {
        const own = allowed
          .filter(({ statement }) => statement === index)
          .map(({ principal }) => describeAllowed(principal));
        return [index, [...new Set(own)]];
      }),
  );
}

/**
 * Finds whether a policy denies operations to external principals: where a statement allows anyone, the Deny statements then
 * decide which principals have access.
 */
export function denialsOf(document: PolicyDocument, target: LintTarget): (operations: readonly string[]) => boolean {
  const key = keyFor(document, target);
  const denies = document.Statement.some(({ Effect: effect }) => effect === "Deny");
  if (!denies || !key) return () => denies;
  const { keyArn, accountId: keyAccountId } = key;
  const answers = new Map<string, boolean>();
  const isDenied = (action: string): boolean => {
    const answer = answers.get(action) ?? isDeniedToExternalPrincipals(document, { action, keyArn, keyAccountId });
    answers.set(action, answer);
    return answer;
  };
  return (operations) => {
    const possible = allowedAcrossAccounts(operations);
    return possible.length > 0 && possible.every(isDenied);
  };
}

function isOwn({ accountId }: Principal, target: LintTarget): boolean {
  return accountId !== undefined && accountId === target.accountId;
}

function vendorDenies(lint: Lint): void {
  lint.report(["Effect"], {
    code: "vendor-denies",
    what: `${lint.subject} contains a Deny`,
    got: '"Deny", which overrides every Allow',
    expected: '"Allow"',
    fix: "leave it out unless its author explains it",
  });
}

function lintPrincipals(
  lint: Lint,
  statement: Statement,
  principals: ReturnType<typeof accessIn>,
  denied: (operations: readonly string[]) => boolean,
): void {
  const element = statement.Principal === undefined ? "NotPrincipal" : "Principal";
  const anyone = principals.find(({ principal }) => principal.kind === "anyone");
  // Of the operations for which anyone may meet the condition: a Deny has to cover no others.
  if (anyone && denied(anyone.operations)) {
    lint.report([element], {
      code: "principal-unclear",
      what: `${lint.subject} allows principals that cannot be determined`,
      got: "anyone, and Deny statements exclude some",
      expected: "an account or role ARN, or * with a condition such as kms:CallerAccount",
      fix: "name the principal, or move the condition here",
    });
  } else if (anyone) {
    const conditions = formatList(anyone.conditions);
    lint.report([element], {
      code: "public-access",
      what: `${lint.subject} allows anyone`,
      got: conditions ? `${conditions} does not restrict the principal` : `no condition restricts the principal`,
      expected: "an account or role ARN, or * with a condition such as kms:CallerAccount",
      fix: "copy the statement again with its condition, or name the principal",
    });
  }
  const unclear = principals.filter(({ principal: { kind } }) => kind === "unclear");
  // A condition with a malformed account id is reported as that.
  const [first] = unclear.filter(({ principal }) => !isMalformedAccount(principal, statement));
  for (const { principal } of first ? [first] : []) {
    lint.report([element], {
      code: "principal-unclear",
      what: `${lint.subject} allows principals that cannot be determined`,
      got: `${principal.name}, which cannot be resolved offline`,
      expected: "the ARN of an account or role",
      fix: "name the principal by its ARN, or delete it",
    });
  }
}

function isMalformedAccount({ name }: Principal, { Principal: principal }: Statement): boolean {
  return /^"[\d -]+"$/.test(name) && !JSON.stringify(principal ?? "").includes(name);
}

function lintOpposites(lint: Lint, statement: Statement): void {
  if (statement.NotAction !== undefined) {
    const problem = {
      code: "not-action-in-allow" as const,
      what: `${lint.subject} allows everything but the named actions`,
      got: "NotAction, which also covers future KMS actions",
      expected: "Action",
      fix: "list the needed actions in Action",
    };
    lint.report(["NotAction"], problem, "name");
  }
}

function lintServices(
  lint: Lint,
  statement: Statement,
  principals: readonly StatementPrincipal[],
  { accountId }: LintTarget,
): void {
  if (isBoundToAccount(statement, accountId)) return;
  const services = principals.filter(({ principal }) => principal.kind === "service");
  if (services.length === 0) return;
  const isNamed = isObject(statement.Principal) && statement.Principal["Service"] !== undefined;
  lint.report(isNamed ? ["Principal", "Service"] : ["Principal"], {
    code: "service-without-source",
    what: `${lint.subject} allows a service to act for any account`,
    got: `${formatList(services.map(({ principal }) => principal.name))} without a condition that names the account`,
    expected: `a condition on aws:SourceAccount or aws:SourceArn${accountId === undefined ? "" : ` with account ${accountId}`}`,
    fix: "add the condition",
  });
}

function lintAdministration(lint: Lint, statement: Statement, principals: readonly Principal[]): void {
  const report = (path: Path, got: string): void =>
    lint.report(path, {
      code: "aura-cannot-administer-key",
      what: `${lint.subject} grants key administration`,
      got: `${got}, for ${formatList(principals.map(({ name }) => name))}`,
      expected: "use of the key, such as kms:Decrypt or kms:CreateGrant",
      fix: "remove the action, or copy the statement again",
    });
  for (const { text, path } of textsIn(["Action"], statement.Action)) {
    const covered = administrative(operationsCovered(text));
    if (covered.length > 0) report(path, covering(text, covered));
  }
  if (statement.NotAction === undefined) return;
  const excepted = operationsCovered(statement.NotAction);
  const covered = ADMINISTRATIVE_OPERATIONS.filter((operation) => !excepted.includes(operation));
  if (covered.length > 0)
    report(["NotAction"], `everything but the named actions, such as ${formatList(worstFirst(covered))}`);
}

function lintAcrossAccounts(
  lint: Lint,
  statement: Statement,
  principals: readonly Principal[],
  fromVendor: boolean,
): void {
  for (const { text, path } of textsIn(["Action"], statement.Action)) {
    const operations = operationsCovered(text);
    const idle = operations.filter((operation) => !worksAcrossAccounts(operation));
    const administers = administrative(operations).length > 0;
    const none = idle.length === operations.length;
    if (idle.length === 0 || (fromVendor ? administers : !none && !administers)) continue;
    lint.report(path, {
      code: "across-accounts",
      what: `${lint.subject} allows another account what KMS refuses across accounts`,
      got: `${covering(text, idle)}, for ${formatList(principals.map(({ name }) => name))}`,
      expected: "actions such as kms:Decrypt or kms:CreateGrant",
      fix: none ? "delete it" : "list only the needed actions",
    });
  }
}

function administrative(operations: readonly string[]): string[] {
  return operations.filter((operation) => ADMINISTRATIVE_OPERATIONS.includes(operation));
}

function covering(action: string, operations: readonly string[]): string {
  const [only] = operations;
  const same = operations.length === 1 && only?.toLowerCase() === action.toLowerCase();
  return same ? quote(action) : `${quote(action)}, including ${formatList(worstFirst(operations))}`;
}
