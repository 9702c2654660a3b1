/** Three values: true, false, and undefined for what can not be told. */
export type Truth = boolean | undefined;

/**
 * Whether all hold: one false settles it, else one that can not be told leaves it open.
 * @param truths the parts
 */
export function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

/**
 * Whether any holds: one true settles it, else one that can not be told leaves it open.
 * @param truths the parts
 */
export function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

/**
 * The opposite; what can not be told stays so.
 * @param truth the truth
 */
export function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}
