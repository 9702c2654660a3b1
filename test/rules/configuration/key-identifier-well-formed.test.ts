import type { OtherCloudKey } from "../../../model/model";
import { keyIdentifierWellFormed as rule } from "../../../rules/configuration/key-identifier-well-formed";
import { aKey, aRecord, COMPLIANT, evaluate, given, NOT_APPLICABLE, unknownBecause } from "../support";

const VERSION = "0123456789abcdef0123456789abcdef";
const AZURE = `https://acme-aura.vault.azure.net/keys/orders/${VERSION}`;
const GOOGLE = "projects/acme-prod/locations/europe-west1/keyRings/aura/cryptoKeys/orders";

const aRecordOf = (cloud: string, id: string) =>
  aRecord({ cloudProvider: given(cloud, "`cloud_provider`"), keyArn: given(id, "`key_id`") });
const inCloud = (cloud: "azure" | "gcp", id: string) => evaluate(rule, aRecordOf(cloud, id));
const gotOf = (cloud: "azure" | "gcp", id: string): string => {
  const verdict = [inCloud(cloud, id)].flat()[0];
  return verdict?.outcome === "violation" ? verdict.got : String(verdict?.outcome);
};

describe("key-identifier-well-formed", () => {
  it.each([
    ["azure", AZURE],
    ["azure", `https://a1b.vault.azure.net/keys/${"k".repeat(127)}/${VERSION}`],
    ["gcp", GOOGLE],
    ["gcp", "projects/123456789012/locations/us-east4/keyRings/r/cryptoKeys/k"],
    ["gcp", "projects/example.com:acme-prod/locations/us-east4/keyRings/r/cryptoKeys/k"],
  ] as const)("takes a key of %s: %s", (cloud, id) => {
    expect(inCloud(cloud, id)).toEqual(COMPLIANT);
  });

  it("says of a wrong identifier what it is, and what to register", () => {
    expect(inCloud("gcp", `${GOOGLE}/cryptoKeyVersions/3`)).toEqual({
      outcome: "violation",
      what: "customer managed key orders-record names no key of Google Cloud KMS",
      got: `${GOOGLE}/cryptoKeyVersions/3 (\`key_id\`): it is a version, which stays behind at the next rotation`,
      expected: "",
      fix: "leave out /cryptoKeyVersions/ and what follows",
    });
  });

  it.each([
    ["https://acme-aura.vault.azure.net/keys/orders", "names no version, and to Azure that is another key"],
    [`${AZURE}/`, "ends with a slash or with more than a version"],
    ["https://acme-aura.vault.azure.net/keys/orders/", "ends with a slash or with more than a version"],
    [AZURE.toUpperCase().replace("HTTPS", "https"), "is no vault"],
    [AZURE.replace(VERSION, VERSION.toUpperCase()), "version is not 32 hexadecimal digits in lower case"],
    [AZURE.replace("https", "http"), "begins with http://"],
    [AZURE.replace(".net/", ".net:443/"), "has a port"],
    [AZURE.replace("vault.azure.net", "managedhsm.azure.net"), "Managed HSM, which Aura does not document"],
    [AZURE.replace("vault.azure.net", "vault.azure.cn"), "another cloud of Azure than the public one"],
    [AZURE.replace("vault.azure.net", "vault.usgovcloudapi.net"), "another cloud of Azure than the public one"],
    [AZURE.replace("/keys/", "/secrets/"), "is of secrets, not of keys"],
    [AZURE.replace("acme-aura", "acme--aura"), "is no vault"],
    ["https://acme-aura.vault.azure.net", "names no key"],
    [
      "/subscriptions/0/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/keys/k",
      "a resource id of Azure Resource",
    ],
    [GOOGLE, "is a key of Google Cloud"],
    ["arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", "is an ARN of AWS"],
    ["orders", "is no identifier of a key"],
    ["", "is no identifier of a key"],
  ])("refuses %j for a key of Azure: it %s", (id, why) => {
    expect(gotOf("azure", id)).toContain(why);
  });

  it.each([
    ["projects/acme-prod/locations/europe-west1/keyRings/aura", "is a key ring, and names no key"],
    [GOOGLE.replace("europe-west1", "global"), "its key ring is in global, which is no region"],
    [GOOGLE.replace("europe-west1", "eur4"), "its key ring is in eur4, which is no region"],
    [GOOGLE.replace("europe-west1", "us"), "its key ring is in us, which is no region"],
    [GOOGLE.replace("acme-prod", "Acme"), "Acme is no project of Google Cloud"],
    [`//cloudkms.googleapis.com/${GOOGLE}`, "is a URL"],
    [`${GOOGLE}/`, "ends with a slash or with more than a key"],
    [GOOGLE.replace("cryptoKeys/orders", "cryptoKeys/"), "names no key"],
    [GOOGLE.replace("keyRings/aura", "keyRings/a b"), "names no key ring"],
    [AZURE, "is a key of Azure"],
    ["aura/orders", "is no resource name of a key"],
  ])("refuses %j for a key of Google Cloud: it %s", (id, why) => {
    expect(gotOf("gcp", id)).toContain(why);
  });

  it("refuses a cloud that Aura does not have", () => {
    expect(evaluate(rule, aRecordOf("oracle", "ocid1.key"))).toMatchObject({
      what: "customer managed key orders-record is for an unknown cloud",
      got: "oracle (`cloud_provider`)",
      expected: "aws, azure, gcp",
    });
  });

  it("refuses to register a key of AWS for another cloud, also while its ARN is known only at apply", () => {
    const record = aRecord({
      key: "prod/orders",
      cloudProvider: given("azure", "`cloud_provider`"),
      keyArn: { known: false, reason: "AWS names the key at apply" },
    });
    expect(evaluate(rule, aKey(), record)).toEqual({
      outcome: "violation",
      what: "customer managed key orders-record is for another cloud than its key",
      got: "azure (`cloud_provider`); key orders is in AWS",
      expected: "aws",
      fix: "register the key for its own cloud",
    });
  });

  it("leaves keys of AWS to key-arn-well-formed", () => {
    expect(evaluate(rule, aRecord())).toEqual(NOT_APPLICABLE);
  });

  it("does not know an identifier that is known only at apply, unless its key is in the configuration", () => {
    const open = { known: false, reason: "`key_id` is known only at apply" } as const;
    const record = aRecord({ cloudProvider: given("gcp", "`cloud_provider`"), keyArn: open, key: "ring/orders" });
    expect(evaluate(rule, record)).toEqual(unknownBecause(open.reason));
    const key = { id: "ring/orders", kind: "crypto-key", cloud: "gcp", name: "orders" } as OtherCloudKey;
    expect(evaluate(rule, key, record)).toEqual(COMPLIANT);
  });

  it("does not know the cloud where it is known only at apply", () => {
    const open = { known: false, reason: "`cloud_provider` is known only at apply" } as const;
    expect(evaluate(rule, aRecord({ cloudProvider: open }))).toEqual(unknownBecause(open.reason));
  });
});
