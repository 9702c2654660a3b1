import { known, unknown } from "../../../model/fact";
import { externalAccessStays } from "../../../rules/change/external-access-stays";
import { reviewPlans } from "../../../review/review";
import * as real from "../../model/read/support";
import * as s from "./support";

const LAKE = "777788889999";
const LOGS = "222233334444";
const vendor = { ...s.decryptFor(LAKE), Action: ["kms:Decrypt", "kms:Encrypt", "kms:DescribeKey"] };
const key = (...statements: object[]) => s.keyWith([s.OWN, ...statements]);
const grant = (over: Parameters<typeof s.aGrant>[0] = {}) => s.aGrant(over);
const evaluate = (
  before: Parameters<typeof s.evaluateChange>[1],
  after: Parameters<typeof s.evaluateChange>[2],
  beside?: s.Beside,
) => s.evaluateChange(externalAccessStays, before, after, beside);
const changed = (got: string) => [
  s.needsReview({
    what: "external access to key orders changes",
    got,
    expected: "",
    fix: "confirm it; if Aura uses this key, review it with the plan of its customer managed key",
  }),
];

describe("external-access-stays", () => {
  it("needs review if another account gets access, more of it or without its conditions", () => {
    expect(evaluate(key(), key(vendor))).toEqual(changed(`AWS account ${LAKE} gains Decrypt, Encrypt and DescribeKey`));
    const more = { ...vendor, Action: [...vendor.Action, "kms:CreateGrant"] };
    expect(evaluate(key(vendor), key(more))).toEqual(changed(`AWS account ${LAKE} gains CreateGrant`));
    const bound = { ...vendor, Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } } };
    expect(evaluate(key(bound), key(vendor))).toEqual(
      changed(`AWS account ${LAKE} gains Decrypt, Encrypt and DescribeKey`),
    );
    expect(evaluate(key(), key({ ...vendor, Principal: "*" }))).toEqual(
      changed("anyone gains Decrypt, Encrypt and DescribeKey"),
    );
  });

  it("needs review if it was changed outside Terraform, in the same neutral words", () => {
    const PLAIN = { ...real.KEY, description: "data lake", tags: {} };
    const entry = { address: "aws_kms_key.lake", before: { ...PLAIN, policy: real.policy(real.OWN) } };
    const after = { ...PLAIN, policy: real.policy(real.OWN, vendor) };
    const review = reviewPlans(
      real.readEntries([{ ...entry, before: after, after, actions: ["no-op"] }], {
        ...real.configured({ "aws_kms_key.lake": {} }),
        resource_drift: [real.entry({ ...entry, after })],
      }),
      { now: new Date(0) },
    );
    expect(review).toMatchObject({
      verdict: "NEEDS REVIEW",
      findings: [
        {
          ...{ level: "attention", drift: true, what: "external access to key lake changed outside Terraform" },
          got: `AWS account ${LAKE} gains Decrypt, Encrypt and DescribeKey`,
          fix: "find out who changed it; confirm it; if Aura uses this key, review it with the plan of its customer managed key",
        },
      ],
    });
  });

  it("needs review if another account loses access, some of it or all", () => {
    const less = { ...vendor, Action: ["kms:DescribeKey"] };
    expect(evaluate(key(vendor), key(less))).toEqual(changed(`AWS account ${LAKE} loses Decrypt and Encrypt`));
    expect(evaluate(key(vendor), key())).toEqual(changed(`AWS account ${LAKE} loses all access`));
    expect(evaluate(key(vendor), key(s.decryptFor(LOGS)))).toEqual(
      changed(`AWS account ${LAKE} loses all access; AWS account ${LOGS} gains Decrypt`),
    );
  });

  it("needs review if a key that another account uses is deleted, replaced or disabled", () => {
    const ends = (reason: string) => changed(`AWS account ${LAKE} loses all access: the key is ${reason}`);
    expect(evaluate(key(vendor), undefined)).toEqual(ends("scheduled for deletion"));
    const replaced = { changes: { "prod/orders": { actions: ["delete", "create"] as const } } };
    expect(evaluate(key(vendor), key(vendor), replaced)).toEqual(ends("replaced"));
    const disabled = s.keyWith([s.OWN, vendor], { enabled: known(false, "`is_enabled`") });
    expect(evaluate(key(vendor), disabled)).toEqual(ends("disabled"));
    expect(evaluate(key(), undefined)).toEqual([s.COMPLIANT]);
  });

  it("is compliant if external access stays, whatever else of the policy changes", () => {
    expect(evaluate(key(vendor), key(vendor))).toEqual([s.COMPLIANT]);
    const role = { ...s.decryptFor(s.ACCOUNT), Principal: { AWS: `arn:aws:iam::${s.ACCOUNT}:role/app` } };
    const logs = { ...vendor, Sid: "Trail", Principal: { Service: "logs.amazonaws.com" } };
    expect(evaluate(key(vendor), key(logs, vendor, role))).toEqual([s.COMPLIANT]);
    expect(evaluate(key(), key(role, logs))).toEqual([s.COMPLIANT]);
  });

  it("has nothing to say about a new key, nor about one that Terraform no longer manages", () => {
    expect(evaluate(undefined, key(vendor))).toEqual([s.NOT_APPLICABLE]);
    const forgotten = { changes: { "prod/orders": { actions: ["forget"] as const } } };
    expect(evaluate(key(vendor), undefined, forgotten)).toEqual([s.NOT_APPLICABLE]);
    expect(evaluate(undefined, grant(), { after: [key(vendor)] })).toEqual([s.NOT_APPLICABLE]);
  });

  it("is unknown where the plan does not show the policy of a key that another account uses", () => {
    const hidden = s.keyWith([], { policy: unknown("`policy` is known only at apply") });
    expect(evaluate(key(vendor), hidden)).toEqual([
      s.unverified("external access to key orders stays as it is", "`policy` is known only at apply"),
    ]);
    expect(evaluate(key(), hidden)).toEqual([s.NOT_APPLICABLE]);
  });

  it("judges a standalone policy with its key, and needs review if one is replaced: the default policy comes between", () => {
    const bare = s.keyWith([], { policy: known(undefined, "`policy`"), arn: known(s.KEY_ARN, "`arn`") });
    const [old, now] = [s.policyWith([s.OWN, vendor]), s.policyWith([s.OWN, vendor])];
    const replaced = {
      ...{ before: [bare], after: [bare] },
      changes: { "prod/orders-policy": { actions: ["create", "delete"] as const } },
    };
    expect(evaluate(old, now, replaced)).toEqual(
      changed("its policy is reset to the AWS default policy, and written again in no certain order"),
    );
    expect(evaluate(bare, bare, { before: [old], after: [s.policyWith([s.OWN])] })).toEqual(
      changed(`AWS account ${LAKE} loses all access`),
    );
  });

  it("needs review if a grant for another account goes with its key", () => {
    const gone = { before: [key()], changes: { [key().id]: { actions: ["delete"] as const } } };
    expect(evaluate(grant(), undefined, gone)).toEqual(
      changed("arn:aws:iam::666677778888:role/reader loses Decrypt (grant reader)"),
    );
  });

  it("needs review if a grant for another account comes, is widened, or goes", () => {
    const beside = { before: [key()], after: [key()] };
    const role = "arn:aws:iam::666677778888:role/reader";
    expect(evaluate(undefined, grant(), beside)).toEqual(changed(`${role} gains Decrypt (grant reader)`));
    expect(evaluate(grant(), undefined, beside)).toEqual(changed(`${role} loses Decrypt (grant reader)`));
    const more = grant({ operations: known(["Decrypt", "Encrypt"], "`operations`") });
    expect(evaluate(grant(), more, beside)).toEqual(changed(`${role} gains Encrypt (grant reader)`));
    expect(evaluate(grant(), grant(), beside)).toEqual([s.COMPLIANT]);
    const own = grant({ grantee: known(`arn:aws:iam::${s.ACCOUNT}:role/app`, "`grantee_principal`") });
    expect(evaluate(undefined, own, beside)).toEqual([s.COMPLIANT]);
    const open = grant({ grantee: unknown("`grantee_principal` is known only at apply") });
    expect(evaluate(undefined, open, beside)).toEqual([s.unknownBecause("`grantee_principal` is known only at apply")]);
  });
});
