import { known, mapFact, unknown, valueOf, type Fact } from "../../fact";
import type { CryptoKeyNode, GoogleNode, KeyIamNode, KeyRingNode, KeyVersionNode } from "../../google";
import { expressionOf } from "../../../terraform/plan/configuration";
import { listOf, objectOf, textOf } from "../../../util/json";
import { protectionOf } from "../key-node";
import { linkedKey, expectedPrincipalsOf, originOf, referencedNode, type ResourceSide } from "../resource-side";
import { bindingsOf } from "./iam";
import { cryptoKeyName, keyRingName, locationIn, projectIn, ringOf } from "./names";
import { projectOfProvider } from "./provider";

/**
 * The node of a resource of Google Cloud.
 * @param kind what it is
 */
export function googleNode(resource: ResourceSide, kind: GoogleNode["kind"]): GoogleNode {
  switch (kind) {
    case "key-ring":
      return keyRingNode(resource);
    case "crypto-key":
      return cryptoKeyNode(resource);
    case "key-version":
      return keyVersionNode(resource);
    case "key-iam":
      return keyIamNode(resource);
  }
}

function keyRingNode(resource: ResourceSide): KeyRingNode {
  const { own, base, links } = resource;
  const { name } = links.rings.place(base.id);
  return {
    ...base,
    kind: "key-ring",
    ringId: name === undefined ? own.text("id") : known(name, own.source("id")),
    region: own.text("location"),
    project: projectOf(resource, own.text("project")),
    destroyPrevented: protectionOf(resource),
  };
}

function projectOf({ source, change }: ResourceSide, own: Fact<string>): Fact<string> {
  const ofProvider = own.known ? undefined : projectOfProvider(source, change);
  return ofProvider === undefined ? own : known(ofProvider, "`project` of its provider");
}

function cryptoKeyNode(resource: ResourceSide): CryptoKeyNode {
  const { own, base, links } = resource;
  const keyName = own.text("name");
  const written = own.text("key_ring");
  const named = inFull(resource, written, keyRingName);
  const ring = links.rings.ring(valueOf(named)) ?? referencedNode(resource, "key_ring", written, "key-ring");
  const place = links.rings.place(ring);
  const ownId = own.text("id");
  const name = valueOf(ownId);
  const ringId = firstKnown(
    fact(place.name, `its key ring, ${own.source("key_ring")}`),
    fact(name === undefined ? undefined : ringOf(name), own.source("id")),
    named,
  );
  const location = locationIn(valueOf(ringId) ?? "");
  return {
    ...base,
    kind: "crypto-key",
    cloud: "gcp",
    keyId: ownId.known ? ownId : madeOf(ringId, keyName, ownId),
    keyName,
    ...(ring !== undefined && { ring }),
    ringId,
    region: firstKnown(
      fact(place.location, `location of its key ring, ${own.source("key_ring")}`),
      fact(location, `location in ${ringId.known ? ringId.source : ""}`),
      written.known ? unknown(`${own.source("key_ring")} does not show its location`) : written,
    ),
    purpose: own.isUnknown("purpose") ? own.text("purpose") : orDefault(own.optionalText("purpose"), "ENCRYPT_DECRYPT"),
    rotationPeriodInSeconds: mapFact(own.optionalText("rotation_period"), secondsIn),
    destroyScheduledInSeconds: mapFact(
      whatProviderFillsIn(resource, "destroy_scheduled_duration", own.optionalText("destroy_scheduled_duration")),
      secondsIn,
    ),
    hasNoVersion: hasNoVersion(resource),
    protectionLevel: protectionLevelOf(resource),
    ...primaryState(resource),
    destroyPrevented: protectionOf(resource),
    ...expectedAccounts(resource),
  };
}

function keyVersionNode(resource: ResourceSide): KeyVersionNode {
  const { own, base } = resource;
  const keyId = inFull(resource, own.text("crypto_key"), cryptoKeyName);
  const key = linkedKey(resource, "crypto_key", keyId);
  const state = whatProviderFillsIn(resource, "state", own.optionalText("state"));
  return { ...base, kind: "key-version", ...(key !== undefined && { key }), keyId, state: orDefault(state, ENABLED) };
}

const ENABLED = "ENABLED";

function keyIamNode(resource: ResourceSide): KeyIamNode {
  const { own, base, change, links } = resource;
  const authority = change.type.endsWith("_member")
    ? "member"
    : change.type.endsWith("_binding")
      ? "binding"
      : "policy";
  const isOnRing = change.type.startsWith("google_kms_key_ring_");
  const argument = isOnRing ? "key_ring_id" : "crypto_key_id";
  const written = own.text(argument);
  const keyId = inFull(resource, written, isOnRing ? keyRingName : cryptoKeyName);
  const found = isOnRing
    ? (links.rings.ring(valueOf(keyId)) ?? referencedNode(resource, argument, written, "key-ring"))
    : linkedKey(resource, argument, keyId);
  return {
    ...base,
    kind: "key-iam",
    authority,
    ...(found !== undefined && (isOnRing ? { ring: found } : { key: found })),
    keyId,
    bindings: bindingsOf(resource, authority),
    destroyPrevented: protectionOf(resource),
  };
}

