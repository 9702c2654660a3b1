import { readPlans } from "../../../model/read/read-plans";
import type { PlanReading } from "../../../model/read/types";
import { renderProblem } from "../../../model/problem";
import { ACCOUNT, KEY_ARN, KEY_ID, PROJECT, RECORD_ID } from "../../support/samples";

/** An entry of `resource_changes`, in a few words. */
export interface Entry {
  readonly address: string;
  readonly before?: object | null;
  readonly after?: object | null;
  readonly unknown?: unknown;
  readonly sensitive?: unknown;
  readonly actions?: readonly string[];
  readonly more?: object;
  readonly change?: object;
}

/** An entry as Terraform writes it. */
export function entry({
  address,
  before = null,
  after = null,
  unknown = {},
  sensitive = {},
  actions,
  more,
  change,
}: Entry): object {
  const [, module = "", type = "", name = "", index] =
    /^((?:module\.[^.[]+(?:\[[^\]]+\])?\.?)*)([^.]+)\.([^.[]+)(?:\[(.+)\])?$/.exec(address) ?? [];
  return {
    address,
    ...(module && { module_address: module.replace(/\.$/, "") }),
    ...{ mode: "managed", type, name },
    ...(index !== undefined && { index: JSON.parse(index) as unknown }),
    change: {
      actions: actions ?? [before ? (after ? "update" : "delete") : "create"],
      ...{ before, after, after_unknown: unknown, before_sensitive: sensitive, after_sensitive: sensitive },
      ...change,
    },
    ...more,
  };
}

/** The text of a plan. */
export function planText(entries: readonly object[], more: object = {}): string {
  return JSON.stringify({ format_version: "1.2", planned_values: {}, resource_changes: entries, ...more });
}

/** What is read of plans; a single one is called `plan`. */
export function read(...texts: readonly string[]): PlanReading {
  const names = texts.length === 1 ? ["plan"] : texts.map((_, index) => `plan-${index + 1}`);
  const result = readPlans(texts.map((text, index) => ({ name: names[index] ?? "", text })));
  if ("problems" in result) throw new Error(result.problems.map(renderProblem).join("\n"));
  return result.reading;
}

/** What a plan of these entries is read as. */
export function readEntries(entries: readonly Entry[], more: object = {}): PlanReading {
  return read(planText(entries.map(entry), more));
}

/** The headlines of what the first plan leaves out, and of what no rule covers. */
export function gapsOf({ plans: [plan] }: PlanReading): readonly string[] | undefined {
  return plan?.gaps.map(({ what }) => what);
}

export * from "../../support/samples";

export const OWN = {
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: "kms:*",
  Resource: "*",
};
export const AURA = {
  ...{ Sid: "Aura", Effect: "Allow", Principal: { AWS: "arn:aws:iam::444455556666:root" } },
  ...{ Action: ["kms:Encrypt", "kms:Decrypt"], Resource: "*" },
};
export const policy = (...statements: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** The values of an `aws_kms_key` that exists. */
export const KEY = {
  ...{ arn: KEY_ARN, id: KEY_ID, key_id: KEY_ID, region: "eu-west-1", description: "Aura", tags: null },
  ...{
    customer_master_key_spec: "SYMMETRIC_DEFAULT",
    key_usage: "ENCRYPT_DECRYPT",
    custom_key_store_id: null,
    xks_key_id: null,
  },
  ...{ is_enabled: true, enable_key_rotation: true, rotation_period_in_days: 365, deletion_window_in_days: 30 },
  ...{ multi_region: false, bypass_policy_lockout_safety_check: false, policy: policy(OWN, AURA) },
};
/** The values of an `aura_customer_managed_key` that exists. */
export const RECORD = {
  ...{ id: RECORD_ID, project_id: PROJECT, name: "orders", cloud_provider: "aws", region: "eu-west-1" },
  ...{ instance_type: "enterprise-db", key_id: KEY_ARN },
};
/** The values of an `aura_instance` that exists. */
export const INSTANCE = {
  ...{ id: "abcd1234", project_id: PROJECT, name: "orders", cloud_provider: "aws", region: "eu-west-1" },
  ...{ type: "enterprise-db", version: "5", customer_managed_key_id: RECORD_ID, source_instance_id: null },
};
/** The values without those that are known only at apply. */
export function coming<T extends object>(values: T, ...names: (keyof T)[]): { after: Partial<T>; unknown: object } {
  const after = Object.fromEntries(
    Object.entries(values).filter(([name]) => !names.includes(name as keyof T)),
  ) as Partial<T>;
  return { after, unknown: Object.fromEntries(names.map((name) => [name, true])) };
}

/** `configuration` of a plan with these resources in its root module. */
export function configured(
  resources: Readonly<Record<string, object>>,
  more: object = {},
  providers: object = {},
): object {
  return {
    configuration: {
      provider_config: providers,
      root_module: { resources: blocks(resources), ...more },
    },
  };
}

/** Blocks of resources, by their address in their module: what each expression refers to. */
export function blocks(resources: Readonly<Record<string, object>>): object[] {
  return Object.entries(resources).map(([address, expressions]) => {
    const [type = "", name = ""] = address.replace(/^data\./, "").split(".");
    return {
      address,
      mode: address.startsWith("data.") ? "data" : "managed",
      type,
      name,
      provider_config_key: type.split("_")[0],
      expressions,
    };
  });
}

/** An expression that refers to something, with the part that Terraform adds. */
export function refersTo(...references: string[]): object {
  return { references: references.flatMap((one) => [one, one.replace(/\.[^.]+$/, "")]) };
}
