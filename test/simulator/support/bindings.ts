import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Block } from "../../../provider/plugin";

/**
 * What the prebuilt bindings, which are generated from the real provider's schema, say about a class.
 * @param type such as `google_kms_crypto_key`; what stands before its first underscore is the provider
 */
function bindings(type: string, isData = false) {
  const provider = type.split("_")[0] ?? "";
  const folder = (isData ? `data-${type}` : type.slice(provider.length + 1)).replaceAll("_", "-");
  const directory = dirname(require.resolve(`@cdktf/provider-${provider}/lib/${folder}`));
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

/** A name as the bindings have it. */
const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
/** The names of all attributes and blocks. */
const namesOf = (block: Block) => [...Object.keys(block.attributes), ...Object.keys(block.blocks ?? {})];
/** The names of all arguments and blocks, as the bindings have them. */
export const configurable = (block: Block) => [
  ...Object.entries(block.attributes)
    .filter(([, attribute]) => attribute.required ?? attribute.optional)
    .map(([name]) => camel(name)),
  ...Object.keys(block.blocks ?? {}).map(camel),
];
/** The names of the arguments that have to be given, as the bindings have them. */
const required = (block: Block) =>
  Object.entries(block.attributes)
    .filter(([, attribute]) => attribute.required)
    .map(([name]) => camel(name));

/**
 * The arguments of a provider block, or of a block inside of it.
 * @param name such as `GoogleProviderConfig`
 */
export function providerArguments(provider: string, name: string): readonly string[] {
  const types = readFileSync(
    require.resolve(`@cdktf/provider-${provider}/lib/provider`).replace(/js$/, "d.ts"),
    "utf8",
  );
  const members = new RegExp(`interface ${name} .*?\\{(.*?)\\n\\}`, "s").exec(types)?.[1] ?? "";
  return [...members.matchAll(/^ {4}readonly (\w+)\??: /gm)].map(([, argument = ""]) => argument);
}

/** What both a substitute's schema and the bindings say of a type; a test compares them. */
export function sidesOf(type: string, block: Block, isData: boolean) {
  const { argumentsOf, readable } = bindings(type, isData);
  const names = (list: readonly string[]) => [...list].sort();
  return {
    ours: { arguments: names(configurable(block)), required: names(required(block)), all: names(namesOf(block)) },
    real: {
      arguments: names(argumentsOf.map(({ argument }) => argument)),
      required: names(argumentsOf.filter((one) => one.required).map(({ argument }) => argument)),
      all: names([...readable]),
    },
  };
}
