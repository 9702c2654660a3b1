import { systemClock, type AuraApi, type Clock } from "../../../provider/aura-api";
import type { Context } from "../../../provider/plugin";
import { Aura } from "../../../provider/resources/aura";
import { Journal } from "../../../provider/resources/journal";

interface ContextOptions {
  readonly kept?: Context<Aura>["private"];
  readonly clock?: Clock;
  /** In milliseconds. */
  readonly pollInterval?: number;
}

/** What a resource gets from a call of Terraform, with an API that says what it is told to. */
export function contextOf(
  api: Partial<Record<keyof AuraApi, (...args: never[]) => Promise<unknown>>>,
  { kept = {}, clock = systemClock, pollInterval = 1 }: ContextOptions = {},
): Context<Aura> {
  const log = () => undefined;
  const journal = new Journal({
    dataDir: undefined,
    workspace: "w",
    state: "",
    secret: "s",
    terraform: { pid: 1 },
    log,
  });
  return {
    client: new Aura(api as unknown as AuraApi, clock, pollInterval, journal),
    signal: new AbortController().signal,
    log,
    private: kept,
    terraformVersion: "1.11.4",
  };
}
