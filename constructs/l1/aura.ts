import { packageVersion } from "../../provider/version";

/** Local name of the Terraform provider: the first word of its resource types. */
export const PROVIDER_NAME = "aura";

/** The `aura` provider, as cdktf wants it named with each resource; it is of the version of the package that carries it. */
export const PROVIDER_METADATA = { providerName: PROVIDER_NAME, providerVersion: packageVersion };
