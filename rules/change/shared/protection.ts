import type { Change } from "../../../model/plan/change";
import type { Verdict } from "../../rule";
import type { ChangeContext } from "../change";
import { attention, subjectOf } from "./verdicts";

/**
 * What there is to say when `prevent_destroy` goes away; a plan does not show it, so it is what the stack says about itself.
 * @param change what the plan does
 * @param context what the stacks say
 */
export function protectionVerdicts(change: Change, { isDrift, statedBefore, statedAfter }: ChangeContext): Verdict[] {
  const { id } = change;
  if (isDrift || !statedBefore.protected.includes(id) || statedAfter.protected.includes(id)) return [];
  return [
    attention({
      what: `${subjectOf(change)} should stay protected from destruction`,
      got: "`prevent_destroy` is gone from the configuration, as far as it says",
      expected: "`prevent_destroy`",
      fix: 'leave out `removalPolicy: "destroy"`; without the protection a later plan can delete it',
    }),
  ];
}
