import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import {
  AuraAzureProvider,
  AuraCloudKmsKey,
  AuraGoogleProvider,
  AuraKeyVaultKey,
  EncryptedAuraInstance,
} from "../../constructs";
import { run } from "../cli/support/run";
import { AzureWorld } from "../simulator/support/azure";
import { AZURE_KEY } from "../support/other-clouds";
import { PROJECT } from "../support/synth";
import { DEFAULT_PROJECT } from "../../simulator";
import { describeWithTerraform } from "../support/terraform";
import { deployment, words, type Deployment } from "./support/deployment";

const INSTANCE = { projectId: PROJECT, product: "AuraDB", memory: "8GB" } as const;

/** What the simulated Console shows for a key. */
interface Shown {
  readonly applicationId?: string;
  readonly serviceAccounts?: readonly string[];
}

/** What a program has of its own. */
interface Input extends Shown {
  readonly tenantId: string;
}

/** A program with a key and an instance in a cloud, in phase 1 without what the Console shows. */
const PROGRAMS: Readonly<Record<string, (input: Input) => (stack: TerraformStack) => void>> = {
  azure:
    ({ applicationId, tenantId }) =>
    (stack) => {
      new AuraAzureProvider(stack, "azure");
      const key = new AuraKeyVaultKey(stack, "orders-key", {
        ...AZURE_KEY,
        tenantId,
        applicationId,
        managementLock: true,
      });
      new EncryptedAuraInstance(stack, "orders", { ...INSTANCE, key, region: "northeurope" });
    },
  gcp:
    ({ serviceAccounts }) =>
    (stack) => {
      new AuraGoogleProvider(stack, "google");
      const key = new AuraCloudKmsKey(stack, "orders-key", { region: "europe-west1", serviceAccounts });
      new EncryptedAuraInstance(stack, "orders", { ...INSTANCE, key, region: "europe-west1" });
    },
};

describeWithTerraform("a key in another cloud than AWS", () => {
  let on: Deployment;
  beforeEach(async () => {
    on = await deployment({
      clouds: ["azure", "gcp"],
      aura: { projects: [{ ...DEFAULT_PROJECT, id: PROJECT }] },
    });
    const { client, groupId } = new AzureWorld(on.simulator, AZURE_KEY.resourceGroupName);
    await client.arm("PUT", groupId, { location: AZURE_KEY.region });
  });
  afterEach(() => on.stop());

  it.each([
    ["azure", "azurerm_key_vault_key.orders-key", "azurerm_role_assignment"],
    ["gcp", "google_kms_crypto_key.orders-key", "google_kms_crypto_key_iam_member"],
  ])("is deployed in two phases, and there is no way back: %s", async (cloud, key, access) => {
    const { tenantId } = new AzureWorld(on.simulator).state;
    const program = (shown: Shown) => on.program(PROGRAMS[cloud]?.({ ...shown, tenantId }) ?? (() => undefined));
    const first = program({});
    await first.deploy();
    expect(await first.planCode()).toBe(0);
    const { records, instances } = on.simulator.aura;
    expect(records.list()).toMatchObject([{ name: "orders", cloud_provider: cloud }]);
    expect(instances.list()).toEqual([]);

    const shown = JSON.parse(await on.console("orders")) as Shown;
    if (cloud === "azure") {
      const { client } = new AzureWorld(on.simulator);
      await client.graph("POST", "servicePrincipals", { appId: shown.applicationId });
    }
    const second = program(shown);
    await second.deploy();
    expect(instances.list()).toMatchObject([
      { name: "orders", cloud_provider: cloud, customer_managed_key_id: records.list()[0]?.id },
    ]);
    expect(await second.planCode()).toBe(0);

    const [gone = ""] = Object.keys(second.configuration().resource[access] ?? {});
    const back = program({});
    // What the error of Terraform proposes does not help: the key depends on the guard.
    for (const options of [[], [`-target=${back.address(key)}`]]) {
      const refused = await back.run("plan", "-no-color", ...options);
      expect([refused.code, words(refused)]).toEqual([1, expect.stringContaining("prevent_destroy")]);
    }

    // Terraform does not look at the guard when only the access is planned. In Azure it forgets the role then, which stays; the review needs
    // neither.
    const planned = await back.must("plan", "-no-color", "-out=plan.bin", `-target=${access}.${gone}`);
    expect(words(planned).includes("0 to destroy")).toBe(cloud === "azure");
    const plan = join(on.folder, "plan.json");
    writeFileSync(plan, (await back.must("show", "-json", "plan.bin")).stdout);
    const { code, stdout } = await run("review", plan);
    expect([code, stdout]).toEqual(
      cloud === "azure"
        ? [0, expect.stringContaining("role assignment orders-key_Access will no longer be managed by Terraform")]
        : [1, expect.stringMatching(/^BLOCK: /)],
    );
  });

  it("is made in a vault of Azure that exists only where that vault fits: a plan reads it", async () => {
    const azure = new AzureWorld(on.simulator, AZURE_KEY.resourceGroupName);
    const inVault = (region: string, vaultId = azure.vaultId()) =>
      on.program((stack) => {
        new AuraAzureProvider(stack, "azure");
        new AuraKeyVaultKey(stack, "orders-key", { region, vaultId });
      });
    const [closed, open] = ["None", "AzureServices"].map((bypass) => ({ bypass, defaultAction: "Deny" }));
    const there = { location: "northeurope" };
    await azure.vault({ networkAcls: closed, enabledForDiskEncryption: false }, there);
    const stack = inVault("northeurope");
    await stack.must("init", "-no-color");
    const refused = words(await stack.run("plan", "-no-color"));
    expect(refused).toContain("the vault of key orders-key is not enabled for disk encryption");
    expect(refused).toContain("the network of the vault of key orders-key is closed to Aura");

    await azure.vault({ networkAcls: open }, there);
    const elsewhere = words(await inVault("westeurope").run("plan", "-no-color"));
    expect(elsewhere).toContain(
      "the vault of key orders-key is in another region than `region` says: northeurope; expected: westeurope",
    );
    // Azure tells no upper from lower case. The machine that deploys is no trusted service.
    await azure.vault({ networkAcls: { bypass: "AzureServices", defaultAction: "Allow" } }, there);
    const upper = inVault("northeurope", azure.vaultId().replace("resourceGroups", "resourcegroups"));
    await upper.deploy();
    expect(await upper.planCode()).toBe(0);
  });
});
