import type { Attribute, AttributeType, Block } from "./plugin";
import { auraProvider } from "./provider";

/** Marks in a page around a generated table; the name is that of a resource, a data source, or `provider`. */
const MARKED = /(<!-- provider-schema:begin (\w+) -->\n)[\s\S]*?(\n<!-- provider-schema:end -->)/g;

/**
 * A page with its attribute tables made anew from the schemas.
 * @param page Markdown with the marks `<!-- provider-schema:begin NAME -->` and `<!-- provider-schema:end -->`
 */
export function withSchemaTables(page: string): string {
  return page.replace(MARKED, (_, begin: string, name: string, end: string) => `${begin}\n${tableOf(name)}${end}`);
}

function tableOf(name: string): string {
  const { schema, resources, dataSources = {} } = auraProvider({ version: "" });
  const resource = resources[name];
  const block = name === "provider" ? schema : (resource ?? dataSources[name])?.schema;
  if (!block) throw new RangeError(`the provider has no schema ${name}`);
  const titles = ["attribute", "type", "use", ...(resource ? ["change"] : []), "meaning"];
  const rows = rowsOf(block).map(([attribute, type, use, change, meaning]) =>
    resource ? [attribute, type, use, change, meaning] : [attribute, type, use, meaning],
  );
  return [titles, titles.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

type Row = readonly [attribute: string, type: string, use: string, change: string, meaning: string];

function rowsOf(block: Block, prefix = ""): Row[] {
  return [
    ...Object.entries(block.attributes).map(([name, attribute]): Row => {
      const { type, description = "" } = attribute;
      return [`\`${prefix}${name}\``, typeName(type), useOf(attribute), changeOf(attribute), description];
    }),
    ...Object.entries(block.blocks ?? {}).flatMap(([name, nested]) => rowsOf(nested.block, `${prefix}${name}.`)),
  ];
}

function useOf({ required, optional, computed, sensitive }: Attribute): string {
  const uses = { required, optional, computed, sensitive };
  return Object.entries(uses)
    .flatMap(([use, applies]) => (applies ? [use] : []))
    .join(", ");
}

function changeOf({ required, optional, requiresReplace }: Attribute): string {
  if (!required && !optional) return "";
  return requiresReplace ? "replaced" : "in place";
}

function typeName(type: AttributeType): string {
  if (typeof type === "string") return type;
  const [kind, of] = type;
  if (kind !== "object") return `${kind} of ${typeName(of)}`;
  return `object (${Object.keys(of)
    .map((name) => `\`${name}\``)
    .join(", ")})`;
}
