import { auraRegions } from "../../model/limits";
import { accessToAzureKey } from "../aura/azure-access";
import type { Access, RegisteredKey } from "../aura/key-access";
import type { Project } from "../aura/options";
import type { Clock } from "../http/clock";
import type { OtherCloud } from "../other-cloud";
import { AzureService } from "./service";
import { AzureState } from "./state";

/**
 * Azure, as far as a key of Aura goes: key vaults, who may use them, and what protects them. One tenant with one subscription.
 */
export class AzureCloud implements OtherCloud {
  public readonly label = "Azure";
  public readonly regions = auraRegions("azure");
  /** Vaults, roles, locks and service principals. */
  public readonly state: AzureState;
  public readonly service: AzureService;

  public constructor(private readonly clock: Clock) {
    this.state = new AzureState(clock);
    this.service = new AzureService(this.state, clock);
  }

  public environment(url: string): Readonly<Record<string, string>> {
    const { subscriptionId, tenantId, deployer } = this.state;
    return {
      ...{ AURA_CMK_AZURE_ENDPOINT: url, ARM_SUBSCRIPTION_ID: subscriptionId, ARM_TENANT_ID: tenantId },
      ...{ ARM_CLIENT_ID: deployer.appId, ARM_CLIENT_SECRET: "simulated" },
    };
  }

  public accessTo(key: RegisteredKey, project: Project): Access {
    return accessToAzureKey(this.state, this.clock, key, project);
  }
}
