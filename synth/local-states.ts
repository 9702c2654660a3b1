import { readdirSync } from "node:fs";
import path from "node:path";
import { listOf, objectOf, textOf } from "../util/json";
import { readTextFile } from "../util/read-file";
import { formatList } from "../util/format-list";
import type { Problem } from "../model/problem";

const STATE = /^terraform\.(.+)\.tfstate$/;
const MAX_BYTES = 256 * 1024 * 1024;
/** What an estate makes and what goes on existing without its state. */
const OURS =
  /^(aws_kms_key|aws_kms_replica_key|azurerm_key_vault|azurerm_key_vault_key|google_kms_crypto_key|aura_customer_managed_key|aura_instance)$/;

/**
 * Local states beside the estate that no stack has any more: what is in them would stay behind, and be made again.
 * @param folder directory of the estate file
 * @param states names of the states that stacks have
 */
export function orphanedStates(folder: string, states: ReadonlySet<string>): Problem[] {
  return readdirSync(folder).flatMap((file) => {
    const name = STATE.exec(file)?.[1];
    if (name === undefined || states.has(name)) return [];
    const resources = resourcesIn(path.join(folder, file));
    if (resources?.length === 0) return [];
    return [
      {
        code: "estate-left-behind" as const,
        path: path.join(folder, file),
        what: `stack ${name} would be left behind`,
        got: `its state has ${resources ? formatList(resources) : "unknown content"}, and no stack of the estate uses it`,
        expected: "",
        fix:
          "if an account was renamed, write `formerly: <old name>` on it; else put back what is gone, or destroy it and then remove " +
          "this file",
      },
    ];
  });
}

/** Addresses of what lasts; undefined when the file cannot be read. */
function resourcesIn(file: string): string[] | undefined {
  const read = readTextFile(file, { maxBytes: MAX_BYTES });
  if (!("text" in read)) return undefined;
  try {
    return listOf(objectOf(JSON.parse(read.text))["resources"]).flatMap((resource) => {
      const { type, name } = objectOf(resource);
      return OURS.test(textOf(type) ?? "") ? [`${String(type)}.${String(name)}`] : [];
    });
  } catch {
    return undefined;
  }
}
