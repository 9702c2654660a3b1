import type { Drift } from "../../../model/read/types";
import * as s from "./support";

const KEY = "aws_kms_key.orders";
const TEXTS_AND_NUMBERS = ["custom_key_store_id", "xks_key_id", "rotation_period_in_days", "deletion_window_in_days"];
const unchanged = (address: string, values: object) => ({ address, before: values, after: values, actions: ["no-op"] });
const with_ = (values: object, names: readonly string[], value: unknown) => ({
  ...values,
  ...Object.fromEntries(names.map((name) => [name, value])),
});

/** The key with null in these attributes, and as the provider writes it once it has read it. */
const notRead = with_(s.KEY, TEXTS_AND_NUMBERS, null);
const asRead = {
  ...with_(notRead, ["custom_key_store_id", "xks_key_id"], ""),
  ...with_({}, ["rotation_period_in_days", "deletion_window_in_days"], 0),
};

describe("what is not set in a resource of the AWS provider", () => {
  it("is the same as null, an empty text or 0", () => {
    expect(s.readEntries([unchanged(KEY, asRead)])).toEqual(s.readEntries([unchanged(KEY, notRead)]));
    expect(s.readEntries([unchanged(KEY, asRead)]).after.keys[0]).toMatchObject({
      materialOrigin: { value: "AWS_KMS" },
      rotationPeriodInDays: { known: true, value: undefined },
    });
  });

  it("is unknown where it is required", () => {
    const [alias] = s.readEntries([unchanged("aws_kms_alias.aura", { name: "", target_key_id: s.KEY_ID })]).after
      .aliases;
    expect(alias?.aliasName).toEqual({ known: false, reason: "`name` of aws_kms_alias.aura is not set" });
  });

  it("is told from null by other providers", () => {
    const instance = unchanged("aura_instance.orders", { ...s.INSTANCE, version: "" });
    expect(s.readEntries([instance]).after.instances[0]).toMatchObject({ version: { known: true, value: "" } });
  });
});

describe("drift", () => {
  const driftOf = (address: string, before: object, after: object): Drift | undefined =>
    s.readEntries([unchanged(address, after)], { resource_drift: [s.entry({ address, before, after })] }).drift;

  it("is nothing where the AWS provider only writes down in another way what is not set", () => {
    const created = { ...notRead, tags: null, tags_all: {}, bypass_policy_lockout_safety_check: null };
    const read = { ...asRead, tags: {}, tags_all: null, bypass_policy_lockout_safety_check: false };
    expect(driftOf(KEY, created, read)).toBeUndefined();
    expect(driftOf("aws_kms_replica_key.orders", { ...s.KEY, description: null }, { ...s.KEY, description: "" })).toBe(
      undefined,
    );
  });

  it("remains where a value changes, appears or goes", () => {
    expect(driftOf(KEY, s.KEY, { ...s.KEY, tags: { team: "data" } })?.changes).toHaveLength(1);
    expect(driftOf(KEY, s.KEY, { ...s.KEY, rotation_period_in_days: 0 })?.changes).toHaveLength(1);
    expect(driftOf(KEY, s.KEY, { ...s.KEY, is_enabled: false })?.changes).toHaveLength(1);
    expect(driftOf("aura_instance.orders", { ...s.INSTANCE, version: null }, { ...s.INSTANCE, version: "" })).toEqual(
      expect.objectContaining({ changes: [expect.anything()] }),
    );
  });
});
