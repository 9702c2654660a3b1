import { AURA_NAME_LENGTH } from "../../model/limits";

/** Room for a number behind a name. */
const SUFFIX = 3;

/** Names of keys and instances in an estate or a program: letters, digits, `-` and `_`, each once. */
export class Names {
  private readonly keys = new Set<string>();
  private readonly instances = new Set<string>();

  /**
   * @param record name of the customer managed key
   * @param alias of the KMS key, where the first one has no letters
   */
  public forKey(record: string, alias: string | undefined): string {
    return unused(this.keys, asName(record) || asName(alias?.split("/").at(-1)) || "key");
  }

  /** @param name in Aura */
  public forInstance(name: string): string {
    return unused(this.instances, asName(name) || "instance");
  }
}

function unused(taken: Set<string>, wanted: string): string {
  let name = wanted;
  for (let number = 2; taken.has(plain(name)); number++)
    name = `${wanted.slice(0, AURA_NAME_LENGTH.max - SUFFIX)}-${number}`;
  taken.add(plain(name));
  return name;
}

function asName(text = ""): string {
  const name = text.replaceAll(/[^A-Za-z0-9_-]+/g, "-").replaceAll(/^[-_]+|-+$/g, "");
  // Names that every JavaScript object inherits are reserved.
  return name in Object.prototype ? "" : name.slice(0, AURA_NAME_LENGTH.max);
}

/** A program makes constants of names, without hyphens. */
function plain(name: string): string {
  return name.replaceAll(/[-_]/g, "").toLowerCase();
}
