import { readFileSync } from "node:fs";
import path from "node:path";
import { readPlans } from "../../../model/read/read-plans";
import { reviewPlans } from "../../../review/review";
import type { Review, ReviewVerdict } from "../../../review/types";

const PLANS = path.resolve(__dirname, "../plans");
/** The day on which the plans of the golden files would be applied. */
const TODAY = new Date("2026-01-02T00:00:00Z");

/** Plans that are reviewed together, what has to come of it, and why. */
export interface Case {
  /** Names of the plans; the golden file has the name of the first one, or of all of them. */
  readonly plans: readonly string[];
  readonly verdict: ReviewVerdict;
  /** What blocks and what needs review: rule and address, in their order. */
  readonly findings: readonly string[];
}

const KEY = "aws_kms_key.orders";
const STACK_KEY = "aws_kms_key.keys_orders_5FD52B88";
const STACK_INSTANCE = "aura_instance.instances_main_6BB3E5C5";
const RECORD = "aura_customer_managed_key.orders";
const INSTANCE = "aura_instance.orders";
const POLICY_ELSEWHERE = 'aws_kms_key_policy.orders["00000000-0000-4000-8000-000000000001"]';
const ALIAS = "aws_kms_alias.orders";

const one = (plan: string, verdict: ReviewVerdict, ...findings: string[]): Case => ({
  plans: [plan],
  verdict,
  findings,
});

