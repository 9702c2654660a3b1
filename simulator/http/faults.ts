import { matchesPattern } from "../../policy/evaluate/wildcard";

/** An error that is answered in the place of the service, in its own shape. */
export interface Failure {
  /** HTTP status. */
  readonly status?: number;
  /** Name of an error of AWS, such as `AccessDeniedException`, or of Google, such as `PERMISSION_DENIED`; its status follows from it. */
  readonly error?: string;
  /** The text of that error. @default - the cloud's own */
  readonly message?: string;
  /** `Retry-After`: seconds, or an HTTP date. Aura only. */
  readonly retryAfter?: number | string;
}

/** A fault on demand. The parts can be combined: slow, and then dropped. With a status or an error, the call is not processed. */
export interface Fault extends Failure {
  /** Which calls: `POST /v1/instances`, `GET /v1/customer-managed-keys/*`, `kms:PutKeyPolicy`; `*` is any text. */
  readonly on: string;
  /**
   * About which key, topic, rule or secret: its ARN or name, in which `*` is any text. AWS and Google Cloud only.
   * @default - any
   */
  readonly resource?: string;
  /**
   * ARN of who calls, in which `*` is any text. AWS only.
   * @default - anybody
   */
  readonly caller?: string;
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
  /** Cut the connection: `before` the call is processed, or `after` it, so that only the answer is lost. */
  readonly drop?: "before" | "after";
  /** Let the call's own access token expire first. Aura only. */
  readonly expireToken?: boolean;
  /** In-process only: runs right before the call is processed and right after it, before the answer is sent. */
  readonly hook?: (moment: "before" | "after") => void | Promise<void>;
}

/** A call, as far as a fault looks at it. */
interface FaultSubject {
  readonly call: string;
  readonly resource?: string;
  readonly caller?: string;
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
  public take(call: FaultSubject): Fault | undefined {
    for (const armed of this.armed) {
      if (!concerns(armed.fault, call)) continue;
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

function concerns({ on, resource, caller }: Fault, identity: FaultSubject): boolean {
  const isThat = (pattern: string | undefined, text: string | undefined) =>
    pattern === undefined || (text !== undefined && matchesPattern(pattern, text));
  return isThat(on, identity.call) && isThat(resource, identity.resource) && isThat(caller, identity.caller);
}

/** Whether a fault is answered in the place of the service. */
export function isFailure({ status, error }: Failure): boolean {
  return status !== undefined || error !== undefined;
}
