/**
 * The rules by their ids, which are public and never change, in the order in which findings are shown: whether a waiver may name one. The
 * rules themselves are in `rules/`, which a program loads only when its stacks are judged.
 */
const CAN_BE_WAIVED = {
  // Over a configuration
  "key-region-matches-instance": false,
  "record-region-matches-key": false,
  "key-arn-well-formed": false,
  "key-identifier-well-formed": false,
  "key-account-expected": false,
  "region-supported": true,
  "key-is-symmetric": true,
  "key-type-supported": true,
  "vault-fits-aura": false,
  "rotation-enabled": true,
  "rotation-period-in-range": false,
  "deletion-window-in-range": false,
  "key-can-be-recovered": true,
  "key-is-protected": true,
  "alias-is-unique": false,
  "statement-well-formed": false,
  "policy-within-size-limit": false,
  "policy-set-once": false,
  "access-granted-once": false,
  "aura-can-use-key": true,
  "aura-cannot-administer-key": false,
  "administrators-keep-control": false,
  "no-unexpected-principals": true,
  "statement-matches-key": true,
  "product-supports-own-keys": false,
  "product-matches-key": false,
  "cloud-matches-record": false,
  "project-matches-record": false,
  "one-key-per-product-and-region": true,
  "version-supported": true,
  "clone-keeps-key": true,
  "import-uses-database-upload": false,
  "names-fit-aura": false,

  // Over what a plan does
  "aura-keeps-access": true,
  "key-survives": true,
  "policy-not-reset": true,
  "rotation-stays-on": true,
  "key-stays-usable": true,
  "instance-survives": true,
  "instance-name-is-unique": true,
  "record-outlives-instances": false,
  "alias-keeps-target": true,
  "policy-readable": true,
  "no-new-access": true,
  "external-access-stays": false,
} as const;

/** Id of a rule. */
export type RuleId = keyof typeof CAN_BE_WAIVED;

/** The ids of all rules, in their order. */
export const RULE_IDS = Object.keys(CAN_BE_WAIVED) as readonly RuleId[];

/** The ids of the rules that cannot be waived: the mistake has to be undone. */
export const UNWAIVABLE_RULE_IDS: readonly string[] = RULE_IDS.filter((id) => !CAN_BE_WAIVED[id]);
