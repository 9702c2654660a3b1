import * as fc from "fast-check";
import { parseStatement } from "../../../policy/lint/parse-statement";
import { AURA, AURA_TEXT, OWN, ROLES_TEXT } from "../examples";
import { anyCharacter } from "../../support/characters";

const OTHER_TEXT = AURA_TEXT.replace("Allow access for Neo4j", "Allow access for Neo4j, too");
const OTHER = { ...AURA, Sid: "Allow access for Neo4j, too" };

/** The problems as lines: position, what, got, expected, fix. */
function problems(text: string): string[] {
  const parsed = parseStatement(text);
  if (!("problems" in parsed)) return ["no problem"];
  return parsed.problems.map(
    ({ line, column, what, got, expected, fix }) =>
      `${line}:${column} ${what}: ${got}; expected: ${expected}; help: ${fix}`,
  );
}

describe("accepts", () => {
  it.each<[string, string, readonly object[]]>([
    ["one statement", AURA_TEXT, [AURA]],
    ["blanks and line breaks of Windows around it", `\r\n\t ${AURA_TEXT.replaceAll("\n", "\r\n")}\r\n`, [AURA]],
    ["a byte-order mark", `\ufeff${AURA_TEXT}`, [AURA]],
    ["a leading comma, as after the statement before it", `,\n${AURA_TEXT}`, [AURA]],
    ["a trailing comma, as before the next statement", `${AURA_TEXT},\n`, [AURA]],
    ["statements joined by commas, without brackets", `${AURA_TEXT},\n${OTHER_TEXT}`, [AURA, OTHER]],
    ["commas at both ends of joined statements", `,${AURA_TEXT},${OTHER_TEXT},`, [AURA, OTHER]],
    ["a list", `[${AURA_TEXT}, ${OTHER_TEXT}]`, [AURA, OTHER]],
    ["a list with a comma behind it", `[${AURA_TEXT}],`, [AURA]],
    ["a whole policy with one statement", `{"Version":"2012-10-17","Statement":${AURA_TEXT}}`, [AURA]],
    ["a whole policy with a list", `{"Version":"2008-10-17","Id":"x","Statement":[${AURA_TEXT}]}`, [AURA]],
    ["a whole policy without Version", `{"Statement":[${AURA_TEXT}]}`, [AURA]],
    [
      "a whole policy with the account's own statement in it",
      `{"Version":"2012-10-17","Statement":[${JSON.stringify(OWN)},${AURA_TEXT}]}`,
      [OWN, AURA],
    ],
    [
      "commas at the ends of lists and objects",
      '{"Effect":"Allow","Principal":{"AWS":["*",],},"Action":["kms:Decrypt",],"Resource":"*",},',
      [{ Effect: "Allow", Principal: { AWS: ["*"] }, Action: ["kms:Decrypt"], Resource: "*" }],
    ],
    [
      "umlauts, and a non-breaking space inside a text, which KMS takes",
      '{"Sid":"Schl\u00fcssel\u00a0f\u00fcr Neo4j","Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}',
      [
        {
          Sid: "Schl\u00fcssel\u00a0f\u00fcr Neo4j",
          Effect: "Allow",
          Principal: "*",
          Action: "kms:Decrypt",
          Resource: "*",
        },
      ],
    ],
    [
      "numbers and booleans in conditions, as they are",
      '{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":true},"NumericLessThan":{"aws:MultiFactorAuthAge":3600}}}',
      [
        {
          Effect: "Allow",
          Principal: "*",
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": true }, NumericLessThan: { "aws:MultiFactorAuthAge": 3600 } },
        },
      ],
    ],
  ])("%s", (_, text, statements) => {
    expect(parseStatement(text)).toEqual({ statements });
  });

  it("two statements with role ARNs, one of them for grants of AWS services", () => {
    const parsed = parseStatement(ROLES_TEXT);
    expect("statements" in parsed && parsed.statements.map(({ Sid: sid }) => sid)).toEqual([
      "Allow the vendor to use the key",
      "Allow the vendor to attach persistent resources",
    ]);
  });
});

