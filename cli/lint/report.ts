import { auraPermissions, type AuraPermissions, type Key } from "../../policy/access/aura-permissions";
import { canCallerChangePolicy, type CallerPrincipal, type PolicyControl } from "../../policy/access/lockout";
import type { PolicyDocument, Statement } from "../../policy/document";
import { findExternalAccess } from "../../policy/access/external-access";
import { LINT_CODES } from "../../policy/codes";
import { keyFor, whyKeyArnIsNeeded } from "../../policy/lint/key";
import type { LintTarget } from "../../policy/lint/lint";
import {
  lintPolicyText,
  lintStatementText,
  targetOf,
  type LintFinding,
  type LintOptions,
} from "../../policy/lint/source-text";
import { accessMatrix } from "../../policy/access/matrix";

/** A text and what to call it. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/**
 * What `aura-cmk lint --format json` prints. Members may be added; none changes its meaning or is removed while `version`
 * stays the same.
 */
export interface LintReport {
  readonly version: 1;
  /** Where the statement came from. */
  readonly statement: string;
  /** Where the key's policy came from; null when none was given. */
  readonly policy: string | null;
  readonly summary: { readonly errors: number; readonly warnings: number };
  /** In the order of the texts: those of the statement first. */
  readonly findings: readonly ReportedFinding[];
  /** The access matrix of the policy with the statement; null when key or policy are not known well enough. */
  readonly access: ReportedAccess | null;
  /** Whether the author of the policy passes the KMS lockout check; null without `--caller`. */
  readonly caller: ReportedControl | null;
  /** What Aura's principals can do of what Aura needs; null where {@link access} is. */
  readonly aura: readonly ({ readonly who: string } & AuraPermissions)[] | null;
  /** What {@link access} needs, in one clause; null where it is not null. */
  readonly needs: string | null;
}

/** A finding, where it was found, and the page that documents it. */
export interface ReportedFinding extends LintFinding {
  readonly file: string;
  readonly see: string;
}

/** Whether the caller can change the policy, and why. */
export interface ReportedControl extends PolicyControl {
  readonly who: string;
}

/** A matrix of who can do what. */
export interface ReportedAccess {
  readonly operations: readonly string[];
  readonly rows: readonly {
    readonly who: string;
    /** What the principal is: `account`, `role`, `anyone` and so on. */
    readonly kind: string;
    /** For each operation `yes`, `no` or `unknown`. */
    readonly answers: readonly string[];
  }[];
}

/**
 * Checks a statement, and the policy that it is for.
 * @param policy the policy that the key has; undefined when it is not known
 */
export function lintReport(statement: Source, policy: Source | undefined, options: LintOptions): LintReport {
  const existing = policy && lintPolicyText(policy.text, options);
  const document = existing?.document;
  const { findings, statements, merged, statementNames } = lintStatementText(statement.text, {
    ...options,
    ...(document && { policy: document }),
  });
  const all = [...reported(findings, statement), ...(policy ? reported(existing?.findings ?? [], policy) : [])];
  const errors = all.filter(({ severity }) => severity === "error").length;
  const target = targetOf(options);
  const isRead = policy === undefined || document !== undefined;
  // Without a readable policy, the merged one would not be the key's.
  const whole = isRead ? merged : undefined;
  const key = whole && keyFor(whole, target, statementNames);
  const needs = [
    ...(isRead ? [] : ["a readable key policy"]),
    // Nothing is merged while the policy to merge into is not known.
    ...(statements && (merged ?? !(document ?? target.accountId)) ? [] : ["a statement that can be merged"]),
    ...keyNeeds(whole, target),
  ];
  return {
    version: 1,
    statement: statement.name,
    policy: policy?.name ?? null,
    summary: { errors, warnings: all.length - errors },
    findings: all,
    ...(whole && key
      ? answersOf(whole, statements ?? [], key, target.caller)
      : noAnswers(needs.join(" and "), target.caller)),
  };
}

function reported(findings: readonly LintFinding[], { name }: Source): ReportedFinding[] {
  return findings.map(({ severity, kind, code, path, line, column, ...words }) => ({
    ...{ severity, kind, code, file: name, path },
    ...(line !== undefined && { line, column }),
    ...words,
    see: LINT_CODES[code].see,
  }));
}

type Answers = Pick<LintReport, "access" | "caller" | "aura" | "needs">;

function answersOf(
  document: PolicyDocument,
  statements: readonly Statement[],
  key: Key,
  caller: CallerPrincipal | undefined,
): Answers {
  return {
    access: accessOf(document, key, caller),
    caller: caller ? { who: caller.name, ...controlOf(document, key, caller) } : null,
    aura: findExternalAccess(
      { Version: "2012-10-17", Statement: statements },
      key.accountId,
    ).possibleAuraPrincipals.map((principal) => ({
      who: principal.name,
      ...auraPermissions(document, key, principal),
    })),
    needs: null,
  };
}

/** The ARN of a session lacks the path of its role, which conditions on the role's ARN need. */
function controlOf(document: PolicyDocument, key: Key, caller: CallerPrincipal): PolicyControl {
  const control = canCallerChangePolicy(document, key, caller);
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(caller.arn) ?? [];
  if (role === undefined || control.answer !== "unknown" || !/aws:PrincipalArn/i.test(control.because)) return control;
  const hint = `pass the role as --caller for more, such as arn:${partition}:iam::${account}:role/${role}`;
  return { ...control, because: `${control.because}; ${hint}` };
}

/** A caller gets an answer even where it is unknown. */
function noAnswers(needs: string, caller: CallerPrincipal | undefined): Answers {
  const control = caller && { answer: "unknown" as const, because: `it needs ${needs}` };
  return { access: null, caller: control ? { who: caller.name, ...control } : null, aura: null, needs };
}

function accessOf(document: PolicyDocument, key: Key, caller: CallerPrincipal | undefined): ReportedAccess {
  const { operations, rows } = accessMatrix(document, key, caller && [caller]);
  return {
    operations,
    rows: rows.map(({ principal, answers }) => ({ who: principal.name, kind: principal.kind, answers })),
  };
}

/** What has to be known of the key. */
function keyNeeds(document: PolicyDocument | undefined, target: LintTarget): string[] {
  if (target.accountId === undefined) return ["--key-arn or --account"];
  const why = document && whyKeyArnIsNeeded(document, target);
  return target.keyArn === undefined && why !== undefined ? [`--key-arn, because ${why}`] : [];
}
