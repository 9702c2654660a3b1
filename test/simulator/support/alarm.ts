import { accessKeyIdOf, type Simulator } from "../../../simulator";
import { AwsClient } from "../../../simulator/terraform/aws-client";

/** The clients of what stands beside a key, as one principal. */
export function clientsOf(simulator: Simulator, principal = "111122223333") {
  const client = (service: "events" | "sns" | "secretsmanager" | "kms") =>
    new AwsClient(simulator.endpoints.kms, accessKeyIdOf(principal), "eu-west-1", service);
  return { sns: client("sns"), events: client("events"), secrets: client("secretsmanager"), kms: client("kms") };
}

/** Why a call is refused: name and text of the error. */
export function refusalOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "not refused",
    ({ message }: Error) => message.replace(/^.*RequestID: [\w-]*, (api error )?/s, ""),
  );
}

/** The policy of a topic that takes what EventBridge sends. */
export function topicPolicy(arn: string, more: object = {}): string {
  const allow = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ ...allow, Resource: arn, ...more }] });
}
