import type { ViolationText } from "./rule";

/* Texts that rules share with the synthesized preconditions, which check what is known only at apply. They load no rule. */

/**
 * The text of `key-region-matches-instance`.
 * @param region the region of the instance
 * @param got what is where
 * @param help how to get a key in the region
 */
export function keyElsewhere(instance: string, region: string, got: string, help: string): ViolationText {
  return { what: `instance ${instance} and its key are in different regions`, got, expected: region, fix: help };
}

/**
 * The text of `record-region-matches-key`.
 * @param region the region of the record
 * @param got what is where
 * @param help how to get a key in the region
 * @param instead the region that the record could name instead; undefined where it has to stay
 */
export function recordElsewhere(
  record: string,
  region: string,
  got: string,
  help: string,
  instead: string | undefined,
): ViolationText {
  return {
    what: `Aura key record ${record} and its key are in different regions`,
    got,
    expected: region,
    fix: instead === undefined ? help : `${help}, or set \`region\` to ${instead}`,
  };
}

/**
 * The text of `key-account-expected`.
 * @param key such as "key orders"
 * @param claims every value with its source
 */
export function claimsDisagree(key: string, word: "account" | "partition", claims: string): ViolationText {
  return {
    what: `conflicting ${word === "account" ? "account ids" : "partitions"} for ${key}`,
    got: claims,
    expected: "",
    fix: "correct the wrong one, or use another key",
  };
}

/**
 * The text of `clone-keeps-key`.
 * @param difference what the clone does not have of its source
 * @param got what the two have
 */
export function cloneDiffers(
  clone: string,
  source: string,
  difference: "product" | "key",
  got: string,
  fix: string,
): ViolationText {
  return {
    what: `clone ${clone} has another ${difference} than its source ${source}`,
    got,
    expected: "",
    fix,
  };
}

/**
 * The text of `clone-keeps-key` for a clone with another key than its source.
 * @param cloneKey the customer managed key of the clone
 * @param sourceKey the customer managed key of the source
 */
export function otherKey(clone: string, source: string, cloneKey: string, sourceKey: string): ViolationText {
  const got = `${cloneKey} instead of ${sourceKey}`;
  return cloneDiffers(clone, source, "key", got, "use the source's key, or clone in the Console");
}

/**
 * The text of `project-matches-record`.
 * @param instance the name of the instance
 * @param ofInstance project of the instance, as it is shown
 * @param ofRecord project of the customer managed key, as it is shown
 * @param record what the customer managed key is called
 */
export function otherProject(instance: string, ofInstance: string, ofRecord: string, record: string): ViolationText {
  return {
    what: `instance ${instance} and its customer managed key are in different Aura projects`,
    got: `${ofInstance} (instance), ${ofRecord} (${record})`,
    expected: "one project",
    fix: "use a customer managed key in the project of the instance, or correct `projectId`",
  };
}

/**
 * How to get a key that lives in the region, whatever there is.
 * @param region where it has to live
 */
export function anyKeyIn(region: string): string {
  return `use a key or replica in ${region}`;
}

/**
 * What is in two places: "key in us-east-1 (...), instance in eu-west-1 (...)".
 * @param one what it is, and the place with its source
 * @param other another one
 */
export function differingPlaces(
  one: readonly [about: string, place: string],
  other: readonly [string, string],
): string {
  return [one, other].map(([about, place]) => `${about} in ${place}`).join(", ");
}
