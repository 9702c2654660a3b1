/** What stands in a fixture for the folder in which it was made. */
const FOLDER = "/estate";
/** What stands in a fixture for every moment. */
const MOMENT = "2026-01-02T03:04:05Z";
/** What stands in a fixture for a password, with a number: a report must not contain it. */
const PASSWORD = "generated-password";

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const MULTI_REGION = /\bmrk-[0-9a-f]{32}\b/g;
const TIMESTAMP = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const SECRETS: readonly string[] = ["password", "n4jpwd"];
/** Lists that Terraform gives in no fixed order. */
const UNORDERED: readonly string[] = ["relevant_attributes", "replace_paths"];

/** What differs from one making to the next, and has to be told. */
export interface Made {
  readonly folder: string;
  /** Ids that were literals in the configuration: they stay. */
  readonly fixedIds: readonly string[];
  /** Ids of instances: eight hex digits could be anything. */
  readonly instanceIds: readonly string[];
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * Takes out of plans what differs each time that they are made. What was equal stays equal, in all of them together.
 * @param plans the texts of `terraform show -json`
 * @param made what has to be told
 * @returns JSON, one value a line
 */
export function normalise(plans: readonly string[], { folder, fixedIds, instanceIds }: Made): readonly string[] {
  const parsed = plans.map((text) => ordered(JSON.parse(text) as Json));
  const instance = new RegExp(`\\b(${instanceIds.join("|")})\\b`, "g");
  const etags = new Numbered((number) => `etag-${number}`);
  const passwords = new Numbered((number) => `${PASSWORD}-${number}`);
  const uuids = new Numbered((number) => `00000000-0000-4000-8000-${digits(number, 12)}`, fixedIds);
  const multiRegion = new Numbered((number) => `mrk-${digits(number, 32)}`);
  const instances = new Numbered((number) => digits(number, 8));
  const clean = (text: string, name?: string): string => {
    if (name !== undefined && SECRETS.includes(name)) return passwords.of(text);
    if (name === "etag") return etags.of(text);
    const plain = text
      .replaceAll(folder, FOLDER)
      .replace(TIMESTAMP, MOMENT)
      .replace(UUID, (id) => uuids.of(id))
      .replace(MULTI_REGION, (id) => multiRegion.of(id));
    return instanceIds.length === 0 ? plain : plain.replace(instance, (id) => instances.of(id));
  };
  return parsed.map((plan) => `${JSON.stringify(mapped(plan, clean), null, 1)}\n`);
}

/** Names for what comes along, numbered in the order of their first appearance. */
class Numbered {
  private readonly known: Map<string, string>;
  private next = 1;

  public constructor(
    private readonly nameOf: (number: number) => string,
    fixed: readonly string[] = [],
  ) {
    this.known = new Map(fixed.map((id) => [id, id]));
  }

  public of(id: string): string {
    const name = this.known.get(id) ?? this.nameOf(this.next++);
    this.known.set(id, name);
    return name;
  }
}

const digits = (number: number, length: number): string => String(number).padStart(length, "0");

function mapped(value: Json, clean: (text: string, name?: string) => string, name?: string): Json {
  if (typeof value === "string") return clean(value, name);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => mapped(one, clean, name));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one, clean, key)]));
}

function ordered(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(ordered);
  const entries = Object.entries(value).map(([key, one]): [string, Json] => {
    const list = ordered(one);
    if (!UNORDERED.includes(key) || !Array.isArray(list)) return [key, list];
    return [key, [...(list as readonly Json[])].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))];
  });
  return Object.fromEntries(entries);
}
