import { randomUUID } from "node:crypto";
import { parseArn } from "../../policy/arn";
import type { AwsCall, Members } from "../aws/json-service";
import { isObject } from "../aws/parameters";

/** A call to AWS as EventBridge has it from CloudTrail. */
export interface CloudTrailEvent {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": "AWS API Call via CloudTrail";
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: { readonly readOnly: boolean; readonly [member: string]: unknown };
}

/** A call to KMS that came to its end. */
export interface KmsCallRecord extends AwsCall {
  readonly members: Members;
  /** Body of the answer; undefined when the call was refused. */
  readonly answer?: object;
  /** Why it was refused: name and text. */
  readonly error?: { readonly type: string; readonly message: string };
  /** ARN of the key, where there is one. */
  readonly keyArn: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Calls that change something; all others, those that encrypt and sign included, CloudTrail calls reading. */
const CHANGES =
  /^(Create|Delete|Update|Put|Enable|Disable|Schedule|Cancel|Tag|Untag|Revoke|Retire|Rotate|Replicate|ImportKeyMaterial)/;

/**
 * The events of a call, one for each account that it concerns: the key's and the caller's.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
 */
export function eventsOf({ caller, operation, members, answer, error, keyArn, requestId, at }: KmsCallRecord) {
  const time = new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
  const key = parseArn(keyArn ?? "");
  const resources =
    keyArn === undefined || !key ? [] : [{ accountId: key.accountId, type: "AWS::KMS::Key", ARN: keyArn }];
  const result = isObject(answer) ? camel(answer) : {};
  const accounts = [...new Set([...(key ? [key.accountId] : []), caller.accountId])];
  return accounts.map((account): CloudTrailEvent => ({
    ...({ version: "0", id: randomUUID(), "detail-type": "AWS API Call via CloudTrail", source: "aws.kms" } as const),
    ...{ account, time, region: caller.region, resources: [] },
    detail: {
      eventVersion: "1.11",
      userIdentity: { type: identityType(caller.arn), arn: caller.arn, accountId: caller.accountId },
      ...{ eventTime: time, eventSource: "kms.amazonaws.com", eventName: operation, awsRegion: caller.region },
      ...{ sourceIPAddress: "127.0.0.1", userAgent: "simulated" },
      ...(error && {
        errorCode: error.type.replace(/^AccessDeniedException$/, "AccessDenied"),
        errorMessage: error.message,
      }),
      requestParameters: camel(members),
      responseElements: error || Object.keys(result).length === 0 ? null : result,
      ...{ requestID: requestId, eventID: randomUUID(), readOnly: !CHANGES.test(operation), resources },
      ...{ eventType: "AwsApiCall", managementEvent: true, recipientAccountId: account, eventCategory: "Management" },
    },
  }));
}

/** Members as CloudTrail writes them; it leaves out what is secret. */
function camel(members: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([name]) => !SECRET.includes(name))
      .map(([name, value]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, value as unknown]),
  );
}

const SECRET = [
  ...["Plaintext", "CiphertextBlob", "Message", "Signature", "Mac", "PrivateKeyPlaintext", "PrivateKeyCiphertextBlob"],
  ...["EncryptedKeyMaterial", "ImportToken", "SharedSecret", "GrantToken", "GrantTokens"],
];

function identityType(arn: string): string {
  if (arn.endsWith(":root")) return "Root";
  return arn.includes(":assumed-role/") ? "AssumedRole" : arn.includes(":role/") ? "Role" : "IAMUser";
}
