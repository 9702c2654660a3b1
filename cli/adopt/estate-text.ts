import { Document, isMap } from "yaml";
import { instanceSettings, keySettings, policyFile, statementFile, type AdoptedKey, type Adoption } from "./adoption";

/** The account in the estate, whose name begins those of the stacks. */
const ACCOUNT = "prod";

const HEAD = ` yaml-language-server: $schema=./node_modules/cdktf-aura-cmk/estate.schema.json

 Written by aura-cmk adopt: what is here exists already. The first deployment imports it, and creates and destroys nothing of it.`;
const PIN = ` The AWS account of Aura, which the statements name. Let a second person compare it with the Aura Console, then set it here: a
 statement that names any other account is refused.`;

/** `estate.yaml`: what is adopted, with the ids by which the first deployment imports it. */
export function estateText(adoption: Adoption): string {
  const { accountId, projectId, auraAccountId, keys } = adoption;
  const document = new Document({
    version: 1,
    aura: { projectId, ...(auraAccountId !== undefined && { accountId: auraAccountId }) },
    accounts: { [ACCOUNT]: { id: accountId } },
    keys: Object.fromEntries(keys.map((key) => [key.name, keyEntry(key)])),
    instances: Object.fromEntries(
      keys.flatMap((key) => key.instances.map((one) => [one.name, instanceEntry(key, one)])),
    ),
  });
  document.commentBefore = HEAD;
  const aura = document.get("aura");
  if (auraAccountId === undefined && isMap(aura)) aura.comment = `${PIN}\n accountId: ${pinsOf(keys)}`;
  return document.toString({ lineWidth: 0 });
}

function pinsOf(keys: readonly AdoptedKey[]): string {
  const accounts = new Set(keys.map(({ auraAccountId }) => auraAccountId));
  return (
    [...accounts].flatMap((account) => (account === undefined ? [] : [JSON.stringify(account)])).join(" or ") || '""'
  );
}

function keyEntry(key: AdoptedKey): object {
  const { name, arn, region, record } = key;
  return {
    ...{ account: ACCOUNT, region, product: record.product },
    import: { keyArn: arn, recordId: record.id },
    ...(record.name !== name && { recordName: record.name }),
    ...{ currentPolicy: policyFile(key), statement: statementFile(key) },
    ...keySettings(key),
  };
}

function instanceEntry({ name, region }: AdoptedKey, instance: AdoptedKey["instances"][number]): object {
  return { key: name, region, import: { instanceId: instance.id }, ...instanceSettings(instance) };
}
