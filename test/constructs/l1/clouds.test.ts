import path from "node:path";
import ts from "typescript";
import type * as support from "../../support/other-clouds";
import type * as door from "../../support/synth";

/** The modules of the bindings that the constructs load, and what takes their place for CDK Terrain. */
const BINDINGS: Readonly<Record<string, readonly string[]>> = {
  azurerm: ["provider", "data-azurerm-key-vault", "key-vault", "key-vault-key", "management-lock", "role-assignment"],
  azuread: ["provider", "data-azuread-service-principal"],
  google: ["provider", "kms-crypto-key", "kms-crypto-key-iam-member", "kms-key-ring"],
};

/** Keys with every prop set and with none, as they are written with the bindings of one kind. */
function written(own: boolean): string[] {
  const texts: string[] = [];
  jest.isolateModules(() => {
    for (const [provider, modules] of Object.entries(BINDINGS))
      for (const module of modules) {
        const name = `@cdktf/provider-${provider}/lib/${module}`;
        if (own) jest.doMock(name, () => jest.requireActual(`../../../constructs/l1/clouds/${provider}`));
        else jest.unmock(name);
      }
    const { anAzureKey, aGoogleKey, APPLICATION, SERVICE_ACCOUNTS, stackOfClouds, TENANT, VAULT_ID } =
      jest.requireActual<typeof support>("../../support/other-clouds");
    const { synthText, variable } = jest.requireActual<typeof door>("../../support/synth");
    const { AuraAzureProvider, AuraGoogleProvider } =
      jest.requireActual<typeof import("../../../constructs")>("../../../constructs");
    const full = stackOfClouds();
    const azure = new AuraAzureProvider(full, "azure2", { alias: "second", subscriptionId: TENANT, tenantId: TENANT });
    const google = new AuraGoogleProvider(full, "google2", { alias: "second", project: "acme-prod" });
    const name = variable(full, "name").stringValue;
    anAzureKey(
      {
        ...{ sku: "premium", softDeleteRetentionInDays: 7, allowedIpRanges: ["203.0.113.0/24", name], keySize: 2048 },
        ...{ allowedSubnetIds: [name], publicNetworkAccess: false, managementLock: true, resourceGroupName: name },
        ...{ legacyRbacArgument: true, keyName: name, keyType: "RSA-HSM", rotationPeriodInDays: 90 },
        ...{ removalPolicy: "destroy", tags: { teamName: name }, applicationId: APPLICATION },
        ...{ provider: azure.azurerm, azureadProvider: azure.azuread },
      },
      full,
    );
    aGoogleKeyBeside(full);
    const simple = stackOfClouds();
    anAzureKey({ vaultId: VAULT_ID, applicationId: APPLICATION }, simple);
    texts.push(synthText(full), synthText(simple), synthText(aGoogleKey({ serviceAccounts: SERVICE_ACCOUNTS }).stack));

    function aGoogleKeyBeside(stack: ReturnType<typeof stackOfClouds>): void {
      const { AuraCloudKmsKey } = jest.requireActual<typeof import("../../../constructs")>("../../../constructs");
      new AuraCloudKmsKey(stack, "google-key", {
        ...{ region: "europe-west1", keyRingName: name, project: "acme-prod", keyName: name, protectionLevel: "HSM" },
        ...{ removalPolicy: "destroy", labels: { team: name }, serviceAccounts: SERVICE_ACCOUNTS },
        provider: google.resource,
      });
    }
  });
  return texts;
}

const [OWN, THEIRS] = [written(true), written(false)];

it("the small bindings for CDK Terrain write the same as those of cdktf", () => {
  expect(OWN).toEqual(THEIRS);
  expect(OWN.join("")).toContain("google_kms_crypto_key_iam_member");
});

it("take the place of every module that the constructs load of these providers", () => {
  const loaded = ["azure", "given-vault", "google"].flatMap((file) => {
    const source = ts.sys.readFile(path.resolve(__dirname, `../../../constructs/private/${file}.ts`)) ?? "";
    return [...source.matchAll(/"(@cdktf\/provider-[^"]+)"/g)].map(([, name]) => name);
  });
  const named = Object.entries(BINDINGS).flatMap(([provider, modules]) =>
    modules.map((module) => `@cdktf/provider-${provider}/lib/${module}`),
  );
  expect(loaded.sort()).toEqual(named.sort());
});
