import { Op, ref, TerraformOutput, type Precondition } from "cdktf";
import type { Construct } from "constructs";
import { renderUncutProblem, type Problem } from "../../model/problem";
import {
  anyKeyIn,
  claimsDisagree,
  differingPlaces,
  keyElsewhere,
  otherKey,
  otherProject,
  recordElsewhere,
} from "../../rules/messages";
import type { IAuraInstance, IAuraKey } from "../interfaces";
import type { KeyChoice } from "./key-selection";
import { ImportedKmsKey } from "./imported-key";
import { ImportedCustomerManagedKey } from "./imported-record";
import { arnField, asExpression, escapeTemplate, holdsToken, sameValue, nameOf } from "./tokens";

/** A value, where it came from, and what it belongs to. */
interface ValueWithSource {
  readonly about: "instance" | "key" | "record";
  readonly value: string;
  readonly source: string;
}

/** Conditions on a customer managed key whose region, or whose key's ARN, is known only at apply. */
export function recordPreconditions(record: Construct, key: IAuraKey, region: string): Precondition[] {
  const name = nameOf(record);
  const ofKey = keyRegion(key);
  const ofRecord: ValueWithSource = { about: "record", value: region, source: `\`region\` of record ${name}` };
  return [
    ...equalUnlessKnown(record, ofKey.value, region, {
      code: "record-region-matches-key",
      ...recordElsewhere(name, region, inPlaces(ofKey, ofRecord), anyKeyIn(region), ofKey.value),
    }),
    ...accountPrecondition(record, key),
  ];
}

/** What the conditions of an instance are about. */
interface InstanceTerms {
  readonly region: string;
  readonly projectId: string;
  readonly cloneOf?: IAuraInstance;
}

/** Conditions on an instance whose region, project or source, or those of its key, are known only at apply. */
export function instancePreconditions(
  instance: Construct,
  { region, projectId, cloneOf }: InstanceTerms,
  { record, customerManagedKeyId }: Pick<KeyChoice, "record" | "customerManagedKeyId">,
): Precondition[] {
  const ofClone = cloneOf && customerManagedKeyId ? clonePreconditions(instance, cloneOf, customerManagedKeyId) : [];
  if (!record) return ofClone;
  const name = nameOf(instance);
  const instanceRegion: ValueWithSource = {
    about: "instance",
    value: region,
    source: `\`region\` of instance ${name}`,
  };
  const keyRegions: ValueWithSource[] = [
    ...(record.key ? [keyRegion(record.key)] : []),
    { about: "record", value: record.region, source: `\`region\` of record ${nameOf(record)}` },
  ];
  const distinct = keyRegions.filter(
    ({ value }, index) => keyRegions.findIndex((other) => sameValue(instance, other.value, value)) === index,
  );
  const regions = distinct.flatMap((other) =>
    equalUnlessKnown(instance, other.value, region, {
      code: "key-region-matches-instance",
      ...keyElsewhere(name, region, inPlaces(other, instanceRegion), anyKeyIn(region)),
    }),
  );
  // One that is created here has this condition itself.
  const account =
    record instanceof ImportedCustomerManagedKey && record.key ? accountPrecondition(instance, record.key) : [];
  const project = equalUnlessKnown(instance, record.projectId, projectId, {
    code: "project-matches-record",
    ...otherProject(name, `"${projectId}"`, `"${record.projectId}"`, record.node.path),
  });
  return [...regions, ...project, ...account, ...ofClone];
}

/**
 * Lets Terraform check the conditions of an instance that is deferred, in every plan of phase 1: as an output without a value,
 * of which nothing is left in the state.
 */
export function checkWithoutResource(deferred: Construct, conditions: readonly Precondition[]): void {
  if (conditions.length === 0) return;
  const description = escapeTemplate(`Checks deferred instance ${deferred.node.id}; it has no value`);
  const output = new TerraformOutput(deferred, "Checks", { value: ref("null"), description });
  // cdktf takes one precondition of an output, Terraform any number.
  const precondition = conditions.map(({ condition, errorMessage }) => ({ condition, error_message: errorMessage }));
  output.addOverride("precondition", precondition);
}

/** Conditions on a clone whose source, or the source's key, is known only at apply. */
function clonePreconditions(clone: Construct, source: IAuraInstance, customerManagedKeyId: string): Precondition[] {
  const ofSource = source.customerManagedKeyId;
  // The rule compares the customer managed keys of this app; an id from outside is compared here.
  if (source.customerManagedKey || !ofSource) return [];
  return equalUnlessKnown(clone, ofSource, customerManagedKeyId, {
    code: "clone-keeps-key",
    ...otherKey(
      nameOf(clone),
      nameOf(source),
      `customer managed key ${customerManagedKeyId}`,
      `customer managed key ${ofSource}`,
    ),
  });
}

function keyRegion(key: IAuraKey): ValueWithSource {
  // Only the ARN says where a key owned elsewhere is; a key created here knows its region.
  return key instanceof ImportedKmsKey && holdsToken(key.keyArn)
    ? { about: "key", value: arnField(key.keyArn, 3), source: `4th field of the ARN of key ${nameOf(key)}` }
    : { about: "key", value: key.region, source: `\`region\` of key ${nameOf(key)}` };
}

function inPlaces(one: ValueWithSource, other: ValueWithSource): string {
  const placed = ({ about, value, source }: ValueWithSource) => [about, `${value} (${source})`] as const;
  return differingPlaces(placed(one), placed(other));
}

function accountPrecondition(scope: Construct, key: IAuraKey): Precondition[] {
  if (!(key instanceof ImportedKmsKey) || !holdsToken(key.keyArn) || holdsToken(key.accountId)) return [];
  const name = nameOf(key);
  const inArn = arnField(key.keyArn, 4);
  const claims = `${key.accountId} (\`accountId\` of key ${name}), ${inArn} (5th field of the ARN of key ${name})`;
  return equalUnlessKnown(scope, inArn, key.accountId, {
    code: "key-account-expected",
    ...claimsDisagree(`key ${name}`, "account", claims),
  });
}

function equalUnlessKnown(
  scope: Construct,
  one: string,
  other: string,
  problem: Omit<Problem, "path">,
): Precondition[] {
  if (!holdsToken(one) && !holdsToken(other)) return [];
  if (sameValue(scope, one, other)) return [];
  return [
    {
      condition: Op.eq(asExpression(one), asExpression(other)),
      errorMessage: renderUncutProblem({ ...problem, path: scope.node.path }),
    },
  ];
}
