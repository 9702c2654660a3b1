import type { ObjectValue } from "../plugin";
import { parseDuration } from "./duration";

const MINUTE = 60_000;

/** How long an instance may take by default, in milliseconds. */
export const DEFAULT_TIMEOUTS = {
  create: 60 * MINUTE,
  update: 60 * MINUTE,
  delete: 30 * MINUTE,
  key_ready: 10 * MINUTE,
} as const;

/** How long an instance may take for something, in milliseconds. */
export function timeoutOf(what: keyof typeof DEFAULT_TIMEOUTS, instance: ObjectValue): number {
  const given = (instance["timeouts"] as ObjectValue | null | undefined)?.[what];
  return (typeof given === "string" ? parseDuration(given) : undefined) ?? DEFAULT_TIMEOUTS[what];
}
