import { unknown, type Unknown } from "../model/fact";
import type { Failure } from "./failure";

/** Why a fact is unknown, as it follows "is". */
export function unreadFact({ why }: Pick<Failure, "why">): Unknown {
  return unknown(`not readable: ${why}`);
}
