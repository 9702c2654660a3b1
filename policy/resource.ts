import type { Truth } from "./truth";
import { matchesPattern } from "./wildcard";

/**
 * Whether a resource element covers an ARN. A star at the end of a segment reaches over colons; whether another wildcard does,
 * AWS's documents leave open.
 * @param pattern the resource, with `*` and `?` as wildcards
 * @param arn the ARN
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function coversResource(pattern: string, arn: string): Truth {
  if (!matchesPattern(pattern, arn)) return false;
  return pattern === "*" || matchesInSegments(pattern, arn) ? true : undefined;
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
