import { CLOUDS } from "../../model/clouds";
import type { CloudProvider } from "../../model/limits";
import { parseCloudKmsKeyName, parseVaultKeyId } from "../../model/key-identifiers";
import type { RecordNode } from "../../model/model";
import { cite, cloudOf, show } from "../analysis";
import { anAzureRecord } from "../azure/example";
import { given } from "../example";
import { aGoogleRecord } from "../google/example";
import {
  configurationRule,
  compliant,
  notApplicable,
  unknown,
  violation,
  type ModelIndex,
  type Verdict,
} from "../rule";

/** What is registered of a key of Azure or Google Cloud is what Aura takes: one of AWS has `key-arn-well-formed`. */
export const keyIdentifierWellFormed = configurationRule({
  id: "key-identifier-well-formed",
  title: "A key of Azure or Google Cloud is registered by its identifier",
  severity: "error",
  rationale:
    "Aura registers a key of Azure by the identifier of one of its versions, which stays the same when the key is rotated, and a key of " +
    "Google Cloud by its resource name, never by that of a version, which stays behind at the next rotation. The API takes any text, and " +
    "replacing a customer managed key later means new instances.",
  see: "https://neo4j.com/docs/aura/security/customer-managed-keys/",
  on: ["record"],
  check(record, index) {
    const { name, keyArn: identifier, cloudProvider } = record;
    if (!cloudProvider.known) return unknown(cloudProvider.reason);
    const cloud = cloudOf(record);
    const clash = otherCloudThan(cloud, record, index);
    if (clash) return clash;
    if (cloud === "aws") return notApplicable;
    if (cloud === undefined) {
      return violation({
        what: `customer managed key ${name} is for an unknown cloud`,
        got: `${show(cloudProvider.value)} (${cloudProvider.source})`,
        expected: Object.keys(CLOUDS).join(", "),
        fix: "write the cloud of the key as Aura's API calls it",
      });
    }
    const key = index.otherCloudKey(record.key);
    if (record.origin === "imported" && !identifier.known) return notApplicable;
    if (record.takesVersion) return versionRegistered(record);
    if (record.otherAttribute !== undefined) return otherAttributeRegistered(record, record.otherAttribute);
    if (record.otherKey) return unknown(record.otherKey.reason);
    if (!identifier.known) return key?.cloud === cloud ? compliant : unknown(identifier.reason);
    const parsed = cloud === "azure" ? parseVaultKeyId(identifier.value) : parseCloudKmsKeyName(identifier.value);
    if (!("error" in parsed)) return compliant;
    return violation({
      what: `customer managed key ${name} names no key of ${CLOUDS[cloud].keyService}`,
      got: `${show(identifier.value)} (${identifier.source}): ${parsed.error}`,
      expected: "",
      fix: parsed.fix,
    });
  },
  example: () => ({
    bad: [aGoogleRecord({ key: undefined, keyArn: given("europe-west1/aura/orders", "`key_id`") })],
    good: [aGoogleRecord({ key: undefined })],
  }),
  otherExamples: [
    {
      cloud: "azure",
      example: () => ({
        bad: [anAzureRecord({ keyArn: given("https://acme-aura.vault.azure.net/keys/orders", "`key_id`") })],
        good: [anAzureRecord()],
      }),
    },
  ],
});

/** Of what is known only at apply the expression shows that it is a version. */
function versionRegistered({ name, keyArn: identifier }: RecordNode): Verdict {
  return violation({
    what: `customer managed key ${name} names a version of its key`,
    got: `${identifier.known ? identifier.source : identifier.reason}; a version stays behind at the next rotation`,
    expected: "",
    fix: "register `id` of the key",
  });
}

/** A key of another cloud than the one that is registered: the API would take it. */
function otherCloudThan(
  cloud: CloudProvider | undefined,
  { name, key: id, cloudProvider }: RecordNode,
  index: ModelIndex,
): Verdict | undefined {
  const key = index.key(id) ?? index.otherCloudKey(id);
  const own = key && (key.kind === "key" ? "aws" : key.cloud);
  if (cloud === undefined || !key || !own || own === cloud || !cloudProvider.known) return undefined;
  return violation({
    what: `customer managed key ${name} is for another cloud than its key`,
    got: `${cite(cloudProvider)}; key ${key.name} is in ${CLOUDS[own].name}`,
    expected: own,
    fix: "register the key for its own cloud",
  });
}

/** Only the resource keeps the identifier of the version that it was created with. */
function otherAttributeRegistered({ name }: RecordNode, attribute: string): Verdict {
  const isData = attribute.startsWith("data.");
  return violation({
    what: isData
      ? `customer managed key ${name} names another version after each rotation`
      : `customer managed key ${name} is not registered by the identifier of its key`,
    got: `\`key_id\` is \`${attribute}\`${isData ? ", the current version: Terraform would replace it, and its instances" : ""}`,
    expected: "`id` of `azurerm_key_vault_key`",
    fix: "use `id` of the resource, or write the identifier",
  });
}
