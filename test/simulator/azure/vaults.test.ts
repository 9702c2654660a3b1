import { startSimulator, type Simulator } from "../../../simulator";
import { AzureWorld, refusalOf, type Key } from "../support/azure";

const DAY_MS = 86_400_000;

interface Vault {
  readonly properties: { readonly enabledForDiskEncryption?: boolean; readonly softDeleteRetentionInDays: number };
  readonly tags: object;
}

let simulator: Simulator;
let azure: AzureWorld;
beforeEach(async () => {
  simulator = await startSimulator({ clouds: ["azure"] });
  azure = new AzureWorld(simulator);
});
afterEach(() => simulator.stop());

const getVault = () => azure.client.arm<Vault>("GET", azure.vaultId());
const patch = (properties: object) => azure.client.arm("PATCH", azure.vaultId(), { properties });
const deleteVault = () => azure.client.arm("DELETE", azure.vaultId());
const deletedVault = (action = "") =>
  `/subscriptions/${azure.state.subscriptionId}/providers/Microsoft.KeyVault/locations/northeurope/deletedVaults/orders${action}`;
const key = (method: string, path: string, body?: object) => azure.client.vault<Key>("orders", method, path, body);

describe("a vault", () => {
  it("cannot give up its purge protection or change its retention period", async () => {
    await azure.vault();
    expect(await refusalOf(patch({ enablePurgeProtection: false }))).toBe(
      'unexpected status 400 with error: BadRequest: The property "enablePurgeProtection" cannot be set to false. ' +
        "Enabling the purge protection for a vault is an irreversible action.",
    );
    expect(await refusalOf(patch({ softDeleteRetentionInDays: 7 }))).toBe(
      'unexpected status 400 with error: BadRequest: The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
    );
    await patch({ softDeleteRetentionInDays: 90, enablePurgeProtection: true });
  });

  it("keeps its name when it is deleted, and comes back as it was, without its roles and locks", async () => {
    const { key: made } = await azure.goodKey();
    await azure.client.arm("PATCH", azure.vaultId(), { tags: { team: "a" } });
    await deleteVault();
    expect(await refusalOf(getVault())).toMatch(/^unexpected status 404 with error: ResourceNotFound: /);
    expect(await refusalOf(azure.vault())).toBe(
      "unexpected status 409 with error: ConflictError: A vault with the same name already exists in deleted state. " +
        "You need to either recover or purge existing key vault. Vault name: orders",
    );
    await azure.vault({ createMode: "recover", enabledForDiskEncryption: false, softDeleteRetentionInDays: 7 });
    const { properties, tags } = await getVault();
    expect(properties).toMatchObject({ enabledForDiskEncryption: true, softDeleteRetentionInDays: 90 });
    expect(tags).toEqual({ team: "a" });
    expect((await key("GET", "keys/aura")).key).toEqual(made);
    expect(azure.state.assignments.list(azure.keyScope()).map(({ scope }) => scope)).not.toContain(azure.keyScope());
  });

  it("is recovered in its own place only", async () => {
    await azure.vault();
    expect(await refusalOf(azure.vault({ createMode: "recover" }))).toBe(
      "unexpected status 404 with error: DeletedVaultNotFound: The specified deleted vault 'orders' does not exist.",
    );
    await deleteVault();
    const other = azure.groupId.replace("keys", "others");
    await azure.client.arm("PUT", other, { location: "northeurope" });
    const elsewhere = { location: "northeurope", properties: { createMode: "recover" } };
    const path = `${other}/providers/Microsoft.KeyVault/vaults/orders`;
    expect(await refusalOf(azure.client.arm("PUT", path, elsewhere))).toMatch(/DeletedVaultNotFound/);
  });

  it("is purged by nobody while it is protected, and by time", async () => {
    await azure.vault();
    await deleteVault();
    expect(await azure.client.arm("GET", deletedVault())).toMatchObject({
      properties: { purgeProtectionEnabled: true },
    });
    expect(await refusalOf(azure.client.arm("POST", deletedVault("/purge")))).toMatch(
      /^unexpected status 400 with error: MethodNotAllowed: Operation "purge" is not allowed because purge protection/,
    );
    simulator.clock.advance(90 * DAY_MS - 60_000);
    await azure.client.arm("GET", deletedVault());
    simulator.clock.advance(60_000);
    expect(await refusalOf(azure.client.arm("GET", deletedVault()))).toMatch(/DeletedVaultNotFound/);
    await azure.vault({ softDeleteRetentionInDays: 7 });
  });

  it("is purged at once where it is not protected", async () => {
    await azure.vault({ enablePurgeProtection: undefined });
    await deleteVault();
    await azure.client.arm("POST", deletedVault("/purge"));
    await azure.vault();
  });

  it.each([
    ["a-b--c", "VaultNameNotValid"],
    ["ab", "VaultNameNotValid"],
    ["1orders", "VaultNameNotValid"],
  ])("is not made with the name %s", async (name, code) => {
    expect(await refusalOf(azure.vault({}, { name }))).toContain(code);
  });

  it("has a name that no other vault has, a retention period from 7 to 90 days, and a group that exists", async () => {
    await azure.vault();
    const other = azure.groupId.replace("keys", "others");
    const body = { location: "northeurope", properties: {} };
    const path = `${other}/providers/Microsoft.KeyVault/vaults/ORDERS`;
    expect(await refusalOf(azure.client.arm("PUT", path, body))).toMatch(/404 with error: ResourceGroupNotFound/);
    await azure.client.arm("PUT", other, { location: "northeurope" });
    expect(await refusalOf(azure.client.arm("PUT", path, body))).toMatch(/409 with error: VaultAlreadyExists/);
    expect(await refusalOf(azure.vault({ softDeleteRetentionInDays: 91 }, { name: "others" }))).toMatch(
      /between 7 and 90/,
    );
  });

  it("is found whatever the case of its id", async () => {
    await azure.vault();
    expect(await azure.client.arm("GET", azure.vaultId().toUpperCase())).toEqual(await getVault());
  });
});

