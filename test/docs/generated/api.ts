import path from "node:path";
import ts from "typescript";

/** Exported by the bindings of our own resources: for those who need them, the schema is in docs/provider.md. */
const BINDINGS = /\/constructs\/l1\//;

/** Props that every construct has: said once. */
const SHARED_PROPS = "FormerlyProps";

/**
 * `docs/api.md`: what the package exports, from its docstrings.
 * @param root the repository
 */
export function apiReference(root: string): string {
  const entry = path.join(root, "constructs/index.ts");
  const config = ts.readConfigFile(path.join(root, "tsconfig.json"), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const program = ts.createProgram([entry], options);
  return new Reference(program.getTypeChecker(), program.getSourceFile(entry)).text();
}

class Reference {
  private readonly exported: ReadonlyMap<string, ts.Symbol>;

  public constructor(
    private readonly checker: ts.TypeChecker,
    entry: ts.SourceFile | undefined,
  ) {
    const module = entry && checker.getSymbolAtLocation(entry);
    if (!module) throw new Error("constructs/index.ts exports nothing");
    const symbols = checker.getExportsOfModule(module).map((symbol) => this.resolved(symbol));
    this.exported = new Map(
      symbols.filter((symbol) => !BINDINGS.test(fileOf(symbol))).map((symbol) => [symbol.name, symbol]),
    );
  }

  public text(): string {
    const all = [...this.exported.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const classes = all.filter(({ flags }) => flags & ts.SymbolFlags.Class);
    const functions = all.filter(({ flags }) => flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable));
    const types = all.filter(({ flags }) => flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias));
    // The props of a class stand with it, those that it inherits included.
    const others = types.filter(({ name }) => !name.endsWith("Props") || name === SHARED_PROPS);
    return [
      "# API reference",
      "<!-- Made from the docstrings of constructs/; to renew it: npm run docs -->",
      "What `cdktf-aura-cmk` exports, and `cdktf-aura-cmk/cdktn` for CDK Terrain. Constructs throw one `AuraCmkError` with all problems; " +
        "their codes: [errors.md](errors.md). The resources that they make are in `resource` and the like. Terraform resources and data " +
        "sources of the provider have bindings of their own: [provider.md](provider.md).",
      `- Constructs and classes: ${links(classes)}`,
      `- Functions and values: ${links(functions)}`,
      `- Types: ${links(others)}`,
      ...classes.map((symbol) => this.classText(symbol)),
      ...functions.map((symbol) => this.functionText(symbol)),
      ...others.map((symbol) => this.typeText(symbol)),
    ]
      .join("\n\n")
      .concat("\n");
  }

  private classText(symbol: ts.Symbol): string {
    const props = this.exported.get(`${symbol.name}Props`);
    const constructor = this.checker.getTypeOfSymbol(symbol);
    const statics = this.checker.getPropertiesOfType(constructor).filter((one) => isOwn(one) && isPublic(one));
    const instance = this.checker.getDeclaredTypeOfSymbol(symbol);
    const members = this.checker.getPropertiesOfType(instance).filter((one) => isOwn(one) && isPublic(one));
    return [
      `## ${symbol.name}`,
      this.docOf(symbol),
      ...statics.map((one) => this.signatureText(`${symbol.name}.${one.name}`, one)),
      ...(props ? [`Props (\`${props.name}\`):`, this.propsList(props)] : []),
      ...(members.length > 0 ? [`Members:`, this.membersList(members)] : []),
    ]
      .filter(Boolean)
      .join("\n\n");
  }

  private functionText(symbol: ts.Symbol): string {
    const type = this.checker.getTypeOfSymbol(symbol);
    const isFunction = type.getCallSignatures().length > 0;
    if (isFunction) return [`## ${symbol.name}`, this.signatureText(symbol.name, symbol)].join("\n\n");
    const members = this.checker.getPropertiesOfType(type).filter(isOwn);
    return [
      `## ${symbol.name}`,
      this.docOf(symbol),
      ...members.map((one) => this.signatureText(`${symbol.name}.${one.name}`, one)),
    ].join("\n\n");
  }

  private typeText(symbol: ts.Symbol): string {
    const isInterface = Boolean(symbol.flags & ts.SymbolFlags.Interface);
    const [declaration] = symbol.declarations ?? [];
    const alias = declaration && ts.isTypeAliasDeclaration(declaration) ? declaration.type.getText() : "";
    const shown = alias.length < 200 ? alias.replace(/\s+/g, " ") : "";
    return [
      `## ${symbol.name}`,
      this.docOf(symbol),
      ...(shown ? [`\`${shown}\``] : []),
      ...(isInterface ? [this.propsList(symbol)] : []),
    ].join("\n\n");
  }

  /** Required ones first; each with its type and its default. */
  private propsList(symbol: ts.Symbol): string {
    const all = this.checker.getPropertiesOfType(this.checker.getDeclaredTypeOfSymbol(symbol)).filter(isOwn);
    const isOptional = ({ flags }: ts.Symbol): boolean => Boolean(flags & ts.SymbolFlags.Optional);
    return [...all.filter((one) => !isOptional(one)), ...all.filter(isOptional)]
      .map((one) => {
        const tag = flat(tagsOf(one, "default")[0] ?? "none").replace(/^- |\.$/g, "");
        const rest = isOptional(one) ? ` Default: ${tag}.` : isInput(symbol) ? " **Required.**" : "";
        return `${this.item(one, symbol)}${rest}`;
      })
      .join("\n");
  }

  private membersList(members: readonly ts.Symbol[]): string {
    return members.map((one) => this.item(one)).join("\n");
  }

  private item(symbol: ts.Symbol, owner?: ts.Symbol): string {
    // What every construct has is said once.
    const shared = interfaceOf(symbol);
    const isElsewhere = shared === SHARED_PROPS && owner?.name !== shared;
    const text = isElsewhere ? `See [${shared}](#${shared.toLowerCase()}).` : flat(this.summaryOf(symbol));
    return `- \`${symbol.name}\` (${this.typeOf(symbol)})${text ? `: ${text}` : ""}`;
  }

  private signatureText(name: string, symbol: ts.Symbol): string {
    const [signature] = this.checker.getTypeOfSymbol(symbol).getCallSignatures();
    if (!signature) return `\`${name}\`: ${this.docOf(symbol)}`;
    const parameters = signature.getParameters().map((one) => {
      const declaration = one.valueDeclaration as ts.ParameterDeclaration | undefined;
      const mark = declaration && (declaration.questionToken ?? declaration.initializer) ? "?" : "";
      return `${one.name}${mark}: ${this.printed(one)}`;
    });
    const result = this.checker.typeToString(signature.getReturnType(), undefined, FORMAT);
    const remarks = signature
      .getJsDocTags()
      .filter(({ name: tag }) => tag === "param")
      .map(({ text = [] }) => `- \`${flat(plain(text)).replace(/^(\w+) ?-? ?/, "$1`: ")}`)
      .filter((line) => !line.endsWith(": "));
    return [`\`${name}(${parameters.join(", ")}): ${result}\``, this.docOf(symbol), remarks.join("\n")]
      .filter(Boolean)
      .join("\n\n");
  }

  /** The docstring, with what it links to and its example. */
  private docOf(symbol: ts.Symbol): string {
    const see = tagsOf(symbol, "see").map((url) => `See <${url.trim()}>.`);
    const [example] = tagsOf(symbol, "example");
    return [
      markdownOf(plain(symbol.getDocumentationComment(this.checker))),
      ...see,
      ...(example !== undefined ? [`\`\`\`ts fragment\n${example.trim()}\n\`\`\``] : []),
    ]
      .filter(Boolean)
      .join("\n\n");
  }

  private summaryOf(symbol: ts.Symbol): string {
    return plain(symbol.getDocumentationComment(this.checker));
  }

  private typeOf(symbol: ts.Symbol): string {
    const names = symbol.name === "outputs" ? this.namesIn(symbol) : [];
    if (names.length > 0) return `false, or names for ${names.map((name) => `\`${name}\``).join(", ")}`;
    return `\`${this.printed(symbol)}\``;
  }

  /** The members of an object type, also in a union. */
  private namesIn(symbol: ts.Symbol): string[] {
    const type = this.checker.getTypeOfSymbol(symbol);
    const parts = type.isUnion() ? type.types : [type];
    return parts
      .filter(({ flags }) => flags & ts.TypeFlags.Object)
      .flatMap((part) => this.checker.getPropertiesOfType(part).map(({ name }) => name));
  }

  private printed(symbol: ts.Symbol): string {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    const written =
      declaration && "type" in declaration && declaration.type
        ? (declaration.type as ts.TypeNode).getText()
        : undefined;
    const type = this.checker.getTypeOfSymbol(symbol);
    // What a type parameter may be says more than its name.
    const constraint = (type.isUnion() ? type.types : [type]).find((one) => one.isTypeParameter())?.getConstraint();
    const text = (!constraint && written) || this.checker.typeToString(constraint ?? type, undefined, FORMAT);
    return text
      .replace(/\s+/g, " ")
      .replace(/ \| undefined$/, "")
      .replace(/^Readonly<Record<string, string>>$/, "{ [name]: string }");
  }

  private resolved(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }
}

