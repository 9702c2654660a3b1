import { PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { DEFAULT_PROJECT, startSimulator, type Simulator } from "../../simulator";
import { statementFor } from "../../simulator/aura/statement";
import { defaultPolicy } from "../../simulator/kms/policy-document";
import { AuraClient } from "./support/aura-client";
import { createKey, kmsClient } from "./support/kms-client";

describe("the whole path on loopback", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator();
  });
  afterEach(() => simulator.stop());

  it("goes from a key to an encrypted instance and back to nothing", async () => {
    const aura = new AuraClient(simulator);
    const kms = kmsClient(simulator);
    const arn = await createKey(kms);
    const common = { cloud_provider: "aws", region: "eu-west-1", tenant_id: DEFAULT_PROJECT.id };
    const record = await aura.data(202, "POST", "/customer-managed-keys", {
      ...common,
      name: "orders",
      key_id: arn,
      instance_type: "enterprise-db",
    });
    expect(record).toEqual({
      ...common,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: "orders",
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      key_id: arn,
      type: "enterprise-db",
      instance_type: "enterprise-db",
      status: "pending",
    });

    simulator.clock.advance(60_000);
    expect(await aura.data(200, "GET", `/customer-managed-keys/${record.id}`)).toEqual(record);

    const policy = JSON.parse(defaultPolicy("111122223333", "eu-west-1")) as { Statement: unknown[] };
    policy.Statement.push(statementFor(DEFAULT_PROJECT));
    await kms.send(new PutKeyPolicyCommand({ KeyId: arn, Policy: JSON.stringify(policy) }));
    simulator.clock.advance(60_000);
    expect(await aura.data(200, "GET", `/customer-managed-keys/${record.id}`)).toEqual({ ...record, status: "ready" });

    const order = { ...common, name: "orders", type: "enterprise-db", version: "5", memory: "8GB" };
    const ordered = await aura.data(202, "POST", "/instances", { ...order, customer_managed_key_id: record.id });
    expect(ordered).toEqual({
      ...common,
      id: expect.stringMatching(/^[0-9a-f]{8}$/),
      connection_url: `neo4j+s://${ordered.id}.databases.neo4j.io`,
      username: "neo4j",
      password: expect.stringMatching(/^[\w-]{43}$/),
      type: "enterprise-db",
      name: "orders",
      created_at: expect.stringMatching(/Z$/),
      vector_optimized: false,
      graph_analytics_plugin: false,
    });
    simulator.clock.advance(60_000);
    expect(await aura.data(200, "GET", `/instances/${ordered.id}`)).toEqual({
      ...common,
      id: ordered.id,
      name: "orders",
      status: "running",
      connection_url: ordered.connection_url,
      metrics_integration_url: `https://customer-metrics-api.neo4j.io/api/v1/${DEFAULT_PROJECT.id}/${ordered.id}/metrics`,
      type: "enterprise-db",
      memory: "8GB",
      storage: "16GB",
      created_at: ordered.created_at,
      customer_managed_key_id: record.id,
      secondaries_count: 0,
      cdc_enrichment_mode: "OFF",
      vector_optimized: false,
      graph_analytics_plugin: false,
    });

    expect(await aura.call("DELETE", `/customer-managed-keys/${record.id}`)).toMatchObject({
      status: 400,
      body: {
        errors: [
          {
            message: `Can not delete encryption key ${record.id}. The key is linked to an active instance.`,
            reason: "encryption-key-is-active",
          },
        ],
      },
    });
    expect(await aura.data(202, "DELETE", `/instances/${ordered.id}`)).toMatchObject({ status: "destroying" });
    simulator.clock.advance(60_000);
    expect(await aura.call("DELETE", `/customer-managed-keys/${record.id}`)).toMatchObject({
      status: 204,
      body: undefined,
    });
    expect(simulator.aura.records.list()).toEqual([]);
    expect(simulator.aura.instances.list()).toEqual([]);
  });
});
