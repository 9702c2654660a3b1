import { KmsError } from "../errors";
import { type Input, type Operation, requestedKey, requireNotPendingDeletion } from "../operation";

const MAX_TAGS = 50;
const MAX_TAG_KEY = 128;
const MAX_TAG_VALUE = 256;

const tagResource: Operation = (context) => {
  const key = requestedKey(context);
  requireNotPendingDeletion(context, key);
  const added = readTags(context.input);
  const all = new Map([...key.tags, ...added]);
  requireRoom(all.size);
  for (const [name, value] of added) key.tags.set(name, value);
  return {};
};

const untagResource: Operation = (context) => {
  const key = requestedKey(context);
  requireNotPendingDeletion(context, key);
  for (const name of context.input.texts("TagKeys")) key.tags.delete(name);
  return {};
};

const listResourceTags: Operation = (context) => ({
  Tags: [...requestedKey(context).tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
  Truncated: false,
});

/** Tags of a key. */
export const tagOperations: Readonly<Record<string, Operation>> = {
  ListResourceTags: listResourceTags,
  TagResource: tagResource,
  UntagResource: untagResource,
};

/** The tags in a request. */
export function readTags(input: Input): readonly (readonly [string, string])[] {
  const tags = input.objects("Tags").map((tag) => [tag.text("TagKey"), tag.text("TagValue")] as const);
  for (const [name, value] of tags) {
    if (name.startsWith("aws:"))
      throw new KmsError("TagException", `Tag keys starting with aws: are reserved: ${name}`);
    if (name.length < 1 || name.length > MAX_TAG_KEY || value.length > MAX_TAG_VALUE) {
      throw new KmsError("TagException", `Tag ${name} is too long or empty`);
    }
  }
  if (new Set(tags.map(([name]) => name)).size !== tags.length) {
    throw new KmsError("TagException", "Duplicate tag keys");
  }
  requireRoom(tags.length);
  return tags;
}

function requireRoom(count: number): void {
  if (count > MAX_TAGS) throw new KmsError("LimitExceededException", `A key has at most ${MAX_TAGS} tags`);
}
