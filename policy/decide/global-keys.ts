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
