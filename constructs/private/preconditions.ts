import { Op, type Precondition } from "cdktf";
import type { Construct } from "constructs";
import { renderProblem, type Problem } from "../../model/problem";
import type { IAuraCustomerManagedKey } from "../customer-managed-key";
import type { IAuraInstance } from "../instance";
import type { IAuraKmsKey } from "../kms-key";
import { ImportedKmsKey } from "./imported-key";
import { ImportedCustomerManagedKey } from "./imported-record";
import { nameOf } from "./names";
import { arnField, asExpression, holdsToken, sameValue } from "./tokens";

/** A value and where it came from. */
interface Sourced {
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
  const ours = { value: region, source: `\`region\` of record ${name}` };
  return [
    ...equalUnlessKnown(record, keyRegion(key), ours, (got) => ({
      code: "record-region-matches-key",
      path: name,
      what: `record ${name} must be for the region in which its key lives`,
      got,
      expected: "one region",
      fix: "give the key of that region, or the ARN of the replica that lives there",
    })),
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
  const name = nameOf(instance);
  if (!record) return [];
  const ours = { value: its.region, source: `\`region\` of instance ${name}` };
  const theirs = [
    ...(record.key ? [keyRegion(record.key)] : []),
    { value: record.region, source: `\`region\` of record ${nameOf(record)}` },
  ];
  const distinct = theirs.filter(
    ({ value }, index) => theirs.findIndex((other) => sameValue(instance, other.value, value)) === index,
  );
  const regions = distinct.flatMap((other) =>
    equalUnlessKnown(instance, other, ours, (got) => ({
      code: "key-region-matches-instance",
      path: name,
      what: `the key of instance ${name} must live in the instance's region`,
      got,
      expected: "one region",
      fix: "use a key in the region of the instance, add a replica of a multi-Region key there, or move the instance",
    })),
  );
  // A record that is made here carries this condition itself.
  const account =
    record instanceof ImportedCustomerManagedKey && record.key ? accountPrecondition(record, record.key) : [];
  return [...regions, ...projectPrecondition(instance, its.projectId, record), ...account];
}

function projectPrecondition(instance: Construct, projectId: string, record: IAuraCustomerManagedKey): Precondition[] {
  const name = nameOf(instance);
  return equalUnlessKnown(
    instance,
    { value: record.projectId, source: `\`projectId\` of record ${nameOf(record)}` },
    { value: projectId, source: `\`projectId\` of instance ${name}` },
    (got) => ({
      code: "project-matches-record",
      path: name,
      what: `instance ${name} and the record of its key must be in one Aura project`,
      got,
      expected: "one project",
      fix: "use a record in the project of the instance, or correct `projectId`",
    }),
  );
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
  const name = nameOf(clone);
  // Records of this app are compared by the rule; an id that came in from outside is compared here.
  if (source.customerManagedKey || !source.customerManagedKeyId) return [];
  return equalUnlessKnown(
    clone,
    { value: source.customerManagedKeyId, source: `key of the source ${nameOf(source)}` },
    { value: customerManagedKeyId, source: `key of the clone ${name}` },
    (got) => ({
      code: "clone-keeps-key",
      path: name,
      what: `clone ${name} must keep the key of its source`,
      got,
      expected: "one key",
      fix: "give the clone the record that its source uses",
    }),
  );
}

function keyRegion(key: IAuraKmsKey): Sourced {
  // The ARN of a key owned elsewhere is the only witness; a key made here says its region itself.
  return key instanceof ImportedKmsKey && holdsToken(key.keyArn)
    ? { value: arnField(key.keyArn, 3), source: `4th field of the ARN of key ${nameOf(key)}` }
    : { value: key.region, source: `\`region\` of key ${nameOf(key)}` };
}

function accountPrecondition(record: Construct, key: IAuraKmsKey): Precondition[] {
  const name = nameOf(record);
  if (!(key instanceof ImportedKmsKey) || !holdsToken(key.keyArn) || holdsToken(key.accountId)) return [];
  return equalUnlessKnown(
    record,
    { value: arnField(key.keyArn, 4), source: `5th field of the ARN of key ${nameOf(key)}` },
    { value: key.accountId, source: `\`accountId\` of key ${nameOf(key)}` },
    (got) => ({
      code: "key-account-expected",
      path: name,
      what: `the key of record ${name} must belong to the expected account`,
      got,
      expected: "one account",
      fix: "give the ARN of the key in that account",
    }),
  );
}

function equalUnlessKnown(
  scope: Construct,
  one: Sourced,
  other: Sourced,
  problem: (got: string) => Problem,
): Precondition[] {
  if (!holdsToken(one.value) && !holdsToken(other.value)) return [];
  if (sameValue(scope, one.value, other.value)) return [];
  const got = `${one.value} (${one.source}) and ${other.value} (${other.source})`;
  return [
    { condition: Op.eq(asExpression(one.value), asExpression(other.value)), errorMessage: renderProblem(problem(got)) },
  ];
}
