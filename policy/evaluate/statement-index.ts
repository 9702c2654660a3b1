import { memoize } from "../../util/memoize";
import { asList, type PolicyDocument } from "../document";
import type { Identities } from "./principal";

/** Policies with fewer statements are read as they are: an index would cost more than it saves. */
const MIN_STATEMENTS = 16;

/** Where the statements of a policy are that name somebody. */
interface StatementIndex {
  /** Statements that may concern every caller: by `*`, by `NotPrincipal`, or by something else than a principal of AWS. */
  readonly everyone: readonly number[];
  readonly byName: ReadonlyMap<string, readonly number[]>;
  /** By the last part of the ARNs that they name: a session tells its role without the path. */
  readonly byLastPart: ReadonlyMap<string, readonly number[]>;
}

/**
 * The statements of a policy that can concern a caller, by their places; what is left out names others and only others. A policy
 * for hundreds of roles is asked hundreds of times.
 */
export function statementsFor(
  document: PolicyDocument,
  { caller, root, role, service }: Identities,
): readonly number[] {
  const { Statement: statements } = document;
  if (service !== undefined || statements.length < MIN_STATEMENTS) return statements.map((_, index) => index);
  const { everyone, byName, byLastPart } = indexOf(document);
  const named = [caller.arn, caller.accountId, root].flatMap((name) => byName.get(name) ?? []);
  const byRole = role === undefined ? [] : (byLastPart.get(role.name) ?? []);
  return [...new Set([...everyone, ...named, ...byRole])].sort((a, b) => a - b);
}

const indexOf = memoize(({ Statement: statements }: PolicyDocument): StatementIndex => {
  const everyone: number[] = [];
  const byName = new Map<string, number[]>();
  const byLastPart = new Map<string, number[]>();
  for (const [index, { Principal: principal }] of statements.entries()) {
    const names = typeof principal === "object" ? asList(principal["AWS"]) : [];
    const isForSome = typeof principal === "object" && Object.keys(principal).every((kind) => kind === "AWS");
    if (!isForSome || names.includes("*")) everyone.push(index);
    else for (const name of names) add(name, index);
  }
  return { everyone, byName, byLastPart };

  function add(name: string, index: number): void {
    for (const [map, key] of [
      [byName, name],
      [byLastPart, name.slice(name.lastIndexOf("/") + 1)],
    ] as const) {
      const places = map.get(key);
      if (places) places.push(index);
      else map.set(key, [index]);
    }
  }
});
