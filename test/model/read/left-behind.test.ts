import { known, unknown } from "../../../model/fact";
import * as s from "./support";

const KEY = "aws_kms_key.orders";
const POLICY = "aws_kms_key_policy.orders";
const AT = `\`policy\` of ${POLICY}`;
const apart = { key_id: s.KEY_ID, policy: s.policy(s.OWN, s.AURA) };

/** The key after a plan that takes its policy resource away, or puts something else in its place. */
function keyLeft(actions: readonly string[], over: object = {}, keyExpressions = {}, more: readonly s.Entry[] = []) {
  const key = { address: KEY, before: s.KEY, after: { ...s.KEY, ...over }, actions: ["no-op"] };
  const entries = [key, { address: POLICY, before: apart, actions }, ...more];
  const [after] = s.readEntries(entries, s.configured({ [KEY]: keyExpressions })).after.keys;
  return { present: after?.presentPolicy, statement: after?.statement };
}

describe("a key from which the policy resource goes", () => {
  it("gets the default policy back when that is deleted or replaced, and no statement is left", () => {
    const source = "default key policy, restored";
    const root = '"Principal":{"AWS":"arn:aws:iam::111122223333:root"}';
    const present = known(
      `{"Version":"2012-10-17","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow",${root},"Action":"kms:*","Resource":"*"}]}`,
      source,
    );
    expect(keyLeft(["delete"])).toEqual({ present, statement: known(undefined, source) });
    const elsewhere = { key_id: s.KEY_ARN.replace("1234abcd", "9876fedc"), policy: s.policy(s.OWN) };
    const moved = { address: POLICY, before: apart, after: elsewhere, actions: ["delete", "create"] };
    const key = { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] };
    const { after } = s.readEntries([key, moved], s.configured({ [KEY]: {} }));
    expect(after.keys[0]?.presentPolicy).toEqual(present);
  });

  it("keeps the policy when Terraform only forgets the resource", () => {
    const stale = { policy: s.policy(s.OWN) };
    expect(keyLeft(["forget"], stale)).toEqual({ present: known(apart.policy, AT), statement: known([s.AURA], AT) });
  });

  it("has the inline policy that it gets instead, or nobody knows which one when the other is reset at the same time", () => {
    const inline = { policy: { constant_value: s.policy(s.OWN) } };
    const here = `\`policy\` of ${KEY}`;
    expect(keyLeft(["forget"], { policy: s.policy(s.OWN) }, inline)).toEqual({
      present: known(s.policy(s.OWN), here),
      statement: known(undefined, here),
    });
    const open = unknown("this plan sets and resets the policy of key orders, in undefined order");
    expect(keyLeft(["delete"], { policy: s.policy(s.OWN) }, inline)).toEqual({ present: open, statement: open });
  });

  it("stays as it is where another policy resource takes its place", () => {
    const renamed = { address: "aws_kms_key_policy.renamed", after: apart };
    expect(keyLeft(["delete"], {}, {}, [renamed]).present).toEqual(known(s.KEY.policy, `\`policy\` of ${KEY}`));
  });
});

it("does not say of a policy that is there who has set it", () => {
  const { before } = s.readEntries([{ address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] }]);
  expect(before.keys[0]?.policy).toEqual(unknown(`the plan does not show whether \`policy\` of ${KEY} is set inline`));
});
