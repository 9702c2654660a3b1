import path from "node:path";
import { count } from "../../util/count";
import { differencesOf, statementFile, type AdoptedKey, type Adoption } from "./adoption";
import { RELEASE_FILE } from "./files";
import type { Form } from "./forms";

/** Where the files are, and what they are. */
interface Place {
  readonly as: Form;
  readonly out: string;
}

/** What was written and what the first plan changes, for another program. */
export function reportData({ accountId, projectId, keys, leftOut }: Adoption, files: readonly string[]): object {
  return {
    ...{ version: 1, files, accountId, projectId, leftOut },
    keys: keys.map((key) => ({
      ...{ name: key.name, arn: key.arn, ...(key.alias !== undefined && { alias: key.alias }) },
      ...(key.auraAccountId !== undefined && { auraAccountId: key.auraAccountId }),
      customerManagedKeyId: key.record.id,
      instances: key.instances.map(({ name, id }) => ({ name, id })),
      differences: differencesOf(key),
    })),
  };
}

/** The same for people, with what comes next. */
export function reportText(adoption: Adoption, files: readonly string[], { as: form, out }: Place): string {
  const { accountId, projectId, keys, leftOut } = adoption;
  const differences = [
    ...keys.flatMap(differencesOf),
    ...leftOut.map((name) => `Instance ${name} is left out: a Neo4j-managed key encrypts it.`),
  ];
  const directory = path.normalize(out);
  return `${[
    `AWS account ${accountId}, Aura project ${projectId}: ${count(keys.length, "key")}\n${keys.map(keyText).join("\n")}`,
    `Written to ${directory}: ${files.join(", ")}`,
    `The first plan imports all of it${differences.length > 0 ? ". Beside that:" : ", and changes nothing in AWS and Aura."}\n${differences.map((one) => `  ${one}\n`).join("")}`.trimEnd(),
    ...pinsOf(adoption),
    `Next:\n${nextSteps(form, directory, files.includes(RELEASE_FILE), keys)
      .map((one) => `  ${one}\n`)
      .join("")}`.trimEnd(),
  ].join("\n\n")}\n`;
}

function keyText({ name, arn, alias, record, instances }: AdoptedKey): string {
  const of = instances.map((one) => `\n    instance ${one.name} (${one.id})`);
  return `  key ${name} (${alias === undefined ? arn : `${alias}, ${arn}`})\n    customer managed key ${record.name} (${record.id})${of.join("")}`;
}

/** Whom the statements allow, where no person has said yet that it is Aura. */
function pinsOf({ auraAccountId, keys }: Adoption): readonly string[] {
  if (auraAccountId !== undefined) return [];
  const accounts = [...new Set(keys.flatMap((key) => key.auraAccountId ?? []))];
  return accounts.length === 0
    ? []
    : [
        `Aura's statement allows AWS account ${accounts.join(" and ")}. Let a second person compare it with the Aura Console, then set it as ` +
          "the files show.",
      ];
}

function nextSteps(form: Form, directory: string, releases: boolean, keys: readonly AdoptedKey[]): readonly string[] {
  const awaited = keys.filter(({ statements }) => statements.length === 0);
  const stacks = form === "estate" ? "prod" : "adopted";
  const [first] = keys;
  return [
    ...(directory === "." ? [] : [`cd ${directory}`]),
    ...awaited.map((key) => `save the JSON of key ${key.name} in the Aura Console to ${statementFile(key)}`),
    ...(form === "estate"
      ? ["aura-cmk synth"]
      : [
          "call addAdopted(app) of adopted.ts in your program (aura-cmk init --app constructs writes one), then aura-cmk synth",
        ]),
    `cd cdktf.out/stacks/${stacks}-${first?.region ?? ""}${keys.some(({ region }) => region !== first?.region) ? ", and the same in each other stack" : ""}`,
    "terraform init",
    "terraform plan -out=plan.bin && terraform show -json plan.bin > plan.json",
    "aura-cmk review plan.json",
    "terraform apply plan.bin",
    ...(releases ? [`then release what was adopted in its old configuration, as ${RELEASE_FILE} says`] : []),
  ];
}
