import { isObject } from "../util/json";

/** A rule that is switched off, as far as a stack is concerned. */
export interface MetadataWaiver {
  /** The id of the rule. */
  readonly rule: string;
  /** Terraform addresses of what it is switched off for; the path of the construct where nothing is made of it. */
  readonly on: readonly string[];
  /** Why. */
  readonly reason: string;
}

/**
 * What a stack says about itself for those who can only read its plan, which shows neither `lifecycle` nor metadata: without
 * it nobody could see in a pull request that `prevent_destroy` went away, or that a waiver came.
 */
export interface ReviewMetadata {
  /** Version of this format: {@link REVIEW_METADATA_VERSION}. Not the library's, so that an upgrade alone changes no plan. */
  readonly version: string;
  /** Terraform addresses with `prevent_destroy`. */
  readonly protected: readonly string[];
  /** Waivers in force. */
  readonly waivers: readonly MetadataWaiver[];
  /** Who Aura's statement may let in, where that is pinned: by the Terraform address of the key or the key policy. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
}

/** Id of the `terraform_data` resource whose `input` holds the facts of its stack. */
export const REVIEW_METADATA_ID = "AuraCmkReviewFacts";

/** The version that is written, and the only one that is read: a later one may mean something else by the same words. */
export const REVIEW_METADATA_VERSION = "1";

const KIND = "cdktf-aura-cmk/review-facts";

/**
 * The one text for the facts: compact JSON, sorted, the same bytes for the same facts.
 * @param facts the facts; they are not changed
 */
export function printReviewMetadata({ version, protected: addresses, waivers, principals }: ReviewMetadata): string {
  const sorted = waivers
    .map(({ rule, on, reason }) => ({ rule, on: asSet(on), reason }))
    .map((waiver) => [JSON.stringify(waiver), waiver] as const)
    .sort(([a], [b]) => inOrder(a, b))
    .map(([, waiver]) => waiver);
  // Written by hand, because an object would put names that look like numbers first.
  const pins = Object.entries(principals)
    .sort(([a], [b]) => inOrder(a, b))
    .map(([address, pinned]) => `${JSON.stringify(address)}:${JSON.stringify(asSet(pinned))}`);
  const head = JSON.stringify({ kind: KIND, version, protected: asSet(addresses), waivers: sorted });
  return `${head.slice(0, -1)},"principals":{${pins.join(",")}}}`;
}

/**
 * Reads the facts back. Never throws.
 * @param input whatever the `input` of a `terraform_data` resource is
 * @returns undefined when these are no facts, or facts that this version can not read
 */
export function parseReviewMetadata(input: unknown): ReviewMetadata | undefined {
  // Most `terraform_data` is somebody else's, and may be large.
  if (typeof input !== "string" || !input.startsWith(`{"kind":${JSON.stringify(KIND)},`)) return undefined;
  const given = parseJson(input);
  if (!isObject(given)) return undefined;
  const { version, protected: addresses, waivers, principals } = given;
  if (version !== REVIEW_METADATA_VERSION || !isTexts(addresses) || !isObject(principals)) return undefined;
  const pins = Object.entries(principals);
  if (!pins.every((pin): pin is [string, string[]] => isTexts(pin[1]))) return undefined;
  if (!Array.isArray(waivers) || !waivers.every(isWaiver)) return undefined;
  return {
    version,
    protected: addresses,
    waivers: waivers.map(({ rule, on, reason }) => ({ rule, on, reason })),
    // Not by assignment: an address is anything, even `__proto__`.
    principals: Object.fromEntries(pins),
  };
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
  return (
    isObject(value) && typeof value["rule"] === "string" && isTexts(value["on"]) && typeof value["reason"] === "string"
  );
}
