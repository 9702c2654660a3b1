import { partitionOf } from "../../policy/arn";
import { error, isSet, ProviderError, type DataSource } from "../../provider/plugin";
import type { Aws } from "./aws";
import { policyDocument } from "./policy-document";
import type { KeyMetadata } from "./resources/common";
import { timeText, withErrorSummary } from "./older-sdk";
import { findAlias } from "./resources/kms-alias";
import { DATA_SOURCE_SCHEMAS } from "./schemas";

const callerIdentity: DataSource<Aws> = {
  schema: DATA_SOURCE_SCHEMAS.aws_caller_identity,
  read: async (_config, { client }) => {
    const { arn, accountId } = client.principal;
    return { state: { account_id: accountId, arn, id: accountId, user_id: "AIDASIMULATED" } };
  },
};

const partition: DataSource<Aws> = {
  schema: DATA_SOURCE_SCHEMAS.aws_partition,
  read: async (_config, { client }) => {
    const id = partitionOf(client.region);
    const dns_suffix = id === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    const reverse_dns_prefix = dns_suffix.split(".").reverse().join(".");
    return { state: { id, partition: id, dns_suffix, reverse_dns_prefix } };
  },
};

const region: DataSource<Aws> = {
  schema: DATA_SOURCE_SCHEMAS.aws_region,
  read: async (config, { client }) => {
    const id = [config.region, config.name].find(isSet) ?? client.region;
    const endpoint = `ec2.${String(id)}.amazonaws.com`;
    return { state: { id, name: id, region: id, endpoint, description: `Simulated (${String(id)})` } };
  },
};

const kmsKey: DataSource<Aws> = {
  schema: DATA_SOURCE_SCHEMAS.aws_kms_key,
  read: (config, { client: aws }) =>
    withErrorSummary(`reading KMS Key (${String(config.key_id)})`, async () => {
      const { KeyMetadata: key } = await aws
        .kms(config)
        .call<{ KeyMetadata: KeyMetadata }>("DescribeKey", { KeyId: config.key_id });
      const { MultiRegionConfiguration: family } = key;
      const place = ({ Arn: arn, Region: region }: { Arn: string; Region: string }) => ({ arn, region });
      return {
        state: {
          ...config,
          arn: key.Arn,
          aws_account_id: key.AWSAccountId,
          cloud_hsm_cluster_id: "",
          creation_date: timeText(key.CreationDate) ?? null,
          custom_key_store_id: "",
          customer_master_key_spec: key.KeySpec,
          deletion_date: timeText(key.DeletionDate) ?? "",
          description: key.Description,
          enabled: key.Enabled,
          expiration_model: key.ExpirationModel ?? "",
          id: key.KeyId,
          key_manager: key.KeyManager,
          key_spec: key.KeySpec,
          key_state: key.KeyState,
          key_usage: key.KeyUsage,
          multi_region: key.MultiRegion,
          multi_region_configuration: family
            ? [
                {
                  multi_region_key_type: family.MultiRegionKeyType,
                  primary_key: family.PrimaryKey ? [place(family.PrimaryKey)] : [],
                  replica_keys: family.ReplicaKeys.map(place),
                },
              ]
            : [],
          origin: key.Origin,
          pending_deletion_window_in_days: key.PendingDeletionWindowInDays ?? 0,
          region: aws.regionOf(config),
          valid_to: timeText(key.ValidTo) ?? "",
          xks_key_configuration: [],
        },
      };
    }),
};

const kmsAlias: DataSource<Aws> = {
  schema: DATA_SOURCE_SCHEMAS.aws_kms_alias,
  read: (config, { client: aws }) =>
    withErrorSummary(`reading KMS Alias (${String(config.name)})`, async () => {
      const found = await findAlias(aws.kms(config), String(config.name));
      if (!found) throw new ProviderError(error(`reading KMS Alias (${String(config.name)}): empty result`, ""));
      return { state: { ...config, ...found, id: found.arn, region: aws.regionOf(config) } };
    }),
};

/** The data sources of the substitute by their type. */
export const DATA_SOURCES: Readonly<Record<string, DataSource<Aws>>> = {
  aws_caller_identity: callerIdentity,
  aws_iam_policy_document: policyDocument,
  aws_kms_alias: kmsAlias,
  aws_kms_key: kmsKey,
  aws_partition: partition,
  aws_region: region,
};
