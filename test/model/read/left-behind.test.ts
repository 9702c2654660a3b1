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

/** The default policy of KMS. */
const restored = known(
  `{"Version":"2012-10-17","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}`,
  "default key policy, restored",
);

describe("a key whose standalone policy is removed", () => {
  it("gets the default policy when that is destroyed or replaced, without a statement", () => {
    expect(keyLeft(["delete"])).toEqual({ present: restored, statement: known(undefined, restored.source) });
    const elsewhere = { key_id: s.KEY_ARN.replace("1234abcd", "9876fedc"), policy: s.policy(s.OWN) };
    const moved = { address: POLICY, before: apart, after: elsewhere, actions: ["delete", "create"] };
    const key = { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] };
    const { after } = s.readEntries([key, moved], s.configured({ [KEY]: {} }));
    expect(after.keys[0]?.presentPolicy).toEqual(restored);
  });

  it("keeps the policy when the resource is only removed from the state", () => {
    const stale = { policy: s.policy(s.OWN) };
    expect(keyLeft(["forget"], stale)).toEqual({ present: known(apart.policy, AT), statement: known([s.AURA], AT) });
  });

  it("keeps the policy when the deletion writes nothing, because the lockout safety check is bypassed", () => {
    const bypassed = { ...apart, bypass_policy_lockout_safety_check: true };
    const key = { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] };
    const gone = { address: POLICY, before: bypassed, actions: ["delete"] };
    const { after } = s.readEntries([key, gone], s.configured({ [KEY]: {} }));
    expect(after.keys[0]?.presentPolicy).toEqual(known(apart.policy, AT));
  });

  it("gets the default policy when the deletion of any of its policies writes it", () => {
    const key = { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] };
    const bypassed = { ...apart, bypass_policy_lockout_safety_check: true };
    const second = { address: "aws_kms_key_policy.second", before: bypassed, actions: ["delete"] };
    const first = { address: POLICY, before: apart, actions: ["delete"] };
    for (const gone of [
      [first, second],
      [second, first],
    ]) {
      const { after } = s.readEntries([key, ...gone], s.configured({ [KEY]: {} }));
      expect(after.keys[0]?.presentPolicy).toEqual(restored);
    }
  });

  it("gets the default policy also where the same text is inline: the provider does not write it again", () => {
    const inline = { policy: { constant_value: s.KEY.policy } };
    expect(keyLeft(["delete"], {}, inline).present).toEqual(restored);
  });

  it("has the inline policy instead; it is unknown when the same plan resets the other one", () => {
    const inline = { policy: { constant_value: s.policy(s.OWN) } };
    const here = `\`policy\` of ${KEY}`;
    expect(keyLeft(["forget"], { policy: s.policy(s.OWN) }, inline)).toEqual({
      present: known(s.policy(s.OWN), here),
      statement: known(undefined, here),
    });
    const open = unknown("this plan sets and resets the policy of key orders, in undefined order");
    expect(keyLeft(["delete"], { policy: s.policy(s.OWN) }, inline)).toEqual({ present: open, statement: open });
  });

  it("is unchanged when another policy resource replaces it", () => {
    const renamed = { address: "aws_kms_key_policy.renamed", after: apart };
    expect(keyLeft(["delete"], {}, {}, [renamed]).present).toEqual(known(s.KEY.policy, `\`policy\` of ${KEY}`));
  });
});

it("does not guess what set an existing policy", () => {
  const { before } = s.readEntries([{ address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] }]);
  expect(before.keys[0]?.policy).toEqual(unknown(`the plan does not show whether \`policy\` of ${KEY} is set inline`));
});
