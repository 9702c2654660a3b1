import { AURA_PRODUCTS, AURA_REGIONS, type AuraProduct } from "../model/limits";
import { ACCOUNT_ID, parseArn, parseKeyArn } from "../policy/arn";
import { describeValue, quoteWithLength } from "./messages";
import { didYouMean } from "../util/did-you-mean";
import { formatList } from "../util/format-list";
import { insteadOfRsaPublicKey, PUBLIC_KEY_OF_PAIR } from "../util/rsa-public-key";

/** What is known about one wrong value beyond its form: what it is, and what to do. */
export interface Advice {
  readonly got?: string;
  readonly fix?: string;
}

/** Advice on wrong texts only. */
export function onText(advise: (text: string) => Advice | undefined): (value: unknown) => Advice | undefined {
  return (value) => (typeof value === "string" ? advise(value) : undefined);
}

/** Advice on a text that is too long or too short. */
export const onLength = onText((text) => ({ got: quoteWithLength(text) }));

/** Advice on a name with characters that names do not have. */
export const onName = onText((text) => {
  const legal = text.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[-_]+|-+$/g, "");
  return legal ? { fix: `call it ${legal}` } : undefined;
});

/** Advice on what is not the ARN of an IAM role or user. */
export const onPrincipal = onText((text) => {
  const arn = parseArn(text);
  if (ACCOUNT_ID.test(text) || (arn?.service === "iam" && arn.resource === "root")) {
    return {
      got: `${describeValue(text)} (the whole account)`,
      fix: "name a role or user; the key's account always keeps control",
    };
  }
  const role = arn?.service === "sts" ? /^assumed-role\/([^/]+)\//.exec(arn.resource)?.[1] : undefined;
  if (arn && role) {
    return {
      got: `${describeValue(text)} (a role session)`,
      fix: `name the role: arn:${arn.partition}:iam::${arn.accountId}:role/${role} (with its path, if it has one)`,
    };
  }
  return /[*?]/.test(text) ? { fix: "name each role or user; KMS takes no wildcards in principals" } : undefined;
});

/** Advice on what is not the ARN of a KMS key. */
export const onKeyArn = onText((text) => {
  const parsed = parseKeyArn(text);
  const isAlias = text.startsWith("alias/") || text.includes(":alias/");
  const ask = (key: string): string => `aws kms describe-key --key-id ${key} --query KeyMetadata.Arn`;
  return {
    ...("error" in parsed && { got: `${describeValue(text)} (${parsed.error})` }),
    fix: `use the ARN from \`${ask(isAlias ? text : "<key>")}\``,
  };
});

/** Advice on what is not a public key. It is not shown: it may be a private key. */
export const onPublicKey = onText((text) => ({ got: insteadOfRsaPublicKey(text) ?? "", fix: PUBLIC_KEY_OF_PAIR }));

/** Advice on what is not the name of a KMS alias. */
export const onAlias = onText((text) => {
  if (text.startsWith("alias/aws/")) return { fix: "use another prefix, such as alias/neo4j-aura/" };
  return /^[\w/-]+$/.test(text) && !text.startsWith("alias/") ? { fix: `write alias/${text.replace(/^\/+/, "")}` } : {};
});

/** Advice on a prefix that begins or ends with a slash. */
export const onPrefix = onText((text) => {
  const bare = text.replace(/^\/+|\/+$/g, "");
  return bare && bare !== text && !/\s/.test(bare) ? { fix: `write ${bare}` } : undefined;
});

/** Advice on what is not a region id. */
export function onRegion(value: unknown): Advice | undefined {
  if (Array.isArray(value)) return { fix: "name one region; list further regions of a multi-Region key in `replicas`" };
  if (typeof value !== "string") return undefined;
  const zone = /^([a-z-]+-\d)[a-z]$/.exec(value)?.[1];
  if (zone) return { fix: `write ${zone}: a region, not an availability zone` };
  const meant = didYouMean(value, new Set(Object.values(AURA_REGIONS).flat()));
  return meant ? { fix: `did you mean ${meant}?` } : undefined;
}

/** Advice on what is not a size in GB. */
export function onSize(value: unknown): Advice | undefined {
  const size = /^\s*([1-9]\d*)\s*(gb?|gib)?\s*$/i.exec(String(value))?.[1];
  return size ? { fix: `write ${size}GB` } : undefined;
}

/** Advice on what is not a Boolean. (YAML 1.1 read `yes` and `no` as one, YAML 1.2 does not.) */
export function onFlag(value: unknown): Advice | undefined {
  const word = String(value).toLowerCase();
  if (["yes", "on", "true", "1"].includes(word)) return { fix: "write true" };
  if (["no", "off", "false", "0"].includes(word)) return { fix: "write false" };
  return undefined;
}

/** Advice on a backend with both kinds or neither. */
export function onBackend(value: unknown): Advice | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const given = Object.keys(value);
  return given.length > 1 ? { got: formatList(given, { and: true }), fix: "keep one of them" } : { got: "none" };
}

/** Advice on what is not the name of a bucket of Google Cloud. */
export const onGcsBucket = onText((text) => {
  const inside = /^gs:\/\/([^/]+)/.exec(text)?.[1];
  return inside === undefined ? undefined : { fix: `write ${inside}: the name alone` };
});

/** What the products are called elsewhere: by the Aura API, in the Console, in older documents. */
const PRODUCT_WORDS: Readonly<Record<AuraProduct, readonly string[]>> = {
  AuraDB: [AURA_PRODUCTS.AuraDB, "AuraDB", "AuraDB Enterprise", "AuraDB Virtual Dedicated Cloud", "AuraDB VDC", "VDC"],
  AuraDS: [AURA_PRODUCTS.AuraDS, "AuraDS", "AuraDS Enterprise"],
};

/** Advice on what is not a product that takes customer managed keys. */
export const onProduct = onText((text) => {
  const bare = (word: string): string => word.toLowerCase().replace(/[^a-z]/g, "");
  for (const product of Object.keys(PRODUCT_WORDS) as AuraProduct[]) {
    if (PRODUCT_WORDS[product].some((word) => bare(word) === bare(text))) return { fix: `write ${product}` };
  }
  const [product, plan] = /ds|science/i.test(text)
    ? ["AuraDS", "AuraDS Enterprise"]
    : ["AuraDB", "AuraDB Virtual Dedicated Cloud"];
  return {
    fix: /free|pro|business|critical|standard/i.test(text)
      ? `move to ${plan}, then write ${product}`
      : "write AuraDB or AuraDS",
  };
});
