import type { ViolationText } from "./rule";

/* What rules say that the synthesized preconditions say too, where the values are known only at apply. */

/**
 * The words of `key-region-matches-instance`.
 * @param instance what a person calls the instance
 * @param region where everything has to be
 * @param got what is where
 * @param there how to get a key there
 * @param movable whether the instance could be elsewhere as well
 */
export function keyElsewhere(
  instance: string,
  region: string,
  got: string,
  there: string,
  movable: boolean,
): ViolationText {
  return {
    what: `the key of instance ${instance} must live in the instance's region`,
    got,
    expected: `all of them in ${region}`,
    fix: `${there}${movable ? ", or create the instance in the region of the key" : ""}`,
  };
}

/**
 * The words of `record-region-matches-key`.
 * @param record what a person calls the record
 * @param region where everything has to be
 * @param got what is where
 * @param there how to get a key there
 * @param instead the region that the record could name instead; undefined where it has to stay
 */
export function recordElsewhere(
  record: string,
  region: string,
  got: string,
  there: string,
  instead: string | undefined,
): ViolationText {
  return {
    what: `record ${record} and its key must be in one region`,
    got,
    expected: `all of them in ${region}`,
    fix: `${there}${instead === undefined ? "" : `, or set \`region\` of the record to ${instead}`}`,
  };
}

/**
 * The words of `key-account-expected`.
 * @param key what a person calls the key, such as "key orders"
 * @param word `account` or `partition`
 * @param claims everything that is said about it
 */
export function claimsDisagree(key: string, word: string, claims: string): ViolationText {
  return {
    what: `everything that is said about the ${word} of ${key} must agree`,
    got: claims,
    expected: `one ${word}`,
    fix: `name a key of the ${word} that you mean, or correct the ${word} where it is wrong`,
  };
}

/**
 * The words of `clone-keeps-key`.
 * @param clone what a person calls the clone
 * @param source what a person calls its source
 * @param got what the two have
 * @param fix what the clone should have
 */
export function cloneDiffers(clone: string, source: string, got: string, fix: string): ViolationText {
  return {
    what: `clone ${clone} must keep the product and the key of its source ${source}`,
    got,
    expected: "the product and the record of the source",
    fix,
  };
}

/**
 * The words of `clone-keeps-key` for a clone under another record of a key than its source.
 * @param clone what a person calls the clone
 * @param source what a person calls its source
 * @param own the clone's record
 * @param theirs the source's record
 */
export function otherRecord(clone: string, source: string, own: string, theirs: string): ViolationText {
  const got = `${own} for the clone, ${theirs} for the source`;
  return cloneDiffers(clone, source, got, `give the clone ${theirs}; to change the key, clone in the Console`);
}
