import { isObject } from "../util/json";

/** A waiver of a rule in one stack. */
export interface MetadataWaiver {
  /** The id of the rule. */
  readonly rule: string;
  /** Terraform addresses of what it covers; the construct path of what has no resource. */
  readonly on: readonly string[];
  /** Why. */
  readonly reason: string;
  /** What it was given for, by Terraform address; anything else there is not waived. @default - whatever is found */
  readonly facts?: Readonly<Record<string, readonly string[]>>;
}

/**
 * What a configuration says for the review of its plans. A plan shows neither `lifecycle` nor construct metadata, so without it
 * a pull request would not show that `prevent_destroy` was removed or that a waiver was added.
 */
export interface ReviewMetadata {
  /** Version of this format: {@link REVIEW_METADATA_VERSION}. Not the library's, so that an upgrade alone changes no plan. */
  readonly version: string;
  /** Terraform addresses with `prevent_destroy`. */
  readonly protected: readonly string[];
  /** Waivers in force. */
  readonly waivers: readonly MetadataWaiver[];
  /** Expected principals, by the Terraform address of the key or the key policy. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  /**
   * External principals that only the owner's own statements name, by the same addresses: expected, and not Aura. @default - none,
   * and in metadata of earlier versions any of the expected principals may be Aura
   */
  readonly besideAura?: Readonly<Record<string, readonly string[]>>;
}

/** Id of the `terraform_data` resource whose `input` holds the review metadata of its stack. */
export const REVIEW_METADATA_ID = "AuraCmkReviewMetadata";

/** The version that is written, and the only one that is read: a later version may give the same members another meaning. */
export const REVIEW_METADATA_VERSION = "1";

const KIND = "cdktf-aura-cmk/review-metadata";
/** What it was called first: states and plans of that time are read as well. */
const FORMER_KIND = "cdktf-aura-cmk/review-facts";
const BEGINNINGS = [KIND, FORMER_KIND].map((kind) => `{"kind":${JSON.stringify(kind)},`);

/**
 * Review metadata as text: compact JSON, sorted, the same bytes for the same metadata.
 */
export function printReviewMetadata({
  version,
  protected: addresses,
  waivers,
  principals,
  besideAura = {},
}: ReviewMetadata): string {
  const sorted = waivers
    .map(({ rule, on, reason, facts }) => ({
      rule,
      on: asSet(on),
      reason,
      ...(facts && { facts: sortedFacts(facts) }),
    }))
    .map((waiver) => [JSON.stringify(waiver), waiver] as const)
    .sort(([a], [b]) => inOrder(a, b))
    .map(([, waiver]) => waiver);
  const head = JSON.stringify({ kind: KIND, version, protected: asSet(addresses), waivers: sorted });
  const others = Object.keys(besideAura).length > 0 ? `,"besideAura":${printPrincipals(besideAura)}` : "";
  return `${head.slice(0, -1)},"principals":${printPrincipals(principals)}${others}}`;
}

/** Written by hand, because an object would put names that look like numbers first. */
function printPrincipals(byAddress: Readonly<Record<string, readonly string[]>>): string {
  const entries = Object.entries(byAddress)
    .sort(([a], [b]) => inOrder(a, b))
    .map(([address, principals]) => `${JSON.stringify(address)}:${JSON.stringify(asSet(principals))}`);
  return `{${entries.join(",")}}`;
}

/**
 * Reads review metadata. Never throws.
 * @param input the `input` of any `terraform_data` resource
 * @returns undefined when this is not review metadata, or of another version
 */
export function parseReviewMetadata(input: unknown): ReviewMetadata | undefined {
  // Most `terraform_data` is not ours, and may be large.
  if (typeof input !== "string" || !BEGINNINGS.some((beginning) => input.startsWith(beginning))) return undefined;
  const given = parseJson(input);
  if (!isObject(given)) return undefined;
  const { version, protected: addresses, waivers, principals, besideAura = {} } = given;
  if (version !== REVIEW_METADATA_VERSION || !isTexts(addresses)) return undefined;
  if (!isPrincipals(principals) || !isPrincipals(besideAura)) return undefined;
  if (!Array.isArray(waivers) || !waivers.every(isWaiver)) return undefined;
  return {
    version,
    protected: addresses,
    waivers: waivers.map(({ rule, on, reason, facts }) => ({ rule, on, reason, ...(facts && { facts }) })),
    // Not by assignment: an address is anything, even `__proto__`.
    principals: Object.fromEntries(Object.entries(principals)),
    ...(Object.keys(besideAura).length > 0 && { besideAura: Object.fromEntries(Object.entries(besideAura)) }),
  };
}

function isPrincipals(value: unknown): value is Record<string, string[]> {
  return isObject(value) && Object.values(value).every(isTexts);
}

function sortedFacts(facts: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  const entries = Object.entries(facts).map(([address, texts]) => [address, asSet(texts)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => inOrder(a, b)));
}

function asSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(inOrder);
}

/** By code units: the same on every machine. */
function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

function isWaiver(value: unknown): value is MetadataWaiver {
  if (!isObject(value)) return false;
  const { rule, on, reason, facts } = value;
  const isBound = facts === undefined || (isObject(facts) && Object.values(facts).every(isTexts));
  return typeof rule === "string" && isTexts(on) && typeof reason === "string" && isBound;
}
