import { matchesPattern } from "../../policy/evaluate/wildcard";

/** A fault on demand. The parts can be combined: slow, and then dropped. */
export interface Fault {
  /** Which calls: `POST /v1/instances`, `GET /v1/customer-managed-keys/*`, `kms:PutKeyPolicy`; `*` is any text. */
  readonly on: string;
  /**
   * How many calls it hits, or `always`.
   * @default 1
   */
  readonly times?: number | "always";
  /**
   * How many matching calls pass unaffected first.
   * @default 0
   */
  readonly skip?: number;
  /** Milliseconds to wait before anything else happens. */
  readonly delayMs?: number;
  /** Answer with this status, in the service's own shape, without processing the call. */
  readonly status?: number;
  /** `Retry-After` of that answer: seconds, or an HTTP date. */
  readonly retryAfter?: number | string;
  /** Cut the connection: `before` the call is processed, or `after` it, so that only the answer is lost. */
  readonly drop?: "before" | "after";
  /** Let the call's own access token expire first. Aura only. */
  readonly expireToken?: boolean;
  /** In-process only: runs right before the call is processed and right after it, before the answer is sent. */
  readonly hook?: (moment: "before" | "after") => void | Promise<void>;
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  left: number;
}

const MAX_FAULTS = 1000;

/** The armed faults. The oldest one that matches a call hits it. */
export class Faults {
  private armed: Armed[] = [];

  /**
   * Arms a fault.
   * @param fault what goes wrong, and on which calls
   * @returns disarms it
   */
  public add(fault: Fault): () => void {
    if (this.armed.length >= MAX_FAULTS) throw new RangeError(`at most ${MAX_FAULTS} faults can be armed at once`);
    const times = fault.times ?? 1;
    const armed: Armed = {
      fault,
      skip: fault.skip ?? 0,
      left: times === "always" ? Infinity : times,
    };
    this.armed.push(armed);
    return () => {
      this.armed = this.armed.filter((other) => other !== armed);
    };
  }

  /** Disarms all of them. */
  public clear(): void {
    this.armed = [];
  }

  /** How many faults are still waiting for a call: a test that armed one can check that it was hit. */
  public get pending(): number {
    return this.armed.length;
  }

  /** The fault that hits this call, if any; counts it. */
  public take(call: string): Fault | undefined {
    for (const armed of this.armed) {
      if (!matchesPattern(armed.fault.on, call)) continue;
      if (armed.skip > 0) {
        armed.skip--;
        continue;
      }
      if (--armed.left <= 0) this.armed = this.armed.filter((other) => other !== armed);
      return armed.fault;
    }
    return undefined;
  }
}
