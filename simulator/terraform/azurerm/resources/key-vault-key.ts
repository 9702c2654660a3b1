import { createPublicKey } from "node:crypto";
import {
  error,
  isSet,
  ProviderError,
  type Diagnostic,
  type ObjectValue,
  type Value,
} from "../../../../provider/plugin";
import { isDuration } from "../../../azure/duration";
import { type Material, sizeOf } from "../../../azure/keys";
import { given, timeText } from "../../older-sdk";
import { blocks, type Azure } from "../azure";
import { AzureFault, undefinedIfNotFound } from "../client";
import { alreadyExists, type AzureKind, tagsOf } from "../kind";
import { RESOURCE_SCHEMAS } from "../schemas";
import { type VaultAnswer, vaultWithId } from "./key-vault";

/** A key as a vault answers it. */
export interface KeyAnswer {
  readonly key: Material & { readonly kid: string; readonly key_ops: readonly string[] };
  /** In seconds since the epoch. */
  readonly attributes: { readonly nbf?: number; readonly exp?: number };
  readonly tags: Readonly<Record<string, string>>;
}

interface PolicyAnswer {
  readonly lifetimeActions: readonly {
    readonly action: { readonly type: string };
    readonly trigger: { readonly timeAfterCreate?: string; readonly timeBeforeExpiry?: string };
  }[];
  readonly attributes: { readonly expiryTime?: string };
}

const ID = /^https:\/\/([^./]+)\.vault\.azure\.net\/keys\/([0-9a-zA-Z-]+)(?:\/([0-9a-f]{32}))?$/;
const VAULT_ID = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)$/i;
const NAME = /^[0-9a-zA-Z-]{1,127}$/;
const TYPES = ["EC", "EC-HSM", "RSA", "RSA-HSM"];
const OPERATIONS = ["decrypt", "encrypt", "sign", "unwrapKey", "verify", "wrapKey"];
const CURVES = ["P-256", "P-256K", "P-384", "P-521"];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** `azurerm_key_vault_key` */
export const keyVaultKey: AzureKind = {
  label: "Key",
  schema: RESOURCE_SCHEMAS.azurerm_key_vault_key,
  validate,
  // Azure cannot take an expiration date away.
  replaces: (planned, prior) =>
    given(prior.expiration_date) !== undefined && isUnset(planned.expiration_date) ? ["expiration_date"] : [],
  create: async (planned, azure) => {
    const { client, features } = azure;
    const { name: vault } = await vaultWithId(String(planned.key_vault_id), azure);
    const name = String(planned.name);
    const existing = await undefinedIfNotFound(() => client.vault<KeyAnswer>(vault, "GET", `keys/${name}`));
    if (existing) throw alreadyExists("azurerm_key_vault_key", existing.key.kid);
    const isRsa = String(planned.key_type).startsWith("RSA");
    if (isRsa && !isSet(planned.key_size)) {
      throw new ProviderError(error("Key size is required when creating an RSA key", "", "key_size"));
    }
    try {
      const kind = { kty: planned.key_type, key_size: given(planned.key_size), crv: given(planned.curve) };
      await client.vault(vault, "POST", `keys/${name}/create`, { ...kind, ...settingsOf(planned) });
    } catch (problem) {
      // A name that a deleted key has: that key comes back as it was, also where another type or size was asked for.
      const isDeleted = problem instanceof AzureFault && problem.status === 409;
      if (!features.recoversKeys || !isDeleted) throw problem;
      await client.vault(vault, "POST", `deletedkeys/${name}/recover`);
    }
    if (blocks(planned.rotation_policy).length > 0) await putPolicy(vault, name, planned, azure);
    const made = await client.vault<KeyAnswer>(vault, "GET", `keys/${name}`);
    return { id: made.key.kid };
  },
  read: async (state, azure) => {
    const { client } = azure;
    const [, vaultName = "", name = "", version = ""] = ID.exec(String(state.id)) ?? [];
    const vault = await vaultOfHost(vaultName, azure);
    // The latest version is read, and the id stays.
    const found =
      vault && (await undefinedIfNotFound(() => client.vault<KeyAnswer>(vault.name, "GET", `keys/${name}`)));
    if (!found) return undefined;
    const policy = await client.vault<PolicyAnswer>(vault.name, "GET", `keys/${name}/rotationpolicy`);
    return {
      ...keyAttributes(vault, name, version, found),
      ...{ key_vault_id: given(state.key_vault_id) ?? vault.id, rotation_policy: policyBlock(policy) },
      not_before_date: timeText(found.attributes.nbf) ?? "",
      expiration_date: timeText(found.attributes.exp) ?? "",
    };
  },
  update: async (planned, prior, azure) => {
    const [, vault = "", name = ""] = ID.exec(String(prior.id)) ?? [];
    await azure.client.vault(vault, "PATCH", `keys/${name}`, settingsOf(planned));
    await putPolicy(vault, name, planned, azure);
  },
  delete: async ({ id }, azure) => {
    const { client, features } = azure;
    const [, vaultName = "", name = ""] = ID.exec(String(id)) ?? [];
    const vault = await vaultOfHost(vaultName, azure);
    if (!vault)
      throw new ProviderError(error(`Unable to determine the Resource ID for the Key Vault of key ${name}`, ""));
    await undefinedIfNotFound(() => client.vault(vaultName, "DELETE", `keys/${name}`));
    if (!features.purgesKeys || vault.properties.enablePurgeProtection) return;
    await undefinedIfNotFound(() => client.vault(vaultName, "DELETE", `deletedkeys/${name}`));
  },
  parseId: (id) => {
    if (ID.test(id)) return { id };
    throw new ProviderError(
      error(`parsing "${id}": it is no id of a key`, "Expected https://VAULT.vault.azure.net/keys/NAME/VERSION."),
    );
  },
};

