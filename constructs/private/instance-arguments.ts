import type { Construct } from "constructs";
import { known } from "../../model/fact";
import { AURA_VERSION } from "../../model/limits";
import type { InstanceNode } from "../../model/model";
import type { Problem } from "../../model/problem";
import type { AuraInstanceBaseProps, AuraInstanceProps } from "../instance-props";
import type { AuraInstanceResourceConfig } from "../l1/instance-resource";
import type { KeyChoice } from "./key-selection";
import { formerly } from "./moved-blocks";
import { INSTANCE_OUTPUTS, outputsOf } from "./outputs";
import * as prop from "./validate-props";
import { factOf, show, nameOf } from "./tokens";
import {
  apiProduct,
  memoryProblems,
  productProblems,
  projectProblems,
  publicKeyProblems,
  regionProblems,
} from "./formats";

/** The types of the props of an instance besides its key. */
export const INSTANCE_BASE_SHAPE: prop.Shape<AuraInstanceBaseProps> = {
  projectId: prop.text,
  product: prop.text,
  memory: prop.text,
  name: prop.optional(prop.text),
  version: prop.optional(prop.text),
  storage: prop.optional(prop.text),
  vectorOptimized: prop.optional(prop.flag),
  graphAnalyticsPlugin: prop.optional(prop.flag),
  secondariesCount: prop.optional(prop.amount),
  cdcEnrichmentMode: prop.optional(prop.text),
  paused: prop.optional(prop.flag),
  passwordPublicKey: prop.optional(prop.text),
  importSizeInGb: prop.optional(prop.amount),
  importMethod: prop.optional(prop.text),
  removalPolicy: prop.optional(prop.oneOf("retain", "destroy")),
  timeouts: prop.optional(prop.textByName),
  provider: prop.optional(prop.provider),
  formerly,
};

/** The types of the props of an instance. */
export const INSTANCE_SHAPE: prop.Shape<AuraInstanceProps> = {
  ...INSTANCE_BASE_SHAPE,
  region: prop.text,
  customerManagedKey: prop.optional(prop.record),
  cloneOf: prop.optional(prop.instance),
  sourceSnapshotId: prop.optional(prop.text),
  outputs: outputsOf(...INSTANCE_OUTPUTS),
};

/** The arguments of `aura_instance` for an instance. */
export function instanceArguments(
  id: string,
  props: AuraInstanceProps,
  { cloudProvider, customerManagedKeyId }: Pick<KeyChoice, "cloudProvider" | "customerManagedKeyId">,
): AuraInstanceResourceConfig {
  return {
    projectId: props.projectId,
    name: props.name ?? id,
    cloudProvider,
    region: props.region,
    type: apiProduct(props.product),
    memory: props.memory,
    // Left out unless it was given: the API never returns the version, so a default here would change every imported
    // instance.
    version: props.version,
    storage: props.storage,
    customerManagedKeyId,
    sourceInstanceId: props.cloneOf?.instanceId,
    sourceSnapshotId: props.sourceSnapshotId,
    vectorOptimized: props.vectorOptimized,
    graphAnalyticsPlugin: props.graphAnalyticsPlugin,
    secondariesCount: props.secondariesCount,
    cdcEnrichmentMode: props.cdcEnrichmentMode,
    paused: props.paused,
    passwordPublicKey: props.passwordPublicKey,
    deletionProtection: props.removalPolicy !== "destroy",
    timeouts: props.timeouts && { ...props.timeouts },
    ...(props.provider && { provider: props.provider }),
  };
}

/** An instance as a node of the model. */
export function instanceNode(
  construct: Construct,
  props: AuraInstanceProps,
  input: AuraInstanceResourceConfig,
  choice: KeyChoice,
): InstanceNode {
  const name = nameOf(construct);
  const of = `of instance ${name}`;
  const { cloneOf, importSizeInGb, importMethod, product } = props;
  // With another id in the resource the instance is not under the customer managed key that was chosen.
  const record = input.customerManagedKeyId === choice.customerManagedKeyId ? choice.record : undefined;
  const toImport = importSizeInGb !== undefined || importMethod !== undefined;
  return {
    kind: "instance",
    id: construct.node.path,
    name,
    origin: "created",
    auraName: factOf(input.name, `\`name\` ${of}`),
    region: factOf(input.region, `\`region\` ${of}`),
    product: factOf<string>(product, `\`product\` ${of}`),
    version: factOf(input.version ?? AURA_VERSION, `\`version\` ${of}`),
    projectId: factOf(input.projectId, `\`projectId\` ${of}`),
    ...(record && { record: record.node.path }),
    customerManagedKeyId: factOf(input.customerManagedKeyId, `key ${of}`),
    ...(cloneOf && { cloneOf: cloneOf.node.path }),
    importSizeInGb: factOf(importSizeInGb, `\`importSizeInGb\` ${of}`),
    importMethod: toImport
      ? factOf(importMethod ?? "database-upload", `\`importMethod\` ${of}`)
      : known(undefined, `\`importMethod\` ${of}`),
  };
}

/**
 * Checks the arguments of an instance that are wrong whatever else the app holds.
 * @param record the customer managed key of a deferred instance: the projects of both are compared where they are written, and nothing is
 * written of this one
 */
export function instanceProblems(
  path: string,
  props: AuraInstanceProps,
  input: AuraInstanceResourceConfig,
  { cloudProvider }: KeyChoice,
): Problem[] {
  return [
    ...productProblems(path, props.product),
    ...projectProblems(path, input.projectId),
    ...memoryProblems(path, input.memory),
    ...publicKeyProblems(path, input.passwordPublicKey),
    ...regionProblems(path, input.region, cloudProvider),
    ...(props.sourceSnapshotId === undefined || props.cloneOf ? [] : [snapshotProblem(path, props.sourceSnapshotId)]),
  ];
}

function snapshotProblem(path: string, snapshotId: string): Problem {
  return {
    code: "snapshot-needs-source",
    path,
    what: "`sourceSnapshotId` is given without `cloneOf`",
    got: show(snapshotId),
    expected: "both, or neither",
    fix: "add `cloneOf`, or leave `sourceSnapshotId` out",
  };
}
