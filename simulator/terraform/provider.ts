import type { ObservedCall, Provider } from "../../provider/plugin";
import { Aws } from "./aws";
import { DATA_SOURCES } from "./data-sources";
import { kmsExternalKey, kmsReplicaExternalKey } from "./resources/external-key";
import { kmsAlias } from "./resources/kms-alias";
import { kmsGrant } from "./resources/kms-grant";
import { kmsKey } from "./resources/kms-key";
import { kmsKeyPolicy } from "./resources/kms-key-policy";
import { kmsReplicaKey } from "./resources/kms-replica-key";
import { OTHER_RESOURCES } from "./resources/beside-keys";
import { META_SCHEMA, PROVIDER_SCHEMA } from "./schemas";

/**
 * A substitute for hashicorp/aws: keys and what stands beside them, against the simulator. It goes through the simulator's HTTP interface, so that everything it does is in the call log.
 * @param environment what the real provider would read from the process' environment
 * @param observe called for every call of Terraform
 */
export function awsStandIn(
  environment: Readonly<Record<string, string | undefined>>,
  observe?: (call: ObservedCall) => void,
): Provider<Aws> {
  return {
    schema: PROVIDER_SCHEMA,
    meta: META_SCHEMA,
    resources: {
      ...OTHER_RESOURCES,
      aws_kms_alias: kmsAlias,
      aws_kms_external_key: kmsExternalKey,
      aws_kms_grant: kmsGrant,
      aws_kms_key: kmsKey,
      aws_kms_key_policy: kmsKeyPolicy,
      aws_kms_replica_external_key: kmsReplicaExternalKey,
      aws_kms_replica_key: kmsReplicaKey,
    },
    dataSources: DATA_SOURCES,
    configure: async (config) => Aws.of(config, environment),
    // The real provider is built on the older SDK and asks for this too.
    legacyTypeSystem: true,
    observe,
  };
}