/** The whole name of what an argument names; a form that shows no project stays as it is. */
function inFull(
  { source, change }: ResourceSide,
  written: Fact<string>,
  nameOf: (text: string, project?: string) => string | undefined,
): Fact<string> {
  return mapFact(written, (text) => nameOf(text, projectOfProvider(source, change)) ?? text);
}

/** The name of a key is known before it is there, where its key ring is. */
function madeOf(ringId: Fact<string>, keyName: Fact<string>, otherwise: Fact<string>): Fact<string> {
  const isWhole = ringId.known && projectIn(ringId.value) !== undefined;
  return isWhole && keyName.known
    ? known(`${ringId.value}/cryptoKeys/${keyName.value}`, `${ringId.source} and ${keyName.source}`)
    : otherwise;
}

/** What the configuration does not set, and the provider or Google fills in: it is not unknown. */
function whatProviderFillsIn<T>(
  { own, change, source }: ResourceSide,
  argument: string,
  fact: Fact<T>,
): Fact<T | undefined> {
  const block = source.block(change);
  const isUnset = block !== undefined && expressionOf(block, argument) === undefined;
  return own.isUnknown(argument) && isUnset ? known(undefined, own.source(argument)) : fact;
}

/** A key without a version that Aura could use; one that has a version keeps it, whatever it was made with. */
function hasNoVersion(resource: ResourceSide): Fact<boolean> {
  const imports = flagOf(resource, "import_only");
  if (valueOf(imports) !== false || hasPrimary(resource)) return imports;
  return flagOf(resource, "skip_initial_version_creation");
}

function flagOf(resource: ResourceSide, name: string): Fact<boolean> {
  return mapFact(whatProviderFillsIn(resource, name, resource.own.flag(name, false)), (value) => value ?? false);
}

function hasPrimary({ change, name }: ResourceSide): boolean {
  return listOf(change[name]?.values["primary"]).length > 0;
}

function protectionLevelOf(resource: ResourceSide): Fact<string> {
  const block = whatProviderFillsIn(resource, "version_template", resource.own.optionalBlock("version_template"));
  return mapFact(block, (template) => textOf(template?.["protection_level"]) ?? "SOFTWARE");
}

/** What it is after the plan is only known where Terraform read it. */
function primaryState({ own, change, name }: ResourceSide): Pick<CryptoKeyNode, "primaryState"> {
  if (own.isUnknown("primary")) return {};
  const state = textOf(objectOf(listOf(change[name]?.values["primary"])[0])["state"]);
  return state === undefined
    ? {}
    : { primaryState: known(state, `state of the primary version, ${own.source("primary")}`) };
}

function expectedAccounts(resource: ResourceSide): Pick<CryptoKeyNode, "expectedPrincipals"> {
  const { expectedPrincipals } = expectedPrincipalsOf(resource);
  return expectedPrincipals ? { expectedPrincipals } : {};
}

/** `"7776000s"` as a number; what is no duration is not a number. */
function secondsIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^[0-9]+(?:\.[0-9]{1,9})?s$/.test(text) ? Number(text.slice(0, -1)) : NaN;
}

function orDefault(fact: Fact<string | undefined>, byDefault: string): Fact<string> {
  return mapFact(fact, (value) => value ?? byDefault);
}

function fact(value: string | undefined, source: string): Fact<string> {
  return value === undefined ? unknown(`${source} is not known`) : known(value, source);
}

/** The first that is known, else the last one. */
function firstKnown(...facts: readonly [Fact<string>, ...Fact<string>[]]): Fact<string> {
  return facts.find((one) => one.known) ?? facts[facts.length - 1] ?? facts[0];
}

/** What is not the name of a key, but that of one of its versions: attributes as references name them. */
const OF_VERSION = /^google_kms_crypto_key\.primary\b|^google_kms_crypto_key_version\.(?:id|name)$/;

/** Whether a customer managed key is made from a version of a key, before that is there. */
export function takesVersion(resource: ResourceSide): boolean {
  const { own } = resource;
  if (!own.isUnknown("key_id") || own.plainText("cloud_provider") !== "gcp") return false;
  return [...originOf(resource, "key_id", ["crypto-key"]).attributes].some((name) => OF_VERSION.test(name));
}