describe("a lock", () => {
  const lock = (scope: string, level = "CanNotDelete") =>
    azure.client.arm("PUT", `${scope}/providers/Microsoft.Authorization/locks/keep`, { properties: { level } });
  const unlock = (scope: string) => azure.client.arm("DELETE", `${scope}/providers/Microsoft.Authorization/locks/keep`);

  it.each([
    ["a vault", () => azure.vaultId()],
    ["its resource group", () => azure.groupId],
    ["the subscription", () => `/subscriptions/${azure.state.subscriptionId}`],
  ])("on %s keeps the vault and the roles on its keys, but not its keys", async (_name, scopeOf) => {
    await azure.vault();
    await azure.key();
    const role = await azure.role(await azure.principal());
    const scope = scopeOf();
    await lock(scope);
    const locked = (what: string) =>
      `unexpected status 409 with error: ScopeLocked: The scope '${what}' cannot perform delete operation because ` +
      `following scope(s) are locked: '${scope}'. Please remove the lock and try again.`;
    expect(await refusalOf(deleteVault())).toBe(locked(azure.vaultId()));
    expect(await refusalOf(azure.client.arm("DELETE", role))).toBe(locked(azure.keyScope()));
    expect(await refusalOf(azure.client.arm("DELETE", azure.groupId))).toBe(locked(azure.groupId));
    await patch({ enabledForDiskEncryption: false });
    await key("DELETE", "keys/aura");
    await unlock(scope);
    await azure.client.arm("DELETE", role);
    await deleteVault();
  });

  it("that is ReadOnly keeps the properties of a vault as well", async () => {
    await azure.vault();
    await lock(azure.vaultId(), "ReadOnly");
    expect(await refusalOf(patch({ enabledForDiskEncryption: false }))).toMatch(/ScopeLocked.*write operation/);
    expect(await refusalOf(azure.vault())).toMatch(/ScopeLocked.*write operation/);
    expect(await refusalOf(azure.role(await azure.principal()))).toMatch(/ScopeLocked.*write operation/);
  });
});

