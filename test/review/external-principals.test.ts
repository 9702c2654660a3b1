import { reviewPlans } from "../../review/review";
import * as s from "../model/read/support";

const KEY = "aws_kms_key.orders";

/** The external principals of a key that Aura uses, with a grant of it. */
function principalsWith(grantee: string): unknown {
  const grant = {
    key_id: s.KEY_ID,
    region: "eu-west-1",
    grantee_principal: grantee,
    operations: ["Decrypt"],
    constraints: [],
  };
  const reading = s.readEntries(
    [
      { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] },
      { address: "aws_kms_grant.reader", after: grant },
    ],
    s.configured({ [KEY]: { policy: {} } }),
  );
  return reviewPlans(reading, { now: new Date(0) }).keys[0]?.externalPrincipals;
}

const AURA = { who: "AWS account 444455556666", expected: false };

it("are those of the policy and the grantees of grants, each once", () => {
  const role = "arn:aws:iam::777788889999:role/reader";
  expect(principalsWith(role)).toEqual([AURA, { who: role, expected: false }]);
  expect(principalsWith("arn:aws:iam::444455556666:root")).toEqual([AURA]);
});

it("are no principals of the key's own account", () => {
  expect(principalsWith(`arn:aws:iam::${s.ACCOUNT}:role/app`)).toEqual([AURA]);
});
