import { objectOf, textOf, type JsonObject } from "../../../util/json";
import { powerOf, roleOfDefinition, roleOfName } from "../../azure-roles";
import type { LockNode, RoleAssignmentNode, ServicePrincipalNode, VaultKeyNode, VaultKeyRotation } from "../../azure";
import { known, mapFact, unknown, valueOf, type Fact } from "../../fact";
import { UUID } from "../../key-identifiers";
import { protectionOf } from "../key-node";
import { expectedPrincipalsOf, originOf, referencedNode, type ResourceSide } from "../resource-side";
import { applicationBehind } from "./data";
import { clientIdIn, principalIdOf } from "./ids";
import { recoveryOf } from "./vault-node";

/** The node of a key in a vault. */
export function vaultKeyNode(resource: ResourceSide): VaultKeyNode {
  const { own, base, links } = resource;
  const vaultId = own.text("key_vault_id");
  const vault = links.azure.vault(valueOf(vaultId)) ?? referencedNode(resource, "key_vault_id", vaultId, "vault");
  const keyName = own.text("name");
  return {
    ...base,
    kind: "vault-key",
    cloud: "azure",
    keyId: own.text("id"),
    keyName,
    ...(vault !== undefined && { vault }),
    vaultId,
    // Of a vault in the model it is that of the vault.
    region: unknown(`the vault of ${base.address} is not in this configuration`),
    scope: scopeOfKey(resource, vaultId, keyName),
    keyType: own.text("key_type"),
    keySize: own.optionalNumber("key_size"),
    operations: own.texts("key_opts"),
    expires: own.optionalText("expiration_date"),
    notBefore: notBeforeOf(resource),
    rotation: rotationOf(resource),
    ...(resource.change[resource.name]?.values[KEY_ENABLED] !== undefined && { enabled: own.flag(KEY_ENABLED) }),
    destroyPrevented: protectionOf(resource),
    ...recoveryOf(resource),
    ...expectedPrincipalsOf(resource),
  };
}

/** Where an account as it is says whether a key can be used: the provider has no such argument. */
export const KEY_ENABLED = "enabled";

function scopeOfKey({ own }: ResourceSide, vaultId: Fact<string>, keyName: Fact<string>): Fact<string> {
  const scope = own.text("resource_versionless_id");
  if (scope.known || !vaultId.known || !keyName.known) return scope;
  return known(`${vaultId.value}/keys/${keyName.value}`, vaultId.source);
}

/** A time that is past when the plan is made has no effect. */
function notBeforeOf({ own, source }: ResourceSide): Fact<string | undefined> {
  const time = own.optionalText("not_before_date");
  const madeAt = Date.parse(textOf(source.plan.root["timestamp"]) ?? "");
  return mapFact(time, (value) => (value !== undefined && Date.parse(value) <= madeAt ? undefined : value));
}

function rotationOf({ own }: ResourceSide): Fact<VaultKeyRotation | undefined> {
  return mapFact(own.optionalBlock("rotation_policy"), (block): VaultKeyRotation | undefined => {
    if (!block) return undefined;
    const automatic = objectOf([block["automatic"] ?? []].flat()[0]);
    const part = (from: JsonObject, argument: string): string | undefined => textOf(from[argument]) || undefined;
    const [after, beforeExpiry] = [part(automatic, "time_after_creation"), part(automatic, "time_before_expiry")];
    const expireAfter = part(block, "expire_after");
    return {
      ...(after !== undefined && { timeAfterCreation: after }),
      ...(beforeExpiry !== undefined && { timeBeforeExpiry: beforeExpiry }),
      ...(expireAfter !== undefined && { expireAfter }),
    };
  });
}

