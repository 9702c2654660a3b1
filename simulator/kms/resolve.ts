import { ACCOUNT_ID, KEY_ID, parseArn } from "../../policy/arn";
import { deniedAbroad } from "./authorization";
import { aliasArn, keyArn, type KmsCloud } from "./cloud";
import type { Caller } from "../aws/caller";
import { KmsError } from "./errors";
import type { KmsKey } from "./key";

/** Who asks for a key, and for what. */
export interface Request {
  readonly cloud: KmsCloud;
  readonly caller: Caller;
  /** Such as `kms:Decrypt`. */
  readonly action: string;
}

/**
 * The key that a request names, as seen from the caller's account and region.
 * @param id key id or key ARN; alias name or alias ARN too, where the operation takes them
 * @param aliases true for the few operations that do
 */
export function resolveKey(request: Request, id: string, aliases = false): KmsKey {
  const { region, accountId } = request.caller;
  if (!id.startsWith("arn:")) {
    if (aliases && id.startsWith("alias/")) return keyOfAlias(request, aliasArn(region, accountId, id));
    if (!KEY_ID.test(id)) throw new KmsError("NotFoundException", `Invalid keyId '${id}'`);
    return existing(request, keyArn(region, accountId, id));
  }
  const arn = parseArn(id);
  if (arn?.service !== "kms" || !ACCOUNT_ID.test(arn.accountId) || !/^(key|alias)\//.test(arn.resource)) {
    throw new KmsError("InvalidArnException", `Invalid arn ${id}`);
  }
  if (arn.region !== region) throw new KmsError("NotFoundException", `Invalid arn ${arn.region}`);
  if (arn.resource.startsWith("key/")) return existing(request, id);
  if (!aliases) throw new KmsError("InvalidArnException", `Invalid arn ${id}`);
  return keyOfAlias(request, id);
}

/**
 * The ARN of the key that a request names, whether the caller may see the key or not. Of a key that does not exist it is the ARN that it
 * would have; of what cannot be the name of one, undefined.
 * @param id see {@link resolveKey}
 */
export function requestedArn(
  cloud: KmsCloud,
  { region, accountId }: Pick<Caller, "region" | "accountId">,
  id: string,
): string | undefined {
  const arn = id.startsWith("alias/") ? aliasArn(region, accountId, id) : id;
  if (!arn.startsWith("arn:")) return KEY_ID.test(arn) ? keyArn(region, accountId, arn) : undefined;
  const alias = cloud.findAlias(arn);
  return alias ? keyArn(alias.region, alias.accountId, alias.targetKeyId) : arn;
}

function keyOfAlias(request: Request, arn: string): KmsKey {
  const alias = request.cloud.findAlias(arn);
  if (alias) return existing(request, keyArn(alias.region, alias.accountId, alias.targetKeyId));
  throw missing(request, arn, `Alias ${arn} is not found.`);
}

function existing(request: Request, arn: string): KmsKey {
  const key = request.cloud.find(arn);
  if (key) return key;
  throw missing(request, arn, `Key '${arn}' does not exist`);
}

/** Whether something exists in another account is not told. */
function missing({ caller, action }: Request, arn: string, message: string): KmsError {
  const isOwn = parseArn(arn)?.accountId === caller.accountId;
  return isOwn ? new KmsError("NotFoundException", message) : deniedAbroad(caller, action, arn);
}
