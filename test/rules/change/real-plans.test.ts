import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPlans } from "../../../model/read/read-plans";
import type { PlanReading } from "../../../model/read/types";
import { renderProblem } from "../../../model/problem";
import { runRules } from "../../../rules/engine";
import { runChangeRules } from "../../../rules/change-engine";
import type { Finding } from "../../../rules/rule";

const PLANS = join(__dirname, "../../review/plans");

/** What is found in each real plan (in several, where they belong together): everything but what the static rules leave open. */
const FOUND: Readonly<Record<string, readonly string[]>> = {
  "access-opened-to-anyone": [
    "BLOCK no-new-access aws_kms_key.orders",
    "BLOCK no-unexpected-principals aws_kms_key.orders",
  ],
  "access-widened-to-known-account": ["look no-new-access aws_kms_key.orders"],
  "access-widened": ["BLOCK no-new-access aws_kms_key.orders"],
  "administrator-added": ["look no-new-access aws_kms_key.orders"],
  "administrators-locked-out": ["BLOCK administrators-keep-control aws_kms_key.orders"],
  "alias-moved": ["BLOCK alias-keeps-target aws_kms_alias.orders"],
  "create-encrypted": ["look no-new-access aws_kms_key.keys_orders_5FD52B88"],
  create: [],
  destroy: [
    "BLOCK key-survives aws_kms_key.keys_orders_5FD52B88",
    "BLOCK instance-survives aura_instance.instances_main_6BB3E5C5",
    "look record-outlives-instances aura_customer_managed_key.records_orders_E3012924",
    "look alias-keeps-target aws_kms_alias.keys_orders_Alias_31EC0FCA",
  ],
  "drift-ignored": [
    "look aura-keeps-access aws_kms_key.orders",
    "look rotation-stays-on aws_kms_key.orders",
    "look key-stays-usable aura_instance.orders",
  ],
  "drift-key-deleted": [
    "BLOCK key-survives aws_kms_key.orders",
    "look key-survives aws_kms_key.orders",
    "look key-stays-usable aura_instance.orders",
    "BLOCK instance-survives aura_instance.orders",
    "BLOCK record-outlives-instances aura_customer_managed_key.orders",
    "BLOCK alias-keeps-target aws_kms_alias.orders",
    "look no-new-access aws_kms_key.orders",
  ],
  drift: [
    "look aura-keeps-access aws_kms_key.orders",
    "look rotation-stays-on aws_kms_key.orders",
    "look key-stays-usable aura_instance.orders",
    "look no-new-access aws_kms_key.orders",
  ],
  errored: ["BLOCK key-survives aws_kms_key.orders"],
  forgotten: [
    "look key-survives aws_kms_key.orders",
    "look instance-survives aura_instance.orders",
    "look record-outlives-instances aura_customer_managed_key.orders",
  ],
  import: [],
  "inline-and-separate-policy": [
    "unknown aura-keeps-access aws_kms_key.orders",
    "look policy-readable aws_kms_key.orders",
    "unknown no-new-access aws_kms_key.orders",
    "BLOCK policy-set-once aws_kms_key_policy.orders",
  ],
  "instance-loses-key": [],
  "instance-replaced-create-first": [
    "BLOCK instance-survives aura_instance.orders",
    "BLOCK version-supported aura_instance.orders",
  ],
  "instance-replaced": ["BLOCK instance-survives aura_instance.orders", "BLOCK version-supported aura_instance.orders"],
  "instance-without-key": ["BLOCK instance-survives aura_instance.orders"],
  "key-disabled-and-rotation-off": [
    "BLOCK key-survives aws_kms_key.orders",
    "BLOCK rotation-stays-on aws_kms_key.orders",
    "BLOCK key-is-symmetric aws_kms_key.orders",
    "look rotation-enabled aws_kms_key.orders",
  ],
  "key-replaced": [
    "BLOCK key-survives aws_kms_key.orders",
    "BLOCK instance-survives aura_instance.orders",
    "BLOCK record-outlives-instances aura_customer_managed_key.orders",
    "BLOCK alias-keeps-target aws_kms_alias.orders",
  ],
  "modules-changed": [
    'BLOCK key-survives module.eu["audit"].aws_kms_key.orders',
    "BLOCK key-survives module.us[0].aws_kms_key.orders",
    'look instance-survives module.eu["audit"].module.database.aura_instance.orders',
    "look instance-survives module.us[0].module.database.aura_instance.orders",
    'look record-outlives-instances module.eu["audit"].module.database.aura_customer_managed_key.orders',
    "look record-outlives-instances module.us[0].module.database.aura_customer_managed_key.orders",
  ],
  modules: [
    'look no-new-access module.eu["orders"].aws_kms_key.orders',
    "look no-new-access module.us[0].aws_kms_key.orders",
  ],
  "no-changes": [],
  "nothing-of-ours": [],
  "other-peoples-kms": [],
  "pgrneo4jaura-loses-key": ["BLOCK instance-survives pgrneo4jaura_aurainstance.orders"],
  "pgrneo4jaura-replaced": [
    "BLOCK instance-survives pgrneo4jaura_aurainstance.orders",
    "BLOCK record-outlives-instances pgrneo4jaura_auracmk.orders",
  ],
  pgrneo4jaura: ["look no-new-access aws_kms_key.orders"],
  "phase-1-to-2": ["look no-new-access aws_kms_key.keys_orders_5FD52B88"],
  // Terraform stops at the guard: what it protects is not in the plan.
  "phase-2-to-1-refused": [
    "BLOCK key-survives aws_kms_key.keys_orders_5FD52B88",
    "look instance-survives aura_instance.instances_main_6BB3E5C5",
  ],
  "phase-2-to-1": [
    "BLOCK aura-keeps-access aws_kms_key.keys_orders_5FD52B88",
    "look instance-survives aura_instance.instances_main_6BB3E5C5",
  ],
  "principal-changed": [
    "look aura-keeps-access aws_kms_key.keys_orders_5FD52B88",
    "look no-new-access aws_kms_key.keys_orders_5FD52B88",
  ],
  "principal-expected": [],
  "principal-expected-at-once": ["look no-new-access aws_kms_key.keys_orders_5FD52B88"],
  "policy-from-data-source": ["look no-new-access aws_kms_key.orders"],
  "policy-resource-deleted": [
    "BLOCK aura-keeps-access aws_kms_key.orders",
    "BLOCK policy-not-reset aws_kms_key_policy.orders",
  ],
  "policy-resource-moved": [],
  "policy-resource-renamed": ["BLOCK policy-not-reset aws_kms_key_policy.orders"],
  "policy-respelled": [],
  "protection-gone": [
    "look key-survives aws_kms_key.keys_orders_5FD52B88",
    "look instance-survives aura_instance.instances_main_6BB3E5C5",
    "look record-outlives-instances aura_customer_managed_key.records_orders_E3012924",
  ],
  "record-deleted-in-use": ["BLOCK record-outlives-instances aura_customer_managed_key.orders"],
  "refresh-only": [
    "look aura-keeps-access aws_kms_key.orders",
    "look rotation-stays-on aws_kms_key.orders",
    "look key-stays-usable aura_instance.orders",
    "look rotation-enabled aws_kms_key.orders",
  ],
  "region-changed": [
    "BLOCK key-survives aws_kms_key.orders",
    "BLOCK instance-survives aura_instance.orders",
    "BLOCK record-outlives-instances aura_customer_managed_key.orders",
    "look alias-keeps-target aws_kms_alias.orders",
  ],
  "regions-differ": ["look no-new-access aws_kms_key.orders", "BLOCK key-region-matches-instance aura_instance.orders"],
  "removed-from-configuration": [
    "BLOCK key-survives aws_kms_key.orders",
    "BLOCK instance-survives aura_instance.orders",
    "look record-outlives-instances aura_customer_managed_key.orders",
    "look alias-keeps-target aws_kms_alias.orders",
  ],
  "sensitive-policy": [
    "unknown aura-keeps-access aws_kms_key.orders",
    "look policy-readable aws_kms_key.orders",
    "unknown no-new-access aws_kms_key.orders",
  ],
  "statement-edited": ["BLOCK aura-keeps-access aws_kms_key.orders", "BLOCK aura-can-use-key aws_kms_key.orders"],
  "statement-of-another-account": [
    "BLOCK aura-keeps-access aws_kms_key.orders",
    "BLOCK no-new-access aws_kms_key.orders",
  ],
  "statement-removed": ["BLOCK aura-keeps-access aws_kms_key.orders"],
  "statement-renamed": ["look aura-keeps-access aws_kms_key.orders"],
  targeted: ["look no-new-access aws_kms_key.orders"],
  "two-providers": ["look no-new-access aws_kms_key.orders", "look no-new-access aws_kms_key.papers"],
  "unknown-policy-from-data-source": [
    "unknown aura-keeps-access aws_kms_key.orders",
    "look policy-readable aws_kms_key.orders",
    "unknown no-new-access aws_kms_key.orders",
  ],
  "unknown-policy": [
    "unknown aura-keeps-access aws_kms_key.orders",
    "look policy-readable aws_kms_key.orders",
    "unknown no-new-access aws_kms_key.orders",
  ],
  "waiver-added": ["look version-supported aura_instance.instances_main_6BB3E5C5"],
  "window-shortened": ["BLOCK key-survives aws_kms_key.orders"],
  "two-plans-key two-plans-instance": ["look no-new-access two-plans-key: aws_kms_key.orders"],
  "two-plans-record-deleted two-plans-record-in-use": [
    "BLOCK key-survives two-plans-record-deleted: aws_kms_key.orders",
    "BLOCK record-outlives-instances two-plans-record-deleted: aura_customer_managed_key.orders",
    "look alias-keeps-target two-plans-record-deleted: aws_kms_alias.orders",
  ],
  "replica-primary replica-copy": [
    "look no-new-access replica-primary: aws_kms_key.keys_orders_5FD52B88",
    "look no-new-access replica-copy: aws_kms_replica_key.keys_orders_5FD52B88",
  ],
};

function read(names: string): PlanReading {
  const result = readPlans(
    names.split(" ").map((name) => ({ name, text: readFileSync(join(PLANS, `${name}.json`), "utf8") })),
  );
  if ("problems" in result) throw new Error(result.problems.map(renderProblem).join("\n"));
  return result.reading;
}

function lineOf({ rule, severity, node, verdict }: Finding): string {
  const level = verdict.outcome === "unknown" ? "unknown" : severity === "error" ? "BLOCK" : "look";
  return `${level} ${rule} ${node.id}`;
}

it.each(Object.entries(FOUND))("%s", (names, found) => {
  const reading = read(names);
  const statics = runRules(reading.after, reading.waivers).filter(({ verdict }) => verdict.outcome === "violation");
  expect([...new Set([...runChangeRules(reading), ...statics].map(lineOf))]).toEqual(found);
});
