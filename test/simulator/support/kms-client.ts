import { CreateKeyCommand, type CreateKeyCommandInput, KMSClient } from "@aws-sdk/client-kms";
import { accessKeyIdOf, type Simulator } from "../../../simulator";

/** AWS' own client, in one account and region of the simulator. No retries: a test sees every answer. */
export function kmsClient(simulator: Simulator, region = "eu-west-1", principal = "111122223333"): KMSClient {
  return new KMSClient({
    endpoint: simulator.endpoints.kms,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: accessKeyIdOf(principal), secretAccessKey: "any" },
  });
}

/** Creates a key and returns its ARN. */
export async function createKey(client: KMSClient, input: CreateKeyCommandInput = {}): Promise<string> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand(input));
  return KeyMetadata?.Arn ?? "";
}

/** Name and message of the error that the call ends with; a call that is not refused fails the test. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await call;
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message };
  }
  throw new Error("the call was not refused");
}
