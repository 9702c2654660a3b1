import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AuraStatement } from "../../constructs";
import { newStack, renderedProblems, STATEMENT, temporaryFolder, variable } from "../support/synth";

const ROOT = join(__dirname, "../..");
const TEXT = JSON.stringify(STATEMENT, null, 2);
const SECOND = { ...STATEMENT, Sid: "Allow grants for Neo4j", Action: ["kms:CreateGrant"] };

function saved(text: string): string {
  const path = join(temporaryFolder(), "orders.json");
  writeFileSync(path, text);
  return path;
}

describe("every shape that people copy", () => {
  test.each([
    ["one object", TEXT, 1],
    ["comma-joined objects without brackets", `${TEXT},\n${JSON.stringify(SECOND)}`, 2],
    ["a leading comma", `,${TEXT}`, 1],
    ["a trailing comma", `${TEXT},\n`, 1],
    ["an array", `[${TEXT}]`, 1],
    ["a policy document", JSON.stringify({ Version: "2012-10-17", Statement: [STATEMENT, SECOND] }), 2],
    ["a policy document with one statement", JSON.stringify({ Version: "2012-10-17", Statement: STATEMENT }), 1],
    ["a byte-order mark", `\ufeff${TEXT}`, 1],
  ])("%s is taken as text and as a file", (_, text, count) => {
    const expected = [STATEMENT, SECOND].slice(0, count);
    expect(AuraStatement.fromJson(text).statements).toEqual(expected);
    expect(AuraStatement.fromFile(saved(text)).statements).toEqual(expected);
  });

  test.each([
    ["one object", STATEMENT, 1],
    ["a list", [STATEMENT, SECOND], 2],
    ["a policy document", { Version: "2012-10-17", Statement: [STATEMENT, SECOND] }, 2],
    ["a policy document with one statement", { Statement: STATEMENT }, 1],
  ])("%s is taken as an object", (_, value, count) => {
    expect(AuraStatement.fromObject(value).statements).toEqual([STATEMENT, SECOND].slice(0, count));
  });

  it("keeps IAM's policy variables", () => {
    const statement = { ...STATEMENT, Condition: { StringLike: { "aws:PrincipalArn": "*/${aws:username}" } } };
    expect(AuraStatement.fromObject(statement).statements).toEqual([statement]);
    expect(AuraStatement.fromJson(JSON.stringify(statement)).statements).toEqual([statement]);
  });
});

describe("phases", () => {
  it("no file is phase 1, and the file is remembered", () => {
    const { awaited, file, path, statements } = AuraStatement.fromFileWhenSaved("statements/none.json");
    expect({ awaited, file, path, statements }).toEqual({
      ...{ awaited: true, file: "statements/none.json", path: join(ROOT, "statements/none.json"), statements: [] },
    });
  });

  it("a file is phase 2", () => {
    const path = saved(TEXT);
    const { awaited, file, statements } = AuraStatement.fromFileWhenSaved(path);
    expect({ awaited, file, statements }).toEqual({ awaited: false, file: path, statements: [STATEMENT] });
  });

  it("a path that leads through a file is a mistake, not phase 1", () => {
    const path = join(saved(TEXT), "orders.json");
    expect(renderedProblems(() => AuraStatement.fromFileWhenSaved(path))).toEqual([
      `${path}: cannot read Aura's statement: a part of the path is not a directory; help: check the path ` +
        "[statement-unreadable]",
    ]);
  });

  it("an empty file is a mistake, not phase 1", () => {
    const path = saved("");
    expect(renderedProblems(() => AuraStatement.fromFileWhenSaved(path))).toEqual([
      expect.stringMatching(/orders\.json:1:1: .*\[statement-well-formed\]$/),
    ]);
  });

  test.each([
    ["an empty list", []],
    ["an empty policy", { Version: "2012-10-17", Statement: [] }],
  ])("%s is a mistake, not phase 1", (_, value) => {
    expect(renderedProblems(() => AuraStatement.fromObject(value))).toEqual([
      "statement: no statement: none; expected: one statement or more; help: copy the statement from " +
        "the Aura Console [statement-well-formed]",
    ]);
    expect(renderedProblems(() => AuraStatement.fromJson(JSON.stringify(value)))).toHaveLength(1);
  });
});

