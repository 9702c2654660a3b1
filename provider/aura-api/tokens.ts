import { abortable, type Clock } from "./clock";

/** An access token, and when to stop using it (milliseconds since 1970). */
export interface Token {
  readonly value: string;
  readonly ends: number;
}

/** The access token that all operations share: asked for once, kept until it ends or is refused. */
export class Tokens {
  private current: Token | undefined;
  private pending: Promise<Token> | undefined;

  public constructor(
    private readonly fetchToken: () => Promise<Token>,
    private readonly clock: Clock,
  ) {}

  /** A token that should be good for a while. */
  public async get(signal?: AbortSignal): Promise<Token> {
    if (this.current && this.current.ends > this.clock.now()) return this.current;
    this.pending ??= this.renew();
    return abortable(this.pending, signal);
  }

  /** The API did not accept this one; whoever comes next asks for another, unless that happened already. */
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
