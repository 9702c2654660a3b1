import { parseArn, parseKeyArn, partitionOf, siblingArn } from "../policy/arn";
import { unknownNameProblems } from "./check-names";
import type { Draft, DraftAccount, DraftKey } from "./draft";
import { describePath, quoteIfNeeded, type EstatePath, type EstateProblem } from "./messages";

/** Problems of accounts and keys that only show when their settings are compared. */
export function checkKeys(draft: Draft): EstateProblem[] {
  return [
    ...[...draft.accounts].flatMap(([name, account]) => [
      ...checkAccount(name, account),
      ...checkRole(["accounts", name], account),
    ]),
    ...checkRole(["backend", "s3"], draft.head.backend?.s3 ?? {}),
    ...[...draft.keys].flatMap(([name, key]) => [
      ...unknownNameProblems(draft, "accounts", ["keys", name, "account"], key.account),
      ...checkReplicas(name, key),
      ...checkGuard(name, key),
      ...checkRegions(["keys", name, "statement"], key, key.statement, "file"),
      ...checkRegions(["keys", name, "alarm", "topicArn"], key, topicsOf(key), "topic"),
      ...checkArn(["keys", name, "arn"], key.arn, key, draft),
      ...checkArn(["keys", name, "import", "keyArn"], key.import?.keyArn, key, draft),
      ...checkTakenOver(name, key),
    ]),
    ...onePerPlace([...draft.keys].flatMap(([name, key]) => checkPartition(name, key, draft))),
  ];
}

function checkAccount(name: string, { id, assumeRoleArn }: DraftAccount): EstateProblem[] {
  const owner = assumeRoleArn ? parseArn(assumeRoleArn)?.accountId : undefined;
  if (!owner || !id || owner === id) return [];
  const path = ["accounts", name, "assumeRoleArn"];
  return [
    {
      ...atValue("key-account-expected", path),
      what: `${describePath(path)} is a role of another account`,
      got: `${owner} in the ARN, ${id} in \`id\``,
      expected: "",
      fix: "correct `id` or `assumeRoleArn`; Terraform creates keys in the account of the role",
    },
  ];
}

/** What is said about the session of a role needs the role. */
function checkRole(owner: EstatePath, { assumeRoleArn, ...role }: DraftAccount): EstateProblem[] {
  if (assumeRoleArn !== undefined) return [];
  return (["externalId", "sessionName"] as const).flatMap((setting) => {
    if (role[setting] === undefined) return [];
    return [
      {
        ...atValue("estate-missing-setting", [...owner, setting], "name"),
        what: `${describePath([...owner, setting])} needs \`assumeRoleArn\``,
        got: "no role is assumed",
        expected: "",
        fix: `add \`assumeRoleArn\`, or remove \`${setting}\``,
      },
    ];
  });
}

function topicsOf({ alarm }: DraftKey) {
  return typeof alarm === "object" ? alarm.topicArn : undefined;
}

/**
 * Where each region has a value of its own, such as a statement, each region of the key needs one.
 * @param what what a region has
 */
function checkRegions(
  path: EstatePath,
  { region, replicas = [] }: DraftKey,
  given: string | object | undefined,
  what: string,
): EstateProblem[] {
  if (region === undefined || typeof given !== "object") return [];
  const regions = [region, ...replicas];
  const [missing] = regions.filter((one) => !(one in given));
  const [other] = Object.keys(given).filter((one) => !regions.includes(one));
  if (missing === undefined && other === undefined) return [];
  return [
    {
      ...atValue("estate-wrong-value", path, "name"),
      what: `${describePath(path)} does not name the regions of the key`,
      got: missing === undefined ? `${other} is none of them` : `no ${what} for ${missing}`,
      expected: regions.join(", "),
      fix: `name one ${what} for each region of the key${what === "file" ? ", or one file for all of them" : ""}`,
    },
  ];
}

/** Its destruction would stop half-way, when AWS refuses it. */
function checkGuard(name: string, { deletionGuardInDays: days = 0, removalPolicy }: DraftKey): EstateProblem[] {
  if (days === 0 || removalPolicy !== "destroy") return [];
  const path = ["keys", name, "deletionGuardInDays"];
  return [
    {
      ...atValue("estate-disallowed-setting", path, "name"),
      what: `${describePath(path)} and \`removalPolicy: destroy\` exclude each other`,
      got: `${days} and destroy`,
      expected: "one of them",
      fix: "remove `deletionGuardInDays` to give the key up, or `removalPolicy` to keep it",
    },
  ];
}

