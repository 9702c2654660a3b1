import { TerraformVariable, Token, type TerraformStack } from "cdktf";
import * as fc from "fast-check";
import {
  AuraAzureProvider,
  AuraCloudKmsKey,
  AuraCmkError,
  AuraCustomerManagedKey,
  AuraInstance,
  AuraCredentialsSecret,
  AuraGoogleProvider,
  AuraKeyAlarm,
  AuraKeyPolicy,
  AuraKeyVaultKey,
  AuraKmsKey,
  AuraKmsReplicaKey,
  AuraProvider,
  AuraStatement,
  EncryptedAuraInstance,
  type IAuraCustomerManagedKey,
  waiveRule,
} from "../../constructs";
import { renderProblem } from "../../model/problem";
import {
  ACCOUNT,
  headlinesOf,
  INSTANCE,
  keyArn,
  MRK_ID,
  newApp,
  newStack,
  OWN_STATEMENT,
  PROJECT,
  RECORD_ID,
  STATEMENT,
  statement,
  synth,
} from "../support/synth";
import { APPLICATION, AZURE_KEY, CLOUD_KMS_KEY_ID, SERVICE_ACCOUNTS, VAULT_KEY_ID } from "../support/other-clouds";
import { anyCharacter } from "../support/characters";
import { PUBLIC_KEY } from "../support/public-key";

type Props = Record<string, unknown>;

