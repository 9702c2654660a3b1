import { KmsError } from "../errors";
import { list, optional, required, structure, text } from "../../aws/parameters";
import { KEY, operation, type Operations, PAGE, page, requestedKey, requireNotPendingDeletion } from "../operation";

const MAX_TAGS = 50;
/** Letters, digits and blanks of any language, and these signs. */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const tagKey = text(1, 128);
const tag = structure({ TagKey: required(tagKey), TagValue: required(text(0, 256)) });
type Tags = readonly { readonly TagKey: string; readonly TagValue: string }[];

/** The tags of a new key. */
export const TAGS = optional(list(tag));

const tagResource = operation({ ...KEY, Tags: required(list(tag)) }, (context, { KeyId, Tags }) => {
  const key = requestedKey(context, KeyId, { conditions: { "aws:TagKeys": Tags.map(({ TagKey }) => TagKey) } });
  requireNotPendingDeletion(context, key);
  const added = checkedTags(Tags);
  requireRoom(new Map([...key.tags, ...added]).size);
  for (const [name, value] of added) key.tags.set(name, value);
  return {};
});

const untagResource = operation({ ...KEY, TagKeys: required(list(tagKey)) }, (context, { KeyId, TagKeys }) => {
  const key = requestedKey(context, KeyId, { conditions: { "aws:TagKeys": TagKeys } });
  requireNotPendingDeletion(context, key);
  for (const name of TagKeys) key.tags.delete(name);
  return {};
});

const listResourceTags = operation({ ...KEY, ...PAGE }, (context, input) =>
  page(input, "Tags", [...requestedKey(context, input.KeyId).tags], {
    idOf: ([name]) => name,
    show: ([TagKey, TagValue]) => ({ TagKey, TagValue }),
    byDefault: MAX_TAGS,
  }),
);

/** Tags of a key. */
export const tagOperations: Operations = {
  ListResourceTags: listResourceTags,
  TagResource: tagResource,
  UntagResource: untagResource,
};

/** The tags in a request once AWS has accepted them. */
export function checkedTags(tags: Tags = []): readonly (readonly [string, string])[] {
  for (const { TagKey, TagValue } of tags) {
    if (TagKey.startsWith("aws:")) {
      throw new KmsError("TagException", `Tag keys starting with aws: are reserved: ${TagKey}`);
    }
    if (!CHARACTERS.test(TagKey) || !CHARACTERS.test(TagValue)) {
      throw new KmsError("TagException", `A tag has a character that AWS does not take: ${TagKey}`);
    }
  }
  if (new Set(tags.map(({ TagKey }) => TagKey)).size !== tags.length) {
    throw new KmsError("TagException", "Duplicate tag keys");
  }
  requireRoom(tags.length);
  return tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]);
}

function requireRoom(count: number): void {
  if (count > MAX_TAGS) throw new KmsError("LimitExceededException", `A key has at most ${MAX_TAGS} tags`);
}