const FORMAT = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

function fileOf(symbol: ts.Symbol): string {
  return symbol.declarations?.[0]?.getSourceFile().fileName ?? "";
}

/** What this project declares: not what Construct and Error bring along. */
function isOwn(symbol: ts.Symbol): boolean {
  return !fileOf(symbol).includes("/node_modules/") && symbol.name !== "prototype";
}

function isPublic(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations ?? [];
  const modifiers = declaration ? ts.getCombinedModifierFlags(declaration) : 0;
  const isHidden = symbol.getJsDocTags().some(({ name }) => name === "internal");
  return (
    !(modifiers & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) && !isHidden && !symbol.name.startsWith("__")
  );
}

function tagsOf(symbol: ts.Symbol, tag: string): string[] {
  return symbol.getJsDocTags().flatMap(({ name, text = [] }) => (name === tag ? [plain(text)] : []));
}

function plain(parts: readonly ts.SymbolDisplayPart[]): string {
  return ts
    .displayPartsToString([...parts])
    .replace(/\{@link (?:\w+\.)?([^}]+?)\s*\}/g, "`$1`")
    .trim();
}

/** A docstring as paragraphs and lists. */
function markdownOf(text: string): string {
  return text
    .split(/\n\s*\n|\n(?=- )/)
    .map(flat)
    .join("\n\n")
    .replace(/^(- .*)\n\n(?=- )/gm, "$1\n");
}

/** Whether a program writes an object of a type, and does not only read it. */
function isInput({ name }: ts.Symbol): boolean {
  return /(Props|Attributes|Options)$/.test(name);
}

/** The interface that declares a property. */
function interfaceOf({ declarations = [] }: ts.Symbol): string | undefined {
  const parent = declarations[0]?.parent;
  return parent && ts.isInterfaceDeclaration(parent) ? parent.name.text : undefined;
}

/** On one line. */
function flat(text: string): string {
  return text.replace(/\s+/g, " ");
}

function links(symbols: readonly ts.Symbol[]): string {
  return symbols.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(", ");
}
