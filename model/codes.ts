/** The ids of the rules, as the keys of an interface that is empty here: the registry of the rules, which is above, adds them. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface RuleIds {}

/** Id of a rule. */
export type RuleId = keyof RuleIds;

/** What can be wrong apart from the rules, by code: what can never be right, wherever it is. */
export const CODES = {
  "account-id-well-formed": "`accountId` is not the id of an AWS account.",
  "administrator-well-formed":
    "An administrator of a key is not the ARN of an IAM role or user of the key's account and partition.",
  "alias-well-formed": "The alias of a key is not one that KMS takes.",
  "aura-principal-well-formed":
    "A principal that Aura's statement may let in is neither an account id nor an ARN of IAM.",
  "estate-clone-cycle": "Instances of the estate are clones of each other.",
  "estate-duplicate": "A setting or a name of the estate is there twice.",
  "estate-misplaced-setting": "A setting of the estate does not go with another one.",
  "estate-missing-setting": "A setting of the estate that must be there is not.",
  "estate-syntax": "The estate file is not one YAML document.",
  "estate-unknown-name": "A name of the estate is used and nothing has it.",
  "estate-unknown-setting": "A setting of the estate does not exist.",
  "estate-unreadable": "The estate file can not be read: missing, a folder, no permission, too large, not text.",
  "estate-wrong-type": "A number stands in the estate where a text is wanted, a list where a map is wanted.",
  "estate-wrong-value": "A value of the estate is not accepted.",
  "exclusive-props": "Two props say the same thing in two ways, or contradict each other.",
  "instance-needs-key": "An instance has no key, or an empty id of one, and would come up under Neo4j's own.",
  "key-in-bootstrap-phase": "An instance is to be created on a key whose policy does not hold Aura's statement yet.",
  "memory-well-formed": "`memory` is not a size in whole gigabytes.",
  "needs-literal": "A value is known only at apply where it must be readable in the plan.",
  "output-unwritable": "The stacks or a review can not be written there, or a review would overwrite what it reads.",
  "plan-unreadable": "What was given is not the JSON of a Terraform plan, or of a format that is not known.",
  "policy-before-record": "A key policy is made after the record or the instances that have to wait for it.",
  "policy-well-formed": "The key policy that was given is not one that KMS takes.",
  "project-id-well-formed": "`projectId` is not the UUID of an Aura project.",
  "project-matches-record": "An instance is in another Aura project than the record of its key.",
  "prop-type": "A prop is of the wrong type, or missing.",
  "record-id-well-formed": "`customerManagedKeyId` is not the id of a key's record in Aura.",
  "region-well-formed": "A region is not an AWS region id.",
  "replica-fits-primary": "A replica can not be one of its primary: no multi-Region key, or the same region.",
  "secret-in-configuration": "A credential would stand in the synthesized file.",
  "snapshot-needs-source": "A snapshot is named without the instance that it is one of.",
  "source-deferred": "A clone is to be created of an instance that waits for phase 2 of its key.",
  "statement-unreadable": "The file with Aura's statement can not be read.",
  "unknown-rule": "A waiver names a rule that does not exist.",
  "waiver-needs-reason": "A waiver does not say why.",
} as const;

/** Stable name of a mistake: the id of a rule, or one of {@link CODES}. */
export type ProblemCode = RuleId | keyof typeof CODES;
