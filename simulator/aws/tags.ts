import { list, required, structure, text } from "./parameters";

/** The parameter with tags of most services. */
export const TAGS = list(structure({ Key: required(text(1, 128)), Value: required(text(0, 256)) }));

/** The parameter with the names of tags. */
export const TAG_KEYS = required(list(text(1, 128)));

/** Tags as most services write them. */
export function shownTags(tags: ReadonlyMap<string, string>): { readonly Key: string; readonly Value: string }[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** Adds the tags of a request to those of an object. */
export function addTags(
  tags: Map<string, string>,
  added: readonly { readonly Key: string; readonly Value: string }[] = [],
): void {
  for (const { Key, Value } of added) tags.set(Key, Value);
}
