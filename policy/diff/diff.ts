import { memoize } from "../../util/memoize";
import { asList, statementName, type OneOrMany, type PolicyDocument, type Statement } from "../document";
import { combined, relationsOf, type Relation } from "./compare";
import { describeChange, describeStatement } from "./describe";
import { normalStatements, partitionIn, type NormalStatement } from "./normalize";
import { pairStatements, type Item, type Pair } from "./pair-statements";

/** What became of a statement. */
export interface StatementChange {
  /**
   * - "added", "removed": it has no counterpart in the policy before, or after.
   * - "widened": provably allows all that it allowed, or denies nothing that it did not deny, and may allow more.
   * - "narrowed": the other way round.
   * - "changed": neither can be verified.
   * - "unchanged": means the same, whatever its Sid and place.
   */
  readonly kind: "added" | "removed" | "widened" | "narrowed" | "changed" | "unchanged";
  /** Its place in the policy as it was, counted from 0. */
  readonly before?: number;
  /** Its place in the policy as it is, counted from 0. */
  readonly after?: number;
  /** What a person calls it: its place as it is (or was, when it is removed), counted from 1, and its Sid. */
  readonly name: string;
  /** What is different, each in a clause whose subject is the statement. Empty when nothing is. */
  readonly words: readonly string[];
}

/**
 * Compares two key policies by meaning, statement by statement. Operations are those that KMS has today; grants and IAM
 * policies are not part of it.
 * @returns in the order of the statements as they are, then those removed
 */
export function diffPolicies(before: PolicyDocument, after: PolicyDocument): readonly StatementChange[] {
  return diffOnce(before, after);
}

const diffOnce = memoize((before: PolicyDocument, after: PolicyDocument): readonly StatementChange[] => {
  const partition = partitionIn(before, after);
  const readAll = (document: PolicyDocument): Reading[] =>
    normalStatements(document, partition).map((one, place) => read(document, place, one));
  const [olds, news] = [readAll(before), readAll(after)];
  return pairStatements(olds, news).map((pair) => changeOf(pair, olds, news));
});

/** A statement, read for comparison. */
interface Reading extends Item {
  readonly statement: Statement;
  readonly normal: Statement;
  /** Whether its `${...}` is a variable; absent when it has no `${...}`. */
  readonly variables?: boolean;
}

function read(
  { Version: version, Statement: statements }: PolicyDocument,
  place: number,
  { normal, meaning }: NormalStatement,
): Reading {
  const statement = statements[place] as Statement;
  const variables = meaning.includes("${") && { variables: version === "2012-10-17" };
  return { statement, normal, meaning, sid: statement.Sid, features: featuresOf(normal), ...variables };
}

/** What makes two statements alike. */
function featuresOf({ Effect, Principal, NotPrincipal, Condition = {}, ...rest }: Statement): ReadonlySet<string> {
  const principals = Object.entries(Principal ?? NotPrincipal ?? {}).flatMap(([kind, names]) =>
    asList(names as OneOrMany).map((name) => `${Effect} ${kind} ${name}`),
  );
  const tests = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, values]) =>
      asList(values).map((value) => `${Effect} ${operator} ${key} ${value}`),
    ),
  );
  const actions = asList(rest.Action ?? rest.NotAction).map((action) => `${Effect} ${action}`);
  return new Set([...principals, ...tests, ...actions]);
}

function changeOf(
  { before, after, repeats }: Pair,
  olds: readonly Reading[],
  news: readonly Reading[],
): StatementChange {
  const [old, now] = [olds[before ?? -1], news[after ?? -1]];
  const places = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  const name = statementName(after ?? before ?? 0, (now ?? old)?.statement);
  if (repeats) {
    const words = now ? "repeats another statement" : "is removed; another statement says the same";
    return { kind: "unchanged", ...places, name, words: [words] };
  }
  if (!old || !now) {
    const words = now ? describeStatement(now.statement, false) : old ? describeStatement(old.statement, true) : [];
    return { kind: now ? "added" : "removed", ...places, name, words };
  }
  const { kind, words } = compare(old, now);
  return { kind, ...places, name, words: [...words, ...sidWords(old.sid, now.sid)] };
}

function compare(old: Reading, now: Reading): Pick<StatementChange, "kind" | "words"> {
  if (old.meaning === now.meaning) return { kind: "unchanged", words: [] };
  if (old.statement.Effect !== now.statement.Effect) {
    const kind = now.statement.Effect === "Allow" ? "widened" : "narrowed";
    return { kind, words: describeChange(old.statement, now.statement, undefined) };
  }
  const relations = relationsOf(old.normal, now.normal);
  const words = describeChange(old.statement, now.statement, relations);
  if (old.variables !== undefined && now.variables !== undefined && old.variables !== now.variables) {
    const reading = now.variables ? "a policy variable" : "literal text";
    return { kind: "changed", words: [...words, `its "\${...}" is ${reading} now, because of the policy's Version`] };
  }
  const kind = KINDS[now.statement.Effect][combined(Object.values(relations))];
  return { kind, words: kind === "unchanged" ? ["is written in another way and means the same"] : words };
}

const KINDS = {
  Allow: { same: "unchanged", more: "widened", less: "narrowed", other: "changed" },
  Deny: { same: "unchanged", more: "narrowed", less: "widened", other: "changed" },
} as const satisfies Record<Statement["Effect"], Record<Relation, StatementChange["kind"]>>;

function sidWords(old: string | undefined, now: string | undefined): string[] {
  if (old === now) return [];
  const was = old === undefined ? "had none" : `was ${JSON.stringify(old)}`;
  return [now === undefined ? `has no Sid now, ${was}` : `its Sid is ${JSON.stringify(now)} now, ${was}`];
}