describe("names what was pasted instead of the statement", () => {
  it.each([
    ["", "1:1 the statement is not JSON: an empty text; expected: JSON; help: paste the JSON and save the file again"],
    [
      "\ufeff \r\n\t\u00a0",
      "1:1 the statement is not JSON: only whitespace; expected: JSON; help: paste the JSON and save the file again",
    ],
    [
      "<!DOCTYPE html>\n<html><head><title>Log in | Neo4j Aura</title></head></html>",
      '1:1 the statement is not JSON: a web page or other markup titled "Log in | Neo4j Aura"; expected: JSON; help: open the page in a browser, log in, and copy the JSON that it shows',
    ],
    [
      "\n  <html><head><title>Customer Managed Keys</title></head></html>",
      '2:3 the statement is not JSON: a web page or other markup titled "Customer Managed Keys"; expected: JSON; help: open the page in a browser, and copy the JSON that it shows',
    ],
    [
      `<html><title>Neo4j Aura</title>${"<p>".repeat(20_000)}`,
      '1:1 the statement is not JSON: a web page or other markup titled "Neo4j Aura"; expected: JSON; help: open the page in a browser, and copy the JSON that it shows',
    ],
    [
      Buffer.from("89504e470d0a1a0a0000000d4948445200000003".repeat(3_000), "hex").toString("utf8"),
      "1:1 the statement is not encoded in UTF-8: binary data; expected: UTF-8; help: name another file",
    ],
    [
      "<Error><Code>AccessDenied</Code></Error>",
      "1:1 the statement is not JSON: a web page or other markup; expected: JSON; help: open the page in a browser, and copy the JSON that it shows",
    ],
    [
      "12",
      "1:1 the statement is not a statement or policy: the number 12; expected: an object with Effect, Principal, Action and Resource; help: copy the statement again, from the first brace to the last one",
    ],
    [
      '"Allow"',
      '1:1 the statement is not a statement or policy: "Allow"; expected: an object with Effect, Principal, Action and Resource; help: copy the statement again, from the first brace to the last one',
    ],
    [
      "null",
      "1:1 the statement is not a statement or policy: null; expected: an object with Effect, Principal, Action and Resource; help: copy the statement again, from the first brace to the last one",
    ],
    ["[]", "1:1 no statement: none; expected: one statement or more; help: copy the statement from the Aura Console"],
    [",", "1:1 no statement: none; expected: one statement or more; help: copy the statement from the Aura Console"],
    [
      "arn:aws:kms:eu-west-1:111122223333:key/1234",
      '1:1 malformed JSON: "arn"; expected: a JSON value; help: copy the JSON again, from the first brace to the last one',
    ],
    [
      "{'Effect': 'Allow'}",
      "1:2 malformed JSON: \"'Effect'\"; expected: a name in double quotes, a comma or }; help: put names and texts between double quotes",
    ],
  ])("%j", (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it("a member without the braces around it", () => {
    expect(problems(AURA_TEXT.slice(1, -1))).toEqual([
      '2:3 incomplete JSON: "Sid" and a colon, without the braces around them; expected: an object in braces; help: copy the JSON again, from the first brace to the last one',
    ]);
  });

  it.each([
    ["without", ""],
    ["with", "\ufeff"],
  ])("UTF-16 %s byte-order mark, in either byte order", (_, mark) => {
    const little = Buffer.from(mark + AURA_TEXT, "utf16le");
    const big = Buffer.from(little).swap16();
    const problem =
      "1:1 the statement is not encoded in UTF-8: UTF-16; expected: UTF-8; help: save the file again with encoding UTF-8";
    expect(problems(little.toString("utf8"))).toEqual([problem]);
    expect(problems(big.toString("utf8"))).toEqual([problem]);
  });

  it("40 KB, and accepts exactly 32768 bytes", () => {
    const padded = (size: number): string => AURA_TEXT + " ".repeat(size - AURA_TEXT.length);
    expect(problems(padded(40_960))).toEqual([
      "1:1 the statement is larger than a key policy can be: 40960 bytes; expected: at most 32768 bytes; help: copy only the JSON",
    ]);
    expect(problems(padded(32_769))).toEqual([
      "1:1 the statement is larger than a key policy can be: 32769 bytes; expected: at most 32768 bytes; help: copy only the JSON",
    ]);
    expect(problems(padded(32_768))).toEqual(["no problem"]);
  });

  it("a code fence of Markdown, and reads what is in it", () => {
    expect(problems(`Paste this:\n\`\`\`json\n${AURA_TEXT}\n\`\`\`\nThat is all.\n`)).toEqual([
      "2:1 Markdown around the JSON: a code fence (```); expected: JSON only; help: delete the lines that begin with ```",
    ]);
    expect(problems(`\`\`\`json\n${AURA_TEXT.replace('Allow"', 'Alow"')}\n\`\`\`\n`)).toEqual([
      "1:1 Markdown around the JSON: a code fence (```); expected: JSON only; help: delete the lines that begin with ```",
      '4:13 Effect of statement 1 ("Allow access for Neo4j") is neither Allow nor Deny: "Alow"; expected: "Allow" or "Deny"; help: did you mean "Allow"?',
    ]);
  });
});

describe("points at mistakes in the JSON", () => {
  it("where it breaks off inside an object, and where that was opened", () => {
    expect(problems('{\n  "Effect": "Allow",\n  "Principal": {"AWS": "*"')).toEqual([
      "3:27 incomplete JSON: the end of the input inside the object opened on line 3, column 16; expected: a closing }; help: copy the JSON again, up to its last brace",
    ]);
  });

  it.each([
    ['{"Action": ["kms:Decrypt"\n', "1:26", "list opened on line 1, column 12", "a closing ]"],
    ['{"Action": [\n', "1:13", "list opened on line 1, column 12", "a closing ]"],
    ['{"Action":\n', "1:11", "object opened on line 1, column 1", "a closing }"],
    ['{"Action"\n', "1:10", "object opened on line 1, column 1", "a closing }"],
    ['{"Act', "1:2", "text opened on line 1, column 2", "a closing double quote"],
    ['{"Action": "kms:Dec', "1:12", "text opened on line 1, column 12", "a closing double quote"],
  ])("where %j breaks off", (text, at, where, expected) => {
    expect(problems(text)).toEqual([
      `${at} incomplete JSON: the end of the input inside the ${where}; expected: ${expected}; help: copy the JSON again, up to its last brace`,
    ]);
  });

  it("wherever the statement breaks off", () => {
    for (let length = 1; length < AURA_TEXT.length; length++) {
      const found = problems(AURA_TEXT.slice(0, length));
      expect(found).toHaveLength(1);
      expect(found[0]).toContain("incomplete JSON: the end of the input inside the ");
    }
  });

  it("two members of one name, which JSON parsers pass over", () => {
    expect(problems(AURA_TEXT.replace('"Effect": "Allow",', '"Effect": "Allow",\n  "Effect": "Deny",'))).toEqual([
      '4:3 duplicate JSON key "Effect": twice, first on line 3, column 3; expected: one value; help: delete one of the two',
    ]);
  });

  it("statements without a comma between them", () => {
    expect(problems(`${AURA_TEXT}\n${OTHER_TEXT}`)).toEqual([
      "12:1 no comma between two statements: a statement right after another; expected: a comma between the two; help: add the comma",
    ]);
  });

  it("two whole policies, joined or not, and a statement behind a policy or a list", () => {
    const policy = `{"Version":"2012-10-17","Statement":[${AURA_TEXT.replaceAll("\n", " ")}]}`;
    const several = (at: string): string[] => [
      `${at} more than one policy or list: several documents, one after the other; expected: one statement, statements joined by commas, one list of them, or one policy; help: keep the document of this key`,
    ];
    expect(problems(`${policy}\n${policy}`)).toEqual(several("2:1"));
    expect(problems(`${policy},\n  ${policy}`)).toEqual(several("2:3"));
    expect(problems(`${policy},\n${AURA_TEXT}`)).toEqual(several("2:1"));
    expect(problems(`[${OTHER_TEXT}],\n${AURA_TEXT}`)).toEqual(several("12:1"));
  });

  it("missing and doubled commas, comments, bad escapes and long numbers, all at once", () => {
    const text = [
      '{ "Sid": "a\\q", // why',
      '  "Effect": "Allow"',
      '  "Principal": "*",, "Action": ["kms:Decrypt" "kms:Encrypt"],',
      '  /* every key */ "Resource": "*",',
      '  "Condition": { "NumericEquals": { "aws:MultiFactorAuthAge": [012, 1.0, 12345678901234567890] } } }',
    ].join("\n");
    expect(problems(text)).toEqual([
      '1:10 malformed JSON: "\\"a\\\\q\\"", with an invalid escape; expected: a JSON escape; help: write a backslash as \\\\ and a tab as \\t',
      '1:17 comment in JSON: "// why"; expected: JSON only; help: delete the comment',
      '3:3 malformed JSON: "\\"Principal\\"" without a comma before it; expected: a comma; help: add the comma',
      "3:20 malformed JSON: a comma with nothing before it; expected: one comma between two parts; help: delete the comma",
      '3:47 malformed JSON: "\\"kms:Encrypt\\"" without a comma before it; expected: a comma; help: add the comma',
      '4:3 comment in JSON: "/* every key */"; expected: JSON only; help: delete the comment',
      "5:64 JSON does not keep this number exactly: 012; expected: a number in its shortest form, or a text; help: put it between double quotes",
      "5:69 JSON does not keep this number exactly: 1.0; expected: a number in its shortest form, or a text; help: put it between double quotes",
      "5:74 JSON does not keep this number exactly: 12345678901234567890; expected: a number in its shortest form, or a text; help: put it between double quotes",
    ]);
  });

  it("nesting that no policy has, without running out of stack", () => {
    expect(problems("[".repeat(32_768))).toEqual([
      "1:17 JSON is nested deeper than 16 levels: level 17; expected: a statement, a list of statements or a policy; help: copy the JSON again",
    ]);
  });

  it("the first hundred of twenty thousand mistakes, and how many more there are", () => {
    const found = problems(`{}${",".repeat(20_000)}`);
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toBe(
      "undefined:undefined more findings than are listed: 19900 more; expected: at most 100; help: correct these and run it again",
    );
  });
});

describe("names characters that KMS or JSON does not accept", () => {
  it("curly quotation marks instead of straight ones, once with their number, and goes on reading", () => {
    const text = AURA_TEXT.replace("kms:Encrypt", "Encrypt").replace(/"([^"]*)"/g, "\u201c$1\u201d");
    expect(problems(text)).toEqual([
      '2:3 invalid character in the key policy: U+201C (a curly quotation mark), 22 times; expected: tab, line feed, carriage return, or U+0020 to U+00FF; help: type a straight one (")',
      '2:7 invalid character in the key policy: U+201D (a curly quotation mark), 22 times; expected: tab, line feed, carriage return, or U+0020 to U+00FF; help: type a straight one (")',
      '6:5 Action of statement 1 ("Allow access for Neo4j") contains an action that is not of KMS: "Encrypt"; expected: a KMS action such as kms:Decrypt; help: did you mean "kms:Encrypt"?',
    ]);
  });

  it("non-breaking spaces between the parts of JSON", () => {
    expect(problems(AURA_TEXT.replaceAll("\n  ", "\n\u00a0\u00a0"))).toEqual([
      "2:1 invalid whitespace in JSON: U+00A0 (a non-breaking space), in 9 places; expected: space, tab or line break; help: type a plain space",
    ]);
  });

  it.each([
    ["\u2013", "U+2013 (an en dash)", "type a hyphen (-)"],
    ["\u0000", "U+0000 (the NUL character)", "delete it"],
    ["\u0007", "U+0007", "replace it"],
    ["\ufffd", "U+FFFD (a byte that is not UTF-8)", "save the file as UTF-8"],
    ["\u{1f511}", "U+1F511", "replace it"],
    ["\u0100", "U+0100", "replace it"],
  ])("%j inside a text", (character, name, fix) => {
    expect(problems(AURA_TEXT.replace("for Neo4j", `for${character}Neo4j`))).toEqual([
      `2:27 invalid character in the key policy: ${name}; expected: tab, line feed, carriage return, or U+0020 to U+00FF; help: ${fix}`,
    ]);
  });

  it("one that is not JSON either, once", () => {
    expect(problems("{\u2018Effect\u2019: 1}")).toEqual([
      "1:2 invalid character in the key policy: U+2018 (a curly quotation mark); expected: tab, line feed, carriage return, or U+0020 to U+00FF; help: type a straight one (' in a text, \" around it)",
      "1:9 invalid character in the key policy: U+2019 (a curly quotation mark); expected: tab, line feed, carriage return, or U+0020 to U+00FF; help: type a straight one (' in a text, \" around it)",
    ]);
  });

  it("one that is written as an escape", () => {
    expect(problems(AURA_TEXT.replace("for Neo4j", "for \\u2013 Neo4j"))).toEqual([
      "2:10 invalid character in an escape sequence: U+2013 (an en dash); expected: tab, line feed, carriage return, or U+0020 to U+00FF; help: type a hyphen (-)",
    ]);
  });
});

describe("points at mistakes in a whole policy", () => {
  it("names elements, Version, Id and an invalid Statement", () => {
    expect(problems('{"version":"2012-10-17",\n"Version":"2012-10-18",\n"Id":1,\n"Statement":"none"}')).toEqual([
      '1:2 the key policy contains an unknown element: "version"; expected: Version, Id, Statement; help: did you mean "Version"?',
      '2:11 Version of the key policy is unknown: "2012-10-18"; expected: "2008-10-17" or "2012-10-17"; help: write "2012-10-17"',
      "3:6 Id of the key policy is not text: the number 1; expected: a text; help: put it between double quotes, or delete it",
      '4:13 Statement of the key policy contains no statements: "none"; expected: a statement or a list of them; help: copy the key policy again',
    ]);
  });

  it("asks what a variable means in a policy of the older version", () => {
    const statement = AURA_TEXT.replace("444455556666", "${aws:PrincipalAccount}");
    const old = `{"Version":"2008-10-17",\n"Statement":${statement}}`;
    expect(problems(old)).toEqual([
      '1:12 statements contain ${, but the policy has no Version 2012-10-17: "Version": "2008-10-17", which takes it literally; expected: "Version": "2012-10-17"; help: set the Version if variables are intended',
    ]);
    expect(problems(`{"Statement":${statement}}`)).toEqual([
      '1:1 statements contain ${, but the policy has no Version 2012-10-17: no Version, so it is taken literally; expected: "Version": "2012-10-17"; help: set the Version if variables are intended',
    ]);
    expect(problems(old.replace("2008-10-17", "2012-10-17"))).toEqual(["no problem"]);
  });
});

it("names statements that share a Sid", () => {
  expect(problems(`${AURA_TEXT},\n${AURA_TEXT}`)).toEqual([
    '13:10 duplicate Sid "Allow access for Neo4j": statements 1 and 2; expected: a unique Sid for each statement; help: delete one of the two, or rename its Sid',
  ]);
});

describe("for any text", () => {
  it("answers without throwing, and every problem has a place in the text and no line break", () => {
    const pieces = fc.constantFrom(
      ...[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        '"Effect"',
        '"Allow"',
        '"Statement"',
        "1",
        "null",
        "//",
        "/*",
        "\\",
        "\n",
        "\r\n",
      ],
      ...["<", "```", "\u201c", "\u00a0", "\0", "\ufeff", "a"],
    );
    const texts = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseStatement(text);
        if (!("problems" in parsed)) return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        const lines = text.split(/\r\n|\r|\n/);
        for (const { line = 0, column = 0, what, got, expected, fix } of parsed.problems) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
          expect([what, got, expected, fix].join("")).not.toMatch(/[\r\n]/);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("reads a JSON text as JSON.parse does", () => {
    const value = fc.record({
      "kms:a": fc.oneof(
        fc.string({ maxLength: 5 }).filter((text) => text !== ""),
        fc.boolean(),
        fc.integer(),
      ),
    });
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (condition, indent) => {
        const statement = { ...AURA, Condition: { StringEquals: condition } };
        expect(parseStatement(JSON.stringify(statement, undefined, indent))).toEqual({ statements: [statement] });
      }),
    );
  });
});
