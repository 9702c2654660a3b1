import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** Where the types of a review are; their comments are the descriptions of the schema. */
const SOURCES = [
  "review/types.ts",
  "model/read/types.ts",
  "model/change.ts",
  "model/live.ts",
  "terraform/configuration/places.ts",
];

type Schema = Readonly<Record<string, unknown>>;
type Declared = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/**
 * The JSON Schema of what `aura-cmk review --format json` prints, from the types of a review.
 * @param root directory of the project
 */
export function reviewSchema(root: string): Schema {
  const declared = declarationsIn(root);
  const definitions = new Map<string, Schema>();
  const review = objectSchema("Review", declared, definitions);
  const { properties, required, ...rest } = review as { properties: object; required: string[] };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:cdktf-aura-cmk:review:1",
    title: "Review of Terraform plans or configurations",
    ...rest,
    properties: {
      format: { const: "cdktf-aura-cmk/review", description: "The name of this format." },
      version: { const: 1, description: "Changes when a member is removed or changes its meaning." },
      ...properties,
    },
    required: ["format", "version", ...required],
    definitions: Object.fromEntries([...definitions].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

function declarationsIn(root: string): ReadonlyMap<string, Declared> {
  const statements = SOURCES.flatMap((file) => [
    ...ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.Latest, true).statements,
  ]);
  const isDeclared = (node: ts.Node): node is Declared =>
    ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  // The first of a name counts: those of a review come first.
  return new Map(
    statements
      .filter(isDeclared)
      .reverse()
      .map((node) => [node.name.text, node]),
  );
}

function objectSchema(name: string, declared: ReadonlyMap<string, Declared>, definitions: Map<string, Schema>): Schema {
  const node = declared.get(name);
  if (!node || !ts.isInterfaceDeclaration(node)) throw new Error(`${name} is no interface of a review`);
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) =>
    types.map(
      (type) =>
        objectSchema(type.expression.getText(), declared, definitions) as { properties: object; required: string[] },
    ),
  );
  const members = membersOf(node.members, declared, definitions);
  return {
    ...describe(node),
    type: "object",
    properties: Object.assign({}, ...bases.map(({ properties }) => properties), members.properties) as object,
    required: [...bases.flatMap(({ required }) => required), ...members.required],
    additionalProperties: false,
  };
}

function membersOf(
  members: ts.NodeArray<ts.TypeElement>,
  declared: ReadonlyMap<string, Declared>,
  definitions: Map<string, Schema>,
): { readonly properties: object; readonly required: readonly string[] } {
  const own = members.filter(ts.isPropertySignature);
  const properties = own.map((member) => {
    if (!member.type) throw new Error(`${member.getText()} has no type`);
    const schema = typeSchema(member.type, declared, definitions);
    // In draft-07 nothing counts beside a reference.
    const described = describe(member);
    return [
      member.name.getText(),
      "$ref" in schema && "description" in described ? { allOf: [schema], ...described } : { ...schema, ...described },
    ];
  });
  const required = own.filter(({ questionToken }) => !questionToken).map(({ name }) => name.getText());
  return { properties: Object.fromEntries(properties) as object, required };
}

function typeSchema(
  type: ts.TypeNode,
  declared: ReadonlyMap<string, Declared>,
  definitions: Map<string, Schema>,
): Schema {
  const schemaOf = (one: ts.TypeNode): Schema => typeSchema(one, declared, definitions);
  if (ts.isTypeOperatorNode(type)) return schemaOf(type.type);
  if (ts.isArrayTypeNode(type)) return { type: "array", items: schemaOf(type.elementType) };
  if (ts.isTypeLiteralNode(type))
    return { type: "object", ...membersOf(type.members, declared, definitions), additionalProperties: false };
  if (ts.isUnionTypeNode(type)) return { enum: type.types.map((one) => literalOf(one)) };
  if (ts.isLiteralTypeNode(type)) return { const: literalOf(type) };
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: "string" };
    case ts.SyntaxKind.NumberKeyword:
      return { type: "number" };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: "boolean" };
    default:
  }
  if (!ts.isTypeReferenceNode(type)) throw new Error(`${type.getText()} has no JSON Schema here`);
  const [first, second] = type.typeArguments ?? [];
  const name = type.typeName.getText();
  if ((name === "Readonly" || name === "Partial") && first) return schemaOf(first);
  if (name === "Record" && first && second) {
    const { enum: keys } = resolved(first, declared, definitions) as { enum: readonly string[] };
    return { type: "object", propertyNames: { enum: keys }, additionalProperties: schemaOf(second) };
  }
  return referenced(name, declared, definitions);
}

function referenced(name: string, declared: ReadonlyMap<string, Declared>, definitions: Map<string, Schema>): Schema {
  const node = declared.get(name);
  if (!node) throw new Error(`${name} is not declared in ${SOURCES.join(", ")}`);
  if (!definitions.has(name)) {
    definitions.set(name, {});
    definitions.set(
      name,
      ts.isInterfaceDeclaration(node)
        ? objectSchema(name, declared, definitions)
        : { ...typeSchema(node.type, declared, definitions), ...describe(node) },
    );
  }
  return { $ref: `#/definitions/${name}` };
}

function resolved(
  type: ts.TypeNode,
  declared: ReadonlyMap<string, Declared>,
  definitions: Map<string, Schema>,
): Schema {
  const schema = typeSchema(type, declared, definitions);
  return definitions.get(/[^/]+$/.exec(String(schema["$ref"]))?.[0] ?? "") ?? schema;
}

function literalOf(type: ts.TypeNode): string | boolean {
  if (ts.isLiteralTypeNode(type)) {
    if (ts.isStringLiteral(type.literal)) return type.literal.text;
    if (type.literal.kind === ts.SyntaxKind.TrueKeyword) return true;
  }
  throw new Error(`${type.getText()} is no literal`);
}

/** The comment of a declaration, on one line, as plain text. */
function describe(node: ts.Node): { readonly description?: string } {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  const text = comment && ts.isJSDoc(comment) ? ts.getTextOfJSDocComment(comment.comment) : undefined;
  return text === undefined ? {} : { description: text.replace(/\s+/g, " ").trim() };
}
