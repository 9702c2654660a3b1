import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ACCOUNT_ID, parseArn, partitionOf } from "../../policy/arn";
import { sessionRole } from "../../policy/evaluate/principal";
import type { Clock } from "../http/clock";
import { AwsError } from "./error";
import { isRegion } from "./regions";

/** A caller of AWS: the ARN of a user, role or session, and its account. Its own IAM policies allow everything. */
export interface Principal {
  readonly arn: string;
  readonly accountId: string;
  /** Of a session: the ARN of its role, with its path. */
  readonly roleArn?: string;
}

/** The caller, and the region that was called. */
export interface Caller extends Principal {
  /** Region of the endpoint that was called. */
  readonly region: string;
}

const DEFAULT_RESOURCE = "user/simulator";
const ACCESS_KEY = /^SIM(\d{12})(?:\.(.+))?$/;
const PRINCIPAL = /^arn:aws[a-z-]*:iam::(\d{12}):(.+)$/;
const CREDENTIAL = /Credential=([^/\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;

/**
 * The access key id for a principal. It holds the account, so no credential has to be registered: `SIM111122223333` is `user/simulator` of that account, `SIM111122223333.role%2Fdeploy` its role `deploy`.
 * The secret is not checked.
 * @param principal a 12-digit account id, or the ARN of a user or role
 */
export function accessKeyIdOf(principal: string): string {
  if (ACCOUNT_ID.test(principal)) return `SIM${principal}`;
  const [, accountId, resource] = PRINCIPAL.exec(principal) ?? [];
  if (!accountId || !resource) {
    throw new TypeError(`a principal is a 12-digit account id or an IAM ARN, got: ${principal}`);
  }
  return resource === DEFAULT_RESOURCE ? `SIM${accountId}` : `SIM${accountId}.${encodeURIComponent(resource)}`;
}

/**
 * The principal of an access key id, or undefined for ids that the simulator did not make.
 * @param accessKeyId see {@link accessKeyIdOf}
 * @param region the region that is called, which decides the partition
 */
export function principalOf(accessKeyId: string, region: string): Principal | undefined {
  const [, accountId, resource] = ACCESS_KEY.exec(accessKeyId) ?? [];
  if (!accountId) return undefined;
  if (resource === undefined) return adminOf(accountId, region);
  return { accountId, arn: `arn:${partitionOf(region)}:iam::${accountId}:${decoded(resource)}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // The name of nobody.
  }
}

function adminOf(accountId: string, region: string): Principal {
  return { accountId, arn: `arn:${partitionOf(region)}:iam::${accountId}:${DEFAULT_RESOURCE}` };
}

/** The temporary credentials of a session. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Temporary credentials of a principal. */
export interface TemporaryCaller {
  readonly arn: string;
  /** Such as `2026-01-01T00:00:00Z`, on the simulator's clock. */
  readonly expires: string;
}

/** ARNs of principals by their access key ids. */
export type CallerTable = Readonly<Record<string, string | TemporaryCaller>>;

interface Session {
  readonly principal: Principal;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Who calls: principals by their access key ids. */
export class Callers {
  private readonly sessions: Map<string, Session>;

  /**
   * @param accountId the account whose administrator has every access key id that nobody else has
   */
  public constructor(
    private readonly clock: Clock,
    private readonly accountId: string,
    table: CallerTable = {},
  ) {
    this.sessions = new Map(Object.entries(table).map(([accessKeyId, caller]) => [accessKeyId, sessionOf(caller)]));
  }

  /**
   * Reads the caller and the region from the credential scope of the Signature Version 4 header; the signature is not checked.
   * @param service such as `kms`
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
   */
  public of(headers: IncomingHttpHeaders, service: string): Caller {
    if (headers.authorization === undefined) {
      throw new AwsError("MissingAuthenticationTokenException", "Request is missing Authentication Token");
    }
    const [, accessKeyId = "", region = ""] = CREDENTIAL.exec(headers.authorization) ?? [];
    if (signedFor(headers) !== service) {
      throw new AwsError("InvalidSignatureException", `Credential should be scoped to correct service: '${service}'.`);
    }
    if (!isRegion(region)) {
      throw new AwsError("InvalidSignatureException", "Credential should be scoped to a valid region.");
    }
    const principal = this.principalOf(accessKeyId, region);
    if (parseArn(principal.arn)?.partition !== partitionOf(region)) {
      throw new AwsError("UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    return { ...principal, region };
  }

  /**
   * Gives the credentials of a new session.
   * @param expiresAt milliseconds since the epoch
   */
  public openSession(principal: Principal, expiresAt: number): SessionCredentials {
    const accessKeyId = `ASIA${randomBytes(8).toString("hex").toUpperCase()}`;
    this.sessions.set(accessKeyId, { principal, expiresAt });
    const secret = () => randomBytes(30).toString("base64");
    return { accessKeyId, secretAccessKey: secret(), sessionToken: `${secret()}${secret()}` };
  }

  private principalOf(accessKeyId: string, region: string): Principal {
    const session = this.sessions.get(accessKeyId);
    if (session && session.expiresAt <= this.clock.now()) {
      throw new AwsError("ExpiredTokenException", "The security token included in the request is expired");
    }
    return session?.principal ?? principalOf(accessKeyId, region) ?? adminOf(this.accountId, region);
  }
}

function sessionOf(caller: string | TemporaryCaller): Session {
  const { arn, expires } = typeof caller === "string" ? { arn: caller, expires: undefined } : caller;
  const accountId = parseArn(arn)?.accountId ?? "";
  return { principal: { arn, accountId }, expiresAt: expires === undefined ? Infinity : Date.parse(expires) };
}

/** The service that a request is signed for, such as `kms`; undefined without a signature. */
export function signedFor({ authorization = "" }: IncomingHttpHeaders): string | undefined {
  return CREDENTIAL.exec(authorization)?.[3];
}

/** Whether a text is the ARN of a principal that can call AWS. */
export function isPrincipalArn(text: string): boolean {
  const arn = parseArn(text);
  if (!arn || !ACCOUNT_ID.test(arn.accountId)) return false;
  return arn.service === "iam" ? /^(root|(user|role)\/.+)$/.test(arn.resource) : isSession(text);
}

function isSession(text: string): boolean {
  const arn = parseArn(text);
  return arn !== undefined && (sessionRole(arn) !== undefined || /^federated-user\/.+$/.test(arn.resource));
}
