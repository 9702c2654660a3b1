import { abortable, type Clock } from "./clock";

/** An access token, and when to stop using it (milliseconds since 1970). */
export interface Token {
  readonly value: string;
  readonly ends: number;
}

/** The access token that all operations share: fetched once, kept until it expires or is refused. */
export class Tokens {
  private current: Token | undefined;
  private pending: Promise<Token> | undefined;

  public constructor(
    private readonly fetchToken: () => Promise<Token>,
    private readonly clock: Clock,
  ) {}

  /** A token that has not expired. */
  public async get(signal?: AbortSignal): Promise<Token> {
    if (this.current && this.current.ends > this.clock.now()) return this.current;
    this.pending ??= this.renew();
    return abortable(this.pending, signal);
  }

  /** Discards a token that the API did not accept; the next request gets a new one. */
  public drop(token: Token): void {
    if (this.current === token) this.current = undefined;
  }

  private async renew(): Promise<Token> {
    try {
      this.current = await this.fetchToken();
      return this.current;
    } finally {
      this.pending = undefined;
    }
  }
}
