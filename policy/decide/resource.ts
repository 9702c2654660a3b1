import type { Truth } from "./truth";
import { matchesPattern } from "./wildcard";

/** Segments of an ARN, which colons part. */
const SEGMENTS = 6;

/** A wildcard that may have to stop at a colon: any but a star at the end of a segment. */
const MAY_SPAN = /\?|\*[^:]/;

/**
 * Whether a resource element covers an ARN. A star at the end of a segment reaches over colons. AWS's documents leave open
 * whether another wildcard does, and where an ARN of too few segments stands for all that begin like it.
 * @param pattern the resource, with `*` and `?` as wildcards
 * @param arn the ARN
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function coversResource(pattern: string, arn: string): Truth {
  if (!matchesPattern(pattern, arn)) {
    const missing = Math.max(0, SEGMENTS - pattern.split(":").length);
    return missing > 0 && matchesPattern(pattern + ":*".repeat(missing), arn) ? undefined : false;
  }
  return !MAY_SPAN.test(pattern) || matchesInSegments(pattern, arn) ? true : undefined;
}

function matchesInSegments(pattern: string, arn: string): boolean {
  // Which beginnings of the ARN, by length, the pattern so far matches.
  let reached = [true, ...Array.from(arn, () => false)];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index];
    const spans = [":", undefined].includes(pattern[index + 1]);
    const next: boolean[] = [character === "*" && reached[0] === true];
    for (let length = 1; length <= arn.length; length++) {
      const last = arn[length - 1];
      next[length] =
        character === "*"
          ? reached[length] === true || (next[length - 1] === true && (spans || last !== ":"))
          : reached[length - 1] === true && (character === last || (character === "?" && last !== ":"));
    }
    reached = next;
  }
  return reached[arn.length] === true;
}
