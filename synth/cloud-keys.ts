import type { Construct } from "constructs";
import { AuraCloudKmsKey, AuraKeyVaultKey, type IAuraKey, type IAuraKmsKey } from "../constructs";
import type {
  AzureAccount,
  CreatedCloudKmsKey,
  CreatedVaultKey,
  Estate,
  ExistingCloudKmsKey,
  ExistingVaultKey,
  GcpAccount,
  OtherCloudKey,
} from "../estate/schema";
import { mergedTags } from "./tags";

/** Whether a key is in AWS. */
export function isKmsKey(key: IAuraKey | undefined): key is IAuraKmsKey {
  return key?.cloudProvider === "aws";
}

/**
 * Makes a key in another cloud than AWS, or names one that exists.
 * @param formerly names that it had before, the latest first
 */
export function addCloudKey(
  scope: Construct,
  name: string,
  key: OtherCloudKey,
  estate: Estate,
  formerly: readonly string[],
): IAuraKey {
  const account = estate.accounts[key.account];
  return key.cloud === "azure"
    ? addVaultKey(scope, name, key, account as AzureAccount, { estate, formerly })
    : addCloudKmsKey(scope, name, key, account as GcpAccount, { estate, formerly });
}

interface Context {
  readonly estate: Estate;
  readonly formerly: readonly string[];
}

function addVaultKey(
  scope: Construct,
  name: string,
  key: CreatedVaultKey | ExistingVaultKey,
  { tenantId, tags }: AzureAccount,
  { estate, formerly }: Context,
): IAuraKey {
  if ("keyId" in key) return AuraKeyVaultKey.fromKeyId(scope, name, key.keyId, { region: key.region });
  const { account: _account, product: _product, cloud: _cloud, recordName: _record, outputs: _outputs, ...props } = key;
  return new AuraKeyVaultKey(scope, name, {
    ...props,
    // A vault that exists has its tenant.
    ...(!("vaultId" in key) && { tenantId }),
    applicationId: key.applicationId ?? estate.aura.applicationId,
    tags: mergedTags(estate.tags, tags, key.tags),
    formerly,
  });
}

function addCloudKmsKey(
  scope: Construct,
  name: string,
  key: CreatedCloudKmsKey | ExistingCloudKmsKey,
  { labels, project }: GcpAccount,
  { estate, formerly }: Context,
): IAuraKey {
  if ("keyId" in key) return AuraCloudKmsKey.fromKeyId(scope, name, key.keyId, { region: key.region });
  const { account: _account, product: _product, cloud: _cloud, recordName: _record, outputs: _outputs, ...props } = key;
  return new AuraCloudKmsKey(scope, name, {
    ...props,
    // The plan says where the ring is made, whatever the environment of Terraform says.
    ...(!("keyRing" in key) && { project }),
    serviceAccounts: key.serviceAccounts ?? estate.aura.serviceAccounts,
    labels: mergedTags(labels, key.labels),
    formerly,
  });
}