/** What a resource and a data source have in common. */
export function keyAttributes(
  vault: VaultAnswer,
  name: string,
  version: string,
  { key, tags }: KeyAnswer,
): ObjectValue {
  const { kty, key_ops, n = "", e = "", x = "", y = "", crv = "" } = key;
  const versionless = `https://${vault.name.toLowerCase()}.vault.azure.net/keys/${name}`;
  const size = sizeOf(key);
  return {
    ...{ name, key_type: kty, key_opts: key_ops, n, e, x, y, curve: crv, tags, version },
    ...(size !== undefined && { key_size: size }),
    ...publicKeyOf(key),
    ...{ versionless_id: versionless, resource_versionless_id: `${vault.id}/keys/${name}` },
    resource_id: `${vault.id}/keys/${name}/versions/${version}`,
  };
}

function publicKeyOf({ kty, n, e, crv, x, y }: Material): ObjectValue {
  const jwk = n === undefined ? { kty: "EC", crv, x, y } : { kty: "RSA", n, e };
  const pem =
    crv === "P-256K" ? "" : createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" });
  return { public_key_pem: String(pem), public_key_openssh: kty.startsWith("RSA") ? openssh(n, e) : "" };
}

/** The public key as OpenSSH writes it: the name of the algorithm, exponent and modulus, each after its length. */
function openssh(n = "", e = ""): string {
  const integer = (base64url: string) => {
    const bytes = Buffer.from(base64url, "base64url");
    return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  };
  const parts = [Buffer.from("ssh-rsa"), integer(e), integer(n)].flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return `ssh-rsa ${Buffer.concat(parts).toString("base64")}\n`;
}

