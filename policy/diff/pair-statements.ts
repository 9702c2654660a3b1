/** What is looked at to find out which statement became which. */
export interface Item {
  readonly sid: string | undefined;
  /** The same for statements that mean the same. */
  readonly meaning: string;
  /** The parts of the statement; those it shares with another one make them alike. */
  readonly features: ReadonlySet<string>;
}

/** A statement and what became of it, by their places counted from 0. */
export interface Pair {
  /** Absent for an added statement. */
  readonly before?: number;
  /** Absent for a removed statement. */
  readonly after?: number;
  /** Whether it has no partner only because the other policy says the same fewer times. */
  readonly repeats?: true;
}

/** How much two statements must have in common to count as one edited statement, in percent of their parts. */
const ALIKE = 34;

/** At most this many pairs are compared for what they have in common; larger policies pair by meaning and Sid only. */
const MAX_COMPARISONS = 1_000_000;

type Match = readonly [before: number, after: number];

/**
 * Finds out which statement became which: by meaning first, then by Sid, then by what they have in common. Exchanging before
 * and after gives the same pairs, exchanged.
 * @returns pairs in the order of `after`, then what was removed
 */
export function pairStatements(before: readonly Item[], after: readonly Item[]): readonly Pair[] {
  const open = { before: new Set(before.keys()), after: new Set(after.keys()) };
  const pairs: Pair[] = [];
  const join = (matches: readonly Match[]): void => {
    for (const [one, other] of matches) {
      if (!open.before.has(one) || !open.after.has(other)) continue;
      open.before.delete(one);
      open.after.delete(other);
      pairs.push({ before: one, after: other });
    }
  };
  const close = (side: "before" | "after", items: readonly Item[], others: readonly Item[], all: boolean): void => {
    const meanings = new Set(others.map(({ meaning }) => meaning));
    for (const place of open[side]) {
      const repeats = meanings.has(items[place]?.meaning ?? "");
      if (!repeats && !all) continue;
      open[side].delete(place);
      pairs.push({ [side]: place, ...(repeats && { repeats }) });
    }
  };

  join(inOrder(before, after, ({ meaning }) => meaning));
  close("before", before, after, false);
  close("after", after, before, false);
  join(unambiguous(before, open.before, after, open.after));
  join(alike(before, [...open.before], after, [...open.after]));
  close("before", before, after, true);
  close("after", after, before, true);
  return pairs.sort((one, other) => {
    const [a, b] = [one, other].map((pair) => pair.after ?? after.length + (pair.before ?? 0));
    return (a ?? 0) - (b ?? 0);
  });
}

/** The first with the first of the same key, the second with the second, and so on. */
function inOrder(before: readonly Item[], after: readonly Item[], keyOf: (item: Item) => string): Match[] {
  const others = grouped(after, after.keys(), keyOf);
  return [...grouped(before, before.keys(), keyOf)].flatMap(([key, places]) => {
    const partners = others.get(key) ?? [];
    return places.slice(0, partners.length).map((place, index): Match => [place, partners[index] ?? -1]);
  });
}

/** Those of one Sid, when no other one has it. */
function unambiguous(
  before: readonly Item[],
  open: Iterable<number>,
  after: readonly Item[],
  others: Iterable<number>,
): Match[] {
  const bySid = ({ sid = "" }: Item): string => sid;
  const partners = grouped(after, others, bySid);
  return [...grouped(before, open, bySid)].flatMap(([sid, places]) => {
    const [place, partner] = [places[0], partners.get(sid)?.[0]];
    const single = places.length === 1 && partners.get(sid)?.length === 1;
    return sid && single && place !== undefined && partner !== undefined ? [[place, partner] as const] : [];
  });
}

function grouped(
  items: readonly Item[],
  places: Iterable<number>,
  keyOf: (item: Item) => string,
): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const place of places) {
    const item = items[place];
    if (!item) continue;
    const group = groups.get(keyOf(item));
    if (group) group.push(place);
    else groups.set(keyOf(item), [place]);
  }
  return groups;
}

/** Those that have enough in common, the most alike first, then the nearest to each other. */
function alike(
  before: readonly Item[],
  open: readonly number[],
  after: readonly Item[],
  others: readonly number[],
): Match[] {
  if (open.length * others.length > MAX_COMPARISONS) return [];
  const [olds, news] = [
    open.map((place) => featuresAt(before, place)),
    others.map((place) => featuresAt(after, place)),
  ];
  const owners = new Map<string, number[]>();
  news.forEach((features, index) => {
    for (const feature of features) {
      const indexes = owners.get(feature);
      if (indexes) indexes.push(index);
      else owners.set(feature, [index]);
    }
  });
  const ranks: number[] = [];
  const shared = new Uint32Array(news.length);
  olds.forEach((features, index) => {
    shared.fill(0);
    for (const feature of features) {
      for (const other of owners.get(feature) ?? []) shared[other] = (shared[other] ?? 0) + 1;
    }
    shared.forEach((count, other) => {
      const percent = count && Math.floor((200 * count) / (features.size + (news[other]?.size ?? 0)));
      if (percent >= ALIKE) ranks.push(rankOf(100 - percent, index, other));
    });
  });
  // Numbers, because there may be a million of them, and those are sorted in no time.
  return Array.from(Float64Array.from(ranks).sort(), (rank): Match => {
    const [index, other] = pairAt(rank);
    return [open[index] ?? -1, others[other] ?? -1];
  });
}

function featuresAt(items: readonly Item[], place: number): ReadonlySet<string> {
  return items[place]?.features ?? new Set();
}

/** More than the sum of two indexes that are compared. */
const SUMS = 2 * MAX_COMPARISONS + 1;

/** The smaller the more alike, then the nearer to each other, then the nearer to the beginning; exchanging leaves the order. */
function rankOf(unlike: number, index: number, other: number): number {
  const [distance, sum] = [Math.abs(index - other), index + other];
  return ((unlike * SUMS + distance) * SUMS + sum) * 2 + (index < other ? 1 : 0);
}

function pairAt(rank: number): readonly [index: number, other: number] {
  const sum = Math.floor(rank / 2) % SUMS;
  const distance = Math.floor(rank / 2 / SUMS) % SUMS;
  const [low, high] = [(sum - distance) / 2, (sum + distance) / 2];
  return rank % 2 === 1 ? [low, high] : [high, low];
}