describe("a key", () => {
  beforeEach(() => azure.vault());

  it("keeps its name when it is deleted, and comes back with the old material", async () => {
    const { key: made } = await azure.key();
    await key("DELETE", "keys/aura");
    expect(await refusalOf(key("GET", "keys/aura"))).toMatch(/StatusCode=404 .*Code="KeyNotFound"/);
    expect(await refusalOf(azure.key({ key_size: 4096 }))).toBe(
      'StatusCode=409 -- Original Error: autorest/azure: Service returned an error. Status=409 Code="Conflict" ' +
        'Message="Key aura is currently in a deleted but recoverable state, and its name cannot be reused; in this state, ' +
        'the key can only be recovered or purged." InnerError={"code":"ObjectIsDeletedButRecoverable"}',
    );
    expect(await key("GET", "deletedkeys/aura")).toMatchObject({
      recoveryId: "https://orders.vault.azure.net/deletedkeys/aura",
      attributes: { recoveryLevel: "Recoverable", recoverableDays: 90 },
    });
    expect((await key("POST", "deletedkeys/aura/recover")).key).toEqual(made);
    expect((await key("GET", "keys/aura")).key).toEqual(made);
  });

  it("is purged by nobody in a protected vault, and by time", async () => {
    const { key: made } = await azure.key();
    await key("DELETE", "keys/aura");
    expect(await refusalOf(key("DELETE", "deletedkeys/aura"))).toMatch(/StatusCode=403 .*purge protection is enabled/);
    simulator.clock.advance(90 * DAY_MS);
    expect(await refusalOf(key("GET", "deletedkeys/aura"))).toMatch(/StatusCode=404/);
    expect((await azure.key()).key.n).not.toBe(made.n);
  });

  it("is purged at once in a vault that is not protected", async () => {
    await azure.vault({ enablePurgeProtection: undefined }, { name: "open" });
    await azure.client.vault("open", "POST", "keys/aura/create", { kty: "RSA" });
    await azure.client.vault("open", "DELETE", "keys/aura");
    await azure.client.vault("open", "DELETE", "deletedkeys/aura");
    await azure.client.vault("open", "POST", "keys/aura/create", { kty: "RSA" });
  });

  it("gets a new version by hand, with new material of the same kind; the versions before it stay", async () => {
    const first = await azure.key({ tags: { team: "a" } });
    const second = await key("POST", "keys/aura/rotate");
    expect(second.key.kid).not.toBe(first.key.kid);
    expect(second.key.n).toHaveLength(first.key.n.length);
    expect(second.key.n).not.toBe(first.key.n);
    expect(second).toMatchObject({ key: { key_ops: ["wrapKey", "unwrapKey"] }, tags: { team: "a" } });
    expect((await key("GET", "keys/aura")).key.kid).toBe(second.key.kid);
    const version = first.key.kid.split("/").at(-1) ?? "";
    expect((await key("GET", `keys/aura/${version}`)).key.n).toBe(first.key.n);
    const { value } = await azure.client.vault<{ value: { kid: string }[] }>("orders", "GET", "keys/aura/versions");
    expect(value.map(({ kid }) => kid)).toEqual([first.key.kid, second.key.kid]);
  });

  it("gets a new version when it is due, which expires only where the policy says so", async () => {
    const { key: made } = await azure.key();
    const put = (timeAfterCreate: string, expiryTime?: string) =>
      key("PUT", "keys/aura/rotationpolicy", {
        lifetimeActions: [{ action: { type: "Rotate" }, trigger: { timeAfterCreate } }],
        attributes: { expiryTime },
      });
    await put("P90D");
    simulator.clock.advance(90 * DAY_MS - 60_000);
    expect((await key("GET", "keys/aura")).key.kid).toBe(made.kid);
    simulator.clock.advance(60_000);
    const second = await key("GET", "keys/aura");
    expect(second.key.kid).not.toBe(made.kid);
    expect(second.attributes.exp).toBeUndefined();
    await put("P90D", "P1Y");
    simulator.clock.advance(90 * DAY_MS);
    const third = await key("GET", "keys/aura");
    expect(third.attributes.exp).toBeGreaterThan(simulator.clock.now() / 1000 + 363 * 86_400);
    simulator.clock.advance(270 * DAY_MS);
    const { value } = await azure.client.vault<{ value: object[] }>("orders", "GET", "keys/aura/versions");
    expect(value).toHaveLength(6);
  });

  it.each([
    [{ attributes: { expiryTime: "P27D" } }, "at least 28 days"],
    [{ attributes: { expiryTime: "a year" } }, "no duration: a year"],
    [
      { lifetimeActions: [{ action: { type: "Rotate" }, trigger: { timeAfterCreate: "P6D" } }] },
      "The time after creation has to be at least 7 days",
    ],
    [
      { lifetimeActions: [{ action: { type: "rotate" }, trigger: { timeBeforeExpiry: "P30D" } }] },
      "A rotation before the expiry needs an expiry time",
    ],
  ])("takes no rotation policy %j", async (policy, reason) => {
    await azure.key();
    expect(await refusalOf(key("PUT", "keys/aura/rotationpolicy", policy))).toContain(reason);
  });

  it("rotates before its expiry where the policy says so", async () => {
    const policy = {
      lifetimeActions: [{ action: { type: "Rotate" }, trigger: { timeBeforeExpiry: "P30D" } }],
      attributes: { expiryTime: "P90D" },
    };
    const exp = Math.floor(simulator.clock.now() / 1000) + 90 * 86_400;
    const { key: made } = await azure.key({ attributes: { exp } });
    await key("PUT", "keys/aura/rotationpolicy", policy);
    simulator.clock.advance(59 * DAY_MS);
    expect((await key("GET", "keys/aura")).key.kid).toBe(made.kid);
    simulator.clock.advance(2 * DAY_MS);
    expect((await key("GET", "keys/aura")).key.kid).not.toBe(made.kid);
  });

  it("has a notice before its expiry even without a policy", async () => {
    await azure.key();
    expect(await key("GET", "keys/aura/rotationpolicy")).toEqual({
      id: "https://orders.vault.azure.net/keys/aura/rotationpolicy",
      lifetimeActions: [{ trigger: { timeBeforeExpiry: "P30D" }, action: { type: "Notify" } }],
      attributes: {},
    });
  });

  it.each([
    [{ kty: "AES" }, "Property kty or crv has invalid value: AES, P-256"],
    [{ key_size: 1024 }, "Property key_size has invalid value 1024"],
    [{ key_ops: ["wrap"] }, "Property key_ops has invalid value: wrap"],
    [{ kty: "RSA-HSM" }, "SKU 'Standard' of the vault does not support keys in an HSM."],
  ])("is not made as %j", async (more, reason) => {
    expect(await refusalOf(azure.key(more))).toContain(JSON.stringify(reason));
  });
});
