import "../support/seed";
import fc from "fast-check";
import { endOfValue, throughList, throughObject } from "../../util/json-bytes";

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
/** Whether a whole text is one value. */
const isValue = (text: string): boolean => {
  const bytes = Buffer.from(text);
  try {
    return endOfValue(bytes, 0) === bytes.length;
  } catch {
    return false;
  }
};

it.each([
  ...[
    '{"a":1}',
    "[]",
    "{}",
    '[{"a":[{}]},[],""]',
    ' { "a" :\t[ 1 ,\r\n2 ] }'.trim(),
    '"ä\ud83d\ude00"',
    "true",
    "false",
    "null",
  ],
  ...["0", "-0", "10", "-1.5", "0.50", "1e5", "1E+05", "1.5e-05", '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D"', '""'],
])("takes %s as JSON", (text) => {
  expect([isValue(text), isJson(text)]).toEqual([true, true]);
});

it.each([
  ...[
    "",
    "{",
    "[",
    '"',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    "[1",
    "[1,",
    "[1,]",
    '{"a":1,}',
    "{,}",
    "[,1]",
    "{1:2}",
    "{a:1}",
  ],
  ...[
    '{"a" 1}',
    '{"a":1 "b":2}',
    "[1 2]",
    "[}",
    '{"a":1]',
    "]",
    "}",
    ":",
    ",",
    "[[1]",
    '{"a":{"b":1}',
    "[1]]",
    '{"a":1}}',
    "[],",
    "1 2",
  ],
  ...[
    "tru",
    "True",
    "nul",
    "falsee",
    "nan",
    "undefined",
    "'a'",
    "/",
    "01",
    "-",
    "+1",
    ".5",
    "1.",
    "1.e5",
    "1e",
    "1e+",
    "--1",
    "0x1",
    "1_0",
  ],
  ...[
    '"\\x"',
    '"\\"',
    '"\\u12"',
    '"\\u12g4"',
    '"\\u 123"',
    '"\\ü"',
    '"a\nb"',
    '"a\tb"',
    '"\u0000"',
    '"\u001f"',
    "\ufeff{}",
    "\v{}",
  ],
])("does not take %j as JSON", (text) => {
  expect([isValue(text), isJson(text)]).toEqual([false, false]);
});

it("takes as JSON what JSON.parse takes, and nothing else", () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom("", ...'{}[]",:\\0123456789-+.eEtrufalsn \n\t'),
      fc.boolean(),
      (json, at, character, isReplaced) => {
        const place = at % (json.length + 1);
        const text = (json.slice(0, place) + character + json.slice(place + Number(isReplaced))).trim();
        expect(isValue(json.trim())).toBe(true);
        expect([text, isValue(text)]).toEqual([text, isJson(text)]);
      },
    ),
    { numRuns: 5000 },
  );
});

it("goes through the members of an object and the elements of a list", () => {
  const bytes = Buffer.from('{"a":{"b":1}, "list" : [1, "two",[3]] }');
  const seen: string[] = [];
  const end = throughObject(bytes, 0, (name, value) => {
    seen.push(bytes.toString("utf8", name, value));
    return throughList(bytes, value, (_, element) => {
      const end = endOfValue(bytes, element);
      seen.push(bytes.toString("utf8", element, end));
      return end;
    });
  });
  expect({ end, seen }).toEqual({ end: bytes.length, seen: ['"a":', '"list" : ', "1", '"two"', "[3]"] });
});

it("goes past what is no object and no list, and checks it", () => {
  const bytes = Buffer.from("null");
  const never = (): number => {
    throw new Error("called");
  };
  expect([throughObject(bytes, 0, never), throughList(bytes, 0, never)]).toEqual([4, 4]);
});
