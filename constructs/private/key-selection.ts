import { CLOUDS } from "../../model/clouds";
import type { Construct, IConstruct } from "constructs";
import type { Problem } from "../../model/problem";
import { formatList } from "../../util/format-list";
import type { CloudProvider } from "../../model/limits";
import type { IAuraCustomerManagedKey, IAuraInstance, IAuraKey, KeyPhase } from "../interfaces";
import { sameValue, show, nameOf } from "./tokens";

/** The key that an instance gets, or why it has none. */
export interface KeyChoice {
  /** The cloud of the key, and so of the instance. */
  readonly cloudProvider: CloudProvider;
  readonly record?: IAuraCustomerManagedKey | undefined;
  readonly customerManagedKeyId?: string | undefined;
  readonly problems: readonly Problem[];
}

/** The props that decide on the key of an instance. */
export interface KeySelectionProps {
  readonly customerManagedKey?: IAuraCustomerManagedKey | undefined;
  readonly cloneOf?: IAuraInstance | undefined;
  readonly projectId: string;
  readonly region: string;
  readonly product: string;
}

/**
 * Selects the key of an instance: the one in its props; for a clone, the key of its source when that is in the same region,
 * and otherwise the only one in the app for the clone's project, region and product.
 */
export function selectKey(instance: Construct, props: KeySelectionProps): KeyChoice {
  const path = instance.node.path;
  const { customerManagedKey, cloneOf, region } = props;
  const cloudProvider = cloneOf?.cloudProvider ?? "aws";
  const refused = (problem: Problem): KeyChoice => ({ cloudProvider, problems: [problem] });
  if (customerManagedKey) return chosen(customerManagedKey);
  if (!cloneOf) {
    return refused({
      code: "instance-needs-key",
      path,
      what: "`customerManagedKey` is missing",
      got: "nothing, so Aura would use a Neo4j-managed key, permanently",
      expected: "the customer managed key",
      fix: "pass an AuraCustomerManagedKey, or one named with AuraCustomerManagedKey.fromId",
    });
  }
  const sameRegion = sameValue(instance, cloneOf.region, region);
  if (sameRegion && cloneOf.customerManagedKey) return chosen(cloneOf.customerManagedKey);
  if (sameRegion && cloneOf.customerManagedKeyId) {
    return { cloudProvider, customerManagedKeyId: cloneOf.customerManagedKeyId, problems: [] };
  }
  const [only, ...others] = recordsFor(instance, props);
  if (only && others.length === 0) return chosen(only);
  return refused({
    code: "instance-needs-key",
    path,
    what: `${only ? "several customer managed keys fit" : "no customer managed key fits"} clone ${nameOf(instance)}`,
    got: only ? formatList([only, ...others].map(({ node }) => node.path)) : "none in its project",
    expected: `one for ${show(props.product)} in ${show(region)}`,
    fix: only
      ? "choose one with `customerManagedKey`"
      : "create one before the clone, or name it with `customerManagedKey`",
  });
}

/** Checks that an instance can be created on its key now, whatever the regions. */
export function readinessProblems(
  path: string,
  customerManagedKeyId: string | undefined,
  record: IAuraCustomerManagedKey | undefined,
  cloneOf: IAuraInstance | undefined,
): Problem[] {
  const problems: Problem[] = [];
  if (customerManagedKeyId === "") {
    problems.push({
      code: "instance-needs-key",
      path,
      what: "the id of the customer managed key is empty",
      got: '"", so Aura would use a Neo4j-managed key, permanently',
      expected: "a UUID",
      fix: "copy the id from the Aura Console or from an output of its stack",
    });
  }
  if (record?.phase === "bootstrap") {
    const { key, cloudProvider } = record;
    const file = key && "statementPath" in key ? key.statementPath : undefined;
    problems.push({
      code: "key-in-bootstrap-phase",
      path,
      what:
        cloudProvider === "aws"
          ? "the instance is created before its key has Aura's statement"
          : "the instance is created before Aura has access to its key",
      got: `key ${key?.node.path ?? record.node.path} in phase 1`,
      expected: "a key in phase 2",
      fix: `deploy without the instance, ${CLOUDS[cloudProvider].inputOfPhase2}${file ? ` to ${String(file)}` : ""}, then add the instance`,
    });
  }
  if (cloneOf?.deferred) {
    problems.push({
      code: "source-deferred",
      path,
      what: "the source of the clone does not exist yet",
      got: `deferred instance ${cloneOf.node.path}`,
      expected: "a source that is created here or exists elsewhere",
      fix: "defer the clone as well (AuraInstance.deferred)",
    });
  }
  return problems;
}

/**
 * What is wrong with a record whose key got its policy later: neither its card nor the instances know of the policy.
 */
export function latePolicyProblems(path: string, key: IAuraKey | undefined, phase: KeyPhase | undefined): Problem[] {
  if (!key || key.phase === phase) return [];
  return [
    {
      code: "policy-applied-first",
      path,
      what: "the key policy is defined after the customer managed key",
      got: `an AuraKeyPolicy for ${key.node.path} after it`,
      expected: "the AuraKeyPolicy first, so that instances wait for it",
      fix: "move the AuraKeyPolicy before the customer managed key",
    },
  ];
}

/** What is said of the cloud of a key, a customer managed key and an instance has to agree. */
export function otherCloudProblems(
  path: string,
  prop: "key" | "customerManagedKey",
  given: { readonly cloudProvider: CloudProvider; readonly node: Construct["node"] } | undefined,
  cloud: CloudProvider,
): Problem[] {
  if (!given || given.cloudProvider === cloud) return [];
  return [
    {
      code: "exclusive-props",
      path,
      what: `\`cloudProvider\` is not the cloud of \`${prop}\``,
      got: `${cloud}, and ${given.cloudProvider} for ${given.node.path}`,
      expected: "one cloud",
      fix: "leave `cloudProvider` out",
    },
  ];
}

function chosen(record: IAuraCustomerManagedKey): KeyChoice {
  const { cloudProvider, customerManagedKeyId } = record;
  return { record, cloudProvider, customerManagedKeyId, problems: [] };
}

function recordsFor(instance: Construct, { projectId, region, product }: KeySelectionProps): IAuraCustomerManagedKey[] {
  return instance.node.root.node
    .findAll()
    .filter(isRecord)
    .filter(
      (record) =>
        record.product === product &&
        sameValue(instance, record.region, region) &&
        sameValue(instance, record.projectId, projectId),
    );
}

function isRecord(construct: IConstruct): construct is IAuraCustomerManagedKey {
  return "customerManagedKeyId" in construct && "phase" in construct;
}
