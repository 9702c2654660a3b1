import {
  AuraCustomerManagedKeyResource,
  AuraInstanceResource,
  type AuraInstanceResourceConfig,
} from "../../../constructs";
import { renderTokens } from "../../../model/from-constructs";
import { newStack, only, PROJECT, RECORD_ID, synth } from "../../support/synth";

const RECORD = {
  ...{
    projectId: PROJECT,
    name: "orders",
    cloudProvider: "azure",
    region: "westeurope",
    instanceType: "enterprise-ds",
  },
  keyId: "https://acme.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef",
};
const INSTANCE: AuraInstanceResourceConfig = {
  ...{ projectId: PROJECT, name: "orders", cloudProvider: "gcp", region: "europe-west1", type: "professional-db" },
  memory: "1GB",
};

it("a customer managed key is written as it is, without checks", () => {
  const stack = newStack();
  new AuraCustomerManagedKeyResource(stack, "record", RECORD);
  expect(only(synth(stack), "aura_customer_managed_key")).toEqual({
    cloud_provider: "azure",
    instance_type: "enterprise-ds",
    key_id: "https://acme.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef",
    name: "orders",
    project_id: PROJECT,
    region: "westeurope",
  });
});

it("an instance is written as it is, without what was left out", () => {
  const stack = newStack();
  new AuraInstanceResource(stack, "instance", { ...INSTANCE, paused: false, timeouts: { create: "1h" } });
  expect(only(synth(stack), "aura_instance")).toEqual({
    cloud_provider: "gcp",
    memory: "1GB",
    name: "orders",
    paused: false,
    project_id: PROJECT,
    region: "europe-west1",
    timeouts: { create: "1h" },
    type: "professional-db",
  });
});

it("an instance has the public key for its password, and the time that its key has", () => {
  const stack = newStack();
  const timeouts = { keyReady: "5m" };
  new AuraInstanceResource(stack, "instance", { ...INSTANCE, passwordPublicKey: "PEM", timeouts });
  expect(only(synth(stack), "aura_instance")).toMatchObject({
    password_public_key: "PEM",
    timeouts: { key_ready: "5m" },
  });
});

it("passes Terraform's own arguments on", () => {
  const stack = newStack();
  const record = new AuraCustomerManagedKeyResource(stack, "record", RECORD);
  new AuraInstanceResource(stack, "instance", {
    ...INSTANCE,
    type: "enterprise-db",
    customerManagedKeyId: RECORD_ID,
    dependsOn: [record],
    lifecycle: { ignoreChanges: ["memory"] },
  });
  expect(only(synth(stack), "aura_instance")).toMatchObject({
    customer_managed_key_id: RECORD_ID,
    depends_on: ["aura_customer_managed_key.record"],
    lifecycle: { ignore_changes: ["memory"] },
  });
});

it("may be changed before synthesis", () => {
  const stack = newStack();
  const instance = new AuraInstanceResource(stack, "instance", INSTANCE);
  instance.input.memory = "2GB";
  expect(only(synth(stack), "aura_instance")["memory"]).toBe("2GB");
});

it("has every attribute of the provider's schema", () => {
  const stack = newStack();
  const record = new AuraCustomerManagedKeyResource(stack, "record", RECORD);
  const instance = new AuraInstanceResource(stack, "instance", INSTANCE);
  const tokens = {
    record: [record.id, record.status, record.created],
    instance: [
      ...[instance.id, instance.status, instance.connectionUrl, instance.metricsIntegrationUrl, instance.username],
      ...[instance.password, instance.encryptedPassword, instance.createdAt],
    ],
  };
  expect(renderTokens(stack, tokens).value).toEqual({
    record: ["id", "status", "created"].map((name) => `\${aura_customer_managed_key.record.${name}}`),
    instance: [
      ...["id", "status", "connection_url", "metrics_integration_url", "username"],
      ...["password", "encrypted_password", "created_at"],
    ].map((name) => `\${aura_instance.instance.${name}}`),
  });
});

it("says the same in HCL, for stacks without our constructs", () => {
  const resource = new AuraInstanceResource(newStack(), "instance", { ...INSTANCE, secondariesCount: 2, paused: true });
  const argument = (storageClassType: string, value: unknown) => ({
    ...{ isBlock: false, storageClassType, type: "simple", value },
  });
  expect(resource.toHclTerraform()).toMatchObject({
    resource: {
      aura_instance: {
        instance: {
          ...{ project_id: argument("string", PROJECT), name: argument("string", "orders") },
          ...{ cloud_provider: argument("string", "gcp"), region: argument("string", "europe-west1") },
          ...{ type: argument("string", "professional-db"), memory: argument("string", "1GB") },
          ...{ secondaries_count: argument("number", 2), paused: argument("boolean", true) },
        },
      },
    },
  });
});
