import type { Stage } from "../stage";
import { onePlan, type PlanCase } from "./case";
import { AURA, block, configuration, instance, key, OWN, policy, policyText, record, usual } from "./hcl";

const ADDRESSES = ["aws_kms_key", "aws_kms_alias", "aura_customer_managed_key", "aura_instance"].map(
  (type) => `${type}.orders`,
);
/** As it is by default, and after an import. */
const PROTECTED = { deletion_protection: undefined };
const ignoring = block("lifecycle", { ignore_changes: "[policy]" });

/** Removes Aura's statement and turns off rotation outside of Terraform. */
function tamper({ simulator }: Stage): void {
  const [found] = simulator.kms.keys();
  if (!found) throw new Error("there is no key");
  found.policy = policyText(OWN);
  found.material.rotation = { ...found.material.rotation, enabled: false };
  found.accessChangedAt = simulator.clock.now();
}

const importOf = (to: string, id: string | undefined): string => block("import", { to, id: JSON.stringify(id) });

/** What happens to everything at once, inside and outside of Terraform. */
export const WHOLE: readonly PlanCase[] = [
  onePlan("removed-from-configuration", "all resources are taken out of the configuration", async (on) => {
    await on.hcl(usual()).apply();
    return on.hcl(configuration()).plan();
  }),
  onePlan("forgotten", "`removed` blocks with `destroy = false`: Terraform forgets everything", async (on) => {
    await on.hcl(usual()).apply();
    const removed = ADDRESSES.map((from) => block("removed", { from }, block("lifecycle", { destroy: "false" })));
    return on.hcl(configuration(...removed)).plan();
  }),
  onePlan("drift", "policy and rotation were changed outside; the plan puts them back", async (on) => {
    await on.hcl(usual()).apply();
    tamper(on);
    return on.hcl(usual()).plan();
  }),
  onePlan("drift-ignored", "the same with `ignore_changes = [policy]`: the policy stays as it is", async (on) => {
    const text = usual({ key: key({}, "orders", ignoring) });
    await on.hcl(text).apply();
    tamper(on);
    return on.hcl(text).plan();
  }),
  onePlan("refresh-only", "the same with `-refresh-only`: nothing is put back", async (on) => {
    await on.hcl(usual()).apply();
    tamper(on);
    return on.hcl(usual()).plan("-refresh-only");
  }),
  onePlan("drift-key-deleted", "the key was scheduled for deletion outside; the plan makes a new one", async (on) => {
    await on.hcl(usual()).apply();
    const { simulator } = on;
    const [found] = simulator.kms.keys();
    if (!found) throw new Error("there is no key");
    found.deletion = { windowInDays: 30, at: simulator.clock.now() + 30 * 86_400_000 };
    found.accessChangedAt = simulator.clock.now();
    return on.hcl(usual()).plan();
  }),
  onePlan("import", "`import` blocks take everything in", async (on) => {
    const parts = { record: record(PROTECTED), instance: instance(PROTECTED) };
    await on.hcl(usual(parts), "owner").apply();
    const { kms, aura } = on.simulator;
    const ids = [kms.keys()[0]?.keyId, "alias/orders", on.theRecord().id, aura.instances.list()[0]?.id];
    return on.hcl(usual({ ...parts, more: ADDRESSES.map((to, index) => importOf(to, ids[index])).join("\n") })).plan();
  }),
  onePlan("targeted", "`-target` names the key alone: the plan is not complete", async (on) => {
    await on.hcl(usual({ key: key({ policy: policy(OWN) }), instance: "" })).apply();
    return on.hcl(usual({ key: key({ policy: policy(OWN, AURA) }) })).plan("-target=aws_kms_key.orders");
  }),
  onePlan("errored", "`prevent_destroy` stops the plan: it is there, and says that it failed", async (on) => {
    const guarded = (more: Record<string, string> = {}): string =>
      usual({ key: key(more, "orders", block("lifecycle", { prevent_destroy: "true" })) });
    await on.hcl(guarded()).apply();
    return on.hcl(guarded({ multi_region: "true" })).failingPlan();
  }),
];
