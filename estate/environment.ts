import { VARIABLE } from "./forms";
import { describePath, type EstatePath, type EstateProblem } from "./messages";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings in which `${NAME}` stands for an environment variable: ids of accounts, projects, keys and of whom Aura is; `*` is any name or
 * position.
 */
export const FROM_ENVIRONMENT: readonly EstatePath[] = [
  ["aura", "projectId"],
  ["aura", "accountId"],
  ["aura", "applicationId"],
  ["aura", "serviceAccounts", "*"],
  ["accounts", "*", "id"],
  ["accounts", "*", "subscriptionId"],
  ["accounts", "*", "tenantId"],
  ["accounts", "*", "project"],
  ["accounts", "*", "assumeRoleArn"],
  ["accounts", "*", "administrators", "*"],
  ["keys", "*", "arn"],
  ["keys", "*", "keyId"],
  ["keys", "*", "vaultId"],
  ["keys", "*", "keyRing"],
  ["keys", "*", "applicationId"],
  ["keys", "*", "serviceAccounts", "*"],
  ["keys", "*", "auraAccountId"],
  ["keys", "*", "administrators", "*"],
  ["keys", "*", "alarm", "topicArn"],
  ["keys", "*", "alarm", "topicArn", "*"],
  ["defaults", "alarm", "topicArn"],
  ["defaults", "alarm", "topicArn", "*"],
  ["backend", "s3", "assumeRoleArn"],
  ["backend", "azurerm", "subscriptionId"],
  ["backend", "azurerm", "tenantId"],
  ["backend", "gcs", "impersonateServiceAccount"],
];

/** A file after its variables were replaced. */
export interface Resolved {
  readonly value: unknown;
  /** Variables that are not set. */
  readonly problems: readonly EstateProblem[];
  /** The names of the variables in the value at a path; undefined where there are none. */
  variablesAt(path: EstatePath): readonly string[] | undefined;
}

/**
 * Replaces the variables of a file.
 * @param value the data of the file; it is not changed
 */
export function resolveVariables(value: unknown, environment: Environment): Resolved {
  const problems: EstateProblem[] = [];
  const variables = new Map<string, readonly string[]>();
  const valueOf = (name: string): string | undefined =>
    Object.hasOwn(environment, name) ? environment[name] : undefined;
  const replace = (text: string, path: EstatePath): string => {
    const names = [...text.matchAll(EVERY_VARIABLE)].map(([, name = ""]) => name);
    if (names.length === 0) return text;
    variables.set(JSON.stringify(path), names);
    // A variable that is set to nothing is as good as none.
    problems.push(...names.filter((name) => !valueOf(name)).map((name) => unset(path, name)));
    return text.replace(EVERY_VARIABLE, (_, name: string) => valueOf(name) ?? "");
  };
  const walk = (at: unknown, path: EstatePath, places: readonly EstatePath[]): unknown => {
    if (places.length === 0) return at;
    if (typeof at === "string") return places.some(({ length }) => length === 0) ? replace(at, path) : at;
    const below = (step: string | number): readonly EstatePath[] =>
      places.flatMap(([first, ...rest]) => (first === step || first === "*" ? [rest] : []));
    if (Array.isArray(at)) return at.map((one, i) => walk(one, [...path, i], below(i)));
    if (typeof at !== "object" || at === null) return at;
    return Object.fromEntries(Object.entries(at).map(([name, one]) => [name, walk(one, [...path, name], below(name))]));
  };
  return {
    value: walk(value, [], FROM_ENVIRONMENT),
    problems,
    variablesAt: (path) => variables.get(JSON.stringify(path)),
  };
}

const EVERY_VARIABLE = new RegExp(VARIABLE.source, "g");

function unset(path: EstatePath, name: string): EstateProblem {
  return {
    ...{ code: "estate-wrong-value", path, part: "value" },
    what: `environment variable ${name} is not set`,
    got: `${describePath(path)} needs it`,
    expected: "",
    fix: `set ${name}, or write the value itself`,
  };
}

/**
 * The problems of the file, without those that only follow from a variable that is not set, and without the values of variables: they may
 * be anything that the environment holds.
 */
export function withoutValues(problems: readonly EstateProblem[], resolved: Resolved): EstateProblem[] {
  const unsetAt = new Set(resolved.problems.map(({ path }) => JSON.stringify(path)));
  return [
    ...resolved.problems,
    ...problems.flatMap((problem) => {
      const names = resolved.variablesAt(problem.path);
      if (!names) return [problem];
      if (unsetAt.has(JSON.stringify(problem.path))) return [];
      const variables = names.map((name) => `\`${name}\``).join(" and ");
      return [{ ...problem, got: `the value of ${variables}`, fix: `correct ${variables}` }];
    }),
  ];
}
