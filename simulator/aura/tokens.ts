import { randomBytes } from "node:crypto";
import type { Clock } from "../http/clock";
import { json, type HttpReply, type HttpRequest } from "../http/service";
import { GatewayError } from "./errors";

/** Access tokens: given for the client's credentials, good for a while, then answered with 403. */
export class Tokens {
  private readonly expiry = new Map<string, number>();

  public constructor(
    private readonly clock: Clock,
    private readonly credentials: { readonly clientId: string; readonly clientSecret: string },
    private readonly lifetimeInSeconds: number,
  ) {}

  /** Answers `POST /oauth/token`. */
  public issue(request: HttpRequest): HttpReply {
    const [scheme, encoded = ""] = (request.headers.authorization ?? "").split(" ");
    const { clientId, clientSecret } = this.credentials;
    const given = Buffer.from(encoded, "base64").toString("utf8");
    if (scheme?.toLowerCase() !== "basic" || given !== `${clientId}:${clientSecret}`) {
      throw new GatewayError(401, "access_denied");
    }
    if (!(request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded")) {
      throw new GatewayError(415, "Unsupported Media Type");
    }
    if (new URLSearchParams(request.body).get("grant_type") !== "client_credentials") {
      throw new GatewayError(400, "unsupported_grant_type");
    }
    const token = randomBytes(24).toString("base64url");
    this.expiry.set(token, this.clock.now() + this.lifetimeInSeconds * 1000);
    return json(200, { access_token: token, expires_in: this.lifetimeInSeconds, token_type: "bearer" });
  }

  /** Accepts the request, or rejects it: 401 without a token of this service, 403 once it has expired. */
  public check(request: HttpRequest): void {
    const token = bearerOf(request);
    const expiry = token === undefined ? undefined : this.expiry.get(token);
    if (expiry === undefined) throw new GatewayError(401, "Unauthorized");
    if (expiry <= this.clock.now()) throw new GatewayError(403, "Forbidden");
  }

  /** Makes the token of this request expire now. */
  public expire(request: HttpRequest): void {
    const token = bearerOf(request);
    if (token !== undefined && this.expiry.has(token)) this.expiry.set(token, 0);
  }

  /** Makes every token expire now. */
  public expireAll(): void {
    for (const token of this.expiry.keys()) this.expiry.set(token, 0);
  }
}

function bearerOf(request: HttpRequest): string | undefined {
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
}
