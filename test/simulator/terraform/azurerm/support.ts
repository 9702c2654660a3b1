import { startSimulator } from "../../../../simulator";
import { APPLICATION, AzureWorld } from "../../support/azure";
import { stageOn, type Stage } from "../../support/terraform";

/** Settings of the configuration that differ from a vault and a key as Aura wants them. */
export interface Changes {
  readonly vault?: object;
  readonly key?: object;
  readonly role?: object;
  readonly others?: Readonly<Record<string, Readonly<Record<string, object>> | undefined>>;
  readonly data?: object;
  readonly features?: object;
}

/** A resource group, a vault, a key, and Aura's role on it. */
export function azureConfiguration({ vault, key, role, others, data, features = {} }: Changes = {}): object {
  return {
    terraform: {
      required_providers: {
        azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
        azuread: { source: "hashicorp/azuread", version: "3.7.0" },
      },
    },
    provider: { azurerm: { features: [features] }, azuread: {} },
    data: { azurerm_client_config: { me: {} }, ...data },
    resource: {
      azurerm_resource_group: { main: { name: "keys", location: "West Europe" } },
      azurerm_key_vault: {
        main: {
          name: "orders",
          location: "${azurerm_resource_group.main.location}",
          resource_group_name: "${azurerm_resource_group.main.name}",
          tenant_id: "${data.azurerm_client_config.me.tenant_id}",
          sku_name: "standard",
          rbac_authorization_enabled: true,
          purge_protection_enabled: true,
          enabled_for_disk_encryption: true,
          ...vault,
        },
      },
      azurerm_key_vault_key: {
        main: {
          name: "aura",
          key_vault_id: "${azurerm_key_vault.main.id}",
          key_type: "RSA",
          key_size: 2048,
          key_opts: ["wrapKey", "unwrapKey"],
          rotation_policy: [{ automatic: [{ time_after_creation: "P365D" }] }],
          ...key,
        },
      },
      azuread_service_principal: { aura: { client_id: APPLICATION } },
      azurerm_role_assignment: {
        aura: {
          scope: "${azurerm_key_vault_key.main.resource_versionless_id}",
          role_definition_name: "Key Vault Crypto Service Encryption User",
          principal_id: "${azuread_service_principal.aura.object_id}",
          ...role,
        },
      },
      ...others,
    },
  };
}

export const VAULT = "azurerm_key_vault.main";
export const KEY = "azurerm_key_vault_key.main";
export const ROLE = "azurerm_role_assignment.aura";
export const PRINCIPAL = "azuread_service_principal.aura";
export const LOCK = "azurerm_management_lock.main";
/** A lock on the vault. */
export const LOCKED = {
  azurerm_management_lock: { main: { name: "keep", lock_level: "CanNotDelete", scope: `\${${VAULT}.id}` } },
};

/** A change of a plan, as JSON. */
export interface PlannedChange {
  readonly actions: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly after_unknown: object;
  readonly replace_paths?: readonly (readonly string[])[];
}
interface Plan {
  readonly resource_changes?: readonly { readonly address: string; readonly change: PlannedChange }[];
  readonly resource_drift?: readonly { readonly address: string; readonly change: PlannedChange }[];
}

/** The real Terraform on a simulator that has Azure. */
export class AzureStage {
  private constructor(
    public readonly terraform: Stage,
    public readonly azure: AzureWorld,
  ) {}

  public static async start(): Promise<AzureStage> {
    const simulator = await startSimulator({ clouds: ["azure"] });
    return new AzureStage(await stageOn(simulator), new AzureWorld(simulator));
  }

  public apply(changes?: Changes): Promise<void> {
    return this.terraform.apply(azureConfiguration(changes));
  }

  /** What a configuration would change: address and action. */
  public planned(changes?: Changes): Promise<Record<string, string>> {
    this.terraform.write(azureConfiguration(changes));
    return this.terraform.plannedChanges();
  }

  /** The next plan, as JSON. */
  public async plan(): Promise<Plan> {
    await this.terraform.must("plan", "-out=plan.bin", "-no-color");
    return this.shown();
  }

  /** The change of a resource in the plan that was made last. */
  public async changeOf(address: string): Promise<PlannedChange> {
    const found = (await this.shown()).resource_changes?.find((one) => one.address === address);
    if (!found) throw new Error(`${address} is not in the plan`);
    return found.change;
  }

  /** What Terraform says when it fails, as one line of words. */
  public async failure(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.terraform.run(...args, "-no-color");
    if (code !== 1) throw new Error(`terraform ${args.join(" ")} ended with ${code}`);
    return `${stdout}${stderr}`.replace(/[│╷╵]/g, " ").replace(/\s+/g, " ");
  }

  public async stop(): Promise<void> {
    this.terraform.stop();
    await this.azure.simulator.stop();
  }

  private async shown(): Promise<Plan> {
    return JSON.parse(await this.terraform.must("show", "-json", "plan.bin")) as Plan;
  }
}
