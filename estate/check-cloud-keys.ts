import { parseCloudKmsKeyName } from "../model/key-identifiers";
import type { Draft, DraftAccount, DraftKey } from "./draft";
import { describePath, describeValue, quoteIfNeeded, type EstatePath, type EstateProblem } from "./messages";

/** Problems of keys in Azure and Google Cloud that only show when settings are compared. */
export function checkCloudKeys(draft: Draft): EstateProblem[] {
  return [
    ...[...draft.keys].flatMap(([name, key]) => {
      const account = draft.accounts.get(key.account ?? "");
      if (key.cloud === "azure") return [...checkSku(name, key), ...checkSubscription(name, key, account)];
      if (key.cloud === "gcp") return checkProject(name, key, account);
      return [];
    }),
    ...checkTags(draft),
  ];
}

function checkSku(name: string, { keyType, sku }: DraftKey): EstateProblem[] {
  if (keyType !== "RSA-HSM" || sku !== "standard") return [];
  const path = ["keys", name, "sku"];
  return [
    {
      ...atValue("estate-wrong-value", path),
      what: `${describePath(["keys", name])} of type RSA-HSM is in a standard vault`,
      got: "`sku: standard`",
      expected: "premium",
      fix: "remove `sku`, or write `keyType: RSA`",
    },
  ];
}

function checkSubscription(name: string, { vaultId }: DraftKey, account: DraftAccount | undefined): EstateProblem[] {
  const own = account?.subscriptionId;
  const other = /^\/subscriptions\/([^/]+)/i.exec(vaultId ?? "")?.[1];
  if (own === undefined || other === undefined || own.toLowerCase() === other.toLowerCase()) return [];
  const path = ["keys", name, "vaultId"];
  return [
    {
      ...atValue("key-account-expected", path),
      what: `${describePath(path)} is in another subscription`,
      got: `${other} in the id, ${own} in \`account\``,
      expected: "",
      fix: `name the account with \`subscriptionId: ${other}\`, or use a vault of ${own}`,
    },
  ];
}

/** The names of a key and of a key ring say where they are. */
function checkProject(name: string, key: DraftKey, account: DraftAccount | undefined): EstateProblem[] {
  const names = [
    ["keyId", key.keyId],
    ["keyRing", key.keyRing === undefined ? undefined : `${key.keyRing}/cryptoKeys/any`],
  ] as const;
  return names.flatMap(([setting, given]) => {
    const parsed = given === undefined ? undefined : parseCloudKmsKeyName(given);
    if (!parsed || "error" in parsed) return [];
    const path = ["keys", name, setting];
    const problems: EstateProblem[] = [];
    if (key.region !== undefined && parsed.region !== key.region) {
      problems.push({
        ...atValue(setting === "keyId" ? "key-identifier-well-formed" : "estate-wrong-value", path),
        what: `${describePath(path)} is in another region`,
        got: `${parsed.region} in the name, ${key.region} in \`region\``,
        expected: "",
        fix: `write \`region: ${parsed.region}\`, or name one in ${key.region}`,
      });
    }
    // A number is another name of the project, which cannot be compared here.
    const project = account?.project;
    if (project !== undefined && parsed.project !== project && !/^\d+$/.test(parsed.project)) {
      problems.push({
        ...atValue("key-account-expected", path),
        what: `${describePath(path)} is in another project`,
        got: `${parsed.project} in the name, ${project} (${key.account}) in \`account\``,
        expected: "",
        fix: `name the account with \`project: ${parsed.project}\`, or name one in ${project}`,
      });
    }
    return problems;
  });
}

/** Tags of a vault and its key. @see https://learn.microsoft.com/en-us/azure/key-vault/keys/about-keys-details */
const MAX_TAGS = 15;

/** Tags come from the whole file, too, and those are for AWS as well, which takes other characters and more of them. */
function checkTags(draft: Draft): EstateProblem[] {
  const { tags = {} } = draft.head;
  const keys = [...draft.keys].filter(([, { cloud, keyId }]) => cloud === "azure" && keyId === undefined);
  const [first] = keys;
  if (!first) return [];
  const refused = Object.keys(tags).filter((tag) => /[<>%&\\?/]/.test(tag));
  return [
    ...refused.map((tag): EstateProblem => ({
      ...atValue("estate-wrong-value", ["tags", tag], "name"),
      what: "a name in `tags` is not an Azure tag name",
      got: `${describeValue(tag)}; key ${quoteIfNeeded(first[0])} is in Azure`,
      expected: "no < > % & \\ ? /",
      fix: "rename it, or set the tag on the accounts of AWS",
    })),
    ...keys.flatMap(([name, key]): EstateProblem[] => {
      const all = { ...tags, ...draft.accounts.get(key.account ?? "")?.tags, ...key.tags };
      const number = Object.keys(all).length;
      if (number <= MAX_TAGS) return [];
      return [
        {
          ...atValue("estate-wrong-value", ["keys", name], "name"),
          what: `${describePath(["keys", name])} has more tags than Azure takes`,
          got: `${number}, with those of its account and of the whole file`,
          expected: `at most ${MAX_TAGS}`,
          fix: "remove some of them",
        },
      ];
    }),
  ];
}

function atValue(
  code: EstateProblem["code"],
  path: EstatePath,
  part: EstateProblem["part"] = "value",
): Pick<EstateProblem, "code" | "path" | "part"> {
  return { code, path, part };
}
