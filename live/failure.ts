import { AuraApiError } from "../provider/aura-api";
import { NoCredentials } from "./credentials";
import { PackageMissing } from "./packages";
import { RestError, Unreachable } from "./rest";

/** Why something could not be read, in words. */
export interface Failure {
  /** In one clause, such as `access denied to kms:GetKeyPolicy`. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  /** Whether whatever is asked next, in the same place, fails as well. */
  readonly lasting: boolean;
}

/** AWS refuses the credentials themselves. */
const EXPIRED = /^(Expired|TokenRefreshRequired)|ExpiredToken/;
const REFUSED =
  /^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature|InvalidAccessKeyId)/;
const DENIED = /^AccessDenied/;
const THROTTLED = /Throttl|TooManyRequests|LimitExceeded|RequestLimit/;
/** What the SDK calls having found no credentials, or not having got them where they were to be had. */
const NONE = /^(CredentialsProviderError|TokenProviderError|ProviderError)$/;

/** Characters of a foreign text that are shown. */
const MAX_TEXT = 200;

/**
 * Why a call to AWS failed.
 * @param error what the SDK threw
 * @param call such as `kms:GetKeyPolicy`
 * @param page where the IAM policy is that allows it
 */
export function awsFailure(error: unknown, call: string, page = "docs/verify.md"): Failure {
  const { name = "", message = String(error), code } = error as Error & { code?: string };
  if (NONE.test(name)) {
    return {
      why: `no AWS credentials: ${shortened(message)}`,
      fix: "sign in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID; `aws sts get-caller-identity` has to work",
      lasting: true,
    };
  }
  if (EXPIRED.test(name)) return { why: "the AWS credentials have expired", fix: "sign in again", lasting: true };
  if (REFUSED.test(name))
    return { why: `AWS does not accept the credentials (${name})`, fix: "check the AWS credentials", lasting: true };
  if (DENIED.test(name)) {
    return call === "sts:AssumeRole"
      ? {
          why: "the role cannot be assumed: access denied",
          fix: "check the trust policy of the role and the permission sts:AssumeRole",
          lasting: true,
        }
      : { why: `access denied to ${call}`, fix: `allow it, see ${page} for the IAM policy`, lasting: false };
  }
  if (THROTTLED.test(name))
    return { why: `AWS throttles ${call}`, fix: "run it again later, or for fewer keys at a time", lasting: false };
  const network = code ?? (name === "TimeoutError" ? name : undefined);
  if (network !== undefined) {
    return {
      why: `AWS cannot be reached (${network})`,
      fix: unreachableFix(),
      lasting: true,
    };
  }
  return { why: `${call} failed: ${shortened(`${name}: ${message}`)}`, fix: "run it again later", lasting: false };
}

/** The SDK takes no proxy from the environment. */
function unreachableFix(): string {
  const proxy = ["HTTPS_PROXY", "https_proxy"].find((name) => process.env[name]);
  return proxy === undefined
    ? "check the region and the network"
    : `AWS is asked without ${proxy}: run it where AWS is reached directly, such as by a VPC endpoint`;
}

/**
 * Why a call to Aura failed.
 * @param error what the client threw
 */
export function auraFailure(error: unknown): Failure {
  const why = shortened(error instanceof Error ? error.message : String(error));
  const { status, message = "" } = error instanceof AuraApiError ? error : {};
  if (message.startsWith("POST /oauth/token") && (status === 401 || status === 403)) {
    return {
      why: "Aura does not accept the API credentials",
      fix: "check AURA_CLIENT_ID and AURA_CLIENT_SECRET",
      lasting: true,
    };
  }
  if (status === 403)
    return { why, fix: "check the project id; the API credentials need a role in that project", lasting: false };
  if (status === undefined) return { why, fix: "check the network, the proxy and AURA_API_BASE_URL", lasting: true };
  return { why, fix: "run it again later", lasting: false };
}

/**
 * Why a call to Azure or Google Cloud failed.
 * @param error what was thrown
 * @param call what it needs a permission for, such as `cloudkms.cryptoKeys.get`
 * @param cloud its name
 */
export function cloudFailure(error: unknown, call: string, cloud: string): Failure {
  if (error instanceof PackageMissing) {
    const { packageName, message } = error;
    return {
      why: `no ${cloud} credentials: ${message}`,
      fix: `run \`npm install ${packageName}\`${WITHOUT[packageName] ?? ""}`,
      lasting: true,
    };
  }
  if (error instanceof NoCredentials)
    return { why: `no ${cloud} credentials: ${shortened(error.message)}`, fix: error.fix, lasting: true };
  if (error instanceof Unreachable)
    return {
      why: `${cloud} cannot be reached: ${shortened(error.message)}`,
      fix: "check the network and the proxy",
      lasting: true,
    };
  if (!(error instanceof RestError))
    return { why: `${call} failed: ${shortened(String(error))}`, fix: "run it again later", lasting: false };
  const { status, code, inner, message } = error;
  if (inner === "ForbiddenByFirewall" || inner === "ForbiddenByConnection")
    return {
      why: "the network rules of the vault keep this machine out",
      fix: "run it from a network that the vault allows",
      lasting: false,
    };
  if (status === 403)
    return { why: `access denied to ${call}`, fix: "allow it, see docs/verify.md for the role", lasting: false };
  if (status === 401 || isOfToken(error))
    return {
      why: `${cloud} does not accept the credentials: ${shortened(message)}`,
      fix: "sign in again, to the right tenant or project",
      lasting: true,
    };
  if (status === 429)
    return {
      why: `${cloud} throttles ${call}`,
      fix: "run it again later, or for fewer keys at a time",
      lasting: false,
    };
  return {
    why: `${call} failed: ${shortened(`${code || status}: ${message}`)}`,
    fix: "run it again later",
    lasting: false,
  };
}

/** What else helps where a package is missing. */
const WITHOUT: Readonly<Record<string, string>> = {
  "google-auth-library": ", or set GOOGLE_OAUTH_ACCESS_TOKEN",
  "@azure/identity": ", or set ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET",
};

/** Errors of OAuth 2.0 have such names, and come with status 400. */
function isOfToken({ status, code }: RestError): boolean {
  return status === 400 && /^(invalid_|unauthorized_client)/.test(code);
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}...` : line;
}
