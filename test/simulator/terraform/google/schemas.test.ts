import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Block } from "../../../../provider/plugin";
import { DATA_SOURCE_SCHEMAS, PROVIDER_SCHEMA, RESOURCE_SCHEMAS } from "../../../../simulator/terraform/google/schemas";

/** What the prebuilt bindings, which are generated from the real provider's schema, say about a class. */
function bindings(type: string, isData = false) {
  const folder = (isData ? `data-${type}` : type.replace(/^google_/, "")).replaceAll("_", "-");
  const directory = dirname(require.resolve(`@cdktf/provider-google/lib/${folder}`));
  const types = readFileSync(join(directory, "index.d.ts"), "utf8");
  const code = readFileSync(join(directory, "index.js"), "utf8");
  const [, name = "", members = ""] = /interface (\w+Config) .*?\{(.*?)\n\}/s.exec(types) ?? [];
  const argumentsOf = [...members.matchAll(/^ {4}readonly (\w+)(\??): /gm)].map(([, argument = "", optional]) => ({
    argument,
    required: optional === "",
  }));
  const own = code.slice(code.indexOf(`class ${name.replace(/Config$/, "")} extends`));
  // Blocks and lists of objects are members with an underscore.
  const lists = [...own.matchAll(/this\._(\w+) = new \w+(?:\.\w+)?\(this, (?:'|")([a-z_0-9]+)(?:'|")/g)];
  const plain = [...own.matchAll(/this\.get\w+Attribute\('([a-z_0-9]+)'\)/g)];
  const readable = [...plain.map(([, attribute = ""]) => attribute), ...lists.map(([, , attribute = ""]) => attribute)];
  return { argumentsOf, readable: new Set(readable) };
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const namesOf = (block: Block) => [...Object.keys(block.attributes), ...Object.keys(block.blocks ?? {})];
const configurable = (block: Block) => [
  ...Object.entries(block.attributes)
    .filter(([, attribute]) => attribute.required ?? attribute.optional)
    .map(([name]) => camel(name)),
  ...Object.keys(block.blocks ?? {}).map(camel),
];
const required = (block: Block) =>
  Object.entries(block.attributes)
    .filter(([, attribute]) => attribute.required)
    .map(([name]) => camel(name));

describe("the schema of the substitute for hashicorp/google", () => {
  it.each([
    ...Object.entries(RESOURCE_SCHEMAS).map(([type, block]) => [type, block, false] as const),
    ...Object.entries(DATA_SOURCE_SCHEMAS).map(([type, block]) => [type, block, true] as const),
  ])("has for %s the arguments and attributes of the real provider", (type, block: Block, isData) => {
    const { argumentsOf, readable } = bindings(type, isData);
    expect(configurable(block).sort()).toEqual(argumentsOf.map(({ argument }) => argument).sort());
    expect(required(block).sort()).toEqual(
      argumentsOf
        .filter((one) => one.required)
        .map(({ argument }) => argument)
        .sort(),
    );
    expect(namesOf(block).sort()).toEqual([...readable].sort());
  });

  it("has the arguments of the real provider block", () => {
    const types = readFileSync(require.resolve("@cdktf/provider-google/lib/provider").replace(/js$/, "d.ts"), "utf8");
    const members = /interface GoogleProviderConfig .*?\{(.*?)\n\}/s.exec(types)?.[1] ?? "";
    const names = [...members.matchAll(/^ {4}readonly (\w+)\??: /gm)].map(([, name = ""]) => name);
    expect(configurable(PROVIDER_SCHEMA).sort()).toEqual(names.filter((name) => name !== "alias").sort());
  });
});
