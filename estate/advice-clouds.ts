import { CLOUDS } from "../model/clouds";
import { normalizedLocation, parseCloudKmsKeyName, parseVaultKeyId, VAULT_NAME } from "../model/key-identifiers";
import { auraRegions, CLOUD_PROVIDERS, type CloudProvider, type OtherCloud } from "../model/limits";
import { ACCOUNT_ID } from "../policy/arn";
import { didYouMean } from "../util/did-you-mean";
import { onText, type Advice } from "./advice";
import { cloudMeantBy } from "./clouds";
import { describeValue, quoteWithLength } from "./messages";

/* Advice on values of Azure and Google Cloud, and on those that belong to another cloud. */

/** Advice on what is not a cloud. */
export const onCloud = onText((text) => {
  const meant = cloudMeantBy(text);
  return meant ? { fix: `write ${meant}` } : { fix: "write aws, azure or gcp" };
});

/** The regions of a cloud in which Aura offers any product. */
export function regionsOf(cloud: CloudProvider): ReadonlySet<string> {
  return new Set(Object.values(auraRegions(cloud)).flat());
}

/** Advice on a region that another cloud has. */
export function onRegionOfOtherCloud(text: unknown, cloud: CloudProvider): Advice | undefined {
  if (typeof text !== "string") return undefined;
  const other = CLOUD_PROVIDERS.find((one) => one !== cloud && regionsOf(one).has(normalizedLocation(text)));
  if (other === undefined) return undefined;
  return { fix: `name an account with \`cloud: ${other}\`, or a region of ${CLOUDS[cloud].name}` };
}

/** Advice on what is not a region id of that cloud. */
export function onRegionOf(cloud: OtherCloud): (value: unknown) => Advice | undefined {
  const known = regionsOf(cloud);
  return (value) => {
    if (Array.isArray(value)) return { fix: `name one region: a key in ${CLOUDS[cloud].name} has no replicas` };
    if (typeof value !== "string") return undefined;
    const near = [normalizedLocation(value), normalizedLocation(value).replace(/-/g, "")].find((one) => known.has(one));
    if (near !== undefined) return { fix: `write ${near}` };
    const zone = cloud === "gcp" ? /^([a-z]+-[a-z]+\d+)-[a-z]$/.exec(value)?.[1] : undefined;
    if (zone) return { fix: `write ${zone}: a region, not a zone` };
    if (cloud === "gcp" && /^(global|us|eu|europe|asia|asia1|nam\d+|eur\d+)$/.test(value))
      return {
        got: `${describeValue(value)} (not one region)`,
        fix: "write the region of the instances: no other key ring fits",
      };
    const other = onRegionOfOtherCloud(value, cloud);
    if (other) return other;
    const meant = didYouMean(value, known);
    return meant ? { fix: `did you mean ${meant}?` } : undefined;
  };
}

/** Advice on a name with characters that such names do not have. */
export function onNameOf(illegal: RegExp): (value: unknown) => Advice | undefined {
  return onText((text) => {
    const legal = text.replace(illegal, "-").replace(/^[-_]+|-+$/g, "");
    return legal && legal !== text ? { fix: `call it ${legal}` } : { got: quoteWithLength(text) };
  });
}

/** Advice on what is not the id of a subscription. */
export const onSubscription = onText((text) => {
  const inside = /^\/subscriptions\/([^/]+)/i.exec(text)?.[1];
  if (inside) return { fix: `write ${inside}: the id alone` };
  return ACCOUNT_ID.test(text) ? { got: `${describeValue(text)} (an AWS account id)` } : {};
});

/** Advice on what is not the id of Aura's application. */
export const onApplication = onText((text) => {
  if (text.includes("@")) return { got: `${describeValue(text)} (an e-mail address)`, fix: COPY_APPLICATION };
  if (ACCOUNT_ID.test(text)) return { got: `${describeValue(text)} (an AWS account id)`, fix: COPY_APPLICATION };
  return { fix: COPY_APPLICATION };
});
const COPY_APPLICATION =
  "copy the application id from the Aura Console, not a name or an object id; for phase 1, leave it out";

/** Advice on what is not the name of a vault. */
export const onVaultName = onText((text) => {
  const inside =
    /^(?:https:\/\/)?([^./]+)\.vault\.azure\.net\/?$/i.exec(text)?.[1] ?? /\/vaults\/([^/]+)$/i.exec(text)?.[1];
  if (inside !== undefined) return { fix: `write ${inside}; for a vault that exists, use \`vaultId\`` };
  const legal = text
    .replace(/[^a-zA-Z0-9]+/g, "-")
    .replace(/^[^a-zA-Z]+|-+$/g, "")
    .slice(0, 24)
    .replace(/-+$/, "");
  return { got: quoteWithLength(text), ...(VAULT_NAME.test(legal) && { fix: `call it ${legal}, for example` }) };
});

