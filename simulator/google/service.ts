import type { Clock } from "../http/clock";
import type { Failure } from "../http/faults";
import { json, parseJson, type CallIdentity, type HttpReply, type HttpRequest, type Service } from "../http/service";
import { isObject } from "../../util/json";
import { keyAnswer, ringAnswer, versionAnswer } from "./answers";
import { decrypt, encrypt } from "./encryption";
import { GoogleError, googleFailure, invalid } from "./errors";
import { shownTo, type IamPolicies } from "./iam";
import type { GoogleKms } from "./kms";
import { parentOf } from "./names";
import { projectAnswer } from "./project";

type Body = Readonly<Record<string, unknown>>;

/** A call of the API: what it is called in audit logs, and how it is answered. */
interface Route {
  readonly call: string;
  readonly method: string;
  readonly path: RegExp;
  /** @param name the resource in the path */
  readonly run: (name: string, body: Body, query: URLSearchParams) => object;
  /** The resource that the call is about, where it is not the one in the path. */
  readonly about?: (name: string, query: URLSearchParams) => string;
}

const PROJECT = "projects/[^/:]+";
const LOCATION = `${PROJECT}/locations/[^/:]+`;
const RING = `${LOCATION}/keyRings/[^/:]+`;
const KEY = `${RING}/cryptoKeys/[^/:]+`;
const VERSION = `${KEY}/cryptoKeyVersions/[^/:]+`;

/** How many resources a page of a list has when the caller does not say. */
const PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1000;

/**
 * Cloud KMS v1, and of the Cloud Resource Manager v1 projects and their IAM policies.
 * @see https://cloud.google.com/kms/docs/reference/rest
 */
export class GoogleService implements Service {
  private readonly routes: readonly Route[];

  public constructor(
    private readonly kms: GoogleKms,
    private readonly policies: IamPolicies,
    private readonly clock: Clock,
  ) {
    this.routes = [
      ...this.rings(),
      ...this.keys(),
      ...this.versions(),
      ...[RING, KEY].flatMap((resource) => this.iam("cloudkms", resource, "GET")),
      route("cloudresourcemanager:GetProject", "GET", PROJECT, "", projectAnswer),
      ...this.iam("cloudresourcemanager", PROJECT, "POST"),
    ];
  }

  public identify(request: HttpRequest): CallIdentity | undefined {
    const { method, path, body, query } = request;
    // What only asks for the time, which every answer has, is no call.
    if (path === "/") return undefined;
    const found = this.routeOf(request);
    if (!found) return { call: `${method} ${path}` };
    const { call, about } = found.route;
    const parsed = parseJson(body);
    const resource = about?.(found.name, query) ?? found.name;
    return { call, resource, ...(parsed !== undefined && { request: withoutSecrets(parsed) }) };
  }

  public answer(request: HttpRequest): HttpReply {
    const reply = this.replyTo(request);
    return { ...reply, headers: { ...reply.headers, date: new Date(this.clock.now()).toUTCString() } };
  }

  public failure(_request: HttpRequest, failure: Failure): HttpReply {
    return googleFailure(failure).reply();
  }

  private replyTo(request: HttpRequest): HttpReply {
    try {
      if (!/^Bearer \S/i.test(request.headers.authorization ?? "")) {
        const text =
          "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential.";
        throw new GoogleError("UNAUTHENTICATED", text);
      }
      const found = this.routeOf(request);
      if (!found) {
        const { method, path } = request;
        throw new GoogleError("NOT_FOUND", `The simulator does not serve ${method} ${path}.`);
      }
      return json(200, found.route.run(found.name, bodyOf(request), request.query));
    } catch (error) {
      if (error instanceof GoogleError) return error.reply();
      throw error;
    }
  }

  private routeOf({ method, path }: HttpRequest): { readonly route: Route; readonly name: string } | undefined {
    for (const candidate of this.routes) {
      const name = candidate.method === method ? candidate.path.exec(path)?.[1] : undefined;
      if (name !== undefined) return { route: candidate, name };
    }
    return undefined;
  }

  private rings(): readonly Route[] {
    const { kms } = this;
    return [
      {
        ...route("cloudkms:CreateKeyRing", "POST", LOCATION, "/keyRings", (location, _body, query) =>
          ringAnswer(kms.createRing(location, query.get("keyRingId") ?? "")),
        ),
        about: (location, query) => `${location}/keyRings/${query.get("keyRingId") ?? ""}`,
      },
      route("cloudkms:GetKeyRing", "GET", RING, "", (name) => ringAnswer(kms.ring(name))),
      route("cloudkms:ListKeyRings", "GET", LOCATION, "/keyRings", (location, _body, query) =>
        page("keyRings", kms.rings().filter(isIn(location)).map(ringAnswer), query),
      ),
    ];
  }

