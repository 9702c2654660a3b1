import { AURA_REGIONS } from "../../model/limits";
import type { Access } from "../aura/key-access";
import type { OtherCloud } from "../other-cloud";
import type { Clock } from "../http/clock";
import { json, type Service } from "../http/service";

/** The tenant and the subscription that the simulated Azure has. */
const TENANT_ID = "7e4a4c1d-0000-4000-8000-00000000a2e0";
const SUBSCRIPTION_ID = "5ab5c219-0000-4000-8000-00000000a2e0";

/** Azure, as far as a key of Aura goes: key vaults, who may use them, and what protects them. */
export class AzureCloud implements OtherCloud {
  public readonly label = "Azure";
  public readonly regions = AURA_REGIONS;
  public readonly service: Service = {
    identify: ({ method, path }) => ({ call: `${method} ${path}` }),
    answer: () => json(404, { error: { code: "NotFound", message: "The simulator does not serve this." } }),
    failure: (_request, { status = 500 }) => json(status, { error: { code: "InternalServerError", message: "" } }),
  };

  public constructor(public readonly clock: Clock) {}

  public environment(url: string): Readonly<Record<string, string>> {
    return { AURA_CMK_AZURE_ENDPOINT: url, ARM_SUBSCRIPTION_ID: SUBSCRIPTION_ID, ARM_TENANT_ID: TENANT_ID };
  }

  public accessTo(): Access {
    return { usable: false, since: 0, because: "the key does not exist", status: "encryption key not found" };
  }
}
