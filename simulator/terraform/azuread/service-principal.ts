import {
  error,
  isSet,
  ProviderError,
  UNKNOWN,
  type DataSource,
  type Diagnostic,
  type ObjectValue,
  type Value,
} from "../../../provider/plugin";
import type { ServicePrincipal } from "../../azure/directory";
import { blocks, type Azure } from "../azurerm/azure";
import { type AzureClient, undefinedIfNotFound } from "../azurerm/client";
import { alreadyExists, type AzureKind } from "../azurerm/kind";
import { given, withErrorSummary } from "../older-sdk";
import { DATA_SOURCE_SCHEMAS, RESOURCE_SCHEMAS } from "./schemas";

/** A service principal as Microsoft Graph answers it. */
type PrincipalAnswer = ServicePrincipal & {
  readonly appOwnerOrganizationId: string;
  readonly servicePrincipalNames: readonly string[];
  readonly servicePrincipalType: string;
  readonly signInAudience: string;
};

/** Two blocks that say what the tags say. */
const FEATURE_BLOCKS = ["feature_tags", "features"];
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** `azuread_service_principal` */
export const servicePrincipal: AzureKind = {
  label: "Service Principal",
  schema: RESOURCE_SCHEMAS.azuread_service_principal,
  validate: (config: ObjectValue): readonly Diagnostic[] => {
    const { client_id: id } = config;
    return [
      ...(typeof id === "string" && !UUID.test(id) ? [error("Value must be a valid UUID", "", "client_id")] : []),
      ...FEATURE_BLOCKS.filter((name) => blocks(config[name]).length > 0).map((name) =>
        error(`The simulator does not know ${name}`, "Set tags in its place.", name),
      ),
    ];
  },
  plan: (_draft, { config, prior }) =>
    Object.fromEntries(
      FEATURE_BLOCKS.filter((name) => blocks(config[name]).length === 0).map((name) => [
        name,
        prior?.[name] ?? UNKNOWN,
      ]),
    ),
  create: async (planned, { client }) => {
    const appId = String(planned.client_id);
    const existing = await ofApplication(appId, client);
    if (!existing) {
      const { id } = await client.graph<PrincipalAnswer>("POST", "servicePrincipals", {
        appId,
        ...settingsOf(planned),
      });
      return { id: idOf(id), object_id: id };
    }
    if (planned.use_existing !== true) throw alreadyExists("azuread_service_principal", existing.id);
    await client.graph("PATCH", `servicePrincipals/${existing.id}`, settingsOf(planned));
    return { id: idOf(existing.id), object_id: existing.id };
  },
  read: async ({ id, owners, use_existing }, { client }) => {
    const principal = await undefinedIfNotFound(() =>
      client.graph<PrincipalAnswer>("GET", `servicePrincipals/${objectIdOf(id)}`),
    );
    return (
      principal && {
        ...attributesOf(principal),
        owners: isSet(owners) ? owners : [],
        use_existing: isSet(use_existing) ? use_existing : null,
      }
    );
  },
  update: async (planned, { id }, { client }) => {
    await client.graph("PATCH", `servicePrincipals/${objectIdOf(id)}`, settingsOf(planned));
  },
  // One that was there before is deleted as well.
  delete: async ({ id }, { client }) => {
    await undefinedIfNotFound(() => client.graph("DELETE", `servicePrincipals/${objectIdOf(id)}`));
  },
  parseId: (id) => {
    if (UUID.test(objectIdOf(id))) return { id: idOf(objectIdOf(id)), object_id: objectIdOf(id) };
    throw new ProviderError(
      error(`specified ID ("${id}") is not valid`, "Expected the object id of a service principal."),
    );
  },
};