  private keys(): readonly Route[] {
    const { kms } = this;
    return [
      {
        ...route("cloudkms:CreateCryptoKey", "POST", RING, "/cryptoKeys", (ring, body, query) => {
          const withoutVersion = query.get("skipInitialVersionCreation") === "true";
          return keyAnswer(kms.createKey(ring, query.get("cryptoKeyId") ?? "", body, withoutVersion));
        }),
        about: (ring, query) => `${ring}/cryptoKeys/${query.get("cryptoKeyId") ?? ""}`,
      },
      route("cloudkms:GetCryptoKey", "GET", KEY, "", (name) => keyAnswer(kms.key(name))),
      route("cloudkms:ListCryptoKeys", "GET", RING, "/cryptoKeys", (name, _body, query) =>
        page(
          "cryptoKeys",
          kms
            .keys()
            .filter(isIn(kms.ring(name).name))
            .map(keyAnswer),
          query,
        ),
      ),
      route("cloudkms:UpdateCryptoKey", "PATCH", KEY, "", (name, body, query) =>
        keyAnswer(kms.changeKey(name, maskOf(query), body)),
      ),
      route("cloudkms:UpdateCryptoKeyPrimaryVersion", "POST", KEY, ":updatePrimaryVersion", (name, body) =>
        keyAnswer(kms.setPrimary(name, String(body.cryptoKeyVersionId))),
      ),
      route("cloudkms:Encrypt", "POST", KEY, ":encrypt", (name, body) => encrypt(kms.key(name), body)),
      route("cloudkms:Decrypt", "POST", KEY, ":decrypt", (name, body) => decrypt(kms.key(name), body)),
    ];
  }

  private versions(): readonly Route[] {
    const { kms } = this;
    return [
      route("cloudkms:CreateCryptoKeyVersion", "POST", KEY, "/cryptoKeyVersions", (key, body) =>
        versionAnswer(kms.createVersion(key, body)),
      ),
      route("cloudkms:GetCryptoKeyVersion", "GET", VERSION, "", (name) => versionAnswer(kms.version(name))),
      route("cloudkms:ListCryptoKeyVersions", "GET", KEY, "/cryptoKeyVersions", (key, _body, query) =>
        page("cryptoKeyVersions", kms.key(key).versions.map(versionAnswer), query),
      ),
      route("cloudkms:UpdateCryptoKeyVersion", "PATCH", VERSION, "", (name, body, query) =>
        versionAnswer(kms.changeVersion(name, maskOf(query), body)),
      ),
      route("cloudkms:DestroyCryptoKeyVersion", "POST", VERSION, ":destroy", (name) =>
        versionAnswer(kms.destroyVersion(name)),
      ),
      route("cloudkms:RestoreCryptoKeyVersion", "POST", VERSION, ":restore", (name) =>
        versionAnswer(kms.restoreVersion(name)),
      ),
    ];
  }

  /** @param reading the method with which the service reads policies */
  private iam(service: string, resource: string, reading: "GET" | "POST"): readonly Route[] {
    const existing = (name: string): string => {
      if (resource === RING) this.kms.ring(name);
      if (resource === KEY) this.kms.key(name);
      return name;
    };
    return [
      route(`${service}:GetIamPolicy`, reading, resource, ":getIamPolicy", (name, { options }, query) => {
        const wanted = isObject(options) ? options.requestedPolicyVersion : query.get("options.requestedPolicyVersion");
        return shownTo(this.policies.get(existing(name)), Number(wanted ?? 1));
      }),
      route(`${service}:SetIamPolicy`, "POST", resource, ":setIamPolicy", (name, { policy }) =>
        this.policies.set(existing(name), policy),
      ),
    ];
  }
}

function route(call: string, method: string, resource: string, rest: string, run: Route["run"]): Route {
  return { call, method, path: new RegExp(`^/v1/(${resource})${rest}$`), run };
}

function isIn(parent: string): (resource: { readonly name: string }) => boolean {
  return ({ name }) => parentOf(name) === parent;
}

function maskOf(query: URLSearchParams): readonly string[] {
  return (query.get("updateMask") ?? "").split(",").filter((field) => field !== "");
}

function bodyOf({ body }: HttpRequest): Body {
  if (body === "") return {};
  const parsed = parseJson(body);
  if (isObject(parsed)) return parsed;
  throw invalid("Invalid JSON payload received.");
}

/** One page of a list. The token says where the next one begins. */
function page(member: string, all: readonly object[], query: URLSearchParams): object {
  if (query.has("filter") || query.has("orderBy")) throw invalid("The simulator knows neither filter nor order_by.");
  const start = Number(query.get("pageToken") ?? 0);
  const size = Math.min(Number(query.get("pageSize") ?? 0) || PAGE_SIZE, MAX_PAGE_SIZE);
  if (!(start >= 0 && size > 0)) throw invalid("The page_token or page_size is not valid.");
  const end = start + size;
  return {
    ...(all.length > 0 && { [member]: all.slice(start, end) }),
    ...(end < all.length && { nextPageToken: String(end) }),
    totalSize: all.length,
  };
}

/** Members that no log has. */
function withoutSecrets(body: unknown): unknown {
  if (!isObject(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== "plaintext"));
}
