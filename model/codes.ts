/** The ids of the rules, as the keys of an interface that is empty here: the registry of the rules, which is above, adds them. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface RuleIds {}

/** Id of a rule. */
export type RuleId = keyof RuleIds;

/** Problems that no rule reports, by code: invalid input, wherever it occurs. */
export const CODES = {
  "account-id-well-formed": "`accountId` is not an AWS account id.",
  "administrator-well-formed":
    "A key administrator is not the ARN of an IAM role or user in the key's account and partition.",
  "alias-well-formed": "A KMS alias has an invalid name.",
  "aura-principal-well-formed": "An expected principal is neither an AWS account id nor an IAM ARN.",
  "changed-after-check": "A stack is changed between its check and its writing.",
  "configuration-overridden": "An override, an aspect or a later assignment contradicts what a construct was given.",
  "configuration-unreadable": "The input is not a Terraform configuration in JSON, or cannot be read.",
  "credentials-unknown": "The credentials of an instance, or the key to encrypt them with, are not known.",
  "deletion-guard-in-range": "`deletionGuardInDays` is out of range.",
  "email-well-formed": "An address for alarms is not an e-mail address.",
  "estate-clone-cycle": "Instances are clones of each other.",
  "estate-duplicate": "A setting or a name occurs twice.",
  "estate-misplaced-setting": "Two settings cannot be combined, or a setting is not allowed there.",
  "estate-left-behind": "What was in the estate is gone from it, and would stay behind or be destroyed.",
  "estate-lock-outdated": "The lock file of the estate is not up to date, and `--frozen` does not write it.",
  "estate-lock-unreadable": "The lock file of the estate cannot be read, or is damaged.",
  "estate-missing-setting": "A required setting is missing.",
  "estate-removal-refused": "What `removed` names is still in the estate, or still protected.",
  "estate-syntax": "The estate file is not one YAML document.",
  "estate-unknown-name": "A name refers to nothing in the estate file.",
  "estate-unknown-setting": "A setting does not exist.",
  "estate-unreadable": "The estate file cannot be read.",
  "estate-wrong-type": "A setting has the wrong type.",
  "estate-wrong-value": "A setting has an invalid value.",
  "exclusive-props": "Two props cannot be combined.",
  "former-name-in-use": "`formerly` names what is still there.",
  "hcl-not-supported": "Stacks with keys of Aura are synthesized as JSON only.",
  "instance-needs-key":
    "An instance has no customer managed key, so Aura would encrypt it with a Neo4j-managed key, permanently.",
  "key-in-bootstrap-phase": "An instance would be created on a key whose policy does not contain Aura's statement yet.",
  "memory-well-formed": "`memory` is not a whole number of gigabytes.",
  "needs-literal": "A value is known only after apply, but must be readable in the plan.",
  "output-unwritable": "The stacks or the review cannot be written.",
  "package-missing": "A package that the library works with is not installed.",
  "plan-unreadable": "The input is not a Terraform plan in JSON, or its format version is not supported.",
  "output-duplicate": "Several outputs of a stack have the same name.",
  "policy-applied-first": "A key policy would be applied after the customer managed key or the instances that need it.",
  "policy-well-formed": "The key policy is not valid in KMS.",
  "project-id-well-formed": "`projectId` is not the UUID of an Aura project.",
  "project-matches-record": "An instance and its customer managed key are in different Aura projects.",
  "prop-type": "A prop is missing or has the wrong type.",
  "record-id-well-formed": "`customerManagedKeyId` is not the UUID of a customer managed key.",
  "recovery-window-in-range": "`recoveryWindowInDays` is out of range.",
  "region-well-formed": "A region is not an AWS region id.",
  "replica-fits-primary": "The primary key is not multi-Region, or is in the region of the replica.",
  "rule-not-waivable": "A waiver names a rule that cannot be waived.",
  "secret-in-configuration": "A credential would be written to the synthesized file.",
  "secret-name-well-formed": "A secret has an invalid name.",
  "snapshot-needs-source": "A snapshot is given without its source instance.",
  "source-deferred": "An instance would be cloned from an instance that is deferred to phase 2.",
  "statement-lost": "A key that had Aura's statement would be deployed without it.",
  "statement-unreadable": "The file with Aura's statement cannot be read.",
  "topic-well-formed": "`topicArn` is not the ARN of an SNS topic in the region of the key.",
  "unknown-rule": "A waiver names a rule that does not exist.",
  "wrong-framework": "The constructs for cdktf are imported in a program for CDK Terrain, or the other way round.",
  "waiver-needs-reason": "A waiver has no reason.",
} as const;

/** Stable name of a mistake: the id of a rule, or one of {@link CODES}. */
export type ProblemCode = RuleId | keyof typeof CODES;
