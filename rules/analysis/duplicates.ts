import { valueOf, type Fact } from "../../model/fact";
import type { ModelNode, NodeId } from "../../model/model";

/** The nodes before a node that are, or could be, the same as it in what may be there only once. */
export interface Duplicates<N> {
  /** The first ones that are known to be, in their order; no more than {@link MAX_DUPLICATES}. */
  readonly certain: readonly N[];
  /** How many are known to be. */
  readonly count: number;
  /** The first one of which that is not known. */
  readonly possible: N | undefined;
}

/** How many duplicates a node lists, so that thousands of nodes do not list each other. */
export const MAX_DUPLICATES = 50;

/**
 * The earlier duplicates of every node. Two nodes are possible duplicates when they agree in every field that both know, so the
 * nodes before are kept by what they know (a bit for each field) and by what a later one could know of it: the search
 * stays linear.
 * @param nodes the nodes, all of one kind
 * @param fields what decides whether two of them are duplicates
 */
export function findDuplicates<N extends ModelNode>(
  nodes: readonly N[],
  fields: (node: N) => readonly Fact<string>[],
): ReadonlyMap<NodeId, Duplicates<N>> {
  const known = nodes.map((node) => ({ node, values: fields(node).map(valueOf) }));
  const masks = [...new Set(known.map(({ values }) => maskOf(values)))];
  const earlier = new Map<string, N[]>();
  const result = new Map<NodeId, Duplicates<N>>();
  for (const { node, values } of known) {
    const mask = maskOf(values);
    const all = (1 << values.length) - 1;
    const others = masks.filter((other) => (mask & other) !== all);
    const certain = mask === all ? (earlier.get(bucket(values, mask, mask)) ?? []) : [];
    result.set(node.id, {
      certain: certain.slice(0, MAX_DUPLICATES),
      count: certain.length,
      possible: others.map((other) => earlier.get(bucket(values, other, mask & other))?.[0]).find(Boolean),
    });
    for (const joint of new Set(masks.map((other) => mask & other))) {
      const name = bucket(values, mask, joint);
      const nodesThere = earlier.get(name);
      if (nodesThere) nodesThere.push(node);
      else earlier.set(name, [node]);
    }
  }
  return result;
}

type Values = readonly (string | undefined)[];

function maskOf(values: Values): number {
  return values.reduce((mask, value, bit) => (value === undefined ? mask : mask | (1 << bit)), 0);
}

function bucket(values: Values, mask: number, joint: number): string {
  return JSON.stringify([mask, joint, ...values.map((value, bit) => (joint & (1 << bit) ? value : null))]);
}
