import type { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { Construct } from "constructs";
import { AuraCustomerManagedKey, AuraInstance, AuraKmsKey, EncryptedAuraInstance } from "../../../constructs";
import {
  ACCOUNT,
  addresses,
  INSTANCE,
  newStack,
  PROJECT,
  renderedProblems,
  statement,
  synth,
  type Synthesized,
} from "../../support/synth";

interface Moved {
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
}

const KEY = { accountId: ACCOUNT, region: "eu-west-1", statement } as const;

/** Key, customer managed key and instance, by these ids. */
function aDatabase(
  scope: Construct,
  ids: { key: string; instance: string },
  formerly: { key?: string | string[]; instance?: string } = {},
) {
  const key = new AuraKmsKey(scope, ids.key, { ...KEY, alias: "alias/x", formerly: formerly.key });
  const customerManagedKey = new AuraCustomerManagedKey(scope, `${ids.key}-record`, {
    ...{ key, projectId: PROJECT, product: "AuraDB", name: "x" },
  });
  return new AuraInstance(scope, ids.instance, { ...INSTANCE, customerManagedKey, formerly: formerly.instance });
}

const resources = (written: Synthesized): string[] =>
  addresses({ resource: written.resource }).filter((address) => !address.includes("ReviewMetadata"));

/** Where the resources of a synthesized file were before. */
const before = (written: Synthesized & Moved): string[] =>
  resources(written)
    .map((address) => written.moved?.find(({ to }) => to === address)?.from ?? address)
    .sort();

it("moves every resource of a key and of an instance from its former address", () => {
  const old = newStack();
  aDatabase(old, { key: "orders", instance: "orders-db" });
  const now = newStack();
  const renamed = { key: "ledger", instance: "ledger-db" };
  aDatabase(now, renamed, { key: "orders", instance: "orders-db" });
  // Its customer managed key was given no former id.
  const expected = resources(synth(old)).map((address) => address.replace("orders-record_85A9FED0", "ledger-record_"));
  expect(before(synth(now)).map((address) => address.replace(/ledger-record_\w+/, "ledger-record_"))).toEqual(
    expected.sort(),
  );
});

it("moves all parts of an EncryptedAuraInstance, and keeps the names that follow from the id", () => {
  const props = { ...INSTANCE, accountId: ACCOUNT, statement };
  const old = newStack();
  new EncryptedAuraInstance(old, "orders", props);
  const now = newStack();
  new EncryptedAuraInstance(now, "ledger", { ...props, formerly: "orders" });
  const [was, is] = [synth(old), synth(now)];
  expect(before(is)).toEqual(resources(was));
  const names = ({ resource }: Synthesized) =>
    ["aws_kms_alias", "aura_customer_managed_key", "aura_instance"].flatMap((type) =>
      Object.values(resource[type] ?? {}).map(({ name }) => name),
    );
  expect(names(is)).toEqual(names(was));
});

it("moves one step for each former id, because Terraform takes one source for an address", () => {
  const stack = newStack();
  new AuraKmsKey(stack, "c", { ...KEY, formerly: ["b", "a"] });
  const { moved } = synth(stack) as Synthesized & Moved;
  expect(moved?.filter(({ to }) => to.startsWith("aws_kms_key."))).toEqual([
    { from: "aws_kms_key.b_C3BBCC65", to: "aws_kms_key.c_738FD935" },
    { from: "aws_kms_key.a_1524EB34", to: "aws_kms_key.b_C3BBCC65" },
  ]);
});

it("takes a path below the stack, for a construct that was somewhere else", () => {
  const stack = newStack();
  new AuraKmsKey(new Construct(stack, "keys"), "orders", { ...KEY, formerly: "/orders" });
  const { moved } = synth(stack) as Synthesized & Moved;
  expect(moved?.find(({ from }) => from === "aws_kms_key.orders_46FA7C19")?.to).toMatch(/^aws_kms_key\.keys_orders_/);
});

it("writes no block where the address stays, and none without a former id", () => {
  const stack = newStack();
  const key = new AuraKmsKey(stack, "ledger", { ...KEY, formerly: "orders" });
  (key.node.findChild("Alias") as KmsAlias).overrideLogicalId("kept");
  const { moved } = synth(stack) as Synthesized & Moved;
  expect(moved?.filter(({ to }) => to.startsWith("aws_kms_alias."))).toEqual([]);
  const other = newStack();
  new AuraKmsKey(other, "orders", KEY);
  expect("moved" in synth(other)).toBe(false);
});

describe("a former id that a construct still has", () => {
  it.each([
    ["another construct", ["a", "b"], "`formerly` names a construct that is still there: a"],
    ["the construct itself", ["b", "b"], "`formerly` is the construct's own id: b"],
  ])("is refused: %s", (_, [formerly = "", id = ""], text) => {
    const stack = newStack();
    if (formerly !== id) new AuraKmsKey(stack, formerly, KEY);
    new AuraKmsKey(stack, id, { ...KEY, formerly, alias: "alias/renamed" });
    expect(renderedProblems(() => synth(stack))).toEqual([
      `prod/b: ${text}; expected: an id that no construct has any more; help: remove \`formerly\`, or correct it; ids cannot be ` +
        "swapped in one step [former-name-in-use]",
    ]);
  });

  it("is refused when two ids are swapped", () => {
    const stack = newStack();
    new AuraKmsKey(stack, "a", { ...KEY, formerly: "b" });
    new AuraKmsKey(stack, "b", { ...KEY, formerly: "a" });
    expect(renderedProblems(() => synth(stack))).toHaveLength(2);
  });
});
