import { renderProblem } from "../../../model/problem";
import { objectsInStates } from "../../../model/read/state-objects";

const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
const ARN = `arn:aws:kms:eu-west-1:111122223333:key/${KEY_ID}`;

function stateOf(...resources: readonly (readonly [address: string, values: object])[]): string {
  const all = resources.map(([address, values]) => ({
    ...{ address, mode: "managed", type: address.split(".").at(-2), name: address.split(".").at(-1), values },
  }));
  return JSON.stringify({ format_version: "1.0", values: { root_module: { resources: all } } });
}

it("finds what belongs to keys by the id of the key, and what is Aura's by its id there, of every provider", () => {
  const text = stateOf(
    ["aws_kms_key.a", { id: KEY_ID, key_id: KEY_ID, arn: ARN }],
    ["aws_kms_alias.a", { id: "alias/a", target_key_id: KEY_ID }],
    ["aws_kms_key_policy.a", { id: ARN, key_id: ARN }],
    ["aws_kms_grant.a", { id: "g", key_id: ARN }],
    ["aws_s3_bucket.a", { id: "a" }],
    ["terraform_data.a", { id: "a" }],
    ["aura_customer_managed_key.a", { id: "r1" }],
    ["pgrneo4jaura_auracmk.a", { id: "r2" }],
    ["aura_instance.a", { id: "i1" }],
    ["pgrneo4jaura_aurainstance.a", { id: "i2" }],
    ["neo4jaura_instance.a", { instance_id: "i3" }],
    ["neo4jaura_instance.early", { id: "i4" }],
    ["neo4jaura_instance.empty", { id: "" }],
  );
  const found = objectsInStates([{ name: "state.json", text }]);
  expect("objects" in found && found.objects.map(({ address, kind, id }) => `${address} ${kind} ${id}`)).toEqual([
    `aws_kms_key.a key ${KEY_ID}`,
    `aws_kms_alias.a key ${KEY_ID}`,
    `aws_kms_key_policy.a key ${KEY_ID}`,
    `aws_kms_grant.a key ${KEY_ID}`,
    ...["aura_customer_managed_key.a record r1", "pgrneo4jaura_auracmk.a record r2", "aura_instance.a instance i1"],
    ...["pgrneo4jaura_aurainstance.a instance i2", "neo4jaura_instance.a instance i3"],
    "neo4jaura_instance.early instance i4",
  ]);
});

it("says of each text that is no state what it is instead", () => {
  const found = objectsInStates([
    { name: "plan.json", text: '{ "resource_changes": [] }' },
    { name: "a.txt", text: "hello" },
  ]);
  expect("problems" in found && found.problems.map(renderProblem)).toEqual([
    "plan.json: cannot read the state: a plan; expected: the output of `terraform show -json`, or a state file; help: pass the state; a plan is reviewed with `aura-cmk review` [state-unreadable]",
    "a.txt: cannot read the state: text that is not JSON; expected: the output of `terraform show -json`, or a state file; help: run `terraform show -json > state.json` and pass that file [state-unreadable]",
  ]);
});
