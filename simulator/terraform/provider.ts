import { partitionOf } from "../../policy/arn";
import { type DataSource, isSet, type ObservedCall, type Provider } from "../../provider/plugin";
import { Aws } from "./aws";
import { kmsAlias } from "./resources/kms-alias";
import { kmsKey } from "./resources/kms-key";
import { kmsKeyPolicy } from "./resources/kms-key-policy";
import { kmsReplicaKey } from "./resources/kms-replica-key";
import { DATA_SOURCE_SCHEMAS, PROVIDER_SCHEMA } from "./schemas";

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

/**
 * A substitute for hashicorp/aws: the KMS resources, against the simulator. It goes through the simulator's HTTP interface,
 * so that everything it does is in the call log.
 * @param environment what the real provider would read from the process' environment
 * @param observe called for every call of Terraform
 */
export function awsStandIn(
  environment: Readonly<Record<string, string | undefined>>,
  observe?: (call: ObservedCall) => void,
): Provider<Aws> {
  return {
    schema: PROVIDER_SCHEMA,
    resources: {
      aws_kms_alias: kmsAlias,
      aws_kms_key: kmsKey,
      aws_kms_key_policy: kmsKeyPolicy,
      aws_kms_replica_key: kmsReplicaKey,
    },
    dataSources: { aws_caller_identity: callerIdentity, aws_partition: partition, aws_region: region },
    configure: async (config) => Aws.of(config, environment),
    // The real provider is built on the older SDK and asks for this too.
    legacyTypeSystem: true,
    observe,
  };
}