/** What can be made, and good props for it; every prop is there, so that each can be replaced by garbage. */
const MAKERS: Record<string, { readonly good: (stack: TerraformStack) => Props; readonly make: Make }> = {
  AuraKmsKey: {
    good: () => ({
      ...{ accountId: ACCOUNT, region: "eu-west-1", alias: "alias/x", description: "x", multiRegion: true, tags: {} },
      ...{ administrators: [`arn:aws:iam::${ACCOUNT}:role/x`], deletionWindowInDays: 7, rotationPeriodInDays: 90 },
      ...{ provider: undefined, removalPolicy: "retain", statement },
    }),
    make: (stack, props) => new AuraKmsKey(stack, "it", props as never),
  },
  AuraKmsReplicaKey: {
    good: (stack) => ({
      ...{ primary: AuraKmsKey.fromKeyArn(stack, "primary", keyArn("us-east-1", { id: MRK_ID })), region: "eu-west-1" },
      ...{ alias: "alias/x", description: "x", tags: {}, administrators: [], deletionWindowInDays: 7 },
      ...{ provider: undefined, removalPolicy: "retain", statement },
    }),
    make: (stack, props) => new AuraKmsReplicaKey(stack, "it", props as never),
  },
  "AuraKmsKey.fromKeyArn": {
    good: () => ({
      ...{ keyArn: keyArn("eu-west-1"), region: "eu-west-1", accountId: ACCOUNT, keySpec: "SYMMETRIC_DEFAULT" },
      ...{ keyUsage: "ENCRYPT_DECRYPT", keyState: "Enabled", origin: "AWS_KMS", rotationEnabled: true },
    }),
    make: (stack, props) => {
      const { keyArn: arn, ...attributes } = props ?? {};
      return AuraKmsKey.fromKeyArn(stack, "it", arn as never, attributes);
    },
  },
  AuraKeyPolicy: {
    good: (stack) => ({
      key: AuraKmsKey.fromKeyArn(stack, "key", keyArn("eu-west-1")),
      currentPolicy: { Version: "2012-10-17", Statement: [OWN_STATEMENT] },
      ...{ provider: undefined, removalPolicy: "retain", statement },
    }),
    make: (stack, props) => new AuraKeyPolicy(stack, "it", props as never),
  },
  AuraCustomerManagedKey: {
    good: (stack) => ({
      key: AuraKmsKey.fromKeyArn(stack, "key", keyArn("eu-west-1")),
      ...{ projectId: PROJECT, product: "AuraDB", name: "x", region: "eu-west-1", provider: undefined },
    }),
    make: (stack, props) => new AuraCustomerManagedKey(stack, "it", props as never),
  },
  "AuraCustomerManagedKey.fromId": {
    good: () => ({
      ...{
        customerManagedKeyId: RECORD_ID,
        projectId: PROJECT,
        product: "AuraDB",
        region: "eu-west-1",
        key: undefined,
      },
    }),
    make: (stack, props) => AuraCustomerManagedKey.fromId(stack, "it", props as never),
  },
  ...Object.fromEntries(
    (["new AuraInstance", "AuraInstance.deferred"] as const).map((name) => [
      name,
      {
        good: (stack: TerraformStack) => ({
          ...INSTANCE,
          customerManagedKey: importedRecord(stack),
          cloneOf: AuraInstance.fromAttributes(stack, "source", { instanceId: "abcd1234", region: "eu-west-1" }),
          ...{ sourceSnapshotId: "x", name: "x", version: "5", storage: "16GB", vectorOptimized: true, paused: false },
          ...{ graphAnalyticsPlugin: true, secondariesCount: 1, cdcEnrichmentMode: "OFF", importSizeInGb: 1 },
          passwordPublicKey: PUBLIC_KEY,
          ...{ importMethod: "console", removalPolicy: "retain", timeouts: { create: "1h" }, provider: undefined },
        }),
        make: (stack: TerraformStack, props: Props) =>
          name === "new AuraInstance"
            ? new AuraInstance(stack, "it", props as never)
            : AuraInstance.deferred(stack, "it", props as never),
      },
    ]),
  ),
  "AuraInstance.fromAttributes": {
    good: (stack) => ({
      ...{ instanceId: "abcd1234", region: "eu-west-1", product: "AuraDB", version: "5", projectId: PROJECT },
      ...{ customerManagedKey: importedRecord(stack), customerManagedKeyId: RECORD_ID },
    }),
    make: (stack, props) => AuraInstance.fromAttributes(stack, "it", props as never),
  },
  EncryptedAuraInstance: {
    good: () => ({
      ...{ ...INSTANCE, accountId: ACCOUNT, statement, administrators: [] },
      ...{ key: undefined, tags: {}, awsProvider: undefined, name: "x", timeouts: {}, removalPolicy: "destroy" },
    }),
    make: (stack, props) => new EncryptedAuraInstance(stack, "it", props as never),
  },
  AuraCredentialsSecret: {
    good: (stack) => ({
      instance: AuraInstance.deferred(stack, "of", { ...INSTANCE, customerManagedKey: importedRecord(stack) }),
      ...{ key: undefined, password: undefined, secretName: "x", recoveryWindowInDays: 7, removalPolicy: "retain" },
      ...{ tags: {}, provider: undefined },
    }),
    make: (stack, props) => new AuraCredentialsSecret(stack, "it", props as never),
  },
  AuraKeyAlarm: {
    good: (stack) => ({
      key: AuraKmsKey.fromKeyArn(stack, "key", keyArn("eu-west-1")),
      ...{ topicArn: `arn:aws:sns:eu-west-1:${ACCOUNT}:x`, emails: ["a@example.com"], tags: {}, provider: undefined },
    }),
    make: (stack, props) => new AuraKeyAlarm(stack, "it", props as never),
  },
  AuraKeyVaultKey: {
    good: (stack) => {
      const { azurerm, azuread } = new AuraAzureProvider(stack, "azure");
      return {
        ...{ ...AZURE_KEY, applicationId: APPLICATION, vaultId: undefined, sku: "premium", keyType: "RSA-HSM" },
        ...{ softDeleteRetentionInDays: 90, allowedIpRanges: [], allowedSubnetIds: [], publicNetworkAccess: true },
        ...{ managementLock: true, legacyRbacArgument: false, keyName: "x", keySize: 2048, rotationPeriodInDays: 90 },
        ...{ removalPolicy: "retain", tags: {}, provider: azurerm, azureadProvider: azuread },
      };
    },
    make: (stack, props) => new AuraKeyVaultKey(stack, "it", props as never),
  },
  "AuraKeyVaultKey.fromKeyId": {
    good: () => ({ keyId: VAULT_KEY_ID, region: "northeurope" }),
    make: (stack, props) => {
      const { keyId, ...attributes } = props ?? {};
      return AuraKeyVaultKey.fromKeyId(stack, "it", keyId as never, attributes as never);
    },
  },
  AuraCloudKmsKey: {
    good: (stack) => ({
      ...{ region: "europe-west1", serviceAccounts: SERVICE_ACCOUNTS, keyRing: undefined, keyRingName: "x" },
      ...{ project: "acme-prod", keyName: "x", rotationPeriodInDays: 90, destroyScheduledDurationInDays: 30 },
      ...{ protectionLevel: "HSM", removalPolicy: "retain", labels: {} },
      provider: new AuraGoogleProvider(stack, "google").resource,
    }),
    make: (stack, props) => new AuraCloudKmsKey(stack, "it", props as never),
  },
  "AuraCloudKmsKey.fromKeyId": {
    good: () => ({ keyId: CLOUD_KMS_KEY_ID, region: "europe-west1" }),
    make: (stack, props) => {
      const { keyId, ...attributes } = props ?? {};
      return AuraCloudKmsKey.fromKeyId(stack, "it", keyId as never, attributes);
    },
  },
  AuraProvider: {
    good: () => ({ alias: "x", baseUrl: "http://localhost", clientId: "${var.x}", clientSecret: "${var.x}" }),
    make: (stack, props) => new AuraProvider(stack, "it", props as never),
  },
  waiveRule: {
    good: () => ({ rule: "version-supported", reason: "agreed" }),
    make: (stack, props) => waiveRule(stack, props?.["rule"] as never, props?.["reason"] as never),
  },
  "AuraStatement.fromObject": {
    good: () => ({ ...STATEMENT }),
    make: (_, props) => AuraStatement.fromObject(props),
  },
  "AuraStatement.fromJson": {
    good: () => ({ text: JSON.stringify(STATEMENT) }),
    make: (_, props) => AuraStatement.fromJson(props?.["text"] as never),
  },
};

