/**
 * Does something with each item, several at a time.
 * @param items what to go through
 * @param limit how many at a time
 * @param work what is done with one; it must not reject where the others matter
 * @returns the results, in the order of the items
 */
export async function concurrently<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
