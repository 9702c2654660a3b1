import { parseOperator } from "../decide/operators";
import type { Statement } from "../document";
import type { Lint } from "./lint";

/** The operators that hold up to some moment only, or at it. */
const ENDS = /^(Date|Numeric)(LessThan|LessThanEquals|Equals)$/;

const CLOCKS = ["aws:currenttime", "aws:epochtime"];

/**
 * Finds the conditions under which what a vendor may do ends on some day: nobody thinks of the key on that day, and what is
 * encrypted with it can no longer be read.
 * @param lint takes the findings down
 * @param statement an Allow statement whose form is right
 */
export function lintExpiry(lint: Lint, { Condition: condition = {} }: Statement): void {
  for (const [operator, keys] of Object.entries(condition)) {
    for (const key of Object.keys(keys)) {
      if (!endsOnADay(operator, key)) continue;
      lint.report(
        ["Condition", operator, key],
        {
          code: "access-expires",
          what: `${lint.subject} must go on allowing what it allows`,
          got: `${operator} ${key}, so that access ends on a day`,
          expected: "no condition on the time",
          fix: "copy the statement again, or ask who gave you the statement for one that does not end",
        },
        "name",
      );
    }
  }
}

/**
 * Whether a comparison holds up to some moment only.
 * @param operator the operator as it is written
 * @param key the condition key, in any case of letters
 */
export function endsOnADay(operator: string, key: string): boolean {
  return CLOCKS.includes(key.toLowerCase()) && ENDS.test(parseOperator(operator)?.base ?? "");
}
