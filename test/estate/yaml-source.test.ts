import { readYaml } from "../../estate/yaml-source";
import { linesOf, parse } from "./sample";

const PROJECT = "aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }";

/** Nine lists, each nine times the one before: 9^9 values. */
const bomb = [..."abcdefghi"]
  .map(
    (name, i, all) =>
      `${name}: &${name} [${Array(9)
        .fill(i === 0 ? "x" : `*${all[i - 1]}`)
        .join(", ")}]`,
  )
  .join("\n");

test.each<[what: string, text: string, problems: [place: string, got: string, fix: string][]]>([
  ["a tab", "aura:\n\tprojectId: x\n", [["2:1", "Tabs are not allowed as indentation", "indent with spaces"]]],
  [
    "an open bracket",
    "version: 1\nkeys: { a: { account: prod\n",
    [
      [
        "3:1",
        "Flow map in block collection must be sufficiently indented and end with a }",
        "close the quote or bracket, and put a space after each `:`",
      ],
    ],
  ],
  [
    "an open quote",
    "version: 1\naura: { projectId: 'x }\n",
    [["3:1", "Missing closing 'quote", "close the quote or bracket, and put a space after each `:`"]],
  ],
  [
    "a colon in a text",
    "version: 1\nnote: a: b\n",
    [
      [
        "2:7",
        "Nested mappings are not allowed in compact mappings",
        "quote text that contains `: `, or begin the nested map on its own line",
      ],
    ],
  ],
  [
    "uneven indentation",
    "aura:\n    projectId: x\n   baseUrl: y\n",
    [
      [
        "3:1",
        "All mapping items must start at the same column",
        "start all settings of a map in the same column, and indent their values further",
      ],
    ],
  ],
  [
    "reserved characters, each of them",
    "a: @x\nb: `y`\nc: 1\n",
    [
      ["1:4", "Plain value cannot start with reserved character @", "put the text in quotes"],
      ["2:4", "Plain value cannot start with reserved character `", "put the text in quotes"],
    ],
  ],
  [
    "two documents",
    "version: 1\n---\nversion: 1\n",
    [["2:1", "a second document", "keep one document in the file: remove the line `---` and the other document"]],
  ],
  ["a tag", "version: !one 1\n", [["1:10", "Unresolved tag: !one", "remove the tag (!name)"]]],
  [
    "an alias without anchor",
    "version: 1\ntags: *none\n",
    [["2:7", "alias *none has no anchor", "put &none before the value it refers to, or quote the text"]],
  ],
  ["an alias bomb", bomb, [["1:1", "aliases (*name) expand to more than 100000 values", "write the values out"]]],
  [
    "a web page",
    "<html>\n<body>\n<p>a: b</p>\n",
    [["1:1", "Implicit keys need to be on a single line", "write `name: value` on one line"]],
  ],
])("a text with %s is not an estate", (_, text, problems) => {
  expect(linesOf(text)).toEqual(
    problems.map(
      ([place, got, fix]) =>
        `e.yaml:${place}: the file is not one valid YAML document: ${got}; help: ${fix} [estate-syntax]`,
    ),
  );
  expect(parse(text).estate).toBeUndefined();
});

test("a text of brackets only is refused, however many there are", () => {
  expect(parse("a: " + "[".repeat(100_000)).problems[0]).toMatchObject({
    code: "estate-syntax",
    got: "too many levels",
    fix: "nest less deeply",
  });
});

test("at most five syntax errors are shown, because the later ones are mostly consequences", () => {
  expect(linesOf(Array.from({ length: 9 }, (_, i) => `k${i}: @x`).join("\n"))).toHaveLength(5);
});

test.each([
  ["nothing", ""],
  ["comments only", "# version: 1\n\n"],
  ["a document mark only", "---\n"],
  ["null", "null"],
])("a file with %s says how to begin", (_, text) => {
  expect(linesOf(text)).toEqual([
    "e.yaml: the estate file is empty; help: begin with " +
      "`version: 1` and `aura: { projectId: <UUID> }`, then `accounts`, `keys` and `instances` [estate-syntax]",
  ]);
});

test.each([
  ["a list", "- a\n", "a list"],
  ["a text", "hello\n", '"hello"'],
])("%s is not an estate", (_, text, got) => {
  expect(linesOf(text)).toEqual([
    `e.yaml:1:1: the file is not a map: ${got}; expected: version, aura, accounts, keys, instances, ...; ` +
      "help: write `version: 1`, for example [estate-wrong-type]",
  ]);
});

test("a byte-order mark and Windows line ends move no column", () => {
  expect(linesOf(`\uFEFFversion: 1\r\n${PROJECT}\r\n  \r\nkeys: 1\r\n`)).toEqual([
    "e.yaml:4:7: `keys` is not a map of keys: the number 1; help: write `keys: { orders: { account: prod, ... } }`, for example [estate-wrong-type]",
  ]);
});

test("a list shared with an alias is read like one that is written out", () => {
  const text = (second: string): string =>
    `version: 1\n${PROJECT}\naccounts:\n  a: { id: "111122223333", administrators: &admins [arn:aws:iam::111122223333:role/x] }\n` +
    `  b: { id: "111122223333", administrators: ${second} }\n`;
  expect(parse(text("*admins")).problems).toEqual([]);
  expect(parse(text("*admins")).estate).toEqual(parse(text("[arn:aws:iam::111122223333:role/x]")).estate);
});

test("a mistake in a shared list is shown where the list is written", () => {
  const text = `version: 1\n${PROJECT}\naccounts:\n  a: { id: "111122223333", administrators: &admins\n    [joe] }\n  b: { id: "111122223333", administrators: *admins }\n`;
  expect(parse(text).problems.map(({ path }) => path)).toEqual(["e.yaml:5:6", "e.yaml:5:6"]);
});

test("a map that contains itself is refused like any other", () => {
  expect(parse(`version: 1\n${PROJECT}\nkeys: &k { a: *k }\n`).problems.map(({ code }) => code)).toEqual([
    "estate-missing-setting",
    "estate-missing-setting",
    "estate-missing-setting",
    "estate-unknown-setting",
  ]);
});

test("the place of a setting is its name or its value, and of what is not there the nearest place above", () => {
  const yaml = readYaml("keys:\n  orders:\n    replicas: [a, b]\n    region:\n");
  const at = (path: (string | number)[], part: "name" | "value"): string =>
    yaml.lineAndColumn(yaml.offsetOf(path, part));
  expect([at(["keys", "orders"], "name"), at(["keys", "orders"], "value")]).toEqual(["2:3", "3:5"]);
  expect([at(["keys", "orders", "replicas", 1], "name"), at(["keys", "orders", "replicas", 1], "value")]).toEqual([
    "3:19",
    "3:19",
  ]);
  expect(at(["keys", "orders", "region"], "value")).toBe("4:5");
  expect(at(["keys", "orders", "alias"], "value")).toBe("2:3");
  expect(at(["keys", "orders", "replicas", 7], "value")).toBe("3:5");
  expect(at(["instances", "x"], "value")).toBe("1:1");
});
