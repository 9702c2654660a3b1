import { isObject, type JsonObject } from "../../../util/json";
import { DATA_SOURCE_SCHEMAS, RESOURCE_SCHEMAS } from "../../../simulator/terraform/schemas";
import type { Block } from "../../../provider/plugin";

/** A plan, whose parts are changed in place. */
type Plan = Record<string, unknown>;
type Values = Record<string, unknown>;

const SCHEMAS: Readonly<Record<string, Block>> = { ...DATA_SOURCE_SCHEMAS, ...RESOURCE_SCHEMAS };

/**
 * A plan as the AWS provider writes it once it has read everything: what is not set is empty or 0 in place of null, and the other way
 * round where null is the other spelling.
 * @param text the plan
 */
export function withOtherSpelling(text: string): string {
  const plan = JSON.parse(text) as Plan;
  for (const entry of entriesOf(plan)) {
    const { type, change } = entry;
    if (!isOfAws(entry) || !isObject(change)) continue;
    const [before, after] = [valuesOf(change["before"]), valuesOf(change["after"])];
    for (const [name, value] of Object.entries(before ?? {})) {
      const other = otherSpelling(String(type), name, value);
      if (other === undefined) continue;
      if (after && JSON.stringify(after[name]) === JSON.stringify(value)) after[name] = other;
      if (before) before[name] = other;
    }
  }
  return JSON.stringify(plan);
}

/** The other way to write down what is not set; undefined where there is none. */
function otherSpelling(type: string, name: string, value: unknown): unknown {
  if (name === "bypass_policy_lockout_safety_check" && value === false) return null;
  if (value !== null) return undefined;
  if (name === "tags") return {};
  const attribute = SCHEMAS[type]?.attributes[name];
  if (attribute?.optional !== true) return undefined;
  return attribute.type === "string" ? "" : attribute.type === "number" ? 0 : undefined;
}

/** Changes of the shape from one version of the AWS provider to another; undefined where a version has no such plan. */
export const VERSIONS: Readonly<Record<string, (text: string) => string | undefined>> = {
  /** Resources have no `region`: it is the provider's. */
  "5.100": withoutRegions,
  /** Neither has it identities. */
  "6.0": (text) => rendered(text, ({ change }) => setIdentity(change, undefined)),
  /** Keys and aliases have an identity. */
  "6.66": (text) =>
    rendered(text, ({ type, change }) => {
      const name = { aws_kms_key: "id", aws_kms_alias: "name" }[String(type)];
      if (name !== undefined) setIdentity(change, name);
    }),
};

function rendered(text: string, render: (entry: Values) => void): string {
  const plan = JSON.parse(text) as Plan;
  for (const entry of entriesOf(plan)) if (isOfAws(entry)) render(entry);
  return JSON.stringify(plan);
}

function setIdentity(change: unknown, name: string | undefined): void {
  const own = valuesOf(change);
  if (!own) return;
  for (const side of ["before", "after"]) {
    const values = valuesOf(own[side]);
    const identity =
      values && name !== undefined ? { account_id: "111122223333", region: null, [name]: values[name] } : undefined;
    // JSON leaves out what is undefined.
    own[`${side}_identity`] = identity;
  }
}

function withoutRegions(text: string): string | undefined {
  // With provider 5 a resource cannot be in another region than its provider, which has to have one for what is created.
  const configuration = valuesOf((JSON.parse(text) as Plan)["configuration"]);
  const blocks = [...objectsIn(configuration?.["root_module"])].filter(isOfAws);
  if (blocks.some((block) => valuesOf(block["expressions"])?.["region"] !== undefined)) return undefined;
  const providers = Object.values(valuesOf(configuration?.["provider_config"]) ?? {}).filter(
    (one) => valuesOf(one)?.["name"] === "aws",
  );
  if (providers.some((one) => !valuesOf(valuesOf(one)?.["expressions"])?.["region"])) return undefined;
  return rendered(text, ({ change, values }) => {
    const own = valuesOf(change);
    const parts = ["before", "after", "after_unknown", "before_sensitive", "after_sensitive"].map(
      (name) => own?.[name],
    );
    for (const part of [values, ...parts]) delete valuesOf(part)?.["region"];
  });
}

/** Resources of changes, drift and states. */
function entriesOf(plan: Plan): Values[] {
  const { resource_changes: changes, resource_drift: drift, prior_state: prior, planned_values: planned } = plan;
  return [changes, drift, prior, planned].flatMap((part) => [...objectsIn(part)]).filter(({ type }) => type);
}

function* objectsIn(value: unknown): Iterable<Values> {
  if (Array.isArray(value)) for (const one of value) yield* objectsIn(one);
  if (!isObject(value)) return;
  yield value as Values;
  for (const one of Object.values(value)) yield* objectsIn(one);
}

function isOfAws({ type }: JsonObject): boolean {
  return typeof type === "string" && type.startsWith("aws_");
}

function valuesOf(value: unknown): Values | undefined {
  return isObject(value) ? (value as Values) : undefined;
}