/** Advice on what is not the name of a resource group. */
export const onResourceGroup = onText((text) => {
  const inside = /\/resourceGroups\/([^/]+)/i.exec(text)?.[1];
  return inside === undefined ? undefined : { fix: `write ${inside}: the name alone` };
});

/** Advice on what is not the resource id of a vault. */
export const onVaultId = onText((text) => {
  const vault =
    /^(?:https:\/\/)?([^./]+)\.vault\.azure\.net/i.exec(text)?.[1] ?? (VAULT_NAME.test(text) ? text : undefined);
  return { fix: `use the id from \`az keyvault show --name ${vault ?? "<vault>"} --query id\`` };
});

/** Advice on what is not the identifier of a version of a key in Azure. */
export const onVaultKeyId = onText((text) => {
  const parsed = parseVaultKeyId(text);
  if (!("error" in parsed)) return undefined;
  const [, vault, key] = /^https:\/\/([^./]+)\.vault\.azure\.net\/keys\/([^/]+)/.exec(text) ?? [];
  const command = `\`az keyvault key show --vault-name ${vault ?? "<vault>"} --name ${key ?? "<key>"} --query key.kid\``;
  return { got: `${describeValue(text)}: ${parsed.error}`, fix: `use the identifier from ${command}` };
});

/** Advice on what is not the id of a project of Google Cloud. */
export const onProject = (value: unknown): Advice | undefined => {
  const text = String(value);
  if (/^\d+$/.test(text))
    return {
      got: `${text} (a number)`,
      fix: `write the id from \`gcloud projects describe ${text} --format="value(projectId)"\``,
    };
  const inside = /^projects\/([^/]+)/.exec(text)?.[1];
  if (inside) return { fix: `write ${inside}: the id alone` };
  return /[A-Z]/.test(text) || /\s/.test(text)
    ? { got: `${describeValue(value)} (a name)`, fix: "write the id of the project, not its name" }
    : {};
};

/** Advice on what is not the list of Aura's service accounts. */
export function onServiceAccounts(value: unknown): Advice | undefined {
  if (!Array.isArray(value)) return undefined;
  const different = new Set(value).size;
  const got = different < value.length ? `${different} different among ${value.length}` : `${value.length} of them`;
  return { got, fix: "copy all three from the Aura Console: each needs both roles; for phase 1, leave them out" };
}

/** Advice on what is not a service account. */
export const onServiceAccount = onText((text) => {
  const [, kind, address = text] =
    /^(serviceAccount|user|group|deleted:serviceAccount|domain|principal):(.*)$/.exec(text) ?? [];
  if (kind === "serviceAccount") return { fix: `write ${address}: the address alone` };
  if (kind !== undefined || /^all(Authenticated)?Users$/.test(text))
    return { got: `${describeValue(text)} (another kind of member)`, fix: COPY_ACCOUNT };
  if (/[A-Z]/.test(text) && text.includes("@")) return { fix: `write ${text.toLowerCase()}` };
  return { fix: COPY_ACCOUNT };
});
const COPY_ACCOUNT = "copy the address from the Aura Console";

/** Advice on what is not the name of a key ring. */
export const onKeyRing = onText((text) => {
  const ring = /^(projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+)\/./.exec(text)?.[1];
  if (ring) return { fix: `write ${ring}` };
  const parsed = parseCloudKmsKeyName(`${text}/cryptoKeys/any`);
  const why =
    "error" in parsed && text.startsWith("projects/") ? { got: `${describeValue(text)}: ${parsed.error}` } : {};
  return { ...why, fix: 'use the name from `gcloud kms keyrings list --location <region> --format="value(name)"`' };
});

/** Advice on what is not the resource name of a key in Google Cloud. */
export const onCloudKmsKeyName = onText((text) => {
  const parsed = parseCloudKmsKeyName(text);
  if (!("error" in parsed)) return undefined;
  const key = /^(projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+)\/cryptoKeyVersions/.exec(
    text,
  )?.[1];
  return {
    got: `${describeValue(text)}: ${parsed.error}`,
    fix:
      key === undefined
        ? "use the name from `gcloud kms keys list --location <region> --keyring <ring>`"
        : `write ${key}`,
  };
});
