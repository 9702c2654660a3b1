import { readFileSync } from "node:fs";
import path from "node:path";
import { startSimulator, type Fault, type Simulator } from "../../../simulator";
import { makeAzureAccount, type AzureAccount } from "../../live/support/azure-account";
import { APPLICATION, type Key } from "../../simulator/support/azure";
import { findingsIn, VerifyFolder } from "../support/verify-folder";

let simulator: Simulator;
let account: AzureAccount;
let folder: VerifyFolder;
beforeEach(async () => {
  simulator = await startSimulator({ clouds: ["azure"] });
  account = await makeAzureAccount(simulator);
  folder = new VerifyFolder(account.state, simulator.environment);
  simulator.calls.clear();
});
afterEach(async () => {
  await simulator.stop();
  folder.remove();
});

const changeVault = (properties: object) => account.azure.client.arm("PATCH", account.azure.vaultId(), { properties });
const changeKey = (attributes: object) => account.azure.client.vault("orders", "PATCH", "keys/aura", { attributes });
const unlock = () => account.azure.client.arm("DELETE", account.lockId);
const STATUS = [
  "NEEDS REVIEW  Aura cannot use the key of customer managed key orders  [key-stays-usable]",
  "NEEDS REVIEW  Aura cannot use the key of instance orders  [key-stays-usable]",
];
const UNLOCKED = "NEEDS REVIEW  drift: the lock orders no longer protects the vault  [key-survives]";
const NO_VAULT =
  "NEEDS REVIEW  unknown: the vault of the key is not in this configuration  [key-region-matches-instance]";

/** What happened to a vault or its key, and what the report finds. */
type Damage = readonly [what: string, damage: () => Promise<unknown>, code: number, found: () => readonly string[]];
const DAMAGES: readonly Damage[] = [
  ["nothing", () => Promise.resolve(), 0, () => ["OK: keys, access and instances are as they should be"]],
  [
    "the vault was deleted",
    async () => {
      await unlock();
      await account.azure.client.arm("DELETE", account.azure.vaultId());
    },
    1,
    () => [
      "BLOCK: drift: vault orders was deleted outside Terraform; and 5 more findings",
      "BLOCK  drift: key aura was deleted outside Terraform  [key-survives]",
      "NEEDS REVIEW  vault orders is deleted, and can be recovered until DAY",
      NO_VAULT,
      ...STATUS,
    ],
  ],
  [
    "the key was deleted",
    async () => {
      await account.azure.client.vault("orders", "DELETE", "keys/aura");
    },
    1,
    () => [
      "BLOCK: drift: key aura was deleted outside Terraform; and 4 more findings",
      "NEEDS REVIEW  key aura of vault orders is deleted, and can be recovered until DAY",
      NO_VAULT,
      ...STATUS,
    ],
  ],
  [
    "the key was disabled",
    () => changeKey({ enabled: false }),
    1,
    () => ["BLOCK: drift: key aura was disabled; and 2 more findings", ...STATUS],
  ],
  [
    "the newest version of the key was disabled",
    async () => {
      const { key } = await account.azure.client.vault<Key>("orders", "POST", "keys/aura/rotate");
      const version = key.kid.split("/").at(-1) ?? "";
      await account.azure.client.vault("orders", "PATCH", `keys/aura/${version}`, { attributes: { enabled: false } });
    },
    0,
    () => ["NEEDS REVIEW: the newest version of key aura of vault orders is disabled; and 2 more findings", ...STATUS],
  ],
  [
    "the key got an expiry",
    () => changeKey({ exp: 1_900_000_000 }),
    1,
    () => ["BLOCK: key aura expires; and 1 more finding", "BLOCK  drift: key aura will expire  [key-survives]"],
  ],
  [
    "Aura's role was removed",
    async () => {
      await unlock();
      await account.azure.client.arm("DELETE", account.assignmentId);
    },
    1,
    () => [
      "BLOCK: a change outside of Terraform revokes Aura's access to key aura; and 3 more findings",
      UNLOCKED,
      ...STATUS,
    ],
  ],
  [
    "Aura's service principal was disabled",
    () => account.azure.client.graph("PATCH", `servicePrincipals/${account.principalId}`, { accountEnabled: false }),
    1,
    () => ["BLOCK: drift: Aura's service principal orders was disabled; and 2 more findings", ...STATUS],
  ],
  [
    "Aura's service principal was deleted",
    () => account.azure.client.graph("DELETE", `servicePrincipals/${account.principalId}`),
    1,
    () => [
      "BLOCK: a change outside of Terraform deletes Aura's service principal orders; and 2 more findings",
      ...STATUS,
    ],
  ],
  [
    "the vault ignores roles",
    () => changeVault({ enableRbacAuthorization: false }),
    1,
    () => [
      "BLOCK: vault orders goes by access policies, not by roles; and 4 more findings",
      "BLOCK  drift: vault orders will go by access policies, and ignore Aura's role  [aura-keeps-access]",
      "NEEDS REVIEW  cannot read key aura of vault orders",
      ...STATUS,
    ],
  ],
  [
    "the network of the vault was closed",
    () => changeVault({ networkAcls: { bypass: "None", defaultAction: "Deny" } }),
    1,
    () => [
      "BLOCK: the network of vault orders is closed to Aura; and 4 more findings",
      "BLOCK  drift: the network of vault orders was closed to Aura  [aura-keeps-access]",
      "NEEDS REVIEW  cannot read key aura of vault orders",
      ...STATUS,
    ],
  ],
  [
    "rotation was removed",
    () => account.azure.client.vault("orders", "PUT", "keys/aura/rotationpolicy", { lifetimeActions: [] }),
    1,
    () => [
      "BLOCK: drift: automatic rotation of key aura was turned off; and 1 more finding",
      "NEEDS REVIEW  automatic rotation of key aura is off  [rotation-enabled]",
    ],
  ],
  [
    "a stranger got a role on the key",
    async () => {
      const appId = "11111111-0000-4000-8000-000000000001";
      const { id } = await account.azure.client.graph<{ id: string }>("POST", "servicePrincipals", { appId });
      await account.azure.role(id);
    },
    0,
    () => [
      "NEEDS REVIEW: application 11111111-0000-4000-8000-000000000001 has a role on key aura that no resource gives",
    ],
  ],
  ["the lock was removed", unlock, 0, () => ["NEEDS REVIEW: drift: the lock orders no longer protects the vault"]],
];

