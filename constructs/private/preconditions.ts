import { Op, type Precondition } from "cdktf";
import type { Construct } from "constructs";
import { renderProblem, type Problem } from "../../model/problem";
import { anyKeyIn, differingPlaces } from "../../rules/analysis";
import { claimsDisagree, keyElsewhere, otherRecord, recordElsewhere } from "../../rules/messages";
import type { IAuraCustomerManagedKey } from "../customer-managed-key";
import type { IAuraInstance } from "../instance";
import type { IAuraKmsKey } from "../kms-key";
import { otherProject } from "./instance-arguments";
import { ImportedKmsKey } from "./imported-key";
import { ImportedCustomerManagedKey } from "./imported-record";
import { arnField, asExpression, holdsToken, sameValue, nameOf } from "./tokens";

/** A value, where it came from, and what it says something about. */
interface ValueWithSource {
  readonly about: "instance" | "key" | "record";
  readonly value: string;
  readonly source: string;
}

/**
 * Conditions on a record for what the rules could not see at synth: the key's ARN or a region is a token.
 * @param record the record
 * @param key its key
 * @param region region of the record
 */
export function recordPreconditions(record: Construct, key: IAuraKmsKey, region: string): Precondition[] {
  const name = nameOf(record);
  const theirs = keyRegion(key);
  const ours: ValueWithSource = { about: "record", value: region, source: `\`region\` of record ${name}` };
  return [
    ...equalUnlessKnown(record, theirs.value, region, {
      code: "record-region-matches-key",
      ...recordElsewhere(name, region, inPlaces(theirs, ours), anyKeyIn(region), theirs.value),
    }),
    ...accountPrecondition(record, key),
  ];
}

/**
 * Conditions on an instance for what the rules could not see at synth.
 * @param instance the instance
 * @param its its region and its project
 * @param record the record of its key, when it is part of the app
 */
export function instancePreconditions(
  instance: Construct,
  its: { readonly region: string; readonly projectId: string },
  record: IAuraCustomerManagedKey | undefined,
): Precondition[] {
  if (!record) return [];
  const name = nameOf(instance);
  const ours: ValueWithSource = { about: "instance", value: its.region, source: `\`region\` of instance ${name}` };
  const theirs: ValueWithSource[] = [
    ...(record.key ? [keyRegion(record.key)] : []),
    { about: "record", value: record.region, source: `\`region\` of record ${nameOf(record)}` },
  ];
  const distinct = theirs.filter(
    ({ value }, index) => theirs.findIndex((other) => sameValue(instance, other.value, value)) === index,
  );
  const regions = distinct.flatMap((other) =>
    equalUnlessKnown(instance, other.value, its.region, {
      code: "key-region-matches-instance",
      ...keyElsewhere(name, its.region, inPlaces(other, ours), anyKeyIn(its.region), true),
    }),
  );
  // A record that is made here carries this condition itself.
  const account =
    record instanceof ImportedCustomerManagedKey && record.key ? accountPrecondition(instance, record.key) : [];
  const project = equalUnlessKnown(
    instance,
    record.projectId,
    its.projectId,
    otherProject(instance.node.path, `"${its.projectId}"`, `"${record.projectId}"`, record.node.path),
  );
  return [...regions, ...project, ...account];
}

/**
 * Conditions on a clone whose source, or the source's key, is known only at apply.
 * @param clone the clone
 * @param source the instance that is cloned
 * @param customerManagedKeyId id of the clone's own record
 */
export function clonePreconditions(
  clone: Construct,
  source: IAuraInstance,
  customerManagedKeyId: string,
): Precondition[] {
  const theirs = source.customerManagedKeyId;
  // Records of this app are compared by the rule; an id that came in from outside is compared here.
  if (source.customerManagedKey || !theirs) return [];
  return equalUnlessKnown(clone, theirs, customerManagedKeyId, {
    code: "clone-keeps-key",
    ...otherRecord(nameOf(clone), nameOf(source), `record ${customerManagedKeyId}`, `record ${theirs}`),
  });
}

function keyRegion(key: IAuraKmsKey): ValueWithSource {
  // The ARN of a key owned elsewhere is the only witness; a key made here says its region itself.
  return key instanceof ImportedKmsKey && holdsToken(key.keyArn)
    ? { about: "key", value: arnField(key.keyArn, 3), source: `4th field of the ARN of key ${nameOf(key)}` }
    : { about: "key", value: key.region, source: `\`region\` of key ${nameOf(key)}` };
}

function inPlaces(one: ValueWithSource, other: ValueWithSource): string {
  const placed = ({ about, value, source }: ValueWithSource) => [about, `${value} (${source})`] as const;
  return differingPlaces(placed(one), placed(other));
}

function accountPrecondition(scope: Construct, key: IAuraKmsKey): Precondition[] {
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
      errorMessage: renderProblem({ ...problem, path: scope.node.path }),
    },
  ];
}
