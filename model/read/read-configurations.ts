import { configurationAsPlan, type ResourceSchema } from "../../terraform/configuration/as-plan";
import { constructPathOf, lifecycleOf, type Block, type Module } from "../../terraform/configuration/module";
import { isRepeated, Values } from "../../terraform/configuration/values";
import { objectOf, textOf } from "../../util/json";
import { known, type Fact } from "../fact";
import { AURA_VERSION } from "../limits";
import { modelOf, nodesOf, OTHER_CLOUD_LINKS, type AnyNode, type CmkModel, type NodeId } from "../model";
import { AZURE_SCHEMAS } from "./azure/schemas";
import { withRegionsOfKeys } from "./azure/key-regions";
import { GOOGLE_SCHEMAS } from "./google/schemas";
import { notCovered } from "./not-covered";
import type { NamedPlan } from "./plan-side";
import type { Expectation } from "./read-account";
import { readParsedPlans } from "./read-plans";
import type { PlanReading, SourcePlace } from "./types";

/** One Terraform configuration: a stack, or a directory with files in Terraform's JSON syntax. */
export interface NamedConfiguration {
  readonly name: string;
  readonly module: Module;
  /** What belongs to it and was not read, a clause each. @default - nothing */
  readonly gaps?: readonly string[];
  /** Finds where the block at an address is written. @default - unknown */
  readonly placeOf?: (address: string) => SourcePlace | undefined;
}

/** What was read of configurations. */
export interface ConfigurationReading {
  /** The model is `after`: what there is once all of it is created. `gaps` of its plans name what is not covered. */
  readonly reading: PlanReading;
  /** Where each managed resource is written, by the id that its node has. */
  readonly blocks: ReadonlyMap<
    NodeId,
    { readonly configuration: NamedConfiguration; readonly block: Block; readonly values: Values }
  >;
  /** The path of the construct behind a node, where cdktf notes one. */
  readonly constructPaths: ReadonlyMap<NodeId, string>;
}

const COMPUTED_BY_KEYS = ["arn", "id", "key_id", "policy"];

/** The attributes that the reader asks for, by type of resource; the AWS provider fills in what is computed. */
const SCHEMAS: Readonly<Record<string, ResourceSchema>> = {
  aws_kms_key: {
    computed: COMPUTED_BY_KEYS,
    optional: [
      ...[
        "bypass_policy_lockout_safety_check",
        "custom_key_store_id",
        "customer_master_key_spec",
        "key_usage",
        "region",
      ],
      ...["deletion_window_in_days", "enable_key_rotation", "is_enabled", "multi_region", "rotation_period_in_days"],
      ...["description", "tags", "xks_key_id"],
    ],
  },
  aws_kms_replica_key: {
    computed: [...COMPUTED_BY_KEYS, "key_rotation_enabled", "key_spec", "key_usage"],
    optional: [
      "bypass_policy_lockout_safety_check",
      "deletion_window_in_days",
      "enabled",
      "region",
      "description",
      "tags",
    ],
  },
  aws_kms_external_key: {
    computed: COMPUTED_BY_KEYS,
    optional: ["bypass_policy_lockout_safety_check", "deletion_window_in_days", "enabled", "multi_region", "region"],
  },
  aws_kms_replica_external_key: {
    computed: [...COMPUTED_BY_KEYS, "key_spec"],
    optional: ["bypass_policy_lockout_safety_check", "deletion_window_in_days", "enabled", "region"],
  },
  aws_kms_key_policy: { computed: ["id"], optional: ["bypass_policy_lockout_safety_check", "region"] },
  aws_kms_grant: {
    computed: ["id", "grant_id", "grant_token"],
    optional: ["name", "region", "constraints", "retiring_principal"],
  },
  aws_kms_alias: { computed: ["arn", "id"], optional: ["region"] },
  ...GOOGLE_SCHEMAS,
  aura_customer_managed_key: { computed: ["id", "status", "created"], optional: [] },
  pgrneo4jaura_auracmk: { computed: ["id"], optional: [] },
  aura_instance: {
    computed: ["id", "status"],
    optional: ["customer_managed_key_id", "source_instance_id", "source_snapshot_id"],
    defaults: { version: AURA_VERSION },
  },
  pgrneo4jaura_aurainstance: {
    computed: ["id"],
    optional: ["customer_managed_key_id", "source_instance_id", "version"],
  },
  terraform_data: { computed: ["id", "output"], optional: ["input"] },
  ...AZURE_SCHEMAS,
};

const CROSS_STACK = "cross-stack-reference-input-";

/**
 * Reads the model from configurations, as Terraform will read them. Never throws for what they hold.
 * @param configurations all that belong together: a state that one of them reads may be another one's
 * @param keys ARNs or ids of keys of Aura that are owned elsewhere
 */
export function readConfigurations(
  configurations: readonly NamedConfiguration[],
  keys: readonly string[] = [],
): ConfigurationReading {
  const all = plansOf(configurations);
  const plans = all.map(({ plan }) => plan);
  const prefixOf = (name: string): string => (configurations.length > 1 ? `${name}: ` : "");
  const blocks = new Map(
    all.flatMap(({ configuration, values }) =>
      configuration.module.blocks
        .filter(({ mode }) => mode === "managed")
        .map((block) => [`${prefixOf(configuration.name)}${block.address}`, { configuration, block, values }] as const),
    ),
  );
  const constructPaths = new Map(
    [...blocks].flatMap(([id, { block }]) => {
      const path = constructPathOf(block)?.replace(/\/Resource$/, "");
      return path === undefined ? [] : [[id, path] as const];
    }),
  );
  const reading = readParsedPlans(plans, [], keys);
  const after = withProtection(linkedAcross(namedByConstructs(reading.after, constructPaths), blocks), blocks);
  const summaries = reading.plans.map((plan, index) => {
    const { module, gaps = [] } = configurations[index] as NamedConfiguration;
    return {
      ...plan,
      gaps: [...plan.gaps, ...[...gaps, ...notCovered(module, after)].map((what) => ({ what }))],
      resources: module.blocks.filter(({ mode }) => mode === "managed").length,
    };
  });
  return { reading: { ...reading, after, plans: summaries }, blocks, constructPaths };
}

