import * as fc from "fast-check";
import { diffPolicies, type StatementChange } from "../../../policy/diff/diff";
import { normalizeDocument, sameMeaning } from "../../../policy/diff/normalize";
import { evaluate, type Decision, type KeyRequest } from "../../../policy/evaluate/evaluate";
import { asList, type Condition, type OneOrMany, type PolicyDocument, type Statement } from "../../../policy/document";
import { policies, requests, statements } from "../access/small-world";

const RANK: Readonly<Record<Decision["answer"], number>> = { denied: 0, unknown: 1, allowed: 2 };

const circumstances: fc.Arbitrary<KeyRequest> = fc
  .tuple(
    requests,
    fc.constantFrom("absent" as const, "unknown" as const),
    fc.constantFrom("allow everything" as const, "allow nothing" as const, "unknown" as const),
  )
  .map(([request, others, iam]) => ({ ...request, others, iam }));

function rank(document: PolicyDocument, request: KeyRequest): number {
  return RANK[evaluate(document, request).answer];
}

/** Decides by bits of a number, so that a failure shrinks and repeats. */
function bits(seed: number): () => boolean {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 31 === 1;
  };
}

/** The same policy, written in another way. */
function respelt(document: PolicyDocument, seed: number): PolicyDocument {
  const flip = bits(seed);
  const inCase = (text: string): string => (flip() ? text.toUpperCase() : flip() ? text.toLowerCase() : text);
  const list = <T>(values: OneOrMany<T> | undefined, spell: (value: T) => T): OneOrMany<T> | undefined => {
    if (values === undefined) return undefined;
    const spelt = asList(values).map(spell);
    const [only] = spelt;
    if (spelt.length === 1 && only !== undefined && flip()) return only;
    const doubled = flip() ? [...spelt, ...spelt] : spelt;
    return flip() ? [...doubled].reverse() : doubled;
  };
  const account = (name: string): string => {
    if (flip()) return name;
    const id = /^arn:aws:iam::(\d{12}):root$/.exec(name)?.[1];
    return id ?? (/^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name);
  };
  const principal = (value: Statement["Principal"]): Statement["Principal"] => {
    if (value === undefined) return undefined;
    if (typeof value === "string") return flip() ? value : { AWS: [value] };
    return Object.fromEntries(
      Object.entries(value).map(([kind, names]) => [kind, list(names, kind === "AWS" ? account : String) ?? []]),
    );
  };
  const same = <T>(value: T): T => value;
  const condition = (value: Condition | undefined): Condition | undefined =>
    value &&
    Object.fromEntries(
      Object.entries(value).map(([operator, keys]) => {
        const names = Object.keys(keys).map((key) => key.toUpperCase());
        const upper = flip() && new Set(names).size === names.length;
        const written = Object.entries(keys).map(([key, values]) => {
          return [upper ? key.toUpperCase() : key, list(values, same) ?? []] as const;
        });
        return [operator, Object.fromEntries(flip() ? [...written].reverse() : written)];
      }),
    );
  const spelt = document.Statement.map((statement): Statement => ({
    ...statement,
    ...(flip() && { Sid: "another" }),
    Principal: principal(statement.Principal),
    NotPrincipal: principal(statement.NotPrincipal),
    Action: list(statement.Action, inCase),
    NotAction: list(statement.NotAction, inCase),
    Resource: list(statement.Resource, same),
    NotResource: list(statement.NotResource, same),
    Condition: condition(statement.Condition),
  }));
  const doubled = flip() ? [...spelt, ...spelt.slice(0, 1)] : spelt;
  return { ...document, Id: "another", Statement: flip() ? [...doubled].reverse() : doubled };
}

/** The policy after an edit or two of the kinds that people make. */
const edits = fc
  .tuple(policies, fc.array(fc.tuple(fc.nat(3), fc.nat(7), statements), { minLength: 1, maxLength: 2 }))
  .map(([before, changes]) => {
    let list = [...before.Statement];
    for (const [place, edit, other] of changes) list = edited(list, place % list.length, edit, other);
    return { before, after: { ...before, Statement: list } };
  });

function edited(list: readonly Statement[], place: number, edit: number, other: Statement): Statement[] {
  const { Sid, ...old } = list[place] ?? other;
  const joined = (one: OneOrMany | undefined, two: OneOrMany | undefined): string[] => [...asList(one), ...asList(two)];
  const changed: (Statement | undefined)[] = [
    undefined,
    { ...old, Action: old.Action && joined(old.Action, other.Action) },
    { ...old, Resource: old.Resource && joined(old.Resource, other.Resource) },
    { ...old, Condition: { ...old.Condition, ...other.Condition } },
    { ...old, Condition: withValues(old.Condition ?? {}, other.Condition ?? {}) },
    {
      ...old,
      Principal:
        typeof old.Principal === "object" && typeof other.Principal === "object"
          ? { AWS: joined(old.Principal.AWS, other.Principal.AWS) }
          : other.Principal,
    },
    { ...old, Condition: undefined },
    { ...other, Sid },
  ];
  const statement = changed[edit];
  const rest = statement ? [{ ...statement, ...(Sid !== undefined && { Sid }) }] : [];
  return list.length > 1 || statement ? [...list.slice(0, place), ...rest, ...list.slice(place + 1)] : [...list];
}

