import { change, onePlan, type PlanCase } from "./case";
import { alias, block, instance, key, record, usual, withKey } from "./hcl";

const otherKey = key({ description: '"Aura: another"' }, "other");

/** What happens to a key and its alias. */
export const KEY: readonly PlanCase[] = [
  change(
    "key-replaced",
    "`multi_region` is switched on: a new key, and with it a new record and a new instance",
    usual(),
    withKey({ multi_region: "true" }),
  ),
  change(
    "key-disabled-and-rotation-off",
    "the key is disabled and no longer rotated",
    usual(),
    withKey({ is_enabled: "false", enable_key_rotation: "false" }),
  ),
  change("window-shortened", "7 days instead of 30", usual(), withKey({ deletion_window_in_days: "7" })),
  change(
    "alias-moved",
    "the alias points to another key from now on",
    usual({ more: otherKey }),
    usual({ more: otherKey, alias: alias({ target_key_id: "aws_kms_key.other.key_id" }) }),
  ),
];

const in_ = (region: string): string =>
  usual({
    key: key({ region: `"${region}"` }),
    alias: alias({ region: `"${region}"` }),
    record: record({ region: `"${region}"` }),
    instance: instance({ region: `"${region}"` }),
  });

/** What happens to records and instances. */
export const AURA_OBJECTS: readonly PlanCase[] = [
  change(
    "region-changed",
    "everything moves to another region, which replaces it",
    in_("eu-west-1"),
    in_("eu-central-1"),
  ),
  change(
    "regions-differ",
    "an instance is created in another region than its key and record",
    undefined,
    usual({ instance: instance({ region: '"eu-central-1"' }) }),
  ),
  change(
    "instance-replaced",
    "another `version` replaces the instance",
    usual(),
    usual({ instance: instance({ version: '"4"' }) }),
  ),
  change(
    "instance-replaced-create-first",
    "the same with `create_before_destroy`",
    usual(),
    usual({
      instance: instance({ version: '"4"' }, "orders", block("lifecycle", { create_before_destroy: "true" })),
    }),
  ),
  change(
    "instance-without-key",
    "key and record are there, and the new instance does not use them",
    usual({ instance: "" }),
    usual({ instance: instance({ customer_managed_key_id: undefined }) }),
  ),
  onePlan(
    "instance-loses-key",
    "an instance without its key any more: the provider `aura` fails the plan",
    async (on) => {
      await on.hcl(usual()).apply();
      return on.hcl(usual({ instance: instance({ customer_managed_key_id: undefined }) })).failingPlan();
    },
  ),
  onePlan("record-deleted-in-use", "the record goes, and the instance that names it by its id stays", async (on) => {
    await on.hcl(usual()).apply();
    const id = `"${on.theRecord().id}"`;
    return on.hcl(usual({ record: "", instance: instance({ customer_managed_key_id: id }) })).plan();
  }),
];
