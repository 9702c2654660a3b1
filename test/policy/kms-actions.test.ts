import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  actionCovers,
  ADMINISTRATIVE_OPERATIONS,
  GRANT_OPERATIONS,
  operationsCovered,
  worksAcrossAccounts,
} from "../../policy/evaluate/actions";
import { KEY_CONDITION_KEYS, KMS_CONDITION_KEYS, KMS_OPERATIONS } from "../../policy/kms-actions";
import { apiOperations, kmsTable } from "../../policy/write-kms-actions";

const NAMES = KMS_OPERATIONS.map(({ name }) => name);

describe("the table of KMS", () => {
  it("is what the installed data makes it (npm run kms-actions)", async () => {
    const file = path.join(__dirname, "../../policy/kms-actions.ts");
    // What prettier adds: blanks, the quotes of names, trailing commas.
    const bare = (text: string): string => text.replace(/[\s"]+|,(?=\s*[\]}])/g, "");
    expect(bare(readFileSync(file, "utf8"))).toBe(bare(await kmsTable()));
  });

  it("stays small", () => {
    expect(JSON.stringify([KMS_OPERATIONS, KMS_CONDITION_KEYS]).length).toBeLessThan(16_000);
  });

  it("contains what Aura needs, and distinguishes operations on a key from others", () => {
    const find = (name: string) => KMS_OPERATIONS.find((operation) => operation.name === name);
    expect(find("kms:DescribeKey")).toEqual({
      name: "kms:DescribeKey",
      access: "Read",
      onKey: true,
      conditionKeys: ["kms:CallerAccount", "kms:RequestAlias", "kms:ViaService"],
    });
    expect(find("kms:PutKeyPolicy")).toEqual({
      name: "kms:PutKeyPolicy",
      access: "Permissions management",
      onKey: true,
      conditionKeys: ["kms:BypassPolicyLockoutSafetyCheck", "kms:CallerAccount", "kms:ViaService"],
    });
    expect(find("kms:ListKeys")).toEqual({ name: "kms:ListKeys", access: "List", onKey: false, conditionKeys: [] });
  });

  it("has a type for every condition key", () => {
    const used = KMS_OPERATIONS.flatMap(({ conditionKeys }) => conditionKeys).concat(KEY_CONDITION_KEYS);
    expect(used.filter((key) => !(key in KMS_CONDITION_KEYS))).toEqual([]);
    expect(KMS_CONDITION_KEYS).toMatchObject({
      "kms:CallerAccount": "String",
      "kms:EncryptionContext:*": "String",
      "kms:GrantIsForAWSResource": "Bool",
      "kms:GrantOperations": "ArrayOfString",
      "kms:RecipientAttestation:PCR*": "String",
    });
  });

  it("has the grant key for the operations that AWS names", () => {
    const having = KMS_OPERATIONS.filter(({ conditionKeys }) => conditionKeys.includes("kms:GrantIsForAWSResource"));
    expect(having.map(({ name }) => name)).toEqual(["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]);
    expect(GRANT_OPERATIONS).toEqual(["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]);
  });
});

describe("operations", () => {
  it("that work across accounts are all in the table", () => {
    const across = NAMES.filter(worksAcrossAccounts);
    expect(across).toEqual([
      ...["kms:CreateGrant", "kms:Decapsulate", "kms:Decrypt", "kms:DeriveSharedSecret", "kms:DescribeKey"],
      ...["kms:Encapsulate", "kms:Encrypt"],
      ...["kms:GenerateDataKey", "kms:GenerateDataKeyPair", "kms:GenerateDataKeyPairWithoutPlaintext"],
      ...["kms:GenerateDataKeyWithoutPlaintext", "kms:GenerateMac", "kms:GetKeyRotationStatus", "kms:GetPublicKey"],
      ...["kms:ListGrants", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:RetireGrant", "kms:RevokeGrant"],
      ...["kms:Sign", "kms:Verify", "kms:VerifyMac"],
    ]);
  });

  it("work across accounts where the documentation in AWS's own SDK says so", () => {
    const folder = path.join(path.dirname(require.resolve("@aws-sdk/client-kms/package.json")), "dist-types/commands");
    const documented = readdirSync(folder).flatMap((file) => {
      const text = readFileSync(path.join(folder, file), "utf8");
      const [, use] = /Cross-account use<\/b>: (Yes|No)/i.exec(text) ?? [];
      const name = `kms:${file.replace("Command.d.ts", "")}`;
      const names = name === "kms:ReEncrypt" ? ["kms:ReEncryptFrom", "kms:ReEncryptTo"] : [name];
      return use === undefined ? [] : names.map((one) => ({ name: one, across: /yes/i.test(use) }));
    });
    expect(documented.length).toBeGreaterThan(50);
    expect(documented.filter(({ name }) => !NAMES.includes(name)).map(({ name }) => name)).toEqual([]);
    const wrong = documented.filter(({ name, across }) => across !== worksAcrossAccounts(name));
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it("are those of the AWS SDK, and what only policies know", () => {
    const api = [...apiOperations()].map(([name]) => `kms:${name}`);
    expect(api.filter((name) => !NAMES.includes(name))).toEqual([]);
    expect(NAMES.filter((name) => !api.includes(name))).toEqual(["kms:SynchronizeMultiRegionKey"]);
  });

  it("act on a key where requests of the AWS SDK name one, or name it otherwise", () => {
    const onKey = new Map(KMS_OPERATIONS.map((operation) => [operation.name, operation.onKey]));
    const other = [...apiOperations()].filter(([name, namesKey]) => onKey.get(`kms:${name}`) !== namesKey);
    // They name the key by another member; the list of aliases may be that of one key.
    expect(other.map(([name]) => name).sort()).toEqual([
      ...["CreateAlias", "DeleteAlias", "ListAliases", "ReEncryptFrom", "ReEncryptTo", "UpdateAlias"],
    ]);
  });

  it("that administer a key are those that change it and stay in its account", () => {
    expect(ADMINISTRATIVE_OPERATIONS).toEqual([
      ...["kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DeleteImportedKeyMaterial"],
      ...["kms:DisableKey", "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation"],
      ...["kms:ImportKeyMaterial", "kms:PutKeyPolicy", "kms:ReplicateKey", "kms:RotateKeyOnDemand"],
      ...["kms:ScheduleKeyDeletion", "kms:SynchronizeMultiRegionKey", "kms:TagResource", "kms:UntagResource"],
      ...["kms:UpdateAlias", "kms:UpdateKeyDescription", "kms:UpdatePrimaryRegion"],
    ]);
  });

  it.each<[string | string[], string[]]>([
    ["kms:Decrypt", ["kms:Decrypt"]],
    ["KMS:decrypt", ["kms:Decrypt"]],
    ["kms:ReEncrypt*", ["kms:ReEncryptFrom", "kms:ReEncryptTo"]],
    [
      ["kms:?erify", "kms:GetP*"],
      ["kms:GetParametersForImport", "kms:GetPublicKey", "kms:Verify"],
    ],
    ["kms:CreateKey", []],
    ["kms:List*", ["kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags"]],
    ["s3:*", []],
    [[], []],
  ])("%j covers %j", (action, operations) => {
    expect(operationsCovered(action)).toEqual(operations);
  });

  it("kms:* covers all of them", () => {
    expect(operationsCovered("kms:*")).toEqual(KMS_OPERATIONS.filter(({ onKey }) => onKey).map(({ name }) => name));
    expect(operationsCovered("*")).toHaveLength(47);
  });
});

it.each([
  ["KMS:decrypt", "kms:Decrypt", true],
  ["kms:DESCRIBE*", "kms:DescribeKey", true],
  ["kms:Describe*", "kms:Decrypt", false],
])("takes %s for an action that covers %s, whatever its letters: %s", (action, operation, covers) => {
  expect(actionCovers(action, operation)).toBe(covers);
});
