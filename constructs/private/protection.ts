import type { TerraformResource } from "cdktf";

/**
 * Whether Terraform refuses to destroy a resource, as the synthesized file says it: what `addOverride` was given counts.
 * @param resource the resource
 */
export function isProtected(resource: TerraformResource): boolean {
  // cdktf keeps the overrides to itself.
  const { rawOverrides } = resource as unknown as {
    readonly rawOverrides?: { readonly lifecycle?: { readonly prevent_destroy?: unknown } };
  };
  const overridden = rawOverrides?.lifecycle?.prevent_destroy;
  return (overridden ?? resource.lifecycle?.preventDestroy) === true;
}
