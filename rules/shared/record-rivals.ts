import { valueOf, type Fact } from "../../model/fact";
import type { CmkModel, NodeId, RecordNode } from "../../model/model";

/** The records before a record that are, or could be, for the same project, product and region. */
export interface Rivals {
  /** The first ones that are known to be for the same, in the order of the model; no more than {@link LISTED_RIVALS}. */
  readonly certain: readonly RecordNode[];
  /** How many are known to be for the same. */
  readonly count: number;
  /** The first one of which that is not known. */
  readonly possible: RecordNode | undefined;
}

/** How many rivals a record lists, so that thousands of records do not list each other. */
export const LISTED_RIVALS = 50;

/** What decides whether two records are rivals. */
const FIELDS: readonly ((record: RecordNode) => Fact<string>)[] = [
  (record) => record.projectId,
  (record) => record.product,
  (record) => record.region,
];
const ALL_KNOWN = (1 << FIELDS.length) - 1;

/**
 * The earlier rivals of every record. Two records are possible rivals when they agree in every field that both know, so
 * the records before are kept by what they know (a bit for each field) and by what a later one could know of it: the
 * search stays linear.
 * @param model the model
 */
export function rivalsOfRecords(model: CmkModel): ReadonlyMap<NodeId, Rivals> {
  const masks = [...new Set(model.records.map(maskOf))];
  const earlier = new Map<string, RecordNode[]>();
  const result = new Map<NodeId, Rivals>();
  for (const record of withoutRepeats(model.records)) {
    const mask = maskOf(record);
    const others = masks.filter((other) => (mask & other) !== ALL_KNOWN);
    const certain = mask === ALL_KNOWN ? (earlier.get(bucket(record, mask, mask)) ?? []) : [];
    result.set(record.id, {
      certain: certain.slice(0, LISTED_RIVALS),
      count: certain.length,
      possible: others.map((other) => earlier.get(bucket(record, other, mask & other))?.[0]).find(Boolean),
    });
    for (const joint of new Set(masks.map((other) => mask & other))) {
      const name = bucket(record, mask, joint);
      const records = earlier.get(name);
      if (records) records.push(record);
      else earlier.set(name, [record]);
    }
  }
  return result;
}

/** A record that is named twice by its id in Aura is one record. */
function withoutRepeats(records: readonly RecordNode[]): readonly RecordNode[] {
  const seen = new Set<string>();
  return records.filter(({ recordId }) => {
    if (!recordId.known) return true;
    const first = !seen.has(recordId.value);
    seen.add(recordId.value);
    return first;
  });
}

function maskOf(record: RecordNode): number {
  return FIELDS.reduce((mask, field, bit) => (field(record).known ? mask | (1 << bit) : mask), 0);
}

function bucket(record: RecordNode, mask: number, joint: number): string {
  return JSON.stringify([
    mask,
    joint,
    ...FIELDS.map((field, bit) => (joint & (1 << bit) ? valueOf(field(record)) : null)),
  ]);
}
