import { ACCOUNT_ID, parseArn } from "../../policy/arn";
import type { Principal } from "../aws/caller";

/**
 * Asks STS who has an access key id, or undefined when nobody has it; for the simulator only: without a valid signature.
 * @param endpoint address of the simulated AWS
 */
export async function callerIdentity(
  endpoint: string,
  accessKeyId: string,
  region: string,
): Promise<Principal | undefined> {
  const scope = `${accessKeyId}/20260101/${region}/sts/aws4_request`;
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({ Action: "GetCallerIdentity", Version: "2011-06-15" }),
  });
  const arn = /<Arn>([^<]+)<\/Arn>/.exec(await response.text())?.[1];
  const accountId = parseArn(arn ?? "")?.accountId ?? "";
  return arn !== undefined && ACCOUNT_ID.test(accountId) ? { arn, accountId } : undefined;
}
