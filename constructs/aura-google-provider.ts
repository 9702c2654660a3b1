import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AuraGoogleProviderProps } from "./private/google-props";
import { googleParts } from "./private/load";
import * as prop from "./private/validate-props";

/**
 * Creates `provider "google"` and its entry in `required_providers`. A provider of your own serves as well; CDK Terrain has no bindings
 * for it. Credentials come from the environment when Terraform runs (`gcloud auth application-default login`).
 *
 * Works with versions 6 of the provider.
 * @see https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/provider_reference
 */
export class AuraGoogleProvider extends Construct {
  /** The provider block, for `provider` of {@link AuraCloudKmsKey}. */
  public readonly resource: TerraformProvider;

  /** @throws {@link AuraCmkError} `prop-type`, `package-missing` */
  public constructor(scope: Construct, id: string, props: AuraGoogleProviderProps = {}) {
    prop.checkProps(scope, id, props, { project: prop.optional(prop.text), alias: prop.optional(prop.text) });
    super(scope, id);
    this.resource = googleParts().addProvider(this, props);
  }
}
