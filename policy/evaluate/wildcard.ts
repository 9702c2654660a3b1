import type { Truth } from "./truth";

/**
 * Whether a text matches a pattern in which `*` matches any characters and `?` one. At worst the time is proportional to the
 * product of the lengths, whatever the pattern.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let [p, t, star, retry] = [0, 0, -1, 0];
  while (t < text.length) {
    const character = pattern[p];
    if (character === "*") {
      star = p++;
      retry = t;
    } else if (p < pattern.length && (character === "?" || character === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      // The last star takes one character more.
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(p));
}

/**
 * What a wildcard in the ARN of a user or role can match: the characters of names, and the slashes of paths. IAM would allow
 * a colon in a path, and with it the whole ARN of another principal; roles are not named like that in practice.
 */
const NAME = /^[\w+=,.@/-]$/;

/**
 * Whether a pattern matches the ARNs of users or roles that another pattern describes: all, none or, undefined, some.
 * @param arns the pattern that describes the ARNs; its wildcards match parts of names and paths
 */
export function matchesNames(pattern: string, arns: string): boolean | undefined {
  if (!meets(pattern, arns)) return false;
  // Represents any character: only a wildcard matches it, and no "?" spans all of the long one.
  const filled = (length: number): string => arns.replaceAll("?", ANY).replaceAll("*", ANY.repeat(length));
  return matchesPattern(pattern, filled(0)) && matchesPattern(pattern, filled(pattern.length + 1)) ? true : undefined;
}

const ANY = "\ue002";

/** Whether there is a text that both patterns match. */
function meets(pattern: string, arns: string): boolean {
  // For each place in the ARNs whether what follows can be matched with the rest of the pattern, from its end on.
  let rest = Array.from({ length: arns.length + 1 }, (_, place) => /^\**$/.test(arns.slice(place)));
  for (const wanted of pattern.split("").reverse()) {
    const next = rest;
    rest = next.map(() => false);
    for (let place = arns.length; place >= 0; place--) {
      const given = arns[place];
      const [after, skipped] = [rest[place + 1] ?? false, next[place] ?? false];
      if (wanted === "*") rest[place] = skipped || after;
      else if (given === "*") rest[place] = after || (skipped && (wanted === "?" || NAME.test(wanted)));
      else {
        const same = wanted === given || wanted === "?" || (given === "?" && NAME.test(wanted));
        rest[place] = given !== undefined && same && (next[place + 1] ?? false);
      }
    }
  }
  return rest[0] ?? false;
}

/** Segments of an ARN, which colons part. */
const SEGMENTS = 6;

/** A wildcard that may have to stop at a colon: any but a star at the end of a segment. */
const MAY_SPAN = /\?|\*[^:]/;

/**
 * Whether a resource element covers an ARN. A star at the end of a segment spans colons. AWS's documents leave open
 * whether another wildcard does, and whether an ARN with too few segments matches all that begin like it.
 * @param pattern the resource, with `*` and `?` as wildcards
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
