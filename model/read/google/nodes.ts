import { known, mapFact, unknown, valueOf, type Fact } from "../../fact";
import {
  NO_PRIMARY,
  type CryptoKeyNode,
  type GoogleNode,
  type KeyIamNode,
  type KeyRingNode,
  type KeyVersionNode,
} from "../../google";
import { expressionOf } from "../../../terraform/plan/configuration";
import { listOf, objectOf, textOf } from "../../../util/json";
import { protectionOf } from "../key-node";
import { linkedKey, expectedPrincipalsOf, referencedNode, type ResourceSide } from "../resource-side";
import { keyOfData, ringOfData } from "./data";
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
  const named = ringNamed(resource, "key_ring");
  const ring = links.rings.ring(valueOf(named)) ?? referencedNode(resource, "key_ring", written, "key-ring");
  const place = ring === undefined ? (ringOfData(resource, "key_ring") ?? {}) : links.rings.place(ring);
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
    purpose: own.isUnknown("purpose") ? own.text("purpose") : orDefault(own.optionalText("purpose"), SYMMETRIC),
    rotationPeriodInSeconds: secondsOf(own.optionalText("rotation_period")),
    destroyScheduledInSeconds: secondsOf(
      whatProviderFillsIn(resource, "destroy_scheduled_duration", own.optionalText("destroy_scheduled_duration")),
    ),
    hasNoVersion: hasNoVersion(resource),
    protectionLevel: protectionLevelOf(resource),
    ...primaryState(resource),
    deletionPolicy: mapFact(own.optionalText("deletion_policy"), (policy) =>
      policy === "PREVENT" || policy === "ABANDON" ? policy : undefined,
    ),
    destroyPrevented: protectionOf(resource),
    ...expectedAccounts(resource),
  };
}

function keyVersionNode(resource: ResourceSide): KeyVersionNode {
  const { own, base } = resource;
  const keyId = keyNamed(resource, "crypto_key");
  const key = linkedKey(resource, "crypto_key", keyId);
  const state = whatProviderFillsIn(resource, "state", own.optionalText("state"));
  return { ...base, kind: "key-version", ...(key !== undefined && { key }), keyId, state: orDefault(state, ENABLED) };
}

const SYMMETRIC = "ENCRYPT_DECRYPT";
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
  const keyId = isOnRing ? ringNamed(resource, argument) : keyNamed(resource, argument);
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

/** The whole name of the key that an argument names. */
function keyNamed(resource: ResourceSide, argument: string): Fact<string> {
  return inFull(resource, argument, cryptoKeyName, () => keyOfData(resource, argument));
}

/** The whole name of the key ring that an argument names. */
function ringNamed(resource: ResourceSide, argument: string): Fact<string> {
  return inFull(resource, argument, keyRingName, () => ringOfData(resource, argument)?.name);
}

/** The whole name of what an argument names; a form that shows no project stays as it is. */
function inFull(
  { own, source, change }: ResourceSide,
  argument: string,
  nameOf: (text: string, project?: string) => string | undefined,
  ofData: () => string | undefined,
): Fact<string> {
  const written = own.text(argument);
  if (written.known)
    return known(nameOf(written.value, projectOfProvider(source, change)) ?? written.value, written.source);
  const found = ofData();
  return found === undefined ? written : known(found, own.source(argument));
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
function primaryState(resource: ResourceSide): Pick<CryptoKeyNode, "primaryState"> {
  const { own, change, name } = resource;
  if (own.isUnknown("primary")) return {};
  const primary = change[name]?.values["primary"];
  const [version] = listOf(primary);
  const source = `state of the primary version, ${own.source("primary")}`;
  const state = textOf(objectOf(version)["state"]);
  if (state !== undefined) return { primaryState: known(state, source) };
  // Only a key that encrypts has one, and one that was made without versions is told so.
  const isMissing = Array.isArray(primary) && own.plainText("id") !== undefined && isSymmetric(resource);
  return isMissing && valueOf(hasNoVersion(resource)) === false ? { primaryState: known(NO_PRIMARY, source) } : {};
}

function isSymmetric({ own }: ResourceSide): boolean {
  return (own.plainText("purpose") ?? SYMMETRIC) === SYMMETRIC;
}

function expectedAccounts(resource: ResourceSide): Pick<CryptoKeyNode, "expectedPrincipals"> {
  const { expectedPrincipals } = expectedPrincipalsOf(resource);
  return expectedPrincipals ? { expectedPrincipals } : {};
}

/** `"7776000s"` as a number; what is no duration is not a number, and shown. */
function secondsOf(duration: Fact<string | undefined>): Fact<number | undefined> {
  if (!duration.known || duration.value === undefined) return duration as Fact<undefined>;
  const { value, source } = duration;
  return /^[0-9]+(?:\.[0-9]{1,9})?s$/.test(value)
    ? known(Number(value.slice(0, -1)), source)
    : known(NaN, `${JSON.stringify(value.slice(0, MAX_SHOWN))} (${source})`);
}

/** Characters that are shown of what is no duration. */
const MAX_SHOWN = 40;

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
