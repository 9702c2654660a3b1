import { parseArn, parseKeyArn, partitionOf, siblingArn } from "../policy/arn";
import { unknownName } from "./check-names";
import type { Draft, DraftKey } from "./draft";
import { subjectOf, type EstatePath, type Fault } from "./messages";
import type { Account } from "./schema";

/**
 * Faults of accounts and keys that only show when their settings are compared.
 * @param draft the file
 */
export function checkKeys(draft: Draft): Fault[] {
  return [
    ...[...draft.accounts].flatMap(([name, account]) => checkAccount(name, account)),
    ...[...draft.keys].flatMap(([name, key]) => [
      ...unknownName(draft, "accounts", ["keys", name, "account"], key.account),
      ...checkReplicas(name, key),
      ...checkArn(name, key, draft),
    ]),
    ...onePerPlace([...draft.keys].flatMap(([name, key]) => checkPartition(name, key, draft))),
  ];
}

function checkAccount(name: string, { id, assumeRoleArn }: Partial<Account>): Fault[] {
  const owner = assumeRoleArn ? parseArn(assumeRoleArn)?.accountId : undefined;
  if (!owner || !id || owner === id) return [];
  const path = ["accounts", name, "assumeRoleArn"];
  return [
    {
      ...valueFault("key-account-expected", path),
      what: `${subjectOf(path)} must be a role of account ${id}`,
      got: `a role of account ${owner}`,
      expected: `arn:...:iam::${id}:role/...`,
      fix: "correct `id` or `assumeRoleArn`: Terraform would make the keys in the account of the role",
    },
  ];
}

function checkReplicas(name: string, key: DraftKey): Fault[] {
  const faults: Fault[] = [];
  const { replicas = [], region: primary } = key;
  for (const [i, region] of replicas.entries()) {
    const path = ["keys", name, "replicas", i];
    const again = replicas.indexOf(region) < i;
    const partition = partitionOf(primary ?? region);
    if (region !== primary && !again && partitionOf(region) === partition) continue;
    faults.push({
      ...valueFault("estate-wrong-value", path),
      what: `${subjectOf(path)} must be a further region of the key, each one once, in the same partition`,
      got:
        region === primary
          ? `${region}, the region of the primary`
          : again
            ? `${region} for the second time`
            : `${region} of partition ${partitionOf(region)}`,
      expected: `regions of partition ${partition} other than ${primary ?? "the key's own"}`,
      fix: `take ${region} out of \`replicas\``,
    });
  }
  if (replicas.length === 0) return faults;
  if (key.arn !== undefined) {
    const arn = parseKeyArn(key.arn);
    if ("not" in arn || arn.multiRegion) return faults;
    const path = ["keys", name, "replicas"];
    faults.push({
      ...valueFault("estate-wrong-value", path, "name"),
      what: `${subjectOf(path)} must be those of a multi-Region key`,
      got: `the single-region key ${arn.keyId}`,
      expected: "a key id that begins with mrk-",
      fix: "take `replicas` out, or name a multi-Region key: a single-region key can not become one",
    });
  } else if (key.multiRegion === false) {
    const path = ["keys", name, "multiRegion"];
    faults.push({
      ...valueFault("estate-wrong-value", path),
      what: `${subjectOf(path)} must not be false for a key with replicas`,
      got: "false",
      expected: "true, or no such line",
      fix: "take `multiRegion: false` out, or take `replicas` out",
    });
  }
  return faults;
}

/** What is wrong with an account shows at each of its keys; once is enough. */
function onePerPlace(faults: readonly Fault[]): Fault[] {
  return [...new Map([...faults].reverse().map((fault) => [JSON.stringify(fault.path), fault])).values()];
}

/** The partition of a key is that of its region: the ARNs of its account and its administrators must agree. */
function checkPartition(name: string, key: DraftKey, draft: Draft): Fault[] {
  if (key.region === undefined) return [];
  const partition = partitionOf(key.region);
  const account = key.account === undefined ? undefined : draft.accounts.get(key.account);
  const at: EstatePath = ["accounts", key.account ?? ""];
  const arns: (readonly [EstatePath, string])[] = [
    ...(account?.assumeRoleArn ? [[[...at, "assumeRoleArn"], account.assumeRoleArn] as const] : []),
    ...(account?.administrators ?? []).map((arn, i) => [[...at, "administrators", i], arn] as const),
    ...(key.administrators ?? []).map((arn, i) => [["keys", name, "administrators", i], arn] as const),
  ];
  return arns.flatMap(([path, arn]) => {
    const other = parseArn(arn)?.partition;
    return !other || other === partition
      ? []
      : [
          {
            ...valueFault("key-account-expected", path),
            what: `${subjectOf(path)} must be of the partition of key ${name}`,
            got: `partition ${other}`,
            expected: `partition ${partition} (of ${key.region})`,
            fix: `name a role or user of partition ${partition}, or put the key into an account of its own partition`,
          },
        ];
  });
}

function checkArn(name: string, key: DraftKey, draft: Draft): Fault[] {
  const arn = key.arn === undefined ? undefined : parseKeyArn(key.arn);
  if (!arn || "not" in arn) return [];
  const path = ["keys", name, "arn"];
  const id = draft.accounts.get(key.account ?? "")?.id;
  const faults: Fault[] = [];
  if (key.region !== undefined && arn.region !== key.region) {
    faults.push({
      ...valueFault("key-arn-well-formed", path),
      what: `${subjectOf(path)} must be of the key's region`,
      got: `region ${arn.region} in the ARN, region ${key.region} declared`,
      expected: "one region in both",
      fix: arn.multiRegion
        ? `give ${siblingArn(arn, key.region)}, or write \`region: ${arn.region}\``
        : `write \`region: ${arn.region}\`, or give the ARN of a key in ${key.region}`,
    });
  }
  if (id !== undefined && arn.accountId !== id) {
    faults.push({
      ...valueFault("key-account-expected", path),
      what: `${subjectOf(path)} must be of the key's account`,
      got: `account ${arn.accountId} in the ARN, account ${id} (${key.account}) declared`,
      expected: "one account in both",
      fix: `name the account with id ${arn.accountId}, or give the ARN of a key in account ${id}`,
    });
  }
  return faults;
}

function valueFault(
  code: Fault["code"],
  path: EstatePath,
  part: Fault["part"] = "value",
): Pick<Fault, "code" | "path" | "part"> {
  return { code, path, part };
}
