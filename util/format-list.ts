/** How a list is written. */
export interface ListFormat {
  /** How many items are named; the others are counted. @default 4 */
  readonly max?: number;
  /** What stands between two items. @default ", " */
  readonly separator?: string;
  /** Whether a complete list ends in "b and c", as in a sentence. @default false */
  readonly and?: boolean;
}

/** Longest item in characters. */
const MAX_ITEM_LENGTH = 500;

/**
 * The first items of a list, and how many more there are: "a, b and 3 more".
 * @param items what is listed
 */
export function formatList(
  items: readonly string[],
  { max = 4, separator = ", ", and = false }: ListFormat = {},
): string {
  const shown = items.slice(0, max).map(shortened);
  const more = items.length - shown.length;
  const last = and && more === 0 && shown.length > 1 ? shown.pop() : undefined;
  const list = shown.join(separator);
  if (last !== undefined) return `${list} and ${last}`;
  return more > 0 ? `${list}${separator === ", " ? " " : separator}and ${more} more` : list;
}

function shortened(item: string): string {
  return item.length > MAX_ITEM_LENGTH ? `${item.slice(0, MAX_ITEM_LENGTH)}...` : item;
}