/** Configurations in the form of plans. */
function plansOf(
  configurations: readonly NamedConfiguration[],
): readonly { readonly configuration: NamedConfiguration; readonly values: Values; readonly plan: NamedPlan }[] {
  const byName = new Map(configurations.map(({ name, module }) => [name, module]));
  const byBackend = new Map(
    configurations.flatMap(({ module }) => module.backends.map((text) => [text, module] as const)),
  );
  const remote = ({ name, json }: Block): Module | undefined => {
    const named = name.startsWith(CROSS_STACK) ? byName.get(name.slice(CROSS_STACK.length)) : undefined;
    return named ?? byBackend.get(JSON.stringify([textOf(json["backend"]), objectOf(json["config"])]));
  };
  return configurations.map((configuration) => {
    const { name, module } = configuration;
    const values = new Values(module, remote);
    const root = configurationAsPlan(module, values, SCHEMAS);
    return { configuration, values, plan: { name, formatVersion: "1.2", isConfiguration: true, root } };
  });
}

/**
 * What configurations expect of an account.
 * @param configurations all that belong together
 */
export function expectationOfConfigurations(configurations: readonly NamedConfiguration[]): Expectation {
  const { reading } = readConfigurations(configurations);
  return { plans: plansOf(configurations).map(({ plan }) => plan), model: reading.after };
}

/** The argument by which a node names another one, by kind of node. */
const LINKS: Readonly<Record<Exclude<AnyNode["kind"], "key">, Readonly<Record<string, string>>>> = {
  ...OTHER_CLOUD_LINKS,
  "key-policy": { key: "key_id" },
  alias: { target: "target_key_id" },
  grant: { key: "key_id" },
  record: { key: "key_id" },
  instance: { record: "customer_managed_key_id", cloneOf: "source_instance_id" },
};

/** Links that lead by an output into another configuration; those inside of one are there already. */
function linkedAcross(model: CmkModel, blocks: ConfigurationReading["blocks"]): CmkModel {
  const ids = new Map<Module, Map<string, NodeId>>();
  for (const [id, { configuration, block }] of blocks) {
    const ofModule = ids.get(configuration.module) ?? new Map<string, NodeId>();
    ids.set(configuration.module, ofModule.set(block.address, id));
  }
  const target = (id: NodeId, argument: string): NodeId | undefined => {
    const { configuration, block, values } = blocks.get(id) ?? {};
    const value = values?.read(block?.json[argument] ?? null);
    if (!value || value.known || value.module === configuration?.module) return undefined;
    const [, address] =
      /^([\w-]+\.[\w-]+)\.(?:arn|id|key_id|resource_versionless_id|object_id)$/.exec(value.reference ?? "") ?? [];
    const named = address === undefined ? undefined : value.module.find(address);
    return named && !isRepeated(named) ? ids.get(value.module)?.get(named.address) : undefined;
  };
  const linked = nodesOf(model).map((node): AnyNode => {
    if (node.kind === "key") {
      const primary = node.replicaOf && !node.replicaOf.primary ? target(node.id, "primary_key_arn") : undefined;
      return node.replicaOf && primary !== undefined ? { ...node, replicaOf: { ...node.replicaOf, primary } } : node;
    }
    const links = Object.entries(LINKS[node.kind]).flatMap(([link, argument]) => {
      const found = link in node ? undefined : target(node.id, argument);
      return found === undefined ? [] : [[link, found]];
    });
    return links.length > 0 ? { ...node, ...Object.fromEntries(links) } : node;
  });
  return modelOf(withRegionsOfKeys(linked.map((node) => ({ node }))).map(({ node }) => node));
}

/** A configuration shows `lifecycle`, which a plan does not. */
function withProtection(model: CmkModel, blocks: ConfigurationReading["blocks"]): CmkModel {
  const protectionOf = (id: NodeId, otherwise: Fact<boolean>): Fact<boolean> => {
    const { block, values } = blocks.get(id) ?? {};
    const written = block && values?.read(lifecycleOf(block).preventDestroy ?? false);
    return written?.known ? known(String(written.value) === "true", `\`lifecycle\` of ${block?.address}`) : otherwise;
  };
  return {
    ...model,
    keys: model.keys.map((key) => ({ ...key, destroyPrevented: protectionOf(key.id, key.destroyPrevented) })),
    otherClouds: model.otherClouds.map((node) =>
      "destroyPrevented" in node ? { ...node, destroyPrevented: protectionOf(node.id, node.destroyPrevented) } : node,
    ),
  };
}

/** People know the id of the construct, and not the Terraform name that cdktf makes of its path. */
function namedByConstructs(model: CmkModel, paths: ReadonlyMap<NodeId, string>): CmkModel {
  return modelOf(nodesOf(model).map((node) => ({ ...node, name: lastOf(paths.get(node.id)) ?? node.name })));
}

function lastOf(path: string | undefined): string | undefined {
  return path
    ?.replace(/\/Resource$/, "")
    .split("/")
    .at(-1);
}
