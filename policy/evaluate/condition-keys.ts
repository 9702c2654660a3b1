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

/** Every condition key that requests to KMS are known to carry; `*` is a part that varies. */
export const KNOWN_CONDITION_KEYS: readonly string[] = [...Object.keys(KMS_CONDITION_KEYS), ...GLOBAL_CONDITION_KEYS];

const EXACT = new Set(KNOWN_CONDITION_KEYS.map((key) => key.toLowerCase()));
const FAMILIES = KNOWN_CONDITION_KEYS.map((key) => key.toLowerCase()).filter((key) => key.endsWith("*"));

/** For every condition key of KMS in lower case, as the table writes it, the operations on a key whose requests carry it. */
const CARRIERS = carriers();

function carriers(): ReadonlyMap<string, readonly string[]> {
  const operations = KMS_OPERATIONS.filter(({ onKey }) => onKey);
  return new Map(
    Object.keys(KMS_CONDITION_KEYS)
      .filter((key) => key.startsWith("kms:") && !KEY_CONDITION_KEYS.includes(key))
      .map((key) => [
        key.toLowerCase(),
        operations.filter(({ conditionKeys }) => conditionKeys.includes(key)).map(({ name }) => name),
      ]),
  );
}

/**
 * Whether requests to KMS are known to carry a condition key. Keys of identity providers, such as
 * `token.actions.githubusercontent.com:sub`, come with the session of the caller and cannot be listed.
 * @param key the key, in any case of letters
 */
export function isKnownConditionKey(key: string): boolean {
  const lower = key.toLowerCase();
  return EXACT.has(lower) || familyOf(lower) !== undefined || /^([^:]*[./][^:]*|saml):/.test(lower);
}

/**
 * The operations on a key whose requests carry a condition key; undefined when all may.
 * @param key the key, in any case of letters
 */
export function operationsThatCarry(key: string): readonly string[] | undefined {
  const lower = key.toLowerCase();
  return CARRIERS.get(lower) ?? CARRIERS.get(familyOf(lower) ?? "");
}

function familyOf(lower: string): string | undefined {
  return FAMILIES.find((family) => matchesPattern(family, lower));
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
