import {
  CreateAliasCommand,
  CreateKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from "@aws-sdk/client-kms";
import { DEFAULT_PROJECT, statementFor, type Simulator } from "../../../simulator";
import { defaultPolicy } from "../../../simulator/kms/policy-document";
import { AuraClient } from "../../simulator/support/aura-client";
import { resource, stateOf } from "./state";

const REGION = "eu-west-1";
const ACCOUNT = "111122223333";
const ALIAS = "alias/neo4j-aura/orders";

/** A key of Aura with an instance on it, in the simulated cloud, and the state of Terraform that has made them. */
export interface Account {
  readonly kms: KMSClient;
  readonly aura: AuraClient;
  readonly keyArn: string;
  readonly recordId: string;
  readonly instanceId: string;
  /** What `terraform show -json` prints. */
  readonly state: string;
}

/** Makes a key with Aura's statement, its customer managed key and an instance. */
export async function makeAccount(simulator: Simulator): Promise<Account> {
  const kms = new KMSClient({
    region: REGION,
    endpoint: simulator.endpoints.kms,
    credentials: { accessKeyId: simulator.environment["AWS_ACCESS_KEY_ID"] ?? "", secretAccessKey: "simulated" },
    maxAttempts: 1,
  });
  const aura = new AuraClient(simulator);
  const { KeyMetadata: { Arn: keyArn = "", KeyId: keyId = "" } = {} } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new EnableKeyRotationCommand({ KeyId: keyId, RotationPeriodInDays: 365 }));
  await kms.send(new CreateAliasCommand({ AliasName: ALIAS, TargetKeyId: keyId }));
  const policy = JSON.parse(defaultPolicy(ACCOUNT, REGION)) as { Statement: unknown[] };
  policy.Statement.push(statementFor(DEFAULT_PROJECT));
  await kms.send(new PutKeyPolicyCommand({ KeyId: keyId, Policy: JSON.stringify(policy) }));
  const common = { cloud_provider: "aws", region: REGION, tenant_id: DEFAULT_PROJECT.id, name: "orders" };
  const record = await aura.data(202, "POST", "/customer-managed-keys", {
    ...{ ...common, key_id: keyArn, instance_type: "enterprise-db" },
  });
  simulator.clock.advance(60_000);
  const instance = await aura.data(202, "POST", "/instances", {
    ...{ ...common, type: "enterprise-db", version: "5", memory: "8GB", customer_managed_key_id: record.id },
  });
  simulator.clock.advance(600_000);
  const { Policy: written = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId: keyId }));
  const [recordId, instanceId] = [String(record.id), String(instance.id)];
  const project = { cloud_provider: "aws", region: REGION, project_id: DEFAULT_PROJECT.id, name: "orders" };
  const protection = { deletion_protection: true };
  const resources = [
    resource("aws_kms_key", {
      ...{ arn: keyArn, id: keyId, key_id: keyId, region: REGION, policy: written, is_enabled: true },
      ...{ enable_key_rotation: true, rotation_period_in_days: 365, deletion_window_in_days: 30 },
      ...{ customer_master_key_spec: "SYMMETRIC_DEFAULT", key_usage: "ENCRYPT_DECRYPT", multi_region: false },
      ...{ bypass_policy_lockout_safety_check: false, custom_key_store_id: "", xks_key_id: "" },
    }),
    resource("aws_kms_alias", { name: ALIAS, region: REGION, target_key_id: keyId, target_key_arn: keyArn }),
    resource("aura_customer_managed_key", {
      ...{ ...project, id: recordId, key_id: keyArn, instance_type: "enterprise-db", status: "ready", ...protection },
    }),
    resource("aura_instance", {
      ...{ ...project, id: instanceId, type: "enterprise-db", version: "5", memory: "8GB", status: "running" },
      ...{ ...protection, customer_managed_key_id: recordId, source_instance_id: null, source_snapshot_id: null },
    }),
  ];
  return { kms, aura, keyArn, recordId, instanceId, state: stateOf(resources) };
}
