import { json, type HttpReply } from "../http/service";

/** A refusal by the Aura API itself. */
export class AuraError extends Error {
  /**
   * @param reason category; those that Neo4j does not document are named after them
   * @param field member of the request that it is about
   */
  public constructor(
    public readonly status: number,
    public readonly reason: string,
    message: string,
    public readonly field?: string,
  ) {
    super(message);
  }

  /** The answer, in the shape of the API. */
  public reply(): HttpReply {
    const { message, reason, field } = this;
    return json(this.status, { errors: [{ message, reason, ...(field === undefined ? {} : { field }) }] });
  }
}

/** A refusal by the gateway in front of the API, which has a shape of its own. */
export class GatewayError extends Error {
  public constructor(
    public readonly status: number,
    message: string,
    public readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  /** The answer, in the shape of the gateway. */
  public reply(): HttpReply {
    return json(this.status, { error: this.message }, this.headers);
  }
}

/** 400 about one member of the request. */
export function badRequest(reason: string, message: string, field?: string): AuraError {
  return new AuraError(400, reason, message, field);
}
