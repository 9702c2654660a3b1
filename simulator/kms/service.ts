import type { Caller, Callers } from "../aws/caller";
import { type AwsCall, JsonService, type Members } from "../aws/json-service";
import type { KmsCloud } from "./cloud";
import { unsupported } from "./errors";
import type { Operations } from "./operation";
import { aliasOperations } from "./operations/aliases";
import { dataKeyOperations } from "./operations/data-keys";
import { deletionOperations } from "./operations/deletion";
import { encryptionOperations } from "./operations/encryption";
import { grantOperations } from "./operations/grants";
import { importOperations } from "./operations/import";
import { keyOperations } from "./operations/keys";
import { policyOperations } from "./operations/policies";
import { rotationOperations } from "./operations/rotation";
import { signatureOperations } from "./operations/signatures";
import { tagOperations } from "./operations/tags";
import { usageOperations } from "./operations/usage";
import { requestedArn } from "./resolve";

const OPERATIONS: Operations = {
  ...keyOperations,
  ...policyOperations,
  ...grantOperations,
  ...encryptionOperations,
  ...dataKeyOperations,
  ...signatureOperations,
  ...rotationOperations,
  ...importOperations,
  ...tagOperations,
  ...aliasOperations,
  ...usageOperations,
  ...deletionOperations,
};

/** The operations that the simulator serves, by name. */
export const SERVED_OPERATIONS: readonly string[] = Object.keys(OPERATIONS).sort();

/** AWS KMS over HTTP. */
export class KmsService extends JsonService {
  public constructor(
    private readonly cloud: KmsCloud,
    callers: Callers,
  ) {
    const internalError = "KMSInternalException";
    super({ name: "kms", target: "TrentService", internalError, served: SERVED_OPERATIONS }, callers);
  }

  protected run(call: AwsCall, members: Members): object {
    if (members.Recipient !== undefined) throw unsupported("The simulator has no enclaves (parameter Recipient).");
    const run = OPERATIONS[call.operation];
    return run?.({ cloud: this.cloud, ...call }, members) ?? {};
  }

  protected override resourceOf(caller: Caller, { KeyId: id }: Members): string | undefined {
    return typeof id === "string" ? requestedArn(this.cloud, caller, id) : undefined;
  }
}