describe("aura-cmk verify beside a state with a key of Azure", () => {
  it.each(DAMAGES)("says so when this happened: %s", async (_, damage, code, found) => {
    await damage();
    const { code: ended, text } = await folder.verify();
    const lines = findingsIn(text).map((line) => line.replace(/until \d{4}-\d\d-\d\d/, "until DAY"));
    expect([ended, lines]).toEqual([code, found()]);
    expect(text).not.toContain("AWS");
  });
});

describe("aura-cmk verify with an Azure that refuses", () => {
  const always = (fault: Omit<Fault, "times">) => simulator.faults.add({ times: "always", ...fault });

  it("stops without credentials, and says what would give some", async () => {
    const { code, text } = await folder.verify({ ARM_CLIENT_SECRET: "" });
    expect(code).toBe(2);
    expect(text).toContain("no Azure credentials: @azure/identity is not installed");
    expect(text).toContain(
      "run `npm install @azure/identity`, or set ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET",
    );
  });

  it("stops when the credentials are not accepted", async () => {
    const { code, text } = await folder.verify({ ARM_CLIENT_ID: "11111111-0000-4000-8000-000000000009" });
    expect(code).toBe(2);
    expect(text).toContain("Azure does not accept the credentials: AADSTS700016");
  });

  it("does not take a subscription that it cannot see for one without the vault", async () => {
    always({ on: "Microsoft.KeyVault/vaults/read", status: 404, error: "SubscriptionNotFound" });
    const { code, text } = await folder.verify();
    expect(code).toBe(0);
    expect(findingsIn(text)[0]).toBe("NEEDS REVIEW: cannot read vault orders");
    expect(text).not.toContain("deleted");
  });

  it("names one call that is denied, and judges the rest", async () => {
    always({ on: "Microsoft.Authorization/roleAssignments/read", status: 403, error: "AuthorizationFailed" });
    await changeKey({ enabled: false });
    const { code, text } = await folder.verify();
    expect(code).toBe(1);
    expect(findingsIn(text)).toEqual([
      "BLOCK: drift: key aura was disabled; and 3 more findings",
      "NEEDS REVIEW  cannot read vault orders and key aura of vault orders",
      ...STATUS,
    ]);
    expect(text).toContain("access denied to Microsoft.Authorization/roleAssignments/read");
  });
});

describe("the evidence of aura-cmk verify for a key of Azure", () => {
  it("says how the key is kept, and who can use and administer it", async () => {
    const { text } = await folder.verify({}, "--format", "json");
    const { evidence } = JSON.parse(text) as { evidence: { identities: unknown; keys: unknown } };
    const { appId } = account.azure.state.deployer;
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown;
    expect(evidence.identities).toContainEqual({ of: "Azure", name: `application ${appId}` });
    const role = "Key Vault Crypto Service Encryption User";
    expect(evidence.keys).toMatchObject([
      {
        on: { address: "azurerm_key_vault_key.orders", name: "aura" },
        ...{ cloud: "azure", id: account.keyId, state: "Enabled", createdAt: date, rotation: { enabled: true } },
        access: expect.arrayContaining([
          { who: `application ${APPLICATION}`, by: "role", role, use: "yes", administer: "no" },
        ]) as unknown,
      },
    ]);
  });
});

describe("aura-cmk verify of a key by itself", () => {
  it("finds its customer managed key and its instance, and who can use it", async () => {
    const { code, text } = await folder.verifyTargets([account.keyId]);
    expect(code).toBe(0);
    expect(text).toContain("orders");
    expect(text).toMatch(/orders +orders/);
    expect(text).not.toContain("AWS");
  });
});

describe("the calls of aura-cmk verify to Azure", () => {
  it("are those of the role in docs/verify.md, and read only", async () => {
    await folder.verify();
    await unlock();
    await account.azure.client.arm("DELETE", account.azure.vaultId());
    const damage = simulator.calls.list().filter(({ call }) => /\/(delete|write)$/.test(call));
    await folder.verify();
    const page = readFileSync(path.resolve(__dirname, "../../../docs/verify.md"), "utf8");
    const [, text = ""] = /^```json azure-role\n([\s\S]*?)\n```$/m.exec(page) ?? [];
    const role = JSON.parse(text) as { Actions: string[]; DataActions: string[] };
    const calls = simulator.calls.list().filter((call) => !damage.includes(call));
    const names = calls.map(({ call }) => call).filter((call) => call.startsWith("Microsoft."));
    expect([...new Set(names)].sort()).toEqual([...role.Actions, ...role.DataActions].sort());
    const others = calls.map(({ call }) => call).filter((call) => /directory|oauth2/.test(call));
    expect([...new Set(others.map((call) => call.replace(/^POST \/.*\/oauth2/, "POST oauth2")))].sort()).toEqual([
      "POST oauth2/v2.0/token",
      "microsoft.directory/servicePrincipals/standard/read",
    ]);
    expect(simulator.calls.names("kms:*")).toEqual([]);
  });
});
