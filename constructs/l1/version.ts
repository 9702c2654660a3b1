/** Local name of the Terraform provider: the first word of its resource types. */
export const PROVIDER_NAME = "aura";

/** Source address of the Terraform provider. */
export const PROVIDER_SOURCE = "cdktf-aura-cmk/aura";

/** Version of the Terraform provider: the version of this package, which carries it (a test compares the two). */
export const PROVIDER_VERSION = "0.1.0";
