import { randomUUID } from "node:crypto";
import { error, isSet, ProviderError, type Diagnostic, type ObjectValue } from "../../../../provider/plugin";
import { given } from "../../older-sdk";
import type { Azure } from "../azure";
import { undefinedIfNotFound } from "../client";
import { alreadyExists, type AzureKind, sameButForCase } from "../kind";
import { RESOURCE_SCHEMAS } from "../schemas";

interface AssignmentAnswer {
  readonly name: string;
  readonly properties: {
    readonly scope: string;
    readonly roleDefinitionId: string;
    readonly principalId: string;
    readonly principalType: string;
    readonly description: string | null;
    readonly condition: string | null;
    readonly conditionVersion: string | null;
  };
}

interface RoleAnswer {
  readonly id: string;
  readonly properties: { readonly roleName: string };
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const ROLE = ["role_definition_id", "role_definition_name"] as const;

/** `azurerm_role_assignment` */
export const roleAssignment: AzureKind = {
  label: "Role Assignment",
  schema: RESOURCE_SCHEMAS.azurerm_role_assignment,
  validate,
  plan: (draft, { prior }) =>
    Object.fromEntries(
      ROLE.filter((name) => sameButForCase(draft[name], prior?.[name])).map((name) => [name, prior?.[name] ?? null]),
    ),
  create: async (planned, azure) => {
    const name = given(planned.name) ?? randomUUID();
    const scope = String(planned.scope);
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${String(name)}`;
    if (await undefinedIfNotFound(() => azure.client.arm("GET", id)))
      throw alreadyExists("azurerm_role_assignment", id);
    const { condition, condition_version: version } = planned;
    if (given(version) !== undefined && given(condition) === undefined) {
      throw new ProviderError(error("`condition_version` should not be set without `condition`", ""));
    }
    await azure.client.arm("PUT", id, {
      properties: {
        ...{ roleDefinitionId: await roleIdOf(planned, scope, azure), principalId: planned.principal_id },
        ...{ description: given(planned.description), condition: given(condition) },
        conditionVersion: given(condition) === undefined ? undefined : (given(version) ?? "2.0"),
        principalType:
          given(planned.principal_type) ??
          (planned.skip_service_principal_aad_check === true ? "ServicePrincipal" : undefined),
      },
    });
    return { id };
  },
  read: async ({ id, skip_service_principal_aad_check: skip }, { client }) => {
    const found = await undefinedIfNotFound(() => client.arm<AssignmentAnswer>("GET", String(id)));
    if (!found) return undefined;
    const { scope, roleDefinitionId, principalId, principalType, ...shown } = found.properties;
    const role = await client.arm<RoleAnswer>("GET", roleDefinitionId);
    return {
      ...{
        name: found.name,
        scope,
        role_definition_id: roleDefinitionId,
        role_definition_name: role.properties.roleName,
      },
      ...{ principal_id: principalId, principal_type: principalType, delegated_managed_identity_resource_id: "" },
      ...{ description: shown.description ?? "", condition: shown.condition ?? "" },
      condition_version: shown.conditionVersion ?? "",
      skip_service_principal_aad_check: isSet(skip) ? skip : null,
    };
  },
  update: async (planned, prior, { client }) => {
    const existing = await client.arm<AssignmentAnswer>("GET", String(prior.id));
    const condition = given(planned.condition);
    const version =
      planned.condition_version === prior.condition_version ? undefined : given(planned.condition_version);
    await client.arm("PUT", String(prior.id), {
      properties: {
        ...{ ...existing.properties, description: given(planned.description), condition },
        conditionVersion: condition === undefined ? undefined : (version ?? "2.0"),
      },
    });
  },
  delete: async ({ id }, { client }) => {
    await undefinedIfNotFound(() => client.arm("DELETE", String(id)));
  },
  parseId: (id) => {
    if (/^\/.+\/providers\/Microsoft\.Authorization\/roleAssignments\/[0-9a-f-]{36}$/i.test(id)) return { id };
    throw new ProviderError(error(`parsing "${id}": it is no id of a role assignment`, ""));
  },
};

async function roleIdOf(planned: ObjectValue, scope: string, { client }: Azure): Promise<string> {
  const id = given(planned.role_definition_id);
  const name = given(planned.role_definition_name);
  if (name === undefined) return String(id);
  const path = `${scope}/providers/Microsoft.Authorization/roleDefinitions`;
  const { value } = await client.arm<{ value: readonly RoleAnswer[] }>("GET", path, undefined, {
    $filter: `roleName eq '${String(name)}'`,
  });
  const [found] = value;
  if (found && value.length === 1) return found.id;
  throw new ProviderError(error(`listing role definitions: could not find role \`${String(name)}\``, ""));
}

function validate(config: ObjectValue): readonly Diagnostic[] {
  const { principal_id: principal, name, scope } = config;
  const named = ROLE.filter((one) => config[one] !== null);
  const uuid = (value: unknown, argument: string) =>
    typeof value === "string" && value !== "" && !UUID.test(value)
      ? [error(`expected "${argument}" to be a valid UUID, got ${value}`, "", argument)]
      : [];
  return [
    ...(named.length === 1
      ? []
      : [
          error(
            "Invalid combination of arguments",
            `"${ROLE[0]}": one of \`${ROLE.join(",")}\` must be specified`,
            ROLE[0],
          ),
        ]),
    ...uuid(principal, "principal_id"),
    ...uuid(name, "name"),
    ...(typeof scope === "string" && !scope.startsWith("/")
      ? [error(`parsing "${scope}": it is no id of a scope`, "Expected an id such as /subscriptions/...", "scope")]
      : []),
  ];
}
