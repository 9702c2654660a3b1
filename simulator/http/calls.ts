import { matchesPattern } from "../../policy/evaluate/wildcard";

/** How many calls are kept. */
const MAX_CALLS = 10_000;

/** One call that reached the simulated cloud, as it was answered. */
export interface Call {
  /** `POST /v1/instances` for Aura, `kms:CreateKey` for KMS, `cloudkms:CreateCryptoKey` for Google Cloud KMS. */
  readonly call: string;
  /** The HTTP status that was sent, or `dropped` when the connection was cut instead. */
  readonly outcome: number | "dropped";
  /** False when a fault answered in the place of the service, so that nothing was changed. */
  readonly processed: boolean;
  /** AWS region, account and ARN of the caller; for calls to AWS only. */
  readonly region?: string;
  readonly accountId?: string;
  readonly caller?: string;
  /** ARN or name of the key or other resource that a call to AWS or Google Cloud is about. */
  readonly resource?: string;
  /** The request's JSON body without secrets; absent for the token call. */
  readonly request?: unknown;
  /** Milliseconds since the epoch on the simulator's clock, when the call came in. */
  readonly at: number;
}

/** The calls in the order in which they came in. Headers are not kept, so no secret is. */
export class CallLog {
  /** One for each call; those in progress are empty. */
  private places: { call?: Call }[] = [];

  /** Reserves the next place in the order; the returned function fills it once the outcome is known. */
  public open(): (call: Call) => void {
    const place: { call?: Call } = {};
    this.places.push(place);
    if (this.places.length > MAX_CALLS * 2) this.places = this.places.slice(-MAX_CALLS);
    return (call) => {
      place.call = call;
    };
  }

  /** The calls that were answered so far, oldest first: the last 10,000 of them. */
  public list(): readonly Call[] {
    return this.places.slice(-MAX_CALLS).flatMap(({ call }) => call ?? []);
  }

  /**
   * The names of the calls, oldest first: what a test asserts an order on.
   * @param only a pattern such as `POST *` or `kms:*`; by default every call
   */
  public names(only = "*"): readonly string[] {
    return this.list()
      .map((entry) => entry.call)
      .filter((name) => matchesPattern(only, name));
  }

  /** Removes all calls, also those in progress. */
  public clear(): void {
    this.places = [];
  }
}