type Make = (stack: TerraformStack, props: Props) => unknown;

function importedRecord(stack: TerraformStack) {
  const found = stack.node.tryFindChild("record") as IAuraCustomerManagedKey | undefined;
  const attributes = {
    customerManagedKeyId: RECORD_ID,
    projectId: PROJECT,
    product: "AuraDB",
    region: "eu-west-1",
  } as const;
  return found ?? AuraCustomerManagedKey.fromId(stack, "record", attributes);
}

const app = newApp();
let stacks = 0;

/** Makes something of the props and synthesizes it; the problems, or nothing when it is content. */
function outcome(name: string, change: (good: Props, stack: TerraformStack) => unknown): readonly string[] {
  const { good, make } = MAKERS[name] as (typeof MAKERS)[string];
  const stack = newStack(`s${stacks++}`, { app });
  try {
    make(stack, change(good(stack), stack) as Props);
    synth(stack);
    return [];
  } catch (error) {
    if (!(error instanceof AuraCmkError)) throw error;
    return error.problems.map(renderProblem);
  } finally {
    app.node.tryRemoveChild(stack.node.id);
  }
}

function circular(): object {
  const object: Record<string, unknown> = {};
  object["self"] = object;
  return object;
}

const aToken: fc.Arbitrary<(stack: TerraformStack) => unknown> = fc.constantFrom(
  (stack) => aVariable(stack).stringValue,
  (stack) => aVariable(stack).numberValue,
  (stack) => aVariable(stack).listValue,
  (stack) => aVariable(stack).booleanValue,
  (stack) => aVariable(stack).value,
  (stack) => Token.asStringMap(aVariable(stack).value),
  (stack) => [aVariable(stack).stringValue],
  (stack) => ({ x: aVariable(stack).stringValue }),
  (stack) => `x-${aVariable(stack).stringValue}`,
);

function aVariable(stack: TerraformStack): TerraformVariable {
  const found = stack.node.tryFindChild("v") as TerraformVariable | undefined;
  return found ?? new TerraformVariable(stack, "v", { sensitive: true });
}

const garbage: fc.Arbitrary<(stack: TerraformStack) => unknown> = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 40 }).map((text) => () => text),
  fc
    .constantFrom(
      "",
      " ",
      "\n",
      "a\nb",
      "${",
      "${x}",
      "%{x}",
      "$${x}",
      "alias/x",
      "toString",
      "__proto__",
      "x".repeat(50_000),
    )
    .map((text) => () => text),
  fc.double({ min: -1e9, max: 1e9 }).map((number) => () => number),
  fc.constantFrom(null, undefined, true, false, 0, -1, NaN, Infinity, 10n, Symbol("x")).map((value) => () => value),
  fc.constantFrom<(stack: TerraformStack) => unknown>(
    () => [],
    () => ({}),
    () => [null],
    () => ({ x: null }),
    () => [[["x"]]],
    () => () => "x",
    () => new Date(0),
    () => new Map([["a", 1]]),
    circular,
    (stack) => stack,
    (stack) => stack.node.tryFindChild("aws"),
    (stack) => importedRecord(stack),
    (stack) => stack.node.tryFindChild("another") ?? AuraKmsKey.fromKeyArn(stack, "another", keyArn("us-east-1")),
  ),
  fc.jsonValue().map((value) => () => value),
  aToken,
);

describe.each(Object.keys(MAKERS))("%s", (name) => {
  it("accepts the good props of this test", () => {
    expect(outcome(name, (good) => good).filter((line) => line.includes("[prop-type]"))).toEqual([]);
  });

  it("ends well or in problems of one line each, whatever the props", () => {
    const props = Object.keys((MAKERS[name] as (typeof MAKERS)[string]).good(newStack()));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...props), garbage, { minKeys: 1, maxKeys: 3 }), (changes) => {
        const lines = outcome(name, (good, stack) => ({
          ...good,
          ...Object.fromEntries(Object.entries(changes).map(([prop, make]) => [prop, make(stack)])),
        }));
        for (const line of lines) {
          expect(line).not.toMatch(/TfToken|-8\.\d+e\+298|[\r\n]|\bundefined\b must|\[object /);
          expect(line.length).toBeLessThan(6000);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("says what is wrong with the props themselves", () => {
    const mayMiss = name === "AuraProvider";
    for (const props of [null, 5, "x", [], ...(mayMiss ? [] : [undefined])]) {
      const lines = outcome(name, () => props);
      expect(lines).not.toEqual([]);
      for (const line of lines) expect(line).toMatch(/\[(prop-type|statement-well-formed)\]$/);
    }
  });
});

it("each required prop that is missing is named, all at once", () => {
  const stack = newStack();
  expect(headlinesOf(() => new EncryptedAuraInstance(stack, "it", {} as never))).toEqual([
    "prod/it: `projectId` is missing",
    "prod/it: `product` is missing",
    "prod/it: `memory` is missing",
    "prod/it: `accountId` is missing",
    "prod/it: `region` is missing",
  ]);
  expect(stack.node.tryFindChild("it")).toBe(undefined);
});