function checkReplicas(name: string, key: DraftKey): EstateProblem[] {
  const problems: EstateProblem[] = [];
  const { replicas = [], region: primary } = key;
  for (const [i, region] of replicas.entries()) {
    const path = ["keys", name, "replicas", i];
    const again = replicas.indexOf(region) < i;
    const partition = partitionOf(primary ?? region);
    if (region !== primary && !again && partitionOf(region) === partition) continue;
    const [fact, got] =
      region === primary
        ? ["is the region of the primary", region]
        : again
          ? ["is listed twice", region]
          : ["is in another partition", `${region} (${partitionOf(region)})`];
    problems.push({
      ...atValue("estate-wrong-value", path),
      what: `${describePath(path)} ${fact}`,
      got,
      expected: `other regions of partition ${partition}`,
      fix: `remove ${region} from \`replicas\``,
    });
  }
  if (replicas.length === 0) return problems;
  if (key.arn !== undefined) {
    const arn = parseKeyArn(key.arn);
    if ("error" in arn || arn.multiRegion) return problems;
    const path = ["keys", name, "replicas"];
    problems.push({
      ...atValue("estate-wrong-value", path, "name"),
      what: `${describePath(path.slice(0, 2))} has replicas, but is a single-Region key`,
      got: arn.keyId,
      expected: "a key id that begins with mrk-",
      fix: "remove `replicas`, or name a multi-Region key; a single-Region key cannot become one",
    });
  } else if (key.multiRegion === false) {
    const path = ["keys", name, "multiRegion"];
    problems.push({
      ...atValue("estate-wrong-value", path),
      what: `${describePath(path.slice(0, 2))} has replicas, but \`multiRegion\` is false`,
      got: "",
      expected: "",
      fix: "remove `multiRegion: false`, or remove `replicas`",
    });
  }
  return problems;
}

/** A problem of an account shows at each of its keys; once is enough. */
function onePerPlace(problems: readonly EstateProblem[]): EstateProblem[] {
  return [...new Map([...problems].reverse().map((problem) => [JSON.stringify(problem.path), problem])).values()];
}

/** The partition of a key is that of its region: the ARNs of its account and its administrators must agree. */
function checkPartition(name: string, key: DraftKey, draft: Draft): EstateProblem[] {
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
            ...atValue("key-account-expected", path),
            what: `${describePath(path)} is not in the partition of key ${quoteIfNeeded(name)}`,
            got: other,
            expected: `${partition} (of ${key.region})`,
            fix: `name a role or user of partition ${partition}, or move the key to another account`,
          },
        ];
  });
}

/** A policy is taken over as it is, and a replica is no key of its own. */
function checkTakenOver(name: string, key: DraftKey): EstateProblem[] {
  const pairs = [
    ["currentPolicy", "administrators"],
    ["import", "replicas"],
  ] as const;
  const fixes = {
    currentPolicy: "write the administrators into the policy itself",
    import: "add replicas when the key is deployed and `import` is removed",
  };
  return pairs.flatMap(([taken, setting]) => {
    if (key[taken] === undefined || (key[setting] ?? []).length === 0) return [];
    const path = ["keys", name, setting];
    return {
      ...atValue("estate-disallowed-setting", path, "name"),
      what: `${describePath(path)} and \`${taken}\` exclude each other`,
      got: "both",
      expected: "one of them",
      fix: `remove \`${setting}\`: ${fixes[taken]}`,
    };
  });
}

function checkArn(path: EstatePath, given: string | undefined, key: DraftKey, draft: Draft): EstateProblem[] {
  const arn = given === undefined ? undefined : parseKeyArn(given);
  if (!arn || "error" in arn) return [];
  const id = draft.accounts.get(key.account ?? "")?.id;
  const problems: EstateProblem[] = [];
  if (key.region !== undefined && arn.region !== key.region) {
    problems.push({
      ...atValue("key-arn-well-formed", path),
      what: `${describePath(path)} is in another region`,
      got: `${arn.region} in the ARN, ${key.region} in \`region\``,
      expected: "",
      fix: arn.multiRegion
        ? `use ${siblingArn(arn, key.region)}, or write \`region: ${arn.region}\``
        : `write \`region: ${arn.region}\`, or use the ARN of a key in ${key.region}`,
    });
  }
  if (id !== undefined && arn.accountId !== id) {
    problems.push({
      ...atValue("key-account-expected", path),
      what: `${describePath(path)} is in another account`,
      got: `${arn.accountId} in the ARN, ${id} (${key.account}) in \`account\``,
      expected: "",
      fix: `name the account with id ${arn.accountId}, or use the ARN of a key in account ${id}`,
    });
  }
  return problems;
}

function atValue(
  code: EstateProblem["code"],
  path: EstatePath,
  part: EstateProblem["part"] = "value",
): Pick<EstateProblem, "code" | "path" | "part"> {
  return { code, path, part };
}
