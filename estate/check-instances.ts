import { unknownName } from "./check-names";
import type { Draft } from "./draft";
import type { GivenInstance } from "./schema";
import { oneOf, subjectOf, type Fault } from "./messages";

/**
 * Faults of instances that only show when they are compared with keys and with each other.
 * @param draft the file
 */
export function checkInstances(draft: Draft): Fault[] {
  return [
    ...[...draft.instances].flatMap(([name, { key, cloneOf }]) => [
      ...unknownName(draft, "keys", ["instances", name, "key"], key),
      ...(typeof cloneOf === "string" ? unknownName(draft, "instances", ["instances", name, "cloneOf"], cloneOf) : []),
    ]),
    ...[...draft.whole.instances].flatMap(([name, instance]) =>
      instance.cloneOf === undefined ? checkOriginal(name, instance, draft) : [],
    ),
    ...checkCycles(draft),
  ];
}

/** What only a clone may have, or leave out. */
function checkOriginal(name: string, { key, sourceSnapshotId }: GivenInstance, draft: Draft): Fault[] {
  const path = ["instances", name];
  const faults: Fault[] = [];
  if (key === undefined) {
    faults.push({
      code: "estate-missing-setting",
      path,
      part: "name",
      what: `${subjectOf(path)} must have \`key\``,
      got: "none",
      expected: oneOf([...(draft.names.keys ?? [])], "the name of a key of this file"),
      fix: "add `key: <name>`; only a clone may leave it out",
    });
  }
  if (sourceSnapshotId !== undefined) {
    faults.push({
      code: "estate-misplaced-setting",
      path: [...path, "sourceSnapshotId"],
      part: "name",
      what: `${subjectOf(path)} must not have \`sourceSnapshotId\` without \`cloneOf\``,
      got: "`sourceSnapshotId` alone",
      expected: "`cloneOf`, the instance that the snapshot is of",
      fix: "add `cloneOf`, or take `sourceSnapshotId` out",
    });
  }
  return faults;
}

/** Each circle of clones once, at the member that comes first in the file. */
function checkCycles(draft: Draft): Fault[] {
  const order = new Map([...draft.instances.keys()].map((name, i) => [name, i]));
  const seen = new Set<string>();
  return [...order.keys()].flatMap((start): Fault[] => {
    const walk: string[] = [];
    let at: string | undefined = start;
    for (; at !== undefined && !seen.has(at); at = sourceOf(at, draft)) {
      walk.push(at);
      seen.add(at);
    }
    const entry = at === undefined ? -1 : walk.indexOf(at);
    return entry < 0 ? [] : [cycleFault(rotated(walk.slice(entry), (name) => order.get(name) ?? 0))];
  });
}

function cycleFault(circle: readonly string[]): Fault {
  const [first = ""] = circle;
  const path = ["instances", first, "cloneOf"];
  const itself = circle.length === 1;
  return {
    code: "estate-clone-cycle",
    path,
    part: "value",
    what: `${subjectOf(path)} must lead to an instance that is no clone of it`,
    got: itself ? `${first}, itself` : `a circle: ${[...circle, first].join(" -> ")}`,
    expected: "another instance, whose data exist first",
    fix: itself ? "name the instance to clone" : "take one `cloneOf` of the circle out",
  };
}

/** The same circle, begun at its least member. */
function rotated(circle: readonly string[], rank: (name: string) => number): string[] {
  const start = circle.reduce((least, name, i) => (rank(name) < rank(circle[least] ?? name) ? i : least), 0);
  return [...circle.slice(start), ...circle.slice(0, start)];
}

function sourceOf(name: string, draft: Draft): string | undefined {
  const source = draft.instances.get(name)?.cloneOf;
  return typeof source === "string" ? source : undefined;
}
