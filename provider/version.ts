/** Version of this package and of the provider. Written here, because a program that was bundled has no package.json beside it. */
export const packageVersion = "0.1.0";

/** Where the project is on the web. */
export const HOMEPAGE = "https://github.com/cdktf-aura-cmk/cdktf-aura-cmk#readme";

/** Where the binaries of its releases are. */
export const RELEASES = "https://github.com/cdktf-aura-cmk/cdktf-aura-cmk/releases";

/**
 * Source address of the provider. Nobody can register a host under `.invalid` (RFC 6761), so nobody else can ever answer for it,
 * and Terraform and OpenTofu look in the same folder. Where the provider is missing, this name is what `init` complains about:
 * it is the command that installs it.
 */
export const PROVIDER_SOURCE = "aura-cmk-provider-install.invalid/cdktf-aura-cmk/aura";

/**
 * Addresses of earlier releases. A state may still have them, and `init` looks for the provider of every resource of a state:
 * what is not on the machine it would ask a registry for, where a stranger may answer.
 */
export const FORMER_PROVIDER_SOURCES = [
  "registry.terraform.io/cdktf-aura-cmk/aura",
  "registry.opentofu.org/cdktf-aura-cmk/aura",
] as const;