/** `data.azuread_service_principal` */
export const servicePrincipalData: DataSource<Azure> = {
  schema: DATA_SOURCE_SCHEMAS.azuread_service_principal,
  validate: (config) => {
    const names = ["client_id", "display_name", "object_id"];
    if (names.filter((name) => config[name] !== null).length === 1) return [];
    const problem = `"client_id": one of \`${names.join(",")}\` must be specified`;
    return [error("Invalid combination of arguments", problem, "client_id")];
  },
  read: (config, { client: { client } }) =>
    withErrorSummary("reading Service Principal", async () => {
      const { value } = await client.graph<{ value: readonly PrincipalAnswer[] }>("GET", "servicePrincipals");
      const found = value.find(
        (one) =>
          one.appId === given(config.client_id) ||
          one.id === given(config.object_id) ||
          one.displayName === given(config.display_name),
      );
      if (!found) {
        const [name, wanted] = Object.entries(config).find(([, argument]) => typeof argument === "string") ?? [];
        const problem = `No service principal found matching ${String(name)}: "${String(wanted)}"`;
        throw new ProviderError(error(problem, ""));
      }
      return { state: { ...config, id: idOf(found.id), ...attributesOf(found) } };
    }),
};

async function ofApplication(appId: string, client: AzureClient): Promise<PrincipalAnswer | undefined> {
  const { value } = await client.graph<{ value: readonly PrincipalAnswer[] }>("GET", "servicePrincipals", undefined, {
    $filter: `appId eq '${appId}'`,
  });
  return value[0];
}

const PATH = "/servicePrincipals/";

/** The id in Terraform's state since version 3: what a role is given to is `object_id`. */
function idOf(objectId: string): string {
  return `${PATH}${objectId}`;
}

/** The id of the object; an import may name it alone. */
function objectIdOf(id: Value | undefined): string {
  return String(id).replace(PATH, "");
}

function settingsOf(planned: ObjectValue): object {
  const texts = (name: string) => (isSet(planned[name]) ? planned[name] : []);
  return {
    accountEnabled: planned.account_enabled !== false,
    alternativeNames: texts("alternative_names"),
    appRoleAssignmentRequired: planned.app_role_assignment_required === true,
    ...{ description: given(planned.description) ?? null, loginUrl: given(planned.login_url) ?? null },
    notes: given(planned.notes) ?? null,
    notificationEmailAddresses: texts("notification_email_addresses"),
    preferredSingleSignOnMode: given(planned.preferred_single_sign_on_mode) ?? null,
    tags: texts("tags"),
  };
}

function attributesOf(principal: PrincipalAnswer): ObjectValue {
  const { id, appId, displayName, accountEnabled, tags = [] } = principal;
  return {
    ...{ client_id: appId, object_id: id, display_name: displayName, account_enabled: accountEnabled },
    ...{ alternative_names: principal.alternativeNames ?? [], tags },
    ...{ app_role_assignment_required: principal.appRoleAssignmentRequired ?? false },
    ...{ description: principal.description ?? "", login_url: principal.loginUrl ?? "", notes: principal.notes ?? "" },
    notification_email_addresses: principal.notificationEmailAddresses ?? [],
    preferred_single_sign_on_mode: principal.preferredSingleSignOnMode ?? "",
    ...{
      application_tenant_id: principal.appOwnerOrganizationId,
      service_principal_names: principal.servicePrincipalNames,
    },
    ...{ type: principal.servicePrincipalType, sign_in_audience: principal.signInAudience },
    ...{ homepage_url: "", logout_url: "", saml_metadata_url: "", redirect_uris: [] },
    ...{ app_roles: [], app_role_ids: {}, oauth2_permission_scopes: [], oauth2_permission_scope_ids: {} },
    ...{ saml_single_sign_on: [], ...featuresOf(tags) },
  };
}

function featuresOf(tags: readonly string[]): ObjectValue {
  const has = (tag: string) => tags.includes(tag);
  const [isCustom, isEnterprise] = [
    has("WindowsAzureActiveDirectoryCustomSingleSignOnApplication"),
    has("WindowsAzureActiveDirectoryIntegratedApp"),
  ];
  const [isGallery, isHidden] = [has("WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1"), has("HideApp")];
  return {
    feature_tags: [{ custom_single_sign_on: isCustom, enterprise: isEnterprise, gallery: isGallery, hide: isHidden }],
    features: [
      {
        ...{ custom_single_sign_on_app: isCustom, enterprise_application: isEnterprise },
        ...{ gallery_application: isGallery, visible_to_users: !isHidden },
      },
    ],
  };
}
