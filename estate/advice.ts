import { AURA_PRODUCTS, AURA_REGIONS, type AuraProduct } from "../model/limits";
import { ACCOUNT_ID, parseArn, parseKeyArn } from "../policy/arn";
import { inWords, withLength } from "./messages";
import { didYouMean } from "../util/did-you-mean";

/** A better word on a wrong value than can be said of any: what it is, and what to do. */
export interface Advice {
  readonly got?: string;
  readonly fix?: string;
}

/**
 * Advice on wrong texts only.
 * @param advise the advice
 */
function onText(advise: (text: string) => Advice | undefined): (value: unknown) => Advice | undefined {
  return (value) => (typeof value === "string" ? advise(value) : undefined);
}

/** Advice on a text that is too long or too short. */
export const onLength = onText((text) => ({ got: withLength(text) }));

/** Advice on a name with characters that names do not have. */
export const onName = onText((text) => {
  const legal = text.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[-_]+|-+$/g, "");
  return legal ? { fix: `call it ${legal}` } : undefined;
});

/** Advice on what is no ARN of an IAM role or user. */
export const onPrincipal = onText((text) => {
  const arn = parseArn(text);
  if (ACCOUNT_ID.test(text) || (arn?.service === "iam" && arn.resource === "root")) {
    return {
      got: `${inWords(text)} (the whole account)`,
      fix: "name a role or user; the key's own account always keeps control of the key",
    };
  }
  const role = arn?.service === "sts" ? /^assumed-role\/([^/]+)\//.exec(arn.resource)?.[1] : undefined;
  if (arn && role) {
    return {
      got: `${inWords(text)} (a session of a role)`,
      fix: `name the role: arn:${arn.partition}:iam::${arn.accountId}:role/${role} (with its path, if it has one)`,
    };
  }
  return /[*?]/.test(text)
    ? { fix: "name each role or user: KMS takes no wildcard inside the ARN of a principal" }
    : undefined;
});

/** Advice on what is no ARN of a KMS key. */
export const onKeyArn = onText((text) => {
  const parsed = parseKeyArn(text);
  const isAlias = text.startsWith("alias/") || text.includes(":alias/");
  const ask = (key: string): string => `aws kms describe-key --key-id ${key} --query KeyMetadata.Arn`;
  return {
    ...("not" in parsed && { got: `${inWords(text)} (${parsed.not})` }),
    fix: isAlias ? `give the ARN of the key behind it: ${ask(text)}` : `give the ARN of the key: ${ask("<key>")}`,
  };
});

/** Advice on what is no name of a KMS alias. */
export const onAlias = onText((text) => {
  if (text.startsWith("alias/aws/")) return { fix: "take a prefix of your own, such as alias/neo4j-aura/" };
  return /^[\w/-]+$/.test(text) && !text.startsWith("alias/") ? { fix: `write alias/${text.replace(/^\/+/, "")}` } : {};
});

/** Advice on a prefix with slashes at its ends. */
export const onPrefix = onText((text) => {
  const bare = text.replace(/^\/+|\/+$/g, "");
  return bare && bare !== text && !/\s/.test(bare) ? { fix: `write ${bare}` } : undefined;
});

/**
 * Advice on what is no region id.
 * @param value what was found
 */
export function onRegion(value: unknown): Advice | undefined {
  if (Array.isArray(value)) return { fix: "give one region; further regions of a multi-Region key go into `replicas`" };
  if (typeof value !== "string") return undefined;
  const zone = /^([a-z-]+-\d)[a-z]$/.exec(value)?.[1];
  if (zone) return { fix: `write ${zone}: a region, not an availability zone` };
  const meant = didYouMean(value, new Set(Object.values(AURA_REGIONS).flat()));
  return meant ? { fix: `did you mean ${meant}?` } : undefined;
}

/**
 * Advice on what is no size in GB.
 * @param value what was found
 */
export function onSize(value: unknown): Advice | undefined {
  const size = /^\s*([1-9]\d*)\s*(gb?|gib)?\s*$/i.exec(String(value))?.[1];
  return size ? { fix: `write ${size}GB` } : undefined;
}

/**
 * Advice on what is no truth value. (YAML 1.1 took `yes` and `no` for one, and 1.2 does not.)
 * @param value what was found
 */
export function onFlag(value: unknown): Advice | undefined {
  const word = String(value).toLowerCase();
  if (["yes", "on", "true", "1"].includes(word)) return { fix: "write true" };
  if (["no", "off", "false", "0"].includes(word)) return { fix: "write false" };
  return undefined;
}

/**
 * Advice on a backend that is none, or two.
 * @param value what was found
 */
export function onBackend(value: unknown): Advice | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return { got: Object.keys(value).length > 1 ? "both" : "neither", fix: "keep one of the two" };
}

/** What the products are called elsewhere: by the Aura API, in the Console, in older documents. */
const PRODUCT_WORDS: Readonly<Record<AuraProduct, readonly string[]>> = {
  AuraDB: [AURA_PRODUCTS.AuraDB, "AuraDB", "AuraDB Enterprise", "AuraDB Virtual Dedicated Cloud", "AuraDB VDC", "VDC"],
  AuraDS: [AURA_PRODUCTS.AuraDS, "AuraDS", "AuraDS Enterprise"],
};

/** Advice on what is no product that takes customer managed keys. */
export const onProduct = onText((text) => {
  const bare = (word: string): string => word.toLowerCase().replace(/[^a-z]/g, "");
  for (const product of Object.keys(PRODUCT_WORDS) as AuraProduct[]) {
    if (PRODUCT_WORDS[product].some((word) => bare(word) === bare(text))) return { fix: `write ${product}` };
  }
  const [product, plan] = /ds|science/i.test(text)
    ? ["AuraDS", "AuraDS Enterprise"]
    : ["AuraDB", "AuraDB Virtual Dedicated Cloud"];
  const needs = "customer managed keys need AuraDB Virtual Dedicated Cloud";
  return {
    fix: /free|pro|business|critical|standard/i.test(text)
      ? `${needs} or AuraDS Enterprise: move to ${plan}, then write ${product}`
      : `${needs} (write AuraDB) or AuraDS Enterprise (write AuraDS)`,
  };
});
