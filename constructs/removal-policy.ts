/**
 * Whether Terraform may destroy a resource.
 * - `retain`: it refuses (`prevent_destroy`), as long as the resource is in the configuration.
 * - `destroy`: it may. IMPORTANT: data whose key is deleted can not be recovered.
 */
export type RemovalPolicy = "retain" | "destroy";
