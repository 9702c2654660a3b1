import { printJson } from "../../util/invisible-characters";
import type { Review } from "../types";

/** Version of the shape, which docs/plan-review.md describes: raised when something in it goes away or changes its meaning. */
const VERSION = 1;

/** A review for programs: the values are the plan's own. */
export function renderJson(review: Review): string {
  return printJson({ format: "cdktf-aura-cmk/review", version: VERSION, ...review });
}
