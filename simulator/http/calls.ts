/** One call that reached the simulated cloud, as it was answered. */
export interface Call {
  /** `POST /v1/instances` for Aura, `kms:CreateKey` for KMS. */
  readonly call: string;
  /** The HTTP status that was sent, or `dropped` when the connection was cut instead. */
  readonly outcome: number | "dropped";
  /** False when a fault answered in the place of the service, so that nothing was changed. */
  readonly processed: boolean;
  /** AWS region and account of the caller; for KMS calls only. */
  readonly region?: string;
  readonly accountId?: string;
  /** The request's JSON body; absent for the token call. */
  readonly request?: unknown;
  /** Milliseconds since the epoch on the simulator's clock, when the call came in. */
  readonly at: number;
}

/** The calls in the order in which they came in. Headers are not kept, so no secret is. */
export class CallLog {
  private readonly entries: (Call | undefined)[] = [];
  /** Counts how often the log was cleared, so that a call in progress is not added afterwards. */
  private generation = 0;

  /** Reserves the next place in the order; the returned function fills it once the outcome is known. */
  public open(): (call: Call) => void {
    const { entries } = this;
    const place = entries.push(undefined) - 1;
    const generation = this.generation;
    return (call) => {
      if (generation === this.generation) entries[place] = call;
    };
  }

  /** The calls that were answered so far, oldest first. */
  public list(): readonly Call[] {
    return this.entries.filter((entry) => entry !== undefined);
  }

  /**
   * The names of the calls, oldest first: what a test asserts an order on.
   * @param only a pattern such as `POST *` or `kms:*`; by default every call
   */
  public names(only = "*"): readonly string[] {
    const wanted = callPattern(only);
    return this.list()
      .map((entry) => entry.call)
      .filter((name) => wanted.test(name));
  }

  /** Removes all calls, also those in progress. */
  public clear(): void {
    this.generation++;
    this.entries.length = 0;
  }
}

/** The pattern of a call's name, in which `*` matches any text: `GET /v1/instances/*`. */
export function callPattern(text: string): RegExp {
  const parts = text.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
