import { error, isSet, ProviderError, type ObjectValue, type Value } from "../../../provider/plugin";
import { tokenOf } from "../../azure/service";
import { AzureClient } from "./client";

/** What a provider block says about deletions and recoveries; all of it is true by default. */
export interface Features {
  readonly purgesVaults: boolean;
  readonly purgesKeys: boolean;
  readonly recoversVaults: boolean;
  readonly recoversKeys: boolean;
  readonly keepsGroupsWithResources: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** One provider block of azurerm or azuread: whose credentials, which subscription, which features. */
export class Azure {
  private constructor(
    public readonly client: AzureClient,
    /** The application that calls. */
    public readonly clientId: string,
    public readonly tenantId: string,
    public readonly subscriptionId: string,
    public readonly features: Features,
  ) {}

  /**
   * Reads a provider block; the environment fills in what the block does not set.
   * @param environment such as `ARM_TENANT_ID`
   */
  public static of(config: ObjectValue, environment: Environment): Azure {
    const text = (name: string, variable: string) =>
      isSet(config[name]) ? String(config[name]) : environment[variable];
    const endpoint = environment.AURA_CMK_AZURE_ENDPOINT;
    const [clientId, tenantId] = [text("client_id", "ARM_CLIENT_ID"), text("tenant_id", "ARM_TENANT_ID")];
    const subscriptionId = text("subscription_id", "ARM_SUBSCRIPTION_ID") ?? "";
    if (endpoint === undefined || clientId === undefined || tenantId === undefined) {
      const problem = "Set AURA_CMK_AZURE_ENDPOINT, ARM_CLIENT_ID and ARM_TENANT_ID, as the simulator prints them.";
      throw new ProviderError(error("unable to build authorizer for Resource Manager API", problem));
    }
    if ("subscription_id" in config && subscriptionId === "") {
      const problem = "`subscription_id` is a required provider property when performing a plan/apply operation";
      throw new ProviderError(error(problem, "", "subscription_id"));
    }
    const client = new AzureClient(endpoint, tokenOf(clientId));
    return new Azure(client, clientId, tenantId, subscriptionId, featuresOf(config));
  }

  /** The id of a resource group of the subscription. */
  public readonly groupId = (name: Value | undefined): string =>
    `/subscriptions/${this.subscriptionId}/resourceGroups/${String(name)}`;
}

function featuresOf(config: ObjectValue): Features {
  const features = blocks(config.features)[0] ?? {};
  const isOn = (block: string, name: string) => blocks(features[block])[0]?.[name] !== false;
  return {
    purgesVaults: isOn("key_vault", "purge_soft_delete_on_destroy"),
    purgesKeys: isOn("key_vault", "purge_soft_deleted_keys_on_destroy"),
    recoversVaults: isOn("key_vault", "recover_soft_deleted_key_vaults"),
    recoversKeys: isOn("key_vault", "recover_soft_deleted_keys"),
    keepsGroupsWithResources: isOn("resource_group", "prevent_deletion_if_contains_resources"),
  };
}

/** The blocks of a kind, as far as they are known. */
export function blocks(value: Value | undefined): readonly ObjectValue[] {
  return isSet(value) ? (value as readonly ObjectValue[]) : [];
}