/** The condition with the other's values beside its own, whatever their keys. */
function withValues(own: Condition, other: Condition): Condition {
  const extra = Object.values(other).flatMap((keys) => Object.values(keys).flatMap((values) => asList(values)));
  return Object.fromEntries(
    Object.entries(own).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, [...asList(values), ...extra]])),
    ]),
  );
}

/** Whether a change can only take away, or only give. */
function sense({ kind, before, after }: StatementChange, olds: PolicyDocument, news: PolicyDocument): string {
  if (kind === "added") return news.Statement[after ?? -1]?.Effect === "Allow" ? "widened" : "narrowed";
  if (kind === "removed") return olds.Statement[before ?? -1]?.Effect === "Allow" ? "narrowed" : "widened";
  return kind;
}

it("the normal spelling of a policy gives every request the same answer", () => {
  fc.assert(
    fc.property(policies, circumstances, (document, request) => {
      expect(evaluate(normalizeDocument(document), request).answer).toBe(evaluate(document, request).answer);
    }),
    { numRuns: 300 },
  );
});

it("the normal spelling of a policy is its own normal spelling", () => {
  fc.assert(
    fc.property(policies, (document) => {
      const once = normalizeDocument(document);
      expect(normalizeDocument(once)).toEqual(once);
    }),
  );
});

it("a policy that is only written in another way means the same, and gives every request the same answer", () => {
  fc.assert(
    fc.property(policies, fc.nat(), circumstances, (document, seed, request) => {
      const other = respelt(document, seed);
      expect(sameMeaning(document, other)).toBe(true);
      expect(diffPolicies(document, other).map(({ kind }) => kind)).toEqual(
        diffPolicies(document, other).map(() => "unchanged"),
      );
      expect(evaluate(other, request).answer).toBe(evaluate(document, request).answer);
    }),
    { numRuns: 300 },
  );
});

it("a policy has no difference to itself, and says nothing about it", () => {
  fc.assert(
    fc.property(policies, (document) => {
      const changes = diffPolicies(document, structuredClone(document));
      expect(changes.map(({ kind, words }) => [kind, ...words])).toEqual(document.Statement.map(() => ["unchanged"]));
    }),
  );
});

it("what is only narrowed allows nothing that was not allowed, and what is only widened forbids nothing", () => {
  fc.assert(
    fc.property(edits, fc.array(circumstances, { minLength: 8, maxLength: 8 }), ({ before, after }, asked) => {
      const senses = new Set(diffPolicies(before, after).map((change) => sense(change, before, after)));
      senses.delete("unchanged");
      if (senses.has("changed") || senses.size > 1) return;
      for (const request of asked) {
        const [was, is] = [rank(before, request), rank(after, request)];
        if (!senses.has("widened")) expect(is).toBeLessThanOrEqual(was);
        if (!senses.has("narrowed")) expect(is).toBeGreaterThanOrEqual(was);
      }
    }),
    { numRuns: 300 },
  );
});

it("a statement that loses an operation is narrowed and allows less, and the way back is widened and allows more", () => {
  const request: KeyRequest = {
    ...{ action: "kms:Encrypt", principal: { arn: "arn:aws:iam::111122223333:role/r", accountId: "111122223333" } },
    ...{ keyArn: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" },
    ...{ keyAccountId: "111122223333", context: {}, others: "absent", iam: "allow everything" },
  };
  const allowing = (...actions: string[]): PolicyDocument => ({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: actions, Resource: "*" },
    ],
  });
  const [more, less] = [allowing("kms:Decrypt", "kms:Encrypt"), allowing("kms:Decrypt")];
  expect(diffPolicies(more, less).map(({ kind }) => kind)).toEqual(["narrowed"]);
  expect(diffPolicies(less, more).map(({ kind }) => kind)).toEqual(["widened"]);
  expect([rank(more, request), rank(less, request)]).toEqual([RANK.allowed, RANK.denied]);
});

it("exchanging before and after exchanges added with removed and widened with narrowed", () => {
  const opposite = { added: "removed", removed: "added", widened: "narrowed", narrowed: "widened" } as const;
  fc.assert(
    fc.property(edits, ({ before, after }) => {
      const there = diffPolicies(before, after).map(({ kind, before: old, after: now }) => [
        kind in opposite ? opposite[kind as keyof typeof opposite] : kind,
        now,
        old,
      ]);
      const back = diffPolicies(after, before).map(({ kind, before: old, after: now }) => [kind, old, now]);
      expect(back.map(String).sort()).toEqual(there.map(String).sort());
    }),
    { numRuns: 300 },
  );
});

it("every difference is described in words", () => {
  fc.assert(
    fc.property(edits, ({ before, after }) => {
      for (const { kind, words } of diffPolicies(before, after)) {
        if (kind !== "unchanged") expect(words).not.toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});
