import type { Caller, Callers } from "../aws/caller";
import { AwsError } from "../aws/error";
import { JsonService, type JsonOperation, type Members } from "../aws/json-service";
import type { KmsCallRecord } from "../events/trail";
import type { KmsCloud } from "./cloud";
import { unsupported } from "./errors";
import type { Operation, Operations } from "./operation";
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
  /**
   * @param record told of every call that was carried out or refused
   */
  public constructor(
    private readonly cloud: KmsCloud,
    callers: Callers,
    record: (call: KmsCallRecord) => void,
  ) {
    const internalError = "KMSInternalException";
    super({ name: "kms", target: "TrentService", internalError, operations: operationsOn(cloud, record) }, callers);
  }

  protected override resourceOf(caller: Caller, members: Members): string | undefined {
    return keyOf(this.cloud, caller, members);
  }
}

function operationsOn(cloud: KmsCloud, record: (call: KmsCallRecord) => void): Readonly<Record<string, JsonOperation>> {
  const recorded =
    (run: Operation): JsonOperation =>
    (call, members) => {
      if (members.Recipient !== undefined) throw unsupported("The simulator has no enclaves (parameter Recipient).");
      const made = { ...call, members, at: cloud.clock.now() };
      const keyArn = keyOf(cloud, call.caller, members);
      try {
        const answer = run({ cloud, ...call }, members);
        record({ ...made, answer, keyArn: keyArn ?? newKeyArn(answer) });
        return answer;
      } catch (error) {
        if (error instanceof AwsError) record({ ...made, error, keyArn });
        throw error;
      }
    };
  return Object.fromEntries(Object.entries(OPERATIONS).map(([name, run]) => [name, recorded(run)]));
}

function keyOf(cloud: KmsCloud, caller: Caller, members: Members): string | undefined {
  const { KeyId: id = members.TargetKeyId } = members;
  return typeof id === "string" ? requestedArn(cloud, caller, id) : undefined;
}

function newKeyArn(answer: { readonly KeyMetadata?: { readonly Arn?: string } }): string | undefined {
  return answer.KeyMetadata?.Arn;
}
