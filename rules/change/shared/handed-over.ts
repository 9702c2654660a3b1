import type { Change } from "../../../model/plan/change";
import type { Verdict } from "../../rule";
import { attention, because, subjectOf } from "./verdicts";

/**
 * Verdict on a resource that Terraform forgets: it stays, and somebody else has to look after it.
 * @param change what the plan does
 * @param consequence what that means, as a clause
 */
export function handedOver(change: Change, consequence: string): Verdict {
  return attention({
    what: `${subjectOf(change)} should stay under Terraform`,
    got: because(`no longer managed: ${consequence}`, change),
    expected: "a resource that is managed",
    fix: "make sure that it is managed elsewhere from now on",
  });
}
