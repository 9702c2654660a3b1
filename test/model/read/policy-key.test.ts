import * as s from "./support";

const ADDRESS = "aws_kms_key_policy.aura";
const OTHER_ID = "9999abcd-12ab-34cd-56ef-1234567890ab";
const OTHER_ARN = s.KEY_ARN.replace(s.KEY_ID, OTHER_ID);
const POLICY = s.policy(s.OWN, s.AURA);

interface Given {
  readonly before?: object | null;
  readonly after: object;
  readonly unknown?: object;
}

/** The policy as it will be, of a plan in which it is changed in place or made. */
function read({ before, after, unknown }: Given, beside: readonly s.Entry[] = []) {
  const [policy] = s.readEntries([{ address: ADDRESS, before, after, ...(unknown && { unknown }) }, ...beside]).after
    .keyPolicies;
  return policy;
}
const of = (keyId: string, more: object = {}) => ({ key_id: keyId, policy: POLICY, region: "eu-west-1", ...more });
const named = (value: string) => ({ known: true, value, source: "`key_id` of aws_kms_key_policy.aura" });

describe("the key of a standalone policy", () => {
  it("is an ARN, from the bare id, the region and the account that may change the policy", () => {
    expect(read({ after: of(s.KEY_ID) })?.keyId).toEqual(named(s.KEY_ARN));
  });

  it("is the replica of its own region, although all replicas share one id", () => {
    const arn = `arn:aws:kms:eu-central-1:${s.ACCOUNT}:key/${s.MRK_ID}`;
    expect(read({ after: of(s.MRK_ID, { region: "eu-central-1" }) })?.keyId).toEqual(named(arn));
  });

  it("is a bare id where the plan does not show the region or the account", () => {
    expect(read({ after: of(s.KEY_ID, { region: null }) })?.keyId).toEqual(named(s.KEY_ID));
    expect(read({ after: of(s.KEY_ID, { policy: s.policy(s.AURA) }) })?.keyId).toEqual(named(s.KEY_ID));
  });

  it("is the ARN that the provider keeps in `id`, if that is the same key", () => {
    const after = of(s.KEY_ID, { region: null, id: s.KEY_ARN });
    expect(read({ before: after, after })?.keyId).toEqual(named(s.KEY_ARN));
    expect(read({ after: of(OTHER_ID, { region: null, id: s.KEY_ARN }) })?.keyId).toEqual(named(OTHER_ID));
  });

  it("is the same one whether the configuration gives its id or its ARN", () => {
    const policy = read({ before: of(s.KEY_ID), after: of(s.KEY_ARN) });
    expect([policy?.keyId, policy?.configuredKeyId]).toEqual([named(s.KEY_ARN), undefined]);
  });

  it("stays the same when another one is configured in place, because the provider does not move the policy", () => {
    const policy = read({ before: of(s.KEY_ID), after: of(OTHER_ARN) }, [
      { address: "aws_kms_key.orders", before: s.KEY, after: s.KEY, actions: ["no-op"] },
    ]);
    expect(policy).toMatchObject({
      key: "aws_kms_key.orders",
      keyId: named(s.KEY_ARN),
      configuredKeyId: named(OTHER_ARN),
    });
  });

  it("is another one when the policy is replaced", () => {
    const [policy] = s.readEntries([
      { address: ADDRESS, before: of(s.KEY_ID), after: of(OTHER_ID), actions: ["delete", "create"] },
    ]).after.keyPolicies;
    expect([policy?.keyId, policy?.configuredKeyId]).toEqual([named(OTHER_ARN), undefined]);
  });

  it("is unknown when its name is known only at apply, and unchanged when it is an alias", () => {
    const { key_id: _, ...rest } = of(s.KEY_ID);
    expect(read({ before: of(s.KEY_ID), after: rest, unknown: { key_id: true } })?.keyId).toEqual({
      known: false,
      reason: "`key_id` of aws_kms_key_policy.aura is known only at apply",
    });
    expect(read({ after: of("alias/orders") })?.keyId).toEqual(named("alias/orders"));
  });
});
