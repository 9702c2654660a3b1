import { asList } from "../../../../policy/document";
import { change, type PlanCase } from "./case";
import {
  ACCOUNT_ID,
  AURA,
  AURA_ELSEWHERE,
  block,
  key,
  keyPolicy,
  OWN,
  policy,
  policyText,
  UNEXPECTED_ID,
  usual,
  withKey,
  withSeparatePolicy,
} from "./hcl";

const ACTIONS = asList(AURA.Action);
const withoutDecrypt = { ...AURA, Action: ACTIONS.filter((name) => name !== "kms:Decrypt") };
const unexpected = {
  Sid: "Unexpected",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${UNEXPECTED_ID}:root` },
  Action: ["kms:Decrypt", "kms:DescribeKey"],
  Resource: "*",
};
const ofOneRole = { ...OWN, Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:role/deploy` }, Action: "kms:Describe*" };
const administrator = {
  ...OWN,
  Sid: "Administrators",
  Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:role/key-admin` },
};
const spelledOut = ACTIONS.flatMap((name) =>
  name === "kms:ReEncrypt*" ? ["kms:ReEncryptFrom", "kms:ReEncryptTo"] : name,
);
/** The account's own statement with the account from an expression. */
const ownOf = (account: string): object => ({ ...OWN, Principal: { AWS: `arn:aws:iam::\${${account}}:root` } });
const otherKey = key({ description: '"Aura: another"', policy: undefined }, "other");
const moved = block("moved", { from: "aws_kms_key_policy.orders", to: "aws_kms_key_policy.renamed" });

/** The same as {@link OWN} and {@link AURA}, written in another way. */
const respelled = policyText(
  { ...AURA, Action: [...ACTIONS].reverse(), Resource: ["*"] },
  { ...OWN, Action: ["kms:*"], Principal: { AWS: [ACCOUNT_ID] } },
);

/** What happens to the policy of a key. */
export const POLICY: readonly PlanCase[] = [
  change(
    "statement-edited",
    "`kms:Decrypt` is taken out of Aura's statement",
    usual(),
    withKey({ policy: policy(OWN, withoutDecrypt) }),
  ),
  change(
    "statement-of-another-account",
    "Aura's statement names another account than before",
    usual(),
    withKey({ policy: policy(OWN, AURA_ELSEWHERE) }),
  ),
  change(
    "statement-removed",
    "the inline policy loses Aura's statement, the instance stays",
    usual(),
    withKey({ policy: policy(OWN) }),
  ),
  change(
    "access-widened",
    "an unexpected account can decrypt",
    usual(),
    withKey({ policy: policy(OWN, AURA, unexpected) }),
  ),
  change(
    "access-opened-to-anyone",
    "a statement without a condition lets every AWS account decrypt",
    usual(),
    withKey({ policy: policy(OWN, AURA, { ...unexpected, Principal: { AWS: "*" } }) }),
  ),
  change(
    "administrator-added",
    "a role of the key's own account can administer it: no external principal gains access",
    usual(),
    withKey({ policy: policy(OWN, administrator, AURA) }),
  ),
  change(
    "administrators-locked-out",
    "no principal of the key's account can change its policy any more",
    usual(),
    withKey({ policy: policy(ofOneRole, AURA) }),
  ),
  change(
    "policy-respelled",
    "the same policy in another spelling: the provider sees no difference",
    usual(),
    withKey({ policy: `<<-EOT\n${respelled}\nEOT` }),
  ),
  change(
    "statement-renamed",
    "Aura's statement gets another Sid and its pattern is spelled out: other words, the same access",
    usual(),
    withKey({ policy: policy(OWN, { ...AURA, Sid: "Neo4jAura", Action: spelledOut }) }),
  ),
  change(
    "policy-resource-renamed",
    "`aws_kms_key_policy` gets another name: deleted and created, in no certain order",
    withSeparatePolicy(keyPolicy()),
    withSeparatePolicy(keyPolicy({}, "renamed")),
  ),
  change(
    "policy-resource-moved",
    "the same with a `moved` block: nothing is deleted",
    withSeparatePolicy(keyPolicy()),
    withSeparatePolicy([keyPolicy({}, "renamed"), moved].join("\n")),
  ),
  change(
    "policy-resource-deleted",
    "`aws_kms_key_policy` is taken out: AWS puts the default policy back",
    withSeparatePolicy(keyPolicy()),
    withSeparatePolicy(""),
  ),
  change(
    "policy-resource-repointed",
    "`key_id` of `aws_kms_key_policy` names another key: changed in place, and the provider moves nothing",
    withSeparatePolicy([keyPolicy(), otherKey].join("\n")),
    withSeparatePolicy([keyPolicy({ key_id: "aws_kms_key.other.key_id" }), otherKey].join("\n")),
  ),
  change(
    "inline-and-separate-policy",
    "a key with an inline policy gets an `aws_kms_key_policy` as well",
    usual(),
    usual({ more: keyPolicy({ policy: policy(OWN) }) }),
  ),
  change(
    "unknown-policy",
    "the policy depends on a resource that is yet to be made",
    usual(),
    usual({
      key: key({ policy: policy(ownOf("terraform_data.account.output"), AURA) }),
      more: block('resource "terraform_data" "account"', { input: `"${ACCOUNT_ID}"` }),
    }),
  ),
  change(
    "unknown-policy-from-data-source",
    "the policy depends on a data source that is read during apply",
    usual(),
    usual({
      key: key({ policy: policy(ownOf("data.aws_caller_identity.current.account_id"), AURA) }),
      more: [
        block('resource "terraform_data" "first"'),
        block('data "aws_caller_identity" "current"', { depends_on: "[terraform_data.first]" }),
      ].join("\n"),
    }),
  ),
  change(
    "policy-from-data-source",
    "the policy uses a data source that is read during plan: it is known",
    undefined,
    usual({
      key: key({ policy: policy(ownOf("data.aws_caller_identity.current.account_id"), AURA) }),
      more: block('data "aws_caller_identity" "current"'),
    }),
  ),
  change(
    "sensitive-policy",
    "a policy that is marked as sensitive loses Aura's statement",
    usual(),
    withKey({ policy: `sensitive(${policy(OWN)})` }),
  ),
];
