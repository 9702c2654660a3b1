import { known, unknown } from "../../../model/fact";
import type { AnyNode, KeyPolicyNode, KmsKeyNode } from "../../../model/model";
import { indexModel } from "../../../rules/analysis/model-index";
import { evaluatedPolicy } from "../../../rules/analysis/evaluated-policy";
import { effectivePoliciesOf, effectivePolicy } from "../../../rules/analysis/effective-policy";
import * as s from "../support";

const OWN = s.policyText(s.OWN_STATEMENT);
const NONE = known(undefined, "`policy` of key orders");
const named = known(s.KEY_ARN, "ARN of key orders");
const bare = s.aKey({ arn: named, policy: NONE });
const apart = (over: Partial<KeyPolicyNode> = {}) => s.aKeyPolicy({ key: "prod/orders", ...over });
const inForce = (node: KmsKeyNode | KeyPolicyNode, ...others: readonly AnyNode[]) =>
  effectivePolicy(node, indexModel(s.modelOf(node, ...others)));
const SEVERAL = unknown("the policy of key orders is set in several places");

describe("the policy in force", () => {
  it("is the inline one, the present one of a key that sets none, and the one apart from a key", () => {
    expect(inForce(s.aKey())?.text).toEqual(s.aKey().policy);
    const present = known(OWN, "`policy` of aws_kms_key.orders");
    expect(inForce({ ...bare, presentPolicy: present })?.text).toEqual(present);
    const policy = apart();
    expect(inForce(bare, policy)).toMatchObject({
      holder: policy,
      standalone: [policy],
      text: policy.policy,
      key: bare,
    });
    expect(inForce(policy, bare)).toMatchObject({ holder: policy, text: policy.policy, key: bare, name: "orders" });
  });

  it("is unknown where it is set inline and apart, or apart twice", () => {
    expect(inForce(s.aKey(), apart())?.text).toEqual(SEVERAL);
    const later = s.aKey({ policy: s.later("policy"), presentPolicy: s.later("policy") });
    expect(inForce(later, apart())?.text).toEqual(SEVERAL);
    expect(inForce(bare, apart(), apart({ name: "second" }))?.text).toEqual(SEVERAL);
    const [first, second] = [s.aKeyPolicy({ name: "first" }), s.aKeyPolicy({ name: "second" })];
    expect(inForce(first, second)?.text).toEqual(unknown(`the policy of key ${s.KEY_ARN} is set in several places`));
  });

  it("is the standalone one if the origin of the present one is unknown, or the key is owned elsewhere", () => {
    const before = s.aKey({ policy: unknown("origin unknown"), presentPolicy: known(OWN, "present") });
    expect(inForce(before, apart())?.text).toEqual(apart().policy);
    expect(inForce(s.anImportedKey(s.KEY_ARN), s.aKeyPolicy())?.text).toEqual(s.aKeyPolicy().policy);
  });

  it("is found by what a policy names as its key, where the key is not in the model", () => {
    const id = s.aKeyPolicy({ keyId: known(s.KEY_ID, "`keyId`") });
    const found = effectivePoliciesOf(indexModel(s.modelOf(id)));
    expect([...found.keys()]).toEqual([s.KEY_ID]);
    expect([...effectivePoliciesOf(indexModel(s.modelOf(s.aKeyPolicy()))).keys()]).toEqual([s.KEY_ID]);
    const nameless = s.aKeyPolicy({ keyId: s.later("keyId") });
    expect(effectivePolicy(nameless, indexModel(s.modelOf(nameless)))?.name).toBe("of policy orders-policy");
  });

  it("is unknown if none is set, or it cannot be read", () => {
    expect(inForce(bare)?.text).toEqual(unknown("no policy of key orders is set here"));
    expect(inForce(s.aKey({ policy: known("{", "its policy") }))?.document).toEqual(
      unknown("its policy cannot be read: not JSON"),
    );
  });

  it("has the expected principals of what sets it, or else those of the key", () => {
    const pinnedKey = { ...bare, expectedPrincipals: ["999988887777"] };
    expect(inForce(pinnedKey, apart())?.expectedPrincipals).toEqual(["999988887777"]);
    expect(inForce(pinnedKey, apart({ expectedPrincipals: ["444455556666"] }))?.expectedPrincipals).toEqual([
      "444455556666",
    ]);
    expect(inForce(bare, apart())).not.toHaveProperty("expectedPrincipals");
  });
});

describe("whose key it is", () => {
  const identity = (node: KmsKeyNode | KeyPolicyNode, ...others: readonly AnyNode[]) =>
    inForce(node, ...others)?.identity;
  const place = { partition: "aws", accountId: s.ACCOUNT, region: "eu-west-1" };

  it("says the ARN, of the key or of what a policy names, whatever else is said", () => {
    const contradicted = s.aKey({ arn: named, accountClaims: [known("999988887777", "`accountId`")] });
    expect(identity(contradicted)).toEqual(known({ ...place, arn: s.KEY_ARN }, "ARN of key orders"));
    expect(identity(s.aKeyPolicy())).toEqual(
      known({ ...place, arn: s.KEY_ARN }, "`keyId` of key policy orders-policy"),
    );
  });

  it("say those who agree, where AWS has yet to name it", () => {
    expect(identity(s.aKey())).toEqual(known({ ...place, arn: undefined }, "what is said of key orders"));
    const claims = [known(s.ACCOUNT, "`accountId`"), known("999988887777", "provider aws")];
    const conflict = unknown("which AWS account key orders belongs to is not known");
    expect(identity(s.aKey({ accountClaims: claims }))).toEqual(conflict);
    expect(identity(s.aKey({ accountClaims: [] }))).toEqual(conflict);
  });

  it("is read from the principals of the account in the policy if nothing else names the partition", () => {
    const id = { keyId: known(s.KEY_ID, "`keyId`"), accountId: known(s.ACCOUNT, "provider aws") };
    const china = s.policyText({ ...s.OWN_STATEMENT, Principal: { AWS: `arn:aws-cn:iam::${s.ACCOUNT}:root` } });
    const name = `what is said of key ${s.KEY_ID}`;
    expect(identity(s.aKeyPolicy({ ...id, policy: known(china, "policy") }))).toEqual(
      known({ partition: "aws-cn", accountId: s.ACCOUNT, region: undefined, arn: undefined }, name),
    );
    const bareAccount = s.policyText({ ...s.OWN_STATEMENT, Principal: { AWS: s.ACCOUNT } });
    expect(identity(s.aKeyPolicy({ ...id, policy: known(bareAccount, "policy") }))).toEqual(
      unknown(`which AWS partition key ${s.KEY_ID} is in is not known`),
    );
  });
});

describe("what is evaluated", () => {
  const evaluated = (node: KmsKeyNode | KeyPolicyNode, ...others: readonly AnyNode[]) =>
    evaluatedPolicy(node, indexModel(s.modelOf(node, ...others)));

  it("is each of several policies on one key: whichever wins, it must be right", () => {
    expect(evaluated(s.aKey(), apart())).toMatchObject({ subject: "key orders" });
    expect(evaluated(apart(), s.aKey())).toMatchObject({ subject: "policy orders-policy" });
    expect(evaluated(bare, apart())).toEqual(s.NOT_APPLICABLE);
  });

  it("is compared with the expected principals of the key as well", () => {
    const pinnedKey = { ...bare, expectedPrincipals: ["999988887777"] };
    expect(evaluated(apart(), pinnedKey)).toMatchObject({ expected: ["999988887777"], auraIsNamed: true });
  });
});