describe("mistakes", () => {
  it("in a file are named with file, line and column, all of them", () => {
    const path = saved('{\n  "Effect": "Alow",\n  "Principal": "*",\n  "Acton": "kms:Decrypt",\n  "Resource": "*"\n}');
    expect(renderedProblems(() => AuraStatement.fromFile(path)).map((line) => line.slice(path.length))).toEqual([
      expect.stringMatching(/^(:\d+:\d+): .*\[statement-well-formed\]$/),
      expect.stringMatching(/^(:\d+:\d+): .*\[statement-well-formed\]$/),
    ]);
  });

  it("a missing file is named", () => {
    expect(renderedProblems(() => AuraStatement.fromFile("statements/none.json"))).toEqual([
      `${join(ROOT, "statements/none.json")}: cannot read Aura's statement: no such file; help: save it there, or use ` +
        "AuraStatement.fromFileWhenSaved until it exists [statement-unreadable]",
    ]);
  });

  it("a token of cdktf in a file is refused, as it is anywhere", () => {
    const path = saved(TEXT.replace("Allow access for Neo4j", "${TfToken[TOKEN.0]}"));
    expect(renderedProblems(() => AuraStatement.fromFile(path))).toEqual([
      `${path}: Aura's statement is not a literal: a value known only at apply; expected: literal strings; help: ` +
        "paste the statement that the Aura Console shows: the key policy must be readable in the plan " +
        "[needs-literal]",
    ]);
  });

  it("a folder is not a file", () => {
    const folder = join(temporaryFolder(), "statements");
    mkdirSync(folder);
    expect(renderedProblems(() => AuraStatement.fromFileWhenSaved(folder))).toEqual([
      `${folder}: cannot read Aura's statement: is a directory; help: name a file in it [statement-unreadable]`,
    ]);
  });

  it("a pipe or a device is not a file: reading it could wait forever", () => {
    expect(renderedProblems(() => AuraStatement.fromFileWhenSaved("/dev/null"))).toEqual([
      "/dev/null: cannot read Aura's statement: a device or a pipe; expected: a regular file; help: save it to a " +
        "file of its own [statement-unreadable]",
    ]);
  });

  test.each(["fromJson", "fromObject"] as const)(
    "%s refuses a token, because the plan would not show the statement",
    (from) => {
      const token = variable(newStack(), "statement").stringValue;
      const value = from === "fromJson" ? token : { ...STATEMENT, Sid: token };
      expect(renderedProblems(() => AuraStatement[from](value as never))).toEqual([
        "statement: Aura's statement is not a literal: a value known only at apply; expected: literal strings; help: " +
          "paste the statement that the Aura Console shows: the key policy must be readable in the plan " +
          "[needs-literal]",
      ]);
    },
  );

  test.each([
    ["fromFile", 5, "the path of the file", "the number 5", "a string"],
    ["fromFileWhenSaved", null, "the path of the file", "null", "a string"],
    ["fromJson", {}, "the statement", "an empty object", "JSON text"],
    ["fromObject", "x", "the statement", '"x"', "an object, or a list of objects"],
    ["fromObject", null, "the statement", "null", "an object, or a list of objects"],
  ] as const)("%s refuses %j", (from, value, name, got, expected) => {
    expect(renderedProblems(() => AuraStatement[from](value as never))).toEqual([
      `AuraStatement: ${name} has the wrong type: ${got}; expected: ${expected}; help: correct ${name} [prop-type]`,
    ]);
  });

  it("fromObject refuses a list of something else", () => {
    expect(renderedProblems(() => AuraStatement.fromObject(["x", null]))).toEqual([
      expect.stringContaining("statement 1 is not an object"),
      expect.stringContaining("statement 2 is not an object"),
    ]);
  });
});

it("does not see what happens to the object afterwards", () => {
  const given = structuredClone(STATEMENT) as { Sid: string };
  const statement = AuraStatement.fromObject(given);
  given.Sid = "changed";
  expect(statement.statements).toEqual([STATEMENT]);
});
