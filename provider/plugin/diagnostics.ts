import { printable } from "./printable";

/** A step into a value: the name of an attribute or block, a list index, or the key of a map. */
export type PathStep = string | number | { readonly key: string };

/** An error or warning for the user, at the attribute that it is about. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  /** Where in the configuration. Left out: the resource as a whole. */
  readonly path?: readonly PathStep[];
}

/** An error at an attribute, or at the resource as a whole. */
export const error = (summary: string, detail: string, ...path: PathStep[]): Diagnostic => ({
  severity: "error",
  summary,
  detail,
  ...(path.length > 0 && { path }),
});

/** A warning at an attribute, or at the resource as a whole. */
export const warning = (summary: string, detail: string, ...path: PathStep[]): Diagnostic => ({
  ...error(summary, detail, ...path),
  severity: "warning",
});

/** Ends an operation with diagnostics: nothing was made, changed or removed. */
export class ProviderError extends Error {
  public readonly diagnostics: readonly Diagnostic[];

  public constructor(...diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ summary, detail }) => (detail ? `${summary}: ${detail}` : summary)).join("\n"));
    this.name = "ProviderError";
    this.diagnostics = diagnostics;
  }
}

/** Whether there is an error among them. */
export const hasError = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === "error");

const SEVERITY = { error: 1, warning: 2 } as const;

function wireStep(step: PathStep): object {
  if (typeof step === "string") return { attribute_name: step };
  return typeof step === "number" ? { element_key_int: step } : { element_key_string: step.key };
}

/** A path as the protocol has it. */
export const wirePath = (path: readonly PathStep[]): object => ({ steps: path.map(wireStep) });

/** Longest summary and detail that are shown, in characters, and the largest number of diagnostics. */
const MAX_SUMMARY = 300;
const MAX_DETAIL = 4_000;
const MAX_DIAGNOSTICS = 50;

/** Diagnostics as the protocol has them. They quote what the API and the configuration say: nothing in them acts on a terminal. */
export function wireDiagnostics(diagnostics: readonly Diagnostic[]): object[] {
  // Errors before warnings, so that none of them is left out.
  const ordered = diagnostics.length > MAX_DIAGNOSTICS ? [...diagnostics].sort(bySeverity) : diagnostics;
  const more = ordered.length - MAX_DIAGNOSTICS;
  const counted = warning(`${more} more problems are not shown`, "Solve these first.");
  return [...ordered.slice(0, MAX_DIAGNOSTICS), ...(more > 0 ? [counted] : [])].map(
    ({ severity, summary, detail, path }) => ({
      severity: SEVERITY[severity],
      summary: printable(shortened(summary, MAX_SUMMARY)),
      detail: printable(shortened(detail ?? "", MAX_DETAIL)),
      ...(path && { attribute: wirePath(path) }),
    }),
  );
}

const bySeverity = (a: Diagnostic, b: Diagnostic) => SEVERITY[a.severity] - SEVERITY[b.severity];

const shortened = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}...` : text);
