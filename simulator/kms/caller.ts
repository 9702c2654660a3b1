import type { IncomingHttpHeaders } from "node:http";
import { ACCOUNT_ID, partitionOf } from "../../policy/arn";
import { KmsError } from "./errors";
import type { Principal } from "./permission";

/** The caller, and the region that was called. */
export interface Caller extends Principal {
  /** Region of the endpoint that was called. */
  readonly region: string;
}

const DEFAULT_RESOURCE = "user/simulator";
const ACCESS_KEY = /^SIM(\d{12})(?:\.(.+))?$/;
const PRINCIPAL = /^arn:aws[a-z-]*:iam::(\d{12}):(.+)$/;
const CREDENTIAL = /Credential=([^/\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9]+)\/aws4_request/;

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
 * Reads the caller and the region from the credential scope of the Signature Version 4 header.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function callerOf(headers: IncomingHttpHeaders): Caller {
  const [, accessKeyId = "", region = "", service] = CREDENTIAL.exec(headers.authorization ?? "") ?? [];
  const principal = principalOf(accessKeyId, region);
  if (!principal || service !== "kms") {
    throw new KmsError("UnrecognizedClientException", "The security token included in the request is invalid.");
  }
  return { ...principal, region };
}

/**
 * The principal of an access key id, or undefined for ids that the simulator did not make.
 * @param accessKeyId see {@link accessKeyIdOf}
 * @param region the region that is called, which decides the partition
 */
export function principalOf(accessKeyId: string, region: string): Principal | undefined {
  const [, accountId, resource] = ACCESS_KEY.exec(accessKeyId) ?? [];
  if (!accountId) return undefined;
  const name = resource === undefined ? DEFAULT_RESOURCE : decodeURIComponent(resource);
  return { accountId, arn: `arn:${partitionOf(region)}:iam::${accountId}:${name}` };
}
