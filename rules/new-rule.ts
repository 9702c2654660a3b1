import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Files by their path from the root. */
type Files = Readonly<Record<string, string>>;

/** The ids of all rules. */
const IDS = "model/rule-ids.ts";

/** The list of the rules of a kind. */
const listOf = (isChange: boolean): string => `rules/${isChange ? "change" : "configuration"}-rules.ts`;

/**
 * A new rule, its test, and the two lists with the rule in them.
 * @param id the id of the rule, such as `tags-present`
 * @param isChange whether it is a rule over changes
 * @param textOf the text of a file
 * @returns the files to write, or why the id cannot be used
 */
export function newRule(
  id: string,
  isChange: boolean,
  textOf: (file: string) => string,
): Files | { readonly error: string } {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id))
    return { error: `not a rule id: ${JSON.stringify(id)}; expected: words in kebab-case, such as tags-present` };
  const ids = textOf(IDS);
  if (ids.includes(`"${id}"`)) return { error: `rule ${id} exists` };
  const folder = isChange ? "change" : "configuration";
  const name = id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const imported = `import { ${name} } from "./${folder}/${id}";\n`;
  const rules = textOf(listOf(isChange));
  return {
    [`rules/${folder}/${id}.ts`]: isChange ? changeRule(id, name) : configurationRule(id, name),
    [`test/rules/${folder}/${id}.test.ts`]: isChange ? changeTest(id, name) : configurationTest(id, name),
    [listOf(isChange)]: `${imported}${before(rules, rules.lastIndexOf("] as const;"), `  ${name},\n`)}`,
    [IDS]: before(ids, isChange ? ids.indexOf("} as const;") : ids.indexOf("\n  // Over what"), `  "${id}": false,\n`),
  };
}

const before = (text: string, place: number, added: string): string =>
  `${text.slice(0, place)}${added}${text.slice(place)}`;

const text = (id: string): string => `  id: "${id}",
  title: "The key encrypts and decrypts (replace this check and this text by yours)",
  severity: "warning",
  rationale: "A key that signs cannot encrypt the data. Replace this by why your rule exists, and by what happens without it.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-usage.html",`;

const verdict = (what: string, fact: string): string => `violation({
      what: \`key \${${what}.name} does not encrypt\`,
      got: cite(${fact}),
      expected: "ENCRYPT_DECRYPT",
      fix: "use a key that encrypts",
    })`;

function configurationRule(id: string, name: string): string {
  return `import { cite } from "../analysis";
import { aKey, given } from "../example";
import { compliant, configurationRule, notApplicable, unknown, violation } from "../rule";

/** The key encrypts and decrypts. */
export const ${name} = configurationRule({
${text(id)}
  on: ["key"],
  check(key) {
    if (key.origin === "imported") return notApplicable;
    if (!key.keyUsage.known) return unknown(key.keyUsage.reason);
    if (key.keyUsage.value === "ENCRYPT_DECRYPT") return compliant;
    return ${verdict("key", "key.keyUsage")};
  },
  example: () => ({
    bad: [aKey({ keyUsage: given("SIGN_VERIFY", "\`keyUsage\` of key orders") })],
    good: [aKey()],
  }),
});
`;
}

function changeRule(id: string, name: string): string {
  return `import { cite } from "../analysis";
import { aKey, given } from "../example";
import { changeRule, compliant, notApplicable, unknown, violation } from "../rule";

/** The key goes on encrypting and decrypting. */
export const ${name} = changeRule({
${text(id)}
  on: ["key"],
  check({ before, after }) {
    if (before?.kind !== "key" || after?.kind !== "key") return [notApplicable];
    if (!after.keyUsage.known) return [unknown(after.keyUsage.reason)];
    if (after.keyUsage.value === "ENCRYPT_DECRYPT") return [compliant];
    return [
      ${verdict("after", "after.keyUsage")},
    ];
  },
  example: () => ({
    bad: { before: [aKey()], after: [aKey({ keyUsage: given("SIGN_VERIFY", "\`keyUsage\` of key orders") })] },
    good: { before: [aKey()], after: [aKey()] },
  }),
});
`;
}

