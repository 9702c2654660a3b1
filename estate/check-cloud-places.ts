import { parseCloudKmsKeyName, parseVaultKeyId } from "../model/key-identifiers";
import type { Draft, DraftAccount, DraftKey } from "./draft";
import { describePath, describeValue, quoteIfNeeded, type EstatePath, type EstateProblem } from "./messages";

/**
 * Problems of two keys that would be at one place of Azure or Google Cloud, or of one place that two entries describe differently. Apply
 * would stop half-way: with the other key made, and this one not.
 */
export function checkCloudPlaces(draft: Draft): EstateProblem[] {
  return [...checkTenants(draft), ...checkVaultRegions(draft), ...checkNames(draft)];
}

/** A subscription trusts one tenant. @see https://learn.microsoft.com/en-us/entra/fundamentals/how-subscriptions-associated-directory */
function checkTenants({ accounts }: Draft): EstateProblem[] {
  const owners = new Map<string, readonly [name: string, tenantId: string]>();
  return [...accounts].flatMap(([name, { subscriptionId, tenantId }]): EstateProblem[] => {
    if (subscriptionId === undefined || tenantId === undefined) return [];
    const [owner, other] = firstOf(owners, subscriptionId.toLowerCase(), [name, tenantId]);
    if (other.toLowerCase() === tenantId.toLowerCase()) return [];
    const path = ["accounts", name, "tenantId"];
    return [
      {
        ...{ code: "estate-wrong-value", path, part: "value" },
        what: `${describePath(path)} is not that of its subscription`,
        got: `${tenantId}; ${other} at account ${quoteIfNeeded(owner)}, of the same subscription`,
        expected: "",
        fix: "a subscription has one tenant: use the one from `az account show --query tenantId`",
      },
    ];
  });
}

/** A vault is in one region. */
function checkVaultRegions({ keys }: Draft): EstateProblem[] {
  const owners = new Map<string, readonly [name: string, region: string]>();
  // A new vault first: its region is what the other entries have to agree with.
  const all = [...keys].sort(([, a], [, b]) => Number(a.vaultName === undefined) - Number(b.vaultName === undefined));
  return all.flatMap(([name, key]): EstateProblem[] => {
    const { region, vaultName } = key;
    const vault = vaultOf(key);
    if (vault === undefined || region === undefined) return [];
    const [owner, other] = firstOf(owners, vault, [name, region]);
    // Two new vaults of one name are reported as that.
    if (other === region || vaultName !== undefined) return [];
    const path = ["keys", name, "region"];
    return [
      {
        ...{ code: "estate-wrong-value", path, part: "value" },
        what: `${describePath(path)} is not that of its vault`,
        got: `${region}; vault ${vault} is in ${other} for key ${quoteIfNeeded(owner)}`,
        expected: "",
        fix: "a vault is in one region: correct `region`, or name another vault",
      },
    ];
  });
}

/** The name of the vault of a key, which is unique in all of Azure, in lower case. */
function vaultOf({ vaultName, vaultId, keyId, cloud }: DraftKey): string | undefined {
  const parsed = cloud === "azure" && keyId !== undefined ? parseVaultKeyId(keyId) : undefined;
  const ofKey = parsed && !("error" in parsed) ? parsed.vault : undefined;
  return (vaultName ?? vaultId?.split("/").at(-1) ?? ofKey)?.toLowerCase();
}

/** Something that is created for a key, and whose name nothing else there may have. */
interface Created {
  readonly kind: "vault" | "key ring" | "key";
  /** What tells it from all others. */
  readonly id: string;
  readonly name: string;
  /** The setting that names it. */
  readonly setting: string;
  readonly fix: string;
}

/** Vaults, key rings and keys that two entries would create under one name. */
function checkNames({ keys, accounts }: Draft): EstateProblem[] {
  const owners = new Map<string, string>();
  return [...keys].flatMap(([name, key]): EstateProblem[] => {
    // Two keys that share a new vault or key ring and a name in it have one problem, not two.
    const taken = createdFor(name, key, accounts.get(key.account ?? ""))
      .map((one) => ({ ...one, owner: firstOf(owners, `${one.kind} ${one.id}`, name) }))
      .find(({ owner }) => owner !== name);
    if (taken === undefined) return [];
    const { kind, setting, fix, owner } = taken;
    const isGiven = key[setting as keyof DraftKey] !== undefined;
    const path: EstatePath = ["keys", name, ...(isGiven ? [setting] : [])];
    return [
      {
        ...{ code: "estate-duplicate", path, part: isGiven ? "value" : "name" },
        what: isGiven
          ? `${describePath(path)} is already that of key ${quoteIfNeeded(owner)}`
          : `${describePath(path)} has the ${kind} name of key ${quoteIfNeeded(owner)}`,
        got: `${describeValue(taken.name)}${isGiven ? "" : ", by default"}`,
        expected: "a name of its own for each key",
        fix,
      },
    ];
  });
}

function createdFor(entry: string, key: DraftKey, account: DraftAccount | undefined): Created[] {
  if (key.keyId !== undefined) return [];
  // Names are those of the first name of the entry.
  const first = key.formerly ?? entry;
  if (key.cloud === "azure") return createdInAzure(key, first.replaceAll("_", "-"));
  return key.cloud === "gcp" ? createdInGoogleCloud(key, first, account?.project) : [];
}

function createdInAzure(key: DraftKey, defaultName: string): Created[] {
  const { vaultName, keyName: name = defaultName } = key;
  const vault = vaultOf(key);
  if (vault === undefined) return [];
  return [
    ...(vaultName === undefined
      ? []
      : [
          {
            ...({ kind: "vault", id: vault, name: vaultName, setting: "vaultName" } as const),
            fix: "choose another name, or give both keys the `vaultId` of one that exists",
          },
        ]),
    {
      ...({ kind: "key", id: `${vault}/${name.toLowerCase()}`, name, setting: "keyName" } as const),
      fix: "choose another `keyName`, or another vault",
    },
  ];
}

function createdInGoogleCloud(key: DraftKey, defaultName: string, project: string | undefined): Created[] {
  const { keyRing, region, keyName: name = defaultName, keyRingName = `neo4j-aura-${defaultName}` } = key;
  const parsed = keyRing === undefined ? undefined : parseCloudKmsKeyName(`${keyRing}/cryptoKeys/any`);
  if (parsed ? "error" in parsed : project === undefined || region === undefined) return [];
  const ring = keyRing ?? `projects/${project}/locations/${region}/keyRings/${keyRingName}`;
  return [
    ...(keyRing === undefined
      ? [
          {
            ...({ kind: "key ring", id: ring, name: keyRingName, setting: "keyRingName" } as const),
            fix: "choose another name, or give both keys the `keyRing` of one that exists",
          },
        ]
      : []),
    {
      ...({ kind: "key", id: `${ring}/${name}`, name, setting: "keyName" } as const),
      fix: "choose another `keyName`, or another key ring",
    },
  ];
}

/** What was first under an id: this one, when it is new. */
function firstOf<T>(owners: Map<string, T>, id: string, own: T): T {
  const owner = owners.get(id) ?? own;
  owners.set(id, owner);
  return owner;
}
