import { readPlans } from "../../model/read/read-plans";
import { markdownText } from "../../review/format/escape";
import { reviewPlans } from "../../review/review";
import type { Review } from "../../review/types";
import { CHANGE_RULES, CONFIGURATION_RULES } from "../../rules/registry";
import { planText, reviewOf } from "./golden/cases";

interface Change {
  readonly type: string;
  readonly address: string;
  readonly change: { readonly after: Record<string, unknown> };
}
interface Plan {
  resource_changes: Change[];
  configuration: { provider_config: { aws: { expressions: Record<string, unknown> } } };
}

const KEY = "aws_kms_key";
const RECORD = "aura_customer_managed_key";
const INSTANCE = "aura_instance";

function edited(name: string, edit: (plan: Plan) => void): Review {
  const plan = JSON.parse(planText(name)) as Plan;
  edit(plan);
  const read = readPlans([{ name: "plan.json", text: JSON.stringify(plan) }]);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return reviewPlans(read.reading, { now: new Date("2026-01-02") });
}

const withAfter = (name: string, type: string, changes: Record<string, unknown>): Review =>
  edited(name, (plan) => {
    for (const one of plan.resource_changes) if (one.type === type) Object.assign(one.change.after, changes);
  });

const withStatement = (changes: Record<string, unknown>): Review =>
  edited("statement-edited", (plan) => {
    for (const { type, change } of plan.resource_changes) {
      if (type !== KEY) continue;
      const policy = JSON.parse(String(change.after["policy"])) as { Statement: object[] };
      Object.assign(policy.Statement[1] ?? {}, changes);
      change.after["policy"] = JSON.stringify(policy);
    }
  });

/** The plan with a second resource of a type. */
const twice = (name: string, type: string, changes: Record<string, unknown>): Review =>
  edited(name, ({ resource_changes: all }) => {
    const model = all.find((one) => one.type === type);
    if (!model) throw new Error(`no ${type} in ${name}`);
    const after = { ...model.change.after, ...changes };
    const change = { ...model.change, actions: ["create"], before: null, after, after_unknown: { id: true } };
    all.push({ ...model, address: `${type}.second`, ...{ name: "second" }, change });
  });

/** For each rule a plan with a finding; a text where no plan can show one. */
const EXAMPLES: Readonly<Record<string, (() => Review) | string>> = {
  "aura-keeps-access": () => reviewOf("statement-removed"),
  "key-survives": () => reviewOf("key-replaced"),
  "policy-not-reset": () => reviewOf("policy-resource-renamed"),
  "rotation-stays-on": () => reviewOf("key-disabled-and-rotation-off"),
  "instance-survives": () => reviewOf("instance-replaced"),
  "record-outlives-instances": () => reviewOf("record-deleted-in-use"),
  "alias-keeps-target": () => reviewOf("alias-moved"),
  "policy-readable": () => reviewOf("unknown-policy"),
  "no-new-access": () => reviewOf("access-widened"),
  "key-region-matches-instance": () => reviewOf("regions-differ"),
  "record-region-matches-key": () => withAfter("statement-removed", RECORD, { region: "eu-central-1" }),
  "key-arn-well-formed": () =>
    withAfter("statement-removed", RECORD, { key_id: "arn:aws:kms:eu-west-1:111122223333:alias/orders" }),
  "key-account-expected": () =>
    edited("statement-removed", ({ configuration }) => {
      configuration.provider_config.aws.expressions["assume_role"] = [
        { role_arn: { constant_value: "arn:aws:iam::444455556666:role/terraform" } },
      ];
    }),
  "region-supported": () => withAfter("statement-removed", INSTANCE, { region: "af-south-1" }),
  "key-is-symmetric": () => reviewOf("key-disabled-and-rotation-off"),
  "rotation-enabled": () => reviewOf("key-disabled-and-rotation-off"),
  "rotation-period-in-range": () => withAfter("statement-removed", KEY, { rotation_period_in_days: 30 }),
  "deletion-window-in-range": () => withAfter("statement-removed", KEY, { deletion_window_in_days: 3 }),
  "key-is-protected":
    "A plan does not show `prevent_destroy`. Its removal from a stack of this library is a finding of key-survives.",
  "alias-is-unique": () =>
    twice("alias-moved", "aws_kms_alias", { target_key_id: "00000000-0000-4000-8000-000000000002" }),
  "statement-well-formed": () => withStatement({ Action: "s3:GetObject" }),
  "policy-within-size-limit": () =>
    withStatement({ Condition: { StringEquals: { "kms:CallerAccount": ["9".repeat(33_000)] } } }),
  "policy-set-once": () => reviewOf("inline-and-separate-policy"),
  "aura-can-use-key": () => reviewOf("statement-edited"),
  "aura-cannot-administer-key": () => withStatement({ Action: "kms:*" }),
  "administrators-keep-control": () => reviewOf("administrators-locked-out"),
  "no-unexpected-principals": () => reviewOf("access-opened-to-anyone"),
  "statement-matches-key": () =>
    withStatement({ Resource: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" }),
  "product-supports-own-keys": () => withAfter("phase-1-to-2", INSTANCE, { type: "professional-db" }),
  "product-matches-key": () => withAfter("phase-1-to-2", INSTANCE, { type: "enterprise-ds" }),
  "one-key-per-product-and-region": () => twice("create", RECORD, { name: "second" }),
  "version-supported": () => reviewOf("instance-replaced"),
  "clone-keeps-key": () =>
    twice("no-changes", INSTANCE, {
      ...{ name: "second", source_instance_id: "00000001" },
      customer_managed_key_id: "00000000-0000-4000-8000-0000000000ff",
    }),
  "import-uses-database-upload": "A plan does not show how a database is imported: `cdktf synth` checks it.",
  "names-fit-aura": () => withAfter("phase-1-to-2", INSTANCE, { name: "a name that is longer than Aura takes" }),
};

/** The rows of the table of rules in docs/plan-review.md. */
export function ruleTable(): string {
  const rows = [...CHANGE_RULES, ...CONFIGURATION_RULES].map(({ id }) => {
    const example = EXAMPLES[id];
    if (example === undefined) throw new Error(`there is no example of ${id}`);
    if (typeof example === "string") return [`\`${id}\``, "", example, ""];
    const found = example().findings.find(({ rule, level }) => rule === id && level !== "note");
    if (!found) throw new Error(`the example of ${id} has no finding of it`);
    const { level, what, got = "", fix = "" } = found;
    const words = level === "block" ? "`BLOCK`" : "`NEEDS REVIEW`";
    return [`\`${id}\``, words, `${markdownText(what)}: ${markdownText(got)}`, markdownText(fix)];
  });
  const head = [
    ["Rule", "Verdict", "For example", "What to do"],
    ["---", "---", "---", "---"],
  ];
  return [...head, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The table of the page, between its marks. */
export const TABLE = /(<!-- change-rules:begin -->\n<!-- prettier-ignore -->\n)[^]*?(?=\n\n<!-- change-rules:end -->)/;
