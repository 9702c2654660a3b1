import { bareKeyId } from "../policy/arn";
import { valueOf, type Fact } from "./fact";

/**
 * The bare id of a key: a record names its key by the ARN, and whatever else is about the key may name it by its id. The primary and
 * the replicas of a key share it.
 * @param name an ARN or a key id
 * @returns undefined where the name is not known
 */
export function bareIdOf(name: Fact<string> | undefined): string | undefined {
  const text = valueOf(name);
  return text === undefined ? undefined : bareKeyId(text);
}
