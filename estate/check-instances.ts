import { unknownNameProblems } from "./check-names";
import type { Draft } from "./draft";
import type { GivenInstance } from "./schema";
import { describePath, formatChoices, type EstateProblem } from "./messages";
import { formatList } from "../util/format-list";

/** Problems of instances that only show when they are compared with keys and with each other. */
export function checkInstances(draft: Draft): EstateProblem[] {
  return [
    ...[...draft.instances].flatMap(([name, { key, cloneOf }]) => [
      ...unknownNameProblems(draft, "keys", ["instances", name, "key"], key),
      ...(typeof cloneOf === "string"
        ? unknownNameProblems(draft, "instances", ["instances", name, "cloneOf"], cloneOf)
        : []),
    ]),
    ...[...draft.whole.instances].flatMap(([name, instance]) =>
      instance.cloneOf === undefined ? checkOriginal(name, instance, draft) : [],
    ),
    ...[...draft.instances].flatMap(([name, instance]) => checkSecret(name, instance)),
    ...checkCycles(draft),
  ];
}

/** Nothing but an encrypted password could be put into the secret. */
function checkSecret(name: string, { credentialsSecret, passwordPublicKey }: Partial<GivenInstance>): EstateProblem[] {
  if (!credentialsSecret || passwordPublicKey === undefined) return [];
  const path = ["instances", name, "credentialsSecret"];
  return [
    {
      ...{ code: "estate-disallowed-setting", path, part: "name" },
      what: `${describePath(path)} and \`passwordPublicKey\` exclude each other`,
      got: "Terraform does not know the password in the clear",
      expected: "one of them",
      fix: "remove `credentialsSecret`, or `passwordPublicKey`",
    },
  ];
}

/** Settings that only a clone can have or leave out. */
function checkOriginal(name: string, { key, sourceSnapshotId }: GivenInstance, draft: Draft): EstateProblem[] {
  const path = ["instances", name];
  const problems: EstateProblem[] = [];
  if (key === undefined) {
    problems.push({
      code: "estate-missing-setting",
      path,
      part: "name",
      what: `${describePath(path)} has no \`key\``,
      got: "",
      expected: formatChoices([...(draft.names.keys ?? [])]),
      fix: "add `key: <name>`; only a clone can do without",
    });
  }
  if (sourceSnapshotId !== undefined) {
    problems.push({
      code: "estate-disallowed-setting",
      path: [...path, "sourceSnapshotId"],
      part: "name",
      what: `${describePath(path)} has \`sourceSnapshotId\` without \`cloneOf\``,
      got: "",
      expected: "",
      fix: "add `cloneOf`, the source of the snapshot, or remove `sourceSnapshotId`",
    });
  }
  return problems;
}

/** Each cycle of clones once, at the member that comes first in the file. */
function checkCycles(draft: Draft): EstateProblem[] {
  const order = new Map([...draft.instances.keys()].map((name, i) => [name, i]));
  const seen = new Set<string>();
  return [...order.keys()].flatMap((start): EstateProblem[] => {
    const walk: string[] = [];
    let at: string | undefined = start;
    for (; at !== undefined && !seen.has(at); at = sourceOf(at, draft)) {
      walk.push(at);
      seen.add(at);
    }
    const entry = at === undefined ? -1 : walk.indexOf(at);
    return entry < 0 ? [] : [cycleProblem(rotated(walk.slice(entry), (name) => order.get(name) ?? 0))];
  });
}

/** Members of a cycle that a message names. */
const MAX_CYCLE = 5;

function cycleProblem(cycle: readonly string[]): EstateProblem {
  const [first = ""] = cycle;
  const path = ["instances", first];
  const itself = cycle.length === 1;
  return {
    code: "estate-clone-cycle",
    path: [...path, "cloneOf"],
    part: "value",
    what: itself
      ? `${describePath(path)} is a clone of itself`
      : `clone cycle: ${formatList([...cycle, first], { max: MAX_CYCLE, separator: " -> " })}`,
    got: "",
    expected: "",
    fix: itself ? "name the instance to clone" : "remove one `cloneOf` of the cycle",
  };
}

/** The same cycle, begun at its least member. */
function rotated(cycle: readonly string[], rank: (name: string) => number): string[] {
  const start = cycle.reduce((least, name, i) => (rank(name) < rank(cycle[least] ?? name) ? i : least), 0);
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}

function sourceOf(name: string, draft: Draft): string | undefined {
  const source = draft.instances.get(name)?.cloneOf;
  return typeof source === "string" ? source : undefined;
}
