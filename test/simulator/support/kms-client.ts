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
