import { DEFAULT_PROJECT, type Simulator } from "../../../simulator";
import { auraApplicationId } from "../../../simulator/aura/other-clouds";
import { tokenOf } from "../../../simulator/azure/service";
import { AzureClient } from "../../../simulator/terraform/azurerm/client";
import { World } from "./world";

/** The application that Aura's Console shows for the project of the simulator. */
export const APPLICATION = auraApplicationId(DEFAULT_PROJECT);
export const ENCRYPTION_USER = "e147488a-f6f5-4113-8e2d-b22465e65bf6";

const GROUP = "keys";
const REGION = "northeurope";
/** The properties of a vault as Aura wants it. */
const GOOD_VAULT = {
  sku: { family: "A", name: "standard" },
  enableRbacAuthorization: true,
  enablePurgeProtection: true,
  enabledForDiskEncryption: true,
};
/** A key as Aura wants it. */
const GOOD_KEY = { kty: "RSA", key_size: 2048, key_ops: ["wrapKey", "unwrapKey"] };

/** A key as a vault answers it. */
export interface Key {
  readonly key: { readonly kid: string; readonly n: string; readonly key_ops: readonly string[] };
  readonly attributes: { readonly enabled: boolean; readonly exp?: number };
}

/** Short ways to vaults, keys and roles in the simulated Azure. */
export class AzureWorld {
  public readonly aura: World;
  /** The client of who deploys. */
  public readonly client: AzureClient;
  private assignments = 0;

  public constructor(
    public readonly simulator: Simulator,
    private readonly group = GROUP,
  ) {
    this.aura = new World(simulator);
    this.client = this.as(this.state.deployer.appId);
  }

  public get state() {
    const { azure } = this.simulator.clouds;
    if (!azure) throw new Error("the simulator has no Azure");
    return azure.state;
  }

  /** The client of an application. */
  public as(appId: string): AzureClient {
    return new AzureClient(this.simulator.endpoints.azure ?? "", tokenOf(appId));
  }

  public get groupId(): string {
    return `/subscriptions/${this.state.subscriptionId}/resourceGroups/${this.group}`;
  }

  public vaultId(name = "orders"): string {
    return `${this.groupId}/providers/Microsoft.KeyVault/vaults/${name}`;
  }

  public keyScope(): string {
    return `${this.vaultId()}/keys/aura`;
  }

  /** Makes or changes a vault. */
  public async vault(properties: object = {}, { name = "orders", location = REGION } = {}): Promise<void> {
    await this.client.arm("PUT", this.groupId, { location: REGION });
    await this.client.arm("PUT", this.vaultId(name), { location, properties: { ...GOOD_VAULT, ...properties } });
  }

  /** Makes a version of a key. */
  public key(more: object = {}): Promise<Key> {
    return this.client.vault<Key>("orders", "POST", "keys/aura/create", { ...GOOD_KEY, ...more });
  }

  /** Makes the service principal of Aura's application; its object id. */
  public async principal(): Promise<string> {
    const { id } = await this.client.graph<{ id: string }>("POST", "servicePrincipals", { appId: APPLICATION });
    return id;
  }

  /** Gives a role; its id. */
  public async role(principalId: string, { scope = this.keyScope(), role = ENCRYPTION_USER, more = {} } = {}) {
    const name = `00000000-0000-4000-8000-${String(++this.assignments).padStart(12, "0")}`;
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${role}`;
    await this.client.arm("PUT", id, { properties: { roleDefinitionId, principalId, ...more } });
    return id;
  }

  /** The id of a record of a key. */
  public record(key: string, more: object = {}): Promise<string> {
    return this.aura.record(key, { cloud_provider: "azure", region: REGION, ...more });
  }

  /** A key as Aura wants it, with Aura's role on it. */
  public async goodKey(): Promise<Key> {
    await this.vault();
    const key = await this.key();
    await this.role(await this.principal());
    return key;
  }
}

/** Why a call is refused. */
export function refusalOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "not refused",
    ({ message }: Error) => message,
  );
}
