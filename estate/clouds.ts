import { CLOUDS } from "../model/clouds";
import { CLOUD_PROVIDERS, type CloudProvider } from "../model/limits";
import { didYouMean } from "../util/did-you-mean";

/* The cloud of an entry as it is written, right or wrong: it says with which form the entry is compared. */

type Map = Readonly<Record<string, unknown>>;

/** What the clouds are called elsewhere. */
const WORDS: Readonly<Record<CloudProvider, RegExp>> = {
  aws: /^(aws|amazon.*)$/i,
  azure: /^(az|azure.*|microsoft.*|ms)$/i,
  gcp: /^(gcp|google.*|gcloud)$/i,
};

/** Settings of an account or a key that only one cloud has. */
const ONLY_OF: Readonly<Record<CloudProvider, readonly string[]>> = {
  aws: ["id", "assumeRoleArn", "profile", "arn", "statement", "alias"],
  azure: ["subscriptionId", "tenantId", "vaultId", "vaultName", "resourceGroupName", "applicationId"],
  gcp: ["project", "keyRing", "keyRingName", "serviceAccounts", "labels"],
};

/** The cloud that a word stands for: `google` is gcp. */
export function cloudMeantBy(word: unknown): CloudProvider | undefined {
  return typeof word === "string" ? CLOUD_PROVIDERS.find((cloud) => WORDS[cloud].test(word.trim())) : undefined;
}

/** The cloud whose regions have this form. */
export function cloudOfRegion(region: unknown): CloudProvider | undefined {
  return typeof region === "string" ? CLOUD_PROVIDERS.find((cloud) => CLOUDS[cloud].region.test(region)) : undefined;
}

/** The clouds of the entries of each section. */
type CloudsOfFile = Readonly<Record<"accounts" | "keys" | "instances", (given: unknown) => CloudProvider>>;

/**
 * Says of the entries of a file in which cloud they are: a key is where its account is, an instance where its key is.
 * @param file the data of the file
 */
export function cloudsOf(file: unknown): CloudsOfFile {
  const [accounts, keys, instances] = ["accounts", "keys", "instances"].map((section) => mapOf(mapOf(file)[section]));
  const clouds = new Set(Object.values(accounts ?? {}).map(cloudOfAccount));
  const [only = "aws", ...others] = clouds;
  if (others.length === 0) return { accounts: cloudOfAccount, keys: () => only, instances: () => only };
  const key = (given: unknown): CloudProvider => {
    const named = entryNamed(accounts, mapOf(given)["account"]);
    return named === undefined ? (cloudOfSettings(mapOf(given)) ?? "aws") : cloudOfAccount(named);
  };
  const instance = (given: unknown, seen: ReadonlySet<unknown> = new Set()): CloudProvider => {
    const { key: name, cloneOf, region } = mapOf(given);
    const own = entryNamed(keys, name);
    if (own !== undefined) return key(own);
    const source = seen.has(given) ? undefined : entryNamed(instances, cloneOf);
    return source === undefined ? (cloudOfRegion(region) ?? "aws") : instance(source, new Set([...seen, given]));
  };
  return { accounts: cloudOfAccount, keys: key, instances: (given) => instance(given) };
}

function cloudOfAccount(given: unknown): CloudProvider {
  const settings = mapOf(given);
  return cloudMeantBy(settings["cloud"]) ?? cloudOfSettings(settings) ?? "aws";
}

function cloudOfSettings(settings: Map): CloudProvider | undefined {
  return CLOUD_PROVIDERS.find((cloud) => ONLY_OF[cloud].some((setting) => Object.hasOwn(settings, setting)));
}

/** The entry of a name, or of the one that was meant. */
function entryNamed(section: Map | undefined, name: unknown): unknown {
  if (section === undefined || typeof name !== "string") return undefined;
  const meant = Object.hasOwn(section, name) ? name : didYouMean(name, Object.keys(section));
  return meant === undefined ? undefined : section[meant];
}

function mapOf(value: unknown): Map {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Map) : {};
}
