/** Tags or labels of all layers; later ones win. Undefined without any. */
export function mergedTags(
  ...layers: readonly (Readonly<Record<string, string>> | undefined)[]
): Record<string, string> | undefined {
  const tags: Record<string, string> = Object.assign({}, ...layers);
  return Object.keys(tags).length > 0 ? tags : undefined;
}
