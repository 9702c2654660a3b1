import js from "@eslint/js";
import jsdoc from "eslint-plugin-jsdoc";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import tseslint from "typescript-eslint";
import { forbidden } from "./eslint.fences.js";

const ROOT = import.meta.dirname;

/** Reports imports over a fence: see eslint.fences.js. */
const arrows = {
  create(context) {
    const relative = (file) => path.relative(ROOT, file).replaceAll(path.sep, "/");
    const check = (source) => {
      const name = source?.value;
      if (typeof name !== "string" || name.startsWith("node:")) return;
      const why = forbidden(relative(context.filename), name.startsWith(".") ? relative(fileOf(name)) : `npm:${name}`);
      if (why) context.report({ node: source, message: why });
    };
    /** The file that an import means; an import of a folder means its index. */
    const fileOf = (name) => {
      const target = path.resolve(path.dirname(context.filename), name);
      if (existsSync(`${target}.ts`)) return `${target}.ts`;
      return existsSync(target) && statSync(target).isDirectory() ? path.join(target, "index.ts") : target;
    };
    return {
      ImportDeclaration: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
      ImportExpression: ({ source }) => check(source),
      TSImportType: ({ source }) => check(source),
      "CallExpression[callee.name='require']": ({ arguments: [source] }) => check(source),
    };
  },
};

export default tseslint.config(
  { ignores: ["dist/", "cdktf.out/", "coverage/", "**/*.js", "**/*.mjs"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    plugins: { fences: { rules: { arrows } } },
    rules: {
      "fences/arrows": "error",
      // Taking entries out of an object by naming them is how a copy without them is made.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/no-extraneous-class": ["error", { allowStaticOnly: false }],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "@cdktf/provider-aws",
              message: "Import @cdktf/provider-aws/lib/<resource>: the barrel costs seconds and 500 MB.",
            },
          ],
          patterns: [{ group: ["cdktf/lib/*"], message: "Only the public API of cdktf." }],
        },
      ],
    },
  },
  {
    // What users of the library read: every export is documented.
    files: [
      "constructs/*.ts",
      "constructs/l1/*.ts",
      "model/**/*.ts",
      "policy/**/*.ts",
      "rules/**/*.ts",
      "estate/**/*.ts",
      "review/**/*.ts",
      "util/**/*.ts",
    ],
    plugins: { jsdoc },
    rules: {
      "jsdoc/require-jsdoc": [
        "error",
        {
          publicOnly: true,
          require: { ClassDeclaration: true, FunctionDeclaration: true, MethodDefinition: true },
          contexts: ["TSInterfaceDeclaration", "TSTypeAliasDeclaration"],
          checkConstructors: false,
        },
      ],
    },
  },
  {
    // Props are the interface that people read most: each one says what it is and what its default does.
    files: ["constructs/*.ts"],
    plugins: { jsdoc },
    rules: {
      "jsdoc/require-jsdoc": ["error", { publicOnly: true, contexts: ["TSPropertySignature"], enableFixer: false }],
    },
  },
  {
    files: ["constructs/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Error']", message: "Throw AuraCmkError." },
      ],
    },
  },
  {
    // What is measured is \`require\` itself, and the compiled library as it is shipped.
    files: ["bench/*.ts"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
);
