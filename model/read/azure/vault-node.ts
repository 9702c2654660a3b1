import { expressionOf } from "../../../terraform/plan/configuration";
import { isObject, listOf, objectOf, textOf } from "../../../util/json";
import { RECOVERY_FEATURES, type RecoveryFeatures, type VaultNetwork, type VaultNode } from "../../azure";
import { known, mapFact, unknown, type Fact } from "../../fact";
import { normalizedLocation } from "../../key-identifiers";
import { protectionOf } from "../key-node";
import type { ResourceSide } from "../resource-side";

/** The node of a vault. */
export function vaultNode(resource: ResourceSide): VaultNode {
  const { own, base } = resource;
  return {
    ...base,
    kind: "vault",
    vaultId: own.text("id"),
    vaultName: own.text("name"),
    region: mapFact(own.text("location"), normalizedLocation),
    tenantId: mapFact(own.text("tenant_id"), (id) => id.toLowerCase()),
    sku: mapFact(own.text("sku_name"), (sku) => sku.toLowerCase()),
    rbac: rbacOf(resource),
    purgeProtection: own.flag("purge_protection_enabled", false),
    retentionInDays: own.optionalNumber("soft_delete_retention_days"),
    diskEncryption: own.flag("enabled_for_disk_encryption", false),
    network: networkOf(resource),
    destroyPrevented: protectionOf(resource),
    ...recoveryOf(resource),
  };
}

/** What the flag is called, since 4.42 of the provider and before. */
const RBAC = ["rbac_authorization_enabled", "enable_rbac_authorization"];

/**
 * Both names are arguments that the provider fills in: of one that is not set it keeps the value that was there. So after the plan the one
 * counts that the configuration sets.
 */
function rbacOf({ own, name, source, change }: ResourceSide): Fact<boolean> {
  const block = source.block(change);
  const set = name === "after" ? RBAC.filter((one) => expressionOf(block, one)) : [];
  const facts = (set.length > 0 ? set : RBAC).map((one) => own.flag(one));
  const [first, ...others] = facts.filter((fact) => fact.known);
  if (first && others.some(({ value }) => value !== first.value))
    return unknown(`${RBAC.map((one) => own.source(one)).join(" and ")} contradict each other`);
  const open = RBAC.some((one) => own.isUnknown(one) || own.isSensitive(one));
  const isSetElsewhere = set.length === 0 && source.configuration.present && block !== undefined;
  if (first) return first;
  if (!open || isSetElsewhere) return known(false, `default of ${own.source("rbac_authorization_enabled")}`);
  return facts.find((fact) => !fact.known) ?? unknown(`${own.source("rbac_authorization_enabled")} is not in the plan`);
}

const ACLS = "network_acls";

/** Left out, the block is whatever the vault has: nothing, for a new one. */
function networkOf(resource: ResourceSide): Fact<VaultNetwork> {
  const { own, change, name, source } = resource;
  const publicAccess = own.flag("public_network_access_enabled", true);
  if (!publicAccess.known) return publicAccess;
  const at = publicAccess.source;
  const side = change[name];
  const written = listOf(objectOf(source.block(change)?.["expressions"])[ACLS])[0];
  if (own.isSensitive(ACLS)) return unknown(`${own.source(ACLS)} is marked as sensitive`);
  const mark = objectOf(side?.unknown)[ACLS];
  if (mark === true || typeof mark === "string") {
    // Of a configuration the parts are seen where the whole is not.
    const isWritten = name === "after" && isObject(written);
    if (!isWritten && change.before !== undefined) return unknown(`${own.source(ACLS)} is known only at apply`);
    return isWritten
      ? rulesOf((part) => source.configuration.constant(written[part]), publicAccess.value, own.source(ACLS))
      : known({ publicAccess: publicAccess.value }, at);
  }
  const block = [side?.values[ACLS] ?? []].flat()[0];
  if (!isObject(block)) return known({ publicAccess: publicAccess.value }, at);
  const marks = objectOf([mark ?? []].flat()[0]);
  return rulesOf(
    (part) => (marks[part] === undefined || marks[part] === false ? block[part] : undefined),
    publicAccess.value,
    own.source(ACLS),
  );
}

function rulesOf(part: (name: string) => unknown, publicAccess: boolean, source: string): Fact<VaultNetwork> {
  const [bypass, defaultAction] = [textOf(part("bypass")), textOf(part("default_action"))];
  return bypass === undefined || defaultAction === undefined
    ? unknown(`${source} is known only at apply`)
    : known({ publicAccess, rules: { bypass, defaultAction } }, source);
}

/** What the provider does with what it deletes: a plan shows it only in the configuration. */
export function recoveryOf({ source, change }: ResourceSide): { readonly recovery?: Fact<RecoveryFeatures> } {
  const provider = source.configuration.provider(source.block(change));
  if (!provider) return {};
  const place = `\`features.key_vault\` of provider ${provider.name}`;
  const [features] = listOf(provider.expressions["features"]);
  const [block] = listOf(objectOf(features)["key_vault"]);
  const flags = Object.entries(RECOVERY_FEATURES).map(([flag, argument]) => {
    const expression = objectOf(block)[argument];
    return [flag, expression === undefined ? true : source.configuration.constant(expression)] as const;
  });
  const open = flags.find(([, value]) => typeof value !== "boolean");
  return {
    recovery: open
      ? unknown(`${place} is known only at apply`)
      : known(Object.fromEntries(flags) as unknown as RecoveryFeatures, place),
  };
}
