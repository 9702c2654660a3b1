import { randomBytes } from "node:crypto";
import type { Clock } from "../http/clock";
import { json, parseJson, type HttpReply, type HttpRequest } from "../http/service";
import { GatewayError } from "./errors";

/** How long an expired token is still told from one that never was. */
const FORGOTTEN_AFTER_MS = 86_400_000;

/** Access tokens: given for the client's credentials, good for a while, then answered with 403. */
export class Tokens {
  private readonly expiry = new Map<string, number>();

  public constructor(
    private readonly clock: Clock,
    private readonly credentials: { readonly clientId: string; readonly clientSecret: string },
    private readonly lifetimeInSeconds: number,
  ) {}

  /** Answers `POST /oauth/token`: a form or JSON, with the credentials in the header or beside `grant_type`. */
  public issue(request: HttpRequest): HttpReply {
    const parameters = parametersOf(request);
    if (parameters === undefined) throw new GatewayError(415, "Unsupported Media Type");
    const { clientId, clientSecret } = this.credentials;
    const { client_id: id, client_secret: secret, grant_type: grant } = parameters;
    const given = basicOf(request) ?? `${String(id)}:${String(secret)}`;
    if (given !== `${clientId}:${clientSecret}`) throw new GatewayError(401, "access_denied");
    if (grant !== "client_credentials") throw new GatewayError(400, "unsupported_grant_type");
    const now = this.clock.now();
    for (const [token, expiry] of this.expiry) if (expiry + FORGOTTEN_AFTER_MS <= now) this.expiry.delete(token);
    const token = randomBytes(24).toString("base64url");
    this.expiry.set(token, now + this.lifetimeInSeconds * 1000);
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

/** Client id and secret of HTTP Basic; undefined when the request does not use it. */
function basicOf(request: HttpRequest): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  const [, encoded = ""] = /^Basic (.+)$/i.exec(authorization) ?? [];
  return Buffer.from(encoded, "base64").toString("utf8");
}

/** The members of the body; undefined for another type than a form or JSON. */
function parametersOf({ headers, body }: HttpRequest): Readonly<Record<string, unknown>> | undefined {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(body));
  if (!type.startsWith("application/json")) return undefined;
  const parsed = parseJson(body);
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
}
