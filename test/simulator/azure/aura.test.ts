import { startSimulator, type Simulator } from "../../../simulator";
import { APPLICATION, AzureWorld, ENCRYPTION_USER, type Key } from "../support/azure";
import { LONG } from "../support/world";

const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const CRYPTO_OFFICER = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603";
const READER = "21090545-7ca7-4776-b22c-e363652d74d2";
const DAY_MS = 86_400_000;

describe("a key of Azure, for Aura", () => {
  let simulator: Simulator;
  let azure: AzureWorld;
  beforeEach(async () => {
    simulator = await startSimulator({ clouds: ["azure"], aura: { delays: { ready: 30_000 } } });
    azure = new AzureWorld(simulator);
  });
  afterEach(() => simulator.stop());

  const reasonOf = (id: string) => {
    const access = simulator.aura.records.accessOf(simulator.aura.records.get(id));
    return access.usable ? "usable" : `${access.status}: ${access.because}`;
  };

  it("is ready some time after vault, key and role are as Aura wants them", async () => {
    await azure.vault();
    const { key } = await azure.key();
    const id = await azure.record(key.kid);
    simulator.clock.advance(LONG);
    expect(await azure.aura.recordStatus(id)).toBe("pending");
    const principal = await azure.principal();
    simulator.clock.advance(LONG);
    expect(await azure.aura.recordStatus(id)).toBe("pending");
    await azure.role(principal);
    expect(await azure.aura.recordStatus(id)).toBe("pending");
    simulator.clock.advance(LONG);
    expect(await azure.aura.recordStatus(id)).toBe("ready");
  });

  it.each([
    ["on the vault", () => azure.vaultId()],
    ["on the resource group", () => azure.groupId],
    ["on the subscription", () => `/subscriptions/${azure.state.subscriptionId}`],
  ])("is usable with a role %s", async (_name, scope) => {
    await azure.vault();
    const id = await azure.record((await azure.key()).key.kid);
    await azure.role(await azure.principal(), { scope: scope() });
    expect(reasonOf(id)).toBe("usable");
  });

  it("is usable with a wider role, not with one for the resource manager alone", async () => {
    await azure.vault();
    const id = await azure.record((await azure.key()).key.kid);
    const principal = await azure.principal();
    await azure.role(principal, { role: OWNER });
    await azure.role(principal, { role: READER });
    const lacking = `encryption key error: the service principal of application ${APPLICATION} does not have the role Key Vault Crypto Service Encryption User on the key`;
    expect(reasonOf(id)).toBe(lacking);
    await azure.role(principal, { role: CRYPTO_OFFICER });
    expect(reasonOf(id)).toBe("usable");
  });

  const enable = (change: object) => () => azure.client.arm("PATCH", azure.vaultId(), { properties: change });
  const update = (change: object) => () => azure.client.vault("orders", "PATCH", "keys/aura", change);
  const past = (days: number) => Math.floor(simulator.clock.now() / 1000) + days * 86_400;

  it.each<[string, () => Promise<unknown>, string]>([
    [
      "the vault uses access policies",
      enable({ enableRbacAuthorization: false }),
      "error: the vault uses access policies, not roles",
    ],
    [
      "the vault is no longer for disk encryption",
      enable({ enabledForDiskEncryption: false }),
      "error: the vault is not enabled for disk encryption",
    ],
    [
      "the vault lets no trusted services in",
      enable({ networkAcls: { defaultAction: "Deny", bypass: "None" } }),
      "error: the network of the vault does not let trusted services in",
    ],
    [
      "the vault is closed without a bypass",
      enable({ publicNetworkAccess: "Disabled" }),
      "error: the network of the vault does not let trusted services in",
    ],
    [
      "the vault goes to another tenant",
      enable({ tenantId: "11111111-0000-4000-8000-000000000000" }),
      "error: the vault belongs to another tenant",
    ],
    ["the key is disabled", update({ attributes: { enabled: false } }), "error: the key is disabled"],
    ["the key has expired", () => update({ attributes: { exp: past(-1) } })(), "error: the key has expired"],
    ["the key is not valid yet", () => update({ attributes: { nbf: past(1) } })(), "error: the key is not valid yet"],
    ["the key may not unwrap", update({ key_ops: ["wrapKey"] }), "error: the key does not permit unwrapKey"],
    ["the key is deleted", () => azure.client.vault("orders", "DELETE", "keys/aura"), "deleted: the key is deleted"],
    ["the vault is deleted", () => azure.client.arm("DELETE", azure.vaultId()), "deleted: the vault is deleted"],
    [
      "the service principal is disabled",
      async () => {
        const { id } = azure.state.directory.ofApplication(APPLICATION) ?? { id: "" };
        await azure.client.graph("PATCH", `servicePrincipals/${id}`, { accountEnabled: false });
      },
      `error: the service principal of application ${APPLICATION} is disabled`,
    ],
    [
      "the service principal is deleted",
      async () => {
        const { id } = azure.state.directory.ofApplication(APPLICATION) ?? { id: "" };
        await azure.client.graph("DELETE", `servicePrincipals/${id}`);
      },
      `error: the tenant has no service principal of application ${APPLICATION}`,
    ],
  ])("is lost with its instances when %s", async (_name, lose, reason) => {
    const { key } = await azure.goodKey();
    const record = await azure.record(key.kid);
    simulator.clock.advance(LONG);
    expect(await azure.aura.recordStatus(record)).toBe("ready");
    const order = { cloud_provider: "azure", region: "northeurope", customer_managed_key_id: record };
    const instance = await azure.aura.instance(order);
    expect(await azure.aura.instanceStatus(instance)).toBe("running");
    await lose();
    expect(reasonOf(record)).toBe(`encryption key ${reason}`);
    expect(await azure.aura.recordStatus(record)).toBe("pending");
    expect(await azure.aura.instanceStatus(instance)).toBe(`encryption key ${reason.split(":")[0]}`);
  });

  it("is not there, in another region, of another version or of no RSA: pending, with the reason", async () => {
    await azure.vault();
    const { key } = await azure.key();
    await azure.role(await azure.principal());
    const ec = await azure.client.vault<Key>("orders", "POST", "keys/ec/create", { kty: "EC", crv: "P-256" });
    const reasons = async (id: string, more: object = {}) => reasonOf(await azure.record(id, more));
    expect(await reasons(key.kid, { region: "uksouth" })).toBe(
      "encryption key not found: the vault is in region northeurope, the customer managed key in uksouth",
    );
    expect(await reasons(key.kid.replace("orders", "others"))).toBe(
      "encryption key not found: the vault does not exist",
    );
    expect(await reasons(key.kid.replace("aura", "other"))).toBe("encryption key not found: the key does not exist");
    expect(await reasons(`${key.kid.slice(0, -32)}${"0".repeat(32)}`)).toBe(
      "encryption key not found: the key has no such version",
    );
    expect(await reasons(ec.key.kid)).toBe(
      "encryption key error: the key is no RSA key: EC; the key does not permit wrapKey, unwrapKey",
    );
  });

  it("names all that is wrong with vault and key at once", async () => {
    await azure.vault({ enablePurgeProtection: undefined, enabledForDiskEncryption: false });
    const { key } = await azure.key({ key_ops: ["sign"] });
    expect(reasonOf(await azure.record(key.kid))).toBe(
      "encryption key error: the vault has no purge protection; the vault is not enabled for disk encryption; " +
        "the key does not permit wrapKey, unwrapKey",
    );
  });

  it("is lost by a condition on the role, and by its removal", async () => {
    await azure.vault();
    const record = await azure.record((await azure.key()).key.kid);
    const principalId = await azure.principal();
    const id = await azure.role(principalId);
    expect(reasonOf(record)).toBe("usable");
    const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${ENCRYPTION_USER}`;
    const properties = {
      roleDefinitionId,
      principalId,
      condition: "@Resource[x] StringEquals 'y'",
      conditionVersion: "2.0",
    };
    await azure.client.arm("PUT", id, { properties });
    expect(reasonOf(record)).toMatch(/does not have the role/);
    await azure.client.arm("PUT", id, { properties: { roleDefinitionId, principalId } });
    expect(reasonOf(record)).toBe("usable");
    await azure.client.arm("DELETE", id);
    expect(reasonOf(record)).toMatch(/does not have the role/);
  });

  it("follows a rotation by itself; the version before it has to stay enabled for a day", async () => {
    const { key } = await azure.goodKey();
    const record = await azure.record(key.kid);
    await azure.client.vault("orders", "POST", "keys/aura/rotate");
    expect(reasonOf(record)).toBe("usable");
    const before = key.kid.split("/").at(-1) ?? "";
    await azure.client.vault("orders", "PATCH", `keys/aura/${before}`, { attributes: { enabled: false } });
    expect(reasonOf(record)).toBe(
      "encryption key error: the version before the current one was disabled less than a day after the rotation",
    );
    simulator.clock.advance(DAY_MS);
    expect(reasonOf(record)).toBe("usable");
  });

  it("comes back with the vault that is recovered, but its role does not", async () => {
    const { key } = await azure.goodKey();
    const record = await azure.record(key.kid);
    await azure.client.arm("DELETE", azure.vaultId());
    await azure.client.arm("PUT", azure.vaultId(), { location: "northeurope", properties: { createMode: "recover" } });
    expect(reasonOf(record)).toMatch(/does not have the role/);
    await azure.role(azure.state.directory.ofApplication(APPLICATION)?.id ?? "");
    expect(reasonOf(record)).toBe("usable");
  });

  it("is shown in the Console with the application that has to be let in", async () => {
    const { key } = await azure.goodKey();
    const record = await azure.record(key.kid);
    const page = await fetch(`${simulator.endpoints.console}/records/${record}/grantees.json`);
    expect(await page.json()).toEqual({
      applicationId: APPLICATION,
      roles: ["Key Vault Crypto Service Encryption User"],
    });
    await azure.client.vault("orders", "PATCH", "keys/aura", { attributes: { enabled: false } });
    const html = await (await fetch(`${simulator.endpoints.console}/records/${record}`)).text();
    expect(html).toContain("<p>Simulator: the key is disabled.</p><p>Grant these roles on the key:</p>");
  });
});
