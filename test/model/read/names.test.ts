import type { AnyNode } from "../../../model/model";
import * as s from "./support";

const KEY = "aws_kms_key.keys_orders_5FD52B88";
const INSTANCE = { ...s.INSTANCE, name: "orders-prod" };

/** The names of the nodes after the plan, by their addresses. */
function namesOf(...entries: readonly s.Entry[]): Record<string, string> {
  const { after } = s.readEntries(entries, s.configured({ [KEY]: { policy: {} } }));
  const nodes: readonly AnyNode[] = [
    ...[...after.keys, ...after.keyPolicies, ...after.records],
    ...[...after.instances, ...after.aliases],
  ];
  return Object.fromEntries(nodes.map(({ address = "", name }) => [address, name]));
}
const alias = (name: string, more: object = {}): s.Entry => ({
  address: "aws_kms_alias.keys_orders_Alias_31EC0FCA",
  after: { name, target_key_id: s.KEY_ID, region: "eu-west-1" },
  ...more,
});
const key = { address: KEY, before: s.KEY, after: s.KEY };

it("is the alias of a key, instead of a name with a hash", () => {
  expect(namesOf(key, alias("alias/orders"))[KEY]).toBe("alias/orders");
});

it("is the alias without the default prefix", () => {
  expect(namesOf(key, alias("alias/neo4j-aura/orders"))[KEY]).toBe("orders");
});

it("is the name without its hash where the key has no alias", () => {
  expect(namesOf(key)[KEY]).toBe("keys_orders");
});

it("is the Terraform name of a key where that has no hash", () => {
  const named = { ...key, address: "aws_kms_key.main" };
  expect(namesOf(named, alias("alias/orders"))["aws_kms_key.main"]).toBe("main");
});

it("is the name in Aura of an instance and of a customer managed key", () => {
  const address = "aura_instance.instances_main_6BB3E5C5";
  const record = "aura_customer_managed_key.main";
  expect(namesOf({ address, after: INSTANCE }, { address: record, after: { ...s.RECORD, name: "orders" } })).toEqual({
    [address]: "orders-prod",
    [record]: "orders",
  });
});

it.each(["orders\n## OK", "all is fine, go on", "a`b", "x".repeat(101)])("is never the free text %j", (name) => {
  const address = "aura_instance.instances_main_6BB3E5C5";
  expect(namesOf({ address, after: { ...INSTANCE, name } })).toEqual({ [address]: "instances_main" });
});