const LINE = (id: string): string =>
  `"prod/orders: key orders does not encrypt: SIGN_VERIFY (\`keyUsage\` of key orders); expected: ENCRYPT_DECRYPT; help: use a key that encrypts [${id}]"`;

const VIOLATION = `{
      outcome: "violation",
      what: "key orders does not encrypt",
      got: "SIGN_VERIFY (\`keyUsage\`)",
      expected: "ENCRYPT_DECRYPT",
      fix: "use a key that encrypts",
    }`;

function configurationTest(id: string, name: string): string {
  return `import { known } from "../../../model/fact";
import { ${name} as rule } from "../../../rules/configuration/${id}";
import * as s from "../support";

describe("${id}", () => {
  it("finds a key that signs", () => {
    expect(s.evaluate(rule, s.aKey({ keyUsage: known("SIGN_VERIFY", "\`keyUsage\`") }))).toEqual(${VIOLATION});
  });

  it("passes a key that encrypts", () => {
    expect(s.evaluate(rule, s.aKey())).toEqual(s.COMPLIANT);
  });

  it("does not apply to a key that is owned elsewhere", () => {
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN))).toEqual(s.NOT_APPLICABLE);
  });

  it("is unknown until it is known what the key is for", () => {
    const why = "\`keyUsage\` is known only at apply";
    expect(s.evaluate(rule, s.aKey({ keyUsage: s.later("\`keyUsage\`") }))).toEqual({ outcome: "unknown", why });
  });

  it("says of its bad example", () => {
    expect(s.exampleLine(rule)).toBe(
      ${LINE(id)},
    );
  });
});
`;
}

function changeTest(id: string, name: string): string {
  return `import { known } from "../../../model/fact";
import { ${name} as rule } from "../../../rules/change/${id}";
import * as s from "./support";

describe("${id}", () => {
  it("finds a key that signs from now on", () => {
    expect(s.evaluateChange(rule, s.aKey(), s.aKey({ keyUsage: known("SIGN_VERIFY", "\`keyUsage\`") }))).toEqual([
      ${VIOLATION},
    ]);
  });

  it("passes a key that stays as it is", () => {
    expect(s.evaluateChange(rule, s.aKey(), s.aKey())).toEqual([s.COMPLIANT]);
  });

  it("does not apply to a new key", () => {
    expect(s.evaluateChange(rule, undefined, s.aKey())).toEqual([s.NOT_APPLICABLE]);
  });

  it("is unknown until it is known what the key is for", () => {
    const why = "\`keyUsage\` is known only at apply";
    expect(s.evaluateChange(rule, s.aKey(), s.aKey({ keyUsage: s.later("\`keyUsage\`") }))).toEqual([
      { outcome: "unknown", why },
    ]);
  });

  it("says of its bad example", () => {
    expect(s.exampleLine(rule)).toBe(
      ${LINE(id)},
    );
  });
});
`;
}

/** Run by `npm run new-rule <id> [--change]`. */
function main(args: readonly string[]): void {
  const root = path.join(__dirname, "..");
  const [id = ""] = args.filter((arg) => arg !== "--change");
  const isChange = args.includes("--change");
  const files = newRule(id, isChange, (file) => readFileSync(path.join(root, file), "utf8"));
  const lists = [IDS, listOf(isChange)];
  const present = Object.keys(files).find((file) => !lists.includes(file) && existsSync(path.join(root, file)));
  if ("error" in files || present !== undefined) {
    console.error("error" in files ? files.error : `${present} exists`);
    process.exitCode = 1;
    return;
  }
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(root, file), content);
  const places = Object.keys(files).map((file) => path.join(root, file));
  execFileSync(process.execPath, [
    require.resolve("prettier/bin/prettier.cjs"),
    "--log-level",
    "warn",
    "--write",
    ...places,
  ]);
  console.log(`written: ${Object.keys(files).join(", ")}\nnext: make the rule yours, then npm run docs`);
}

if (require.main === module) main(process.argv.slice(2));
