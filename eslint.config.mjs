import js from "@eslint/js";
import jsdoc from "eslint-plugin-jsdoc";
import tseslint from "typescript-eslint";

const PLAIN_DATA = { group: ["cdktf", "cdktf/*", "constructs", "@cdktf/*"], message: "This room is plain data." };

export default tseslint.config(
  { ignores: ["dist/", "cdktf.out/", "coverage/", "**/*.js", "**/*.mjs"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
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
  {
    // The pure rooms: plain data in, plain data out.
    files: ["policy/**/*.ts", "rules/**/*.ts", "estate/**/*.ts", "review/**/*.ts", "util/**/*.ts"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [PLAIN_DATA] }],
    },
  },
  {
    // The layers of policy/: the document, what it decides, whom it lets in, what is wrong with it.
    files: ["policy/evaluate/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [PLAIN_DATA, { group: ["../access/*", "../lint/*"], message: "Decisions stand below." }] },
      ],
    },
  },
  {
    files: ["policy/access/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [PLAIN_DATA, { group: ["../lint/*"], message: "The lint stands above." }] },
      ],
    },
  },
);
