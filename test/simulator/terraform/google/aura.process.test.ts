import { mergeReattached, type Reattached } from "../../../../provider/plugin";
import { attachProviders } from "../../../../simulator/terraform/attach";
import { PROVIDER_SOURCE } from "../../../../provider/version";
import { PROJECT, stage, type Stage } from "../../../provider/support/stage";
import { describeWithTerraform } from "../../../support/terraform";
import { ACCOUNTS, KEY, ROLES } from "../../support/google";
import { configuration, KEY_ID } from "../../support/google-stage";

const PLACE = { project_id: PROJECT, cloud_provider: "gcp", region: "europe-west1" };
const members = Object.fromEntries(
  ACCOUNTS.flatMap((account) =>
    ROLES.map((role) => [
      `${account}-${role}`.replace(/\W/g, "_"),
      { crypto_key_id: KEY_ID, role, member: `serviceAccount:${account}` },
    ]),
  ),
);

/** A key and its registration; in phase 2 an instance as well, and whom the key lets use it. */
function circle(phase: 1 | 2, { key = {}, access = members }: { key?: object; access?: object } = {}): object {
  const record = { ...PLACE, name: "orders", instance_type: "enterprise-db", key_id: KEY_ID };
  const instance = {
    ...{ ...PLACE, name: "orders", type: "enterprise-db", memory: "8GB" },
    customer_managed_key_id: "${aura_customer_managed_key.orders.id}",
  };
  const whole = configuration(key, {
    aura_customer_managed_key: { orders: record },
    ...(phase === 2 && { google_kms_crypto_key_iam_member: access, aura_instance: { orders: instance } }),
  });
  const { required_providers: required } = whole.terraform;
  return { ...whole, terraform: { required_providers: { ...required, aura: { source: PROVIDER_SOURCE } } } };
}

describeWithTerraform("a database of Aura under a key of Google Cloud, with Terraform", () => {
  let on: Stage;
  let clouds: Reattached;
  beforeEach(async () => {
    on = await stage({ clouds: ["gcp"] });
    clouds = await attachProviders(on.simulator.environment);
    const aura = { env: { TF_REATTACH_PROVIDERS: String(on.env.TF_REATTACH_PROVIDERS) }, stop: () => undefined };
    Object.assign(on.env, mergeReattached(aura, clouds));
  });
  afterEach(async () => {
    clouds.stop();
    await on.stop();
  });

  const apply = async (next: object) => {
    on.write(next);
    await on.must("apply", "-auto-approve", "-no-color");
  };
  const instanceStatus = () => {
    const [instance] = on.simulator.aura.instances.list();
    return instance && on.simulator.aura.instances.statusOf(instance);
  };

  it("is deployed in two phases, and protected from a change that replaces its key", async () => {
    await apply(circle(1));
    expect(on.state("aura_customer_managed_key.orders")).toMatchObject({ key_id: KEY, status: "pending" });
    await apply(circle(2));
    expect(instanceStatus()).toBe("running");
    expect(await on.isSettled()).toBe(true);
    on.write(circle(2, { key: { destroy_scheduled_duration: "604800s" } }));
    const { code, stderr } = await on.run("apply", "-auto-approve", "-no-color");
    expect([code, instanceStatus()]).toEqual([1, "running"]);
    expect(stderr).toContain("deletion_protection");
  });

  it("is out of service when a plan takes a role away, and when the key is destroyed", async () => {
    await apply(circle(1));
    await apply(circle(2));
    const [, ...five] = Object.entries(members);
    await apply(circle(2, { access: Object.fromEntries(five) }));
    expect(instanceStatus()).toBe("encryption key error");
    await apply(circle(2));
    expect(instanceStatus()).toBe("running");
    on.simulator.clouds.gcp?.kms.destroyVersion(`${KEY}/cryptoKeyVersions/1`);
    expect(instanceStatus()).toBe("encryption key deleted");
  });
});
