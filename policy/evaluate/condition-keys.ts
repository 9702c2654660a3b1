import { asList, type OneOrMany } from "../document";
import { KEY_CONDITION_KEYS, KMS_CONDITION_KEYS, KMS_OPERATIONS } from "../kms-actions";
import { parseOperator, parseBoolean } from "./operators";
import { matchesPattern } from "./wildcard";

/**
 * The condition keys that requests to every service can carry, and those that come with the credentials of some; `*` is a
 * part that varies.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const GLOBAL_CONDITION_KEYS: readonly string[] = [
  ...["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgPaths", "aws:PrincipalOrgID", "aws:PrincipalTag/*"],
  ...["aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "aws:PrincipalType"],
  ...["aws:userid", "aws:username", "aws:AssumedRoot", "aws:FederatedProvider", "aws:TokenIssueTime"],
  ...["aws:MultiFactorAuthAge", "aws:MultiFactorAuthPresent", "aws:ChatbotSourceArn", "aws:SourceIdentity"],
  ...["aws:Ec2InstanceSourceVpc", "aws:Ec2InstanceSourcePrivateIPv4", "ec2:RoleDelivery", "ec2:SourceInstanceArn"],
  ...["glue:RoleAssumedBy", "glue:CredentialIssuingService", "lambda:SourceFunctionArn", "ssm:SourceInstanceArn"],
  ...["identitystore:UserId", "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpcArn", "aws:SourceVpce"],
  ...["aws:VpceAccount", "aws:VpceOrgPaths", "aws:VpceOrgID", "aws:VpcSourceIp"],
  ...["aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths", "aws:ResourceTag/*"],
  ...["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:CalledViaAWSMCP"],
  ...["aws:ViaAWSService", "aws:ViaAWSMCPService", "aws:IsMcpServiceAction"],
  ...["aws:CurrentTime", "aws:EpochTime", "aws:referer", "aws:RequestedRegion", "aws:RequestTag/*", "aws:TagKeys"],
  ...["aws:SecureTransport", "aws:SourceArn", "aws:SourceAccount", "aws:SourceOwner", "aws:SourceOrgPaths"],
  ...["aws:SourceOrgID", "aws:UserAgent"],
];

/** Whether requests to KMS carry a condition key: all that have it, some of them, or none. */
type Presence = "always" | "sometimes" | "never";

/** What is known of a condition key. */
export interface ConditionKey {
  readonly presence: Presence;
  /** Whether it can have many values, which only operators with a quantifier are made for. */
  readonly multivalued: boolean;
  /** The operations on a key whose requests can carry it. @default - all of them */
  readonly operations?: readonly string[];
  /** Whether KMS accepts it in a key policy. */
  readonly inKeyPolicies: boolean;
}

/**
 * Carried by every request of the operations that have them at all. KMS has no endpoint without TLS and needs signed requests.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html
 */
const ALWAYS_CARRIED: ReadonlySet<string> = new Set([
  ...["aws:CurrentTime", "aws:EpochTime", "aws:SecureTransport", "aws:RequestedRegion", "aws:ResourceAccount"],
  ...["aws:PrincipalIsAWSService", "kms:CallerAccount", "kms:KeySpec", "kms:KeyUsage", "kms:KeyOrigin"],
  ...["kms:CustomerMasterKeySpec", "kms:CustomerMasterKeyUsage", "kms:MultiRegion"],
  ...["kms:GrantOperations", "kms:TrailingDaysWithoutKeyUsage"],
]);

/**
 * For IAM policies only: KMS refuses a key policy that compares them.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases
 */
const NOT_IN_KEY_POLICIES: ReadonlySet<string> = new Set(["aws:ResourceTag/*", "kms:ResourceAliases"]);

/** The global keys with many values. Those of KMS are in its table. */
const MULTIVALUED_GLOBAL_KEYS: ReadonlySet<string> = new Set([
  ...["aws:CalledVia", "aws:PrincipalOrgPaths", "aws:PrincipalServiceNamesList", "aws:ResourceOrgPaths"],
  "aws:SourceOrgPaths",
]);

/** Documented for every operation on a key; the table omits one. */
const ON_EVERY_OPERATION: ReadonlySet<string> = new Set(["kms:CallerAccount", "kms:ViaService", ...KEY_CONDITION_KEYS]);

/** Every condition key that requests to KMS are known to carry; `*` is a part that varies. */
export const KNOWN_CONDITION_KEYS: readonly string[] = [...Object.keys(KMS_CONDITION_KEYS), ...GLOBAL_CONDITION_KEYS];

/** By the name in lower case, as the lists write it. */
const BY_NAME: ReadonlyMap<string, ConditionKey> = new Map(
  KNOWN_CONDITION_KEYS.map((name) => [name.toLowerCase(), entryFor(name)]),
);
const FAMILIES = [...BY_NAME.keys()].filter((key) => key.endsWith("*"));

function entryFor(name: string): ConditionKey {
  const operations = name.startsWith("kms:") && !ON_EVERY_OPERATION.has(name) ? carriersOf(name) : [];
  return {
    presence: ALWAYS_CARRIED.has(name) ? "always" : "sometimes",
    multivalued: MULTIVALUED_GLOBAL_KEYS.has(name) || KMS_CONDITION_KEYS[name] === "ArrayOfString",
    // The table also contains old names of keys, without the operations that still carry them.
    ...(operations.length > 0 && { operations }),
    inKeyPolicies: !NOT_IN_KEY_POLICIES.has(name),
  };
}

function carriersOf(conditionKey: string): readonly string[] {
  return KMS_OPERATIONS.filter(({ onKey, conditionKeys }) => onKey && conditionKeys.includes(conditionKey)).map(
    ({ name }) => name,
  );
}

/** Keys of identity providers come with the session of the caller, and cannot be listed. */
const OF_PROVIDERS: ConditionKey = { presence: "sometimes", multivalued: false, inKeyPolicies: true };
const PROVIDER_KEY = /^([^:]*[./][^:]*|saml):/;

/** Those of other services, such as `s3:TlsVersion` and `sts:ExternalId`, and names that do not exist. */
const NOT_CARRIED: ConditionKey = { presence: "never", multivalued: false, inKeyPolicies: true };

/**
 * What is known of a condition key. Lint and evaluation both use this table, so that a finding and a decision agree.
 * @param key the key, in any case of letters
 */
export function conditionKey(key: string): ConditionKey {
  const exact = BY_NAME.get(key);
  if (exact) return exact;
  const lower = key.toLowerCase();
  return (
    BY_NAME.get(lower) ??
    BY_NAME.get(FAMILIES.find((family) => matchesPattern(family, lower)) ?? "") ??
    (PROVIDER_KEY.test(lower) ? OF_PROVIDERS : NOT_CARRIED)
  );
}

/**
 * Whether requests to KMS are known to carry a condition key.
 * @param key the key, in any case of letters
 */
export function isKnownConditionKey(key: string): boolean {
  return conditionKey(key).presence !== "never";
}

/** Whether no request without the key can meet the comparison. */
export function needsKey(operator: string, values: unknown): boolean {
  const parsed = parseOperator(operator);
  if (!parsed || parsed.ifExists || parsed.quantifier === "ForAllValues") return false;
  if (parsed.type === "Null") {
    return asList(values as OneOrMany<unknown>).every((value) => parseBoolean(String(value)) === false);
  }
  return !parsed.negated || parsed.quantifier === "ForAnyValue";
}