async function vaultOfHost(name: string, { client, subscriptionId }: Azure): Promise<VaultAnswer | undefined> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/vaults`;
  const { value } = await client.arm<{ value: readonly VaultAnswer[] }>("GET", path);
  return value.find((vault) => vault.name.toLowerCase() === name.toLowerCase());
}

/** Every request enables the key: there is no argument for it. */
function settingsOf(planned: ObjectValue): object {
  const seconds = (value: Value | undefined) => {
    const text = given(value);
    return text === undefined ? undefined : Date.parse(String(text)) / 1000;
  };
  const attributes = { enabled: true, nbf: seconds(planned.not_before_date), exp: seconds(planned.expiration_date) };
  return { key_ops: planned.key_opts, attributes, tags: tagsOf(planned) };
}

async function putPolicy(vault: string, name: string, planned: ObjectValue, { client }: Azure): Promise<void> {
  const [policy] = blocks(planned.rotation_policy);
  const [automatic] = blocks(policy?.automatic);
  const notice = given(policy?.notify_before_expiry);
  const rotation = {
    timeAfterCreate: given(automatic?.time_after_creation),
    timeBeforeExpiry: given(automatic?.time_before_expiry),
  };
  await client.vault(vault, "PUT", `keys/${name}/rotationpolicy`, {
    lifetimeActions: [
      ...(notice === undefined ? [] : [{ trigger: { timeBeforeExpiry: notice }, action: { type: "Notify" } }]),
      ...(automatic ? [{ trigger: rotation, action: { type: "Rotate" } }] : []),
    ],
    attributes: { expiryTime: given(policy?.expire_after) },
  });
}

/** A key without a policy has a notice before its expiry all the same; that alone is none. */
function policyBlock({ lifetimeActions, attributes: { expiryTime } }: PolicyAnswer): Value {
  const triggerOf = (type: string) => lifetimeActions.find(({ action }) => action.type === type)?.trigger;
  const rotation = triggerOf("Rotate");
  if (!rotation && expiryTime === undefined) return [];
  const notice = expiryTime === undefined ? null : (triggerOf("Notify")?.timeBeforeExpiry ?? null);
  const automatic = rotation && {
    time_after_creation: rotation.timeAfterCreate ?? "",
    time_before_expiry: rotation.timeBeforeExpiry ?? "",
  };
  return [{ expire_after: expiryTime ?? null, notify_before_expiry: notice, automatic: automatic ? [automatic] : [] }];
}

function isUnset(value: Value | undefined): boolean {
  return value === null || value === undefined || value === "";
}

function validate(config: ObjectValue): readonly Diagnostic[] {
  const { name, key_vault_id: vault, key_type: type, key_opts: operations, curve, key_size: size } = config;
  const [policy] = blocks(config.rotation_policy);
  const [automatic] = blocks(policy?.automatic);
  const oneOf = (value: Value | undefined, allowed: readonly string[], argument: string) =>
    typeof value !== "string" || value === "" || allowed.includes(value)
      ? []
      : [
          error(
            `expected ${argument} to be one of [${allowed.map((one) => JSON.stringify(one)).join(" ")}], got ${value}`,
            "",
            argument.split(".")[0] ?? argument,
          ),
        ];
  const durations = { ...policy, ...automatic };
  return [
    ...(typeof name === "string" && !NAME.test(name)
      ? [error(`"name" may only contain alphanumeric characters and dashes`, "", "name")]
      : []),
    ...(typeof vault === "string" && !VAULT_ID.test(vault)
      ? [
          error(
            `parsing "${vault}": it is no id of a Key Vault`,
            "Expected /subscriptions/.../providers/Microsoft.KeyVault/vaults/NAME.",
            "key_vault_id",
          ),
        ]
      : []),
    ...oneOf(type, TYPES, "key_type"),
    ...(Array.isArray(operations)
      ? (operations as readonly Value[]).flatMap((one, index) => oneOf(one, OPERATIONS, `key_opts.${index}`))
      : []),
    ...oneOf(curve, CURVES, "curve"),
    ...(isSet(curve) && isSet(size)
      ? [error("Conflicting configuration arguments", `"key_size": conflicts with curve`, "key_size")]
      : []),
    ...["not_before_date", "expiration_date"].flatMap((date) => {
      const value = config[date];
      if (typeof value !== "string" || value === "" || TIME.test(value)) return [];
      return [error(`expected "${date}" to be a valid RFC3339 date, got ${JSON.stringify(value)}`, "", date)];
    }),
    ...["expire_after", "notify_before_expiry", "time_after_creation", "time_before_expiry"].flatMap((duration) => {
      const value = durations[duration];
      if (typeof value !== "string" || isDuration(value)) return [];
      return [error(`"rotation_policy": ${duration} is no ISO 8601 duration: ${value}`, "", "rotation_policy")];
    }),
    ...(policy && isUnset(policy.expire_after) && !automatic
      ? [
          error(
            "Missing required argument",
            `"rotation_policy.0.expire_after": one of \`rotation_policy.0.automatic,rotation_policy.0.expire_after\` must be specified`,
            "rotation_policy",
          ),
        ]
      : []),
    ...(policy && isUnset(policy.expire_after) !== isUnset(policy.notify_before_expiry)
      ? [
          error(
            "Missing required argument",
            "`rotation_policy.0.expire_after,rotation_policy.0.notify_before_expiry` must be specified together",
            "rotation_policy",
          ),
        ]
      : []),
  ];
}
