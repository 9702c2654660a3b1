import { valueOf } from "../model/fact";
import { isOtherCloudKey, type KmsKeyNode } from "../model/model";
import type { AccountReading } from "../model/read/read-account";
import { accessMatrix } from "../policy/access/matrix";
import { groupBy } from "../util/group-by";
import { cloudKeyEvidence } from "./cloud-evidence";
import type { ReviewContext } from "./context";
import type { Evidence, KeyAccess, KeyEvidence, InstanceEvidence } from "./types";

/** With any of these a principal administers a key. */
const ADMINISTRATION: ReadonlySet<string> = new Set(["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey"]);
/** With any of these a principal uses it. */
const USE: ReadonlySet<string> = new Set(["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom"]);

/** What an auditor asks of an account: which database is under which key, who can use and administer it, since when. */
export function evidenceOf(context: ReviewContext, account: AccountReading): Evidence {
  const { reading } = context;
  return {
    ...{ checkedAt: account.at, identities: account.identities },
    keys: [
      ...reading.after.keys.map((key) => keyEvidence(key, context, account)),
      ...reading.after.otherClouds.filter(isOtherCloudKey).map((key) => cloudKeyEvidence(key, context, account)),
    ],
    instances: instancesIn(context, account),
  };
}

function keyEvidence(key: KmsKeyNode, context: ReviewContext, { keys }: AccountReading): KeyEvidence {
  const live = keys.get(key.id);
  const description = valueOf(live?.description);
  const rotation = valueOf(live?.rotation);
  const use = valueOf(live?.lastUse);
  const arn = live?.arn ?? valueOf(key.arn);
  const access = accessTo(key, context, live?.grants);
  return {
    on: context.subjects.subject(key),
    ...(arn !== undefined && { arn }),
    ...(description && { state: description.state }),
    ...(description?.createdAt !== undefined && { createdAt: description.createdAt }),
    ...(rotation && { rotation }),
    ...(use && { lastUse: use }),
    ...(access && { access }),
  };
}

/** Who can use and administer a key, by its policy and its grants; undefined where its policy could not be read. */
function accessTo(
  key: KmsKeyNode,
  { policies }: ReviewContext,
  grants: NonNullable<ReturnType<AccountReading["keys"]["get"]>>["grants"] | undefined,
): readonly KeyAccess[] | undefined {
  const { document, owner } = policies.after.get(key.id) ?? {};
  const [keyArn] = owner?.keyArns ?? [];
  if (!document?.known || !owner || keyArn === undefined) return undefined;
  const { operations, rows } = accessMatrix(document.value, { keyArn, accountId: owner.accountId });
  const byPolicy = rows.map(({ principal, answers }): KeyAccess => {
    const answerFor = (some: ReadonlySet<string>) => {
      const found = operations.flatMap((operation, index) => (some.has(operation) ? (answers[index] ?? []) : []));
      return found.includes("yes") ? "yes" : found.includes("unknown") ? "unknown" : "no";
    };
    return { who: principal.name, by: "policy", use: answerFor(USE), administer: answerFor(ADMINISTRATION) };
  });
  const byGrant = (valueOf(grants) ?? []).map(({ grantee, operations: granted, createdAt }): KeyAccess => ({
    ...{ who: grantee, by: "grant", administer: "no" },
    use: granted.some((operation) => USE.has(`kms:${operation}`)) ? "yes" : "no",
    ...(createdAt !== undefined && { since: createdAt }),
  }));
  return [...byPolicy.filter(({ use, administer }) => use !== "no" || administer !== "no"), ...byGrant];
}

function instancesIn({ reading, subjects }: ReviewContext, account: AccountReading): readonly InstanceEvidence[] {
  const { records, keys, otherClouds, instances } = reading.after;
  const keyOf = new Map([...keys, ...otherClouds.filter(isOtherCloudKey)].map((key) => [key.id, key]));
  const recordsById = groupBy(records, ({ id }) => id);
  return instances.map((instance) => {
    const [record] = instance.record === undefined ? [] : (recordsById.get(instance.record) ?? []);
    const key = record?.key === undefined ? undefined : keyOf.get(record.key);
    const [live, registered] = [account.instances.get(instance.id), record && account.records.get(record.id)];
    const keyId = registered?.keyArn ?? valueOf(record?.keyArn);
    return {
      on: subjects.subject(instance),
      ...(live && { id: live.id, status: live.status }),
      ...(live?.createdAt !== undefined && { createdAt: live.createdAt }),
      ...(record && { customerManagedKey: subjects.subject(record) }),
      ...(registered && { keyStatus: registered.status }),
      ...(registered?.createdAt !== undefined && { registeredAt: registered.createdAt }),
      ...(key && { key: subjects.subject(key) }),
      ...(keyId !== undefined && (keyId.startsWith("arn:") ? { keyArn: keyId } : { keyId })),
    };
  });
}
