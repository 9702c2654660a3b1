import { error, isSet, ProviderError, type ObjectValue, type Value } from "../../provider/plugin";
import { accessKeyIdOf, principalOf, type Principal } from "../aws/caller";
import { AwsClient, KmsClient, type ServiceName } from "./aws-client";
import { callerIdentity } from "./sts-client";

/** One provider block: caller, region and default tags. */
export class Aws {
  private constructor(
    public readonly region: string,
    public readonly principal: Principal,
    public readonly defaultTags: Readonly<Record<string, string>>,
    private readonly ignoredTags: { readonly keys: readonly string[]; readonly prefixes: readonly string[] },
    private readonly client: AwsClient,
  ) {}

  /**
   * Reads a provider block; the environment fills in what the block does not set.
   * @param environment such as `AWS_REGION`
   */
  public static async of(config: ObjectValue, environment: Readonly<Record<string, string | undefined>>): Promise<Aws> {
    const text = (name: string) => (isSet(config[name]) ? String(config[name]) : undefined);
    const region = text("region") ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
    if (!region) {
      throw refused("Invalid provider configuration: missing region", "Set region, or AWS_REGION.", "region");
    }
    const endpoint =
      blocks(config.endpoints)
        .map((block) => block.kms)
        .find(isSet) ?? environment.AWS_ENDPOINT_URL_KMS;
    if (!endpoint)
      throw refused(
        "The endpoint of the simulator is missing",
        "Set AWS_ENDPOINT_URL_KMS to the endpoint of the simulated KMS.",
      );
    if (text("profile") !== undefined) {
      throw refused("Profiles are not supported", "Use assume_role to change the account.", "profile");
    }
    const role = [...blocks(config.assume_role), ...blocks(config.assume_role_with_web_identity)]
      .map((block) => block.role_arn)
      .filter(isSet)
      .at(-1);
    const accessKeyId = role
      ? accessKeyIdOf(String(role))
      : (text("access_key") ?? environment.AWS_ACCESS_KEY_ID ?? "");
    // Whom the ids that the simulator did not make belong to, STS knows: it has the table of callers.
    const principal = principalOf(accessKeyId, region) ?? (await callerIdentity(String(endpoint), accessKeyId, region));
    if (!principal) {
      throw refused("Invalid credentials", `Access key "${accessKeyId}" is not one of the simulator.`, "access_key");
    }
    checkAccount(config, principal.accountId);
    const defaultTags = Object.assign({}, ...blocks(config.default_tags).map(({ tags }) => knownTags(tags)));
    const ignored = blocks(config.ignore_tags);
    return new Aws(
      region,
      principal,
      defaultTags as Record<string, string>,
      {
        keys: ignored.flatMap(({ keys }) => texts(keys)),
        prefixes: ignored.flatMap(({ key_prefixes }) => texts(key_prefixes)),
      },
      new KmsClient(String(endpoint), accessKeyId, region),
    );
  }

  /** Whether the provider block says that a tag is somebody else's. */
  public ignoresTag(name: string): boolean {
    const { keys, prefixes } = this.ignoredTags;
    return keys.includes(name) || prefixes.some((prefix) => name.startsWith(prefix));
  }

  /**
   * The client for an object: in the region that its `region` argument or its state names, else in the provider's.
   * @param object a planned object or a state
   */
  public kms(object: ObjectValue): AwsClient {
    return this.service("kms", object);
  }

  /**
   * The client of another service for an object.
   * @param object a planned object or a state
   */
  public service(service: ServiceName, object: ObjectValue): AwsClient {
    return this.client.at(this.regionOf(object), service);
  }

  /**
   * The region of an object.
   * @param object a configuration, a planned object or a state
   */
  public regionOf({ region }: ObjectValue): string {
    return isSet(region) ? String(region) : this.region;
  }
}

/** The tags of an argument, as far as they are known. */
export function knownTags(value: Value | undefined): Record<string, string> {
  if (!isSet(value) || typeof value !== "object") return {};
  const pairs = Object.entries(value as ObjectValue).filter(([, tag]) => isSet(tag));
  return Object.fromEntries(pairs.map(([name, tag]) => [name, String(tag)]));
}

function checkAccount(config: ObjectValue, accountId: string): void {
  const allowed = texts(config.allowed_account_ids);
  if ((allowed.length > 0 && !allowed.includes(accountId)) || texts(config.forbidden_account_ids).includes(accountId)) {
    throw refused(`AWS account ID not allowed: ${accountId}`, "");
  }
}

function texts(value: Value | undefined): readonly string[] {
  return isSet(value) ? (value as readonly Value[]).map(String) : [];
}

function blocks(value: Value | undefined): readonly ObjectValue[] {
  return isSet(value) ? (value as readonly ObjectValue[]) : [];
}

function refused(summary: string, detail: string, ...path: string[]): ProviderError {
  return new ProviderError(error(summary, detail, ...path));
}