/** Every plan, typed by hand from what it does and from what the rules promise. */
export const CASES: readonly Case[] = [
  // Nothing to stop for.
  one("create", "OK"),
  one("no-changes", "OK"),
  one("nothing-of-ours", "OK"),
  one("other-peoples-kms", "OK"),
  one("import", "OK"),
  one("principal-expected", "OK"),
  one("policy-respelled", "OK"),
  one("policy-resource-moved", "OK"),
  // The own account keeps what it has anyway; the table of access shows the new administrator.
  one("administrator-added", "NEEDS REVIEW", `attention no-new-access ${KEY}`),
  // The first statement, without expected principals.
  one("phase-1-to-2", "NEEDS REVIEW", `attention no-new-access ${STACK_KEY}`),
  // The expected principal comes with it, so the two were not compared with each other.
  one("principal-expected-at-once", "NEEDS REVIEW", `attention no-new-access ${STACK_KEY}`),
  one("create-encrypted", "NEEDS REVIEW", `attention no-new-access ${STACK_KEY}`),
  one("policy-from-data-source", "NEEDS REVIEW", `attention no-new-access ${KEY}`),
  one("pgrneo4jaura", "NEEDS REVIEW", `attention no-new-access ${KEY}`),
  // The plan itself says that it is not all there is.
  one("targeted", "NEEDS REVIEW", `attention no-new-access ${KEY}`),
  one(
    "modules",
    "NEEDS REVIEW",
    'attention no-new-access module.eu["orders"].aws_kms_key.orders',
    "attention no-new-access module.us[0].aws_kms_key.orders",
  ),
  one("two-providers", "NEEDS REVIEW", `attention no-new-access ${KEY}`, "attention no-new-access aws_kms_key.papers"),
  {
    plans: ["replica-primary", "replica-copy"],
    verdict: "NEEDS REVIEW",
    findings: [
      `attention no-new-access ${STACK_KEY}`,
      "attention no-new-access aws_kms_replica_key.keys_orders_5FD52B88",
    ],
  },
  {
    plans: ["two-plans-key", "two-plans-instance"],
    verdict: "NEEDS REVIEW",
    findings: [`attention no-new-access ${KEY}`],
  },
  one("policy-elsewhere", "NEEDS REVIEW", `attention aura-keeps-access ${POLICY_ELSEWHERE}`),
  one("alias-elsewhere", "NEEDS REVIEW", `attention alias-keeps-target ${ALIAS}`),
  // Aura's statement.
  one("statement-removed", "BLOCK", `block aura-keeps-access ${KEY}`),
  one("statement-edited", "BLOCK", `block aura-keeps-access ${KEY}`, `block aura-can-use-key ${KEY}`),
  one("statement-renamed", "NEEDS REVIEW", `attention aura-keeps-access ${KEY}`),
  one("statement-of-another-account", "BLOCK", `block aura-keeps-access ${KEY}`, `block no-new-access ${KEY}`),
  one(
    "principal-changed",
    "NEEDS REVIEW",
    `attention aura-keeps-access ${STACK_KEY}`,
    `attention no-new-access ${STACK_KEY}`,
  ),
  one("phase-2-to-1", "BLOCK", `block aura-keeps-access ${STACK_KEY}`, `attention instance-survives ${STACK_INSTANCE}`),
  // Terraform stops at the guard: what it protects is not in the plan, which cannot be applied.
  one(
    "phase-2-to-1-refused",
    "BLOCK",
    `block key-survives ${STACK_KEY}`,
    `attention instance-survives ${STACK_INSTANCE}`,
  ),
  // The policy that is set apart.
  one("policy-resource-renamed", "BLOCK", "block policy-not-reset aws_kms_key_policy.orders"),
  one("policy-resource-repointed", "BLOCK", "block policy-not-reset aws_kms_key_policy.orders"),
  one(
    "policy-resource-deleted",
    "BLOCK",
    `block aura-keeps-access ${KEY}`,
    "block policy-not-reset aws_kms_key_policy.orders",
  ),
  one(
    "inline-and-separate-policy",
    "BLOCK",
    "block policy-set-once aws_kms_key_policy.orders",
    `attention policy-readable ${KEY}`,
  ),
  // What is known only after apply.
  one("unknown-policy", "NEEDS REVIEW", `attention policy-readable ${KEY}`),
  one("unknown-policy-from-data-source", "NEEDS REVIEW", `attention policy-readable ${KEY}`),
  one("sensitive-policy", "NEEDS REVIEW", `attention policy-readable ${KEY}`),
  // Who else gets in, and who is left out.
  one("access-widened", "BLOCK", `block no-new-access ${KEY}`),
  one("access-widened-to-known-account", "NEEDS REVIEW", `attention no-new-access ${KEY}`),
  one("access-opened-to-anyone", "BLOCK", `block no-new-access ${KEY}`),
  one("administrators-locked-out", "BLOCK", `block administrators-keep-control ${KEY}`),
  // The key.
  one(
    "destroy",
    "BLOCK",
    `block key-survives ${STACK_KEY}`,
    `block instance-survives ${STACK_INSTANCE}`,
    "attention record-outlives-instances aura_customer_managed_key.records_orders_E3012924",
    "attention alias-keeps-target aws_kms_alias.keys_orders_Alias_31EC0FCA",
  ),
  one(
    "key-replaced",
    "BLOCK",
    `block key-survives ${KEY}`,
    `block instance-survives ${INSTANCE}`,
    `block record-outlives-instances ${RECORD}`,
    `block alias-keeps-target ${ALIAS}`,
    `attention key-region-matches-instance ${INSTANCE}`,
  ),
  one(
    "region-changed",
    "BLOCK",
    `block key-survives ${KEY}`,
    `block instance-survives ${INSTANCE}`,
    `block record-outlives-instances ${RECORD}`,
    `attention alias-keeps-target ${ALIAS}`,
  ),
  one("key-disabled-and-rotation-off", "BLOCK", `block key-survives ${KEY}`, `block rotation-stays-on ${KEY}`),
  one("window-shortened", "BLOCK", `block key-survives ${KEY}`),
  one(
    "protection-gone",
    "NEEDS REVIEW",
    `attention key-survives ${STACK_KEY}`,
    `attention key-survives ${STACK_KEY}`,
    `attention instance-survives ${STACK_INSTANCE}`,
    "attention record-outlives-instances aura_customer_managed_key.records_orders_E3012924",
  ),
  one(
    "removed-from-configuration",
    "BLOCK",
    `block key-survives ${KEY}`,
    `block instance-survives ${INSTANCE}`,
    `attention record-outlives-instances ${RECORD}`,
    `attention alias-keeps-target ${ALIAS}`,
  ),
  one(
    "forgotten",
    "NEEDS REVIEW",
    `attention key-survives ${KEY}`,
    `attention instance-survives ${INSTANCE}`,
    `attention record-outlives-instances ${RECORD}`,
  ),
  one(
    "modules-changed",
    "BLOCK",
    'block key-survives module.eu["audit"].aws_kms_key.orders',
    "block key-survives module.us[0].aws_kms_key.orders",
    'attention instance-survives module.eu["audit"].module.database.aura_instance.orders',
    "attention instance-survives module.us[0].module.database.aura_instance.orders",
    'attention record-outlives-instances module.eu["audit"].module.database.aura_customer_managed_key.orders',
    "attention record-outlives-instances module.us[0].module.database.aura_customer_managed_key.orders",
  ),
  one("alias-moved", "BLOCK", `block alias-keeps-target ${ALIAS}`),
  one("errored", "BLOCK", `block key-survives ${KEY}`),
  // Records and instances.
  one("regions-differ", "BLOCK", `block key-region-matches-instance ${INSTANCE}`, `attention no-new-access ${KEY}`),
  one("record-deleted-in-use", "BLOCK", `block record-outlives-instances ${RECORD}`),
  {
    plans: ["two-plans-record-deleted", "two-plans-record-in-use"],
    verdict: "BLOCK",
    findings: [
      `block key-survives ${KEY}`,
      `block record-outlives-instances ${RECORD}`,
      `attention alias-keeps-target ${ALIAS}`,
    ],
  },
  one("instance-replaced", "BLOCK", `block instance-survives ${INSTANCE}`, `block version-supported ${INSTANCE}`),
  one(
    "instance-replaced-create-first",
    "BLOCK",
    `block instance-survives ${INSTANCE}`,
    `block version-supported ${INSTANCE}`,
  ),
  one("instance-without-key", "BLOCK", `block instance-survives ${INSTANCE}`),
  // The provider has stopped this plan already, so that nothing of it is in the plan but that.
  one("instance-loses-key", "NEEDS REVIEW"),
  one(
    "pgrneo4jaura-replaced",
    "BLOCK",
    "block instance-survives pgrneo4jaura_aurainstance.orders",
    "block record-outlives-instances pgrneo4jaura_auracmk.orders",
  ),
  one(
    "pgrneo4jaura-loses-key",
    "BLOCK",
    "block instance-survives pgrneo4jaura_aurainstance.orders",
    "block instance-survives pgrneo4jaura_aurainstance.orders",
  ),
  // What was changed outside of Terraform.
  one(
    "drift",
    "NEEDS REVIEW",
    `attention aura-keeps-access ${KEY}`,
    `attention rotation-stays-on ${KEY}`,
    `attention key-stays-usable ${INSTANCE}`,
    `attention no-new-access ${KEY}`,
  ),
  one(
    "drift-ignored",
    "NEEDS REVIEW",
    `attention aura-keeps-access ${KEY}`,
    `attention rotation-stays-on ${KEY}`,
    `attention key-stays-usable ${INSTANCE}`,
  ),
  one(
    "refresh-only",
    "NEEDS REVIEW",
    `attention aura-keeps-access ${KEY}`,
    `attention rotation-stays-on ${KEY}`,
    `attention key-stays-usable ${INSTANCE}`,
  ),
  one(
    "drift-key-deleted",
    "BLOCK",
    `block key-survives ${KEY}`,
    `block instance-survives ${INSTANCE}`,
    `block record-outlives-instances ${RECORD}`,
    `block alias-keeps-target ${ALIAS}`,
    `attention key-stays-usable ${INSTANCE}`,
    `attention no-new-access ${KEY}`,
  ),
  one("waiver-added", "NEEDS REVIEW", "attention version-supported aura_instance.instances_main_6BB3E5C5"),
];

/** The name of the golden file of a case. */
export function goldenFile({ plans }: Case): string {
  return path.join(__dirname, `${plans.join("+")}.md`);
}

/** The text of a plan. */
export function planText(name: string): string {
  return readFileSync(path.join(PLANS, `${name}.json`), "utf8");
}

/** The review of plans, on the day of the golden files. */
export function reviewOf(...names: readonly string[]): Review {
  const read = readPlans(names.map((name) => ({ name: `${name}.json`, text: planText(name) })));
  if ("problems" in read) throw new Error(read.problems.map(({ path: where, got }) => `${where}: ${got}`).join("\n"));
  return reviewPlans(read.reading, { now: TODAY });
}