/** The node of a role assignment. */
export function roleAssignmentNode(resource: ResourceSide): RoleAssignmentNode {
  const { own, base, links } = resource;
  const scope = own.text("scope");
  const key = links.azure.keyOfScope(valueOf(scope)) ?? referencedNode(resource, "scope", scope, "vault-key");
  const vault = links.azure.vault(valueOf(scope)) ?? referencedNode(resource, "scope", scope, "vault");
  const principalId = mapFact(own.text("principal_id"), principalIdOf);
  const scopeFlaw = scopeFlawOf(resource, scope);
  const principal =
    links.azure.principal(valueOf(principalId)) ??
    (namesApplication(resource)
      ? undefined
      : referencedNode(resource, "principal_id", own.text("principal_id"), "service-principal"));
  return {
    ...base,
    kind: "role-assignment",
    scope,
    ...(key !== undefined && { key }),
    ...(key === undefined && vault !== undefined && { vault }),
    ...(scopeFlaw && { scopeFlaw }),
    role: roleOf(resource),
    principalId,
    ...(principal !== undefined && { principal }),
    applicationId: namesApplication(resource)
      ? unknown(
          `\`principal_id\` of ${base.address} is the id of an application, and not \`object_id\` of its principal`,
        )
      : (links.azure.application(principal) ?? applicationBehind(resource, principalId)),
    condition: own.optionalText("condition"),
    destroyPrevented: protectionOf(resource),
  };
}

/** By its value, or, where that is known only at apply, by the attribute of the key that it takes. */
function scopeFlawOf(resource: ResourceSide, scope: Fact<string>): RoleAssignmentNode["scopeFlaw"] {
  if (scope.known) {
    if (/^https:/i.test(scope.value)) return "identifier";
    return /\/keys\/[^/]+\/versions\//i.test(scope.value) ? "version" : undefined;
  }
  const taken = attributesOf(resource, "scope", /^(?:data\.)?azurerm_key_vault_key\./);
  if (taken.some((one) => one === "id" || one === "versionless_id")) return "identifier";
  return taken.includes("resource_id") ? "version" : undefined;
}

/** Whether the principal is the id of an application, which is none. */
function namesApplication(resource: ResourceSide): boolean {
  const taken = attributesOf(resource, "principal_id", /^(?:data\.)?azuread_service_principal\./);
  return taken.some((one) => one === "client_id" || one === "application_id");
}

/** The attributes of resources of a type that an argument takes, where its value is known only at apply. */
function attributesOf(resource: ResourceSide, argument: string, type: RegExp): readonly string[] {
  if (resource.name === "before" || resource.own.text(argument).known) return [];
  const { attributes } = originOf(resource, argument, ["vault-key", "service-principal"]);
  return [...attributes].filter((one) => type.test(one)).map((one) => one.split(".").at(-1) ?? one);
}

/** After the apply both the name of the role and the id of its definition are filled in. */
function roleOf({ own, base }: ResourceSide): Fact<string> {
  const id = mapFact(own.text("role_definition_id"), roleOfDefinition);
  const name = mapFact(own.text("role_definition_name"), roleOfName);
  if (!id.known || !name.known) return id.known ? id : name;
  // Of a role that is not known here the name says more.
  const isSame = id.value === name.value || (UUID.test(id.value) && powerOf(name.value) === undefined);
  return isSame ? name : unknown(`the name and the definition of the role of ${base.address} are of two roles`);
}

/** The node of a service principal. */
export function servicePrincipalNode(resource: ResourceSide): ServicePrincipalNode {
  const { own, base } = resource;
  return {
    ...base,
    kind: "service-principal",
    clientId: clientIdIn(own),
    objectId: mapFact(own.text("object_id"), principalIdOf),
    enabled: own.flag("account_enabled", true),
    destroyPrevented: protectionOf(resource),
  };
}

/** The node of a management lock. */
export function lockNode(resource: ResourceSide): LockNode {
  const { own, base, links } = resource;
  const scope = own.text("scope");
  const vault = links.azure.vault(valueOf(scope)) ?? referencedNode(resource, "scope", scope, "vault");
  return { ...base, kind: "lock", scope, ...(vault !== undefined && { vault }), level: own.text("lock_level") };
}
