import { known as given } from "../../model/fact";
import type { CryptoKeyNode, KeyIamNode, KeyRingNode, KeyVersionNode } from "../../model/google";
import { AURA_ROLES } from "../../model/google-roles";
import type { RecordNode } from "../../model/model";
import { aRecord, later } from "../example";

/* The nodes of a key of Google Cloud with everything as it should be: what the examples of the rules, and tests, are made of. */

export const GOOGLE_PROJECT = "acme-prod";
export const RING_NAME = `projects/${GOOGLE_PROJECT}/locations/europe-west1/keyRings/aura`;
export const KEY_NAME = `${RING_NAME}/cryptoKeys/orders`;
/** Aura's service accounts. */
export const ACCOUNTS = ["compute", "storage", "backup"].map((name) => `${name}@neo4j.iam.gserviceaccount.com`);

const DAY = 86_400;

/** A key that is created here, in europe-west1, with everything as it should be. */
export function aCryptoKey(over: Partial<CryptoKeyNode> = {}): CryptoKeyNode {
  const name = over.name ?? "orders";
  return {
    ...{ kind: "crypto-key", cloud: "gcp", id: `prod/${name}`, name, origin: "created" },
    keyId: given(`${RING_NAME}/cryptoKeys/${name}`, `\`id\` of key ${name}`),
    keyName: given(name, `\`name\` of key ${name}`),
    ring: "prod/ring",
    ringId: given(RING_NAME, `\`key_ring\` of key ${name}`),
    region: given("europe-west1", `location of the key ring of key ${name}`),
    purpose: given("ENCRYPT_DECRYPT", `\`purpose\` of key ${name}`),
    rotationPeriodInSeconds: given(90 * DAY, `\`rotation_period\` of key ${name}`),
    destroyScheduledInSeconds: given(30 * DAY, `\`destroy_scheduled_duration\` of key ${name}`),
    hasNoVersion: given(false, `\`skip_initial_version_creation\` of key ${name}`),
    protectionLevel: given("SOFTWARE", `\`version_template\` of key ${name}`),
    destroyPrevented: given(true, `\`removalPolicy\` of key ${name}`),
    deletionPolicy: given(undefined, `\`deletion_policy\` of key ${name}`),
    ...over,
  };
}

/** The key ring of {@link aCryptoKey}. */
export function aKeyRing(over: Partial<KeyRingNode> = {}): KeyRingNode {
  const name = over.name ?? "ring";
  return {
    ...{ kind: "key-ring", id: `prod/${name}`, name, origin: "created" },
    ringId: given(RING_NAME, `\`id\` of key ring ${name}`),
    region: given("europe-west1", `\`location\` of key ring ${name}`),
    project: given(GOOGLE_PROJECT, `\`project\` of key ring ${name}`),
    destroyPrevented: given(true, `\`removalPolicy\` of key ring ${name}`),
    ...over,
  };
}

/** A version of {@link aCryptoKey}. */
export function aKeyVersion(over: Partial<KeyVersionNode> = {}): KeyVersionNode {
  const name = over.name ?? "first";
  return {
    ...{ kind: "key-version", id: `prod/${name}`, name, origin: "created", key: "prod/orders" },
    keyId: given(KEY_NAME, `\`crypto_key\` of ${name}`),
    state: given("ENABLED", `\`state\` of ${name}`),
    ...over,
  };
}

/**
 * A role of one member on {@link aCryptoKey}.
 * @param member an e-mail address of a service account, or a whole member
 */
export function aKeyMember(member: string, role: string = AURA_ROLES[0], over: Partial<KeyIamNode> = {}): KeyIamNode {
  const name = over.name ?? `${member.replace(/@.*/, "")}-${role === AURA_ROLES[0] ? "use" : role.split(".").at(-1)}`;
  const whole = /[:]|^all/.test(member) ? member : `serviceAccount:${member}`;
  return {
    ...{ kind: "key-iam", id: `prod/${name}`, name, origin: "created", authority: "member", key: "prod/orders" },
    keyId: later("name of key orders"),
    bindings: given([{ role, members: [whole] }], `\`member\` of ${name}`),
    destroyPrevented: given(true, `\`removalPolicy\` of ${name}`),
    ...over,
  };
}

/** Both roles for each of Aura's service accounts. */
export function auraMembers(accounts: readonly string[] = ACCOUNTS): readonly KeyIamNode[] {
  return accounts.flatMap((account) => AURA_ROLES.map((role) => aKeyMember(account, role)));
}

/** All members of a role on {@link aCryptoKey}. */
export function aKeyBinding(
  members: readonly string[],
  role: string = AURA_ROLES[0],
  over: Partial<KeyIamNode> = {},
): KeyIamNode {
  const name = over.name ?? "binding";
  return {
    ...aKeyMember("", role, { name, authority: "binding" }),
    bindings: given([{ role, members: members.map((member) => `serviceAccount:${member}`) }], `\`members\` of ${name}`),
    ...over,
  };
}

/** A customer managed key of Google Cloud, for AuraDS in europe-west1: that of {@link aCryptoKey}. */
export function aGoogleRecord(over: Partial<RecordNode> = {}): RecordNode {
  return aRecord({
    key: "prod/orders",
    keyArn: given(KEY_NAME, "`key_id`"),
    region: given("europe-west1", "`region`"),
    cloudProvider: given("gcp", "`cloud_provider`"),
    product: given("AuraDS", "`instance_type`"),
    ...over,
  });
}
