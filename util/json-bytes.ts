/** Characters of JSON, as bytes. */
const enum Byte {
  Tab = 0x09,
  LineFeed = 0x0a,
  Return = 0x0d,
  Space = 0x20,
  Quote = 0x22,
  Plus = 0x2b,
  Comma = 0x2c,
  Minus = 0x2d,
  Dot = 0x2e,
  Zero = 0x30,
  Nine = 0x39,
  Colon = 0x3a,
  CapitalE = 0x45,
  OpenList = 0x5b,
  Backslash = 0x5c,
  CloseList = 0x5d,
  E = 0x65,
  U = 0x75,
  OpenObject = 0x7b,
  CloseObject = 0x7d,
}

const WORDS = ["true", "false", "null"].map((word) => Buffer.from(word));
/** Whether a character may follow a backslash, by its code; `u` has digits after it. */
const MAY_BE_ESCAPED = Array.from({ length: 0x80 }, (_, code) => '"\\/bfnrt'.includes(String.fromCharCode(code)));

/** 1 for the bytes that stand for themselves in a text. Nearly every byte of a plan is one, so one look has to tell. */
const ORDINARY = Uint8Array.from({ length: 0x100 }, (_, byte) =>
  byte >= Byte.Space && byte !== Byte.Quote && byte !== Byte.Backslash ? 1 : 0,
);

/** The bytes are not JSON. */
export class NotJson extends Error {}

/**
 * Goes through a value: returns where it ends.
 * @param bytes a JSON text in UTF-8
 * @param start where the value begins
 */
export type Way = (bytes: Buffer, start: number) => number;

/**
 * Where a value ends. It is checked, but nothing is made of it: that takes several times as long.
 * @throws NotJson
 */
export const endOfValue: Way = (bytes, start) => {
  switch (bytes[start]) {
    case Byte.Quote:
      return endOfString(bytes, start);
    case Byte.OpenObject:
      return through(bytes, start, Byte.CloseObject, endOfMember);
    case Byte.OpenList:
      return through(bytes, start, Byte.CloseList, endOfValue);
    default:
      return endOfWord(bytes, start);
  }
};

const endOfMember: Way = (bytes, start) => endOfValue(bytes, endOfName(bytes, start));

/**
 * Goes through the members of an object; what is none is only checked.
 * @param bytes a JSON text in UTF-8
 * @param start where the object begins
 * @param member is called with where the name begins, in its quotation marks, and where the value does; returns where that ends
 * @returns where the object ends
 * @throws NotJson
 */
export function throughObject(
  bytes: Buffer,
  start: number,
  member: (nameStart: number, valueStart: number) => number,
): number {
  if (bytes[start] !== Byte.OpenObject) return endOfValue(bytes, start);
  return through(bytes, start, Byte.CloseObject, (_, at) => member(at, endOfName(bytes, at)));
}

/**
 * Goes through the elements of a list; what is none is only checked.
 * @param bytes a JSON text in UTF-8
 * @param start where the list begins
 * @param element goes through an element
 * @returns where the list ends
 * @throws NotJson
 */
export function throughList(bytes: Buffer, start: number, element: Way): number {
  if (bytes[start] !== Byte.OpenList) return endOfValue(bytes, start);
  return through(bytes, start, Byte.CloseList, element);
}

function through(bytes: Buffer, start: number, close: Byte, part: Way): number {
  let at = blanks(bytes, start + 1);
  if (bytes[at] === close) return at + 1;
  for (;;) {
    at = blanks(bytes, part(bytes, at));
    const next = bytes[at];
    if (next === close) return at + 1;
    if (next !== Byte.Comma) throw new NotJson();
    at = blanks(bytes, at + 1);
  }
}

/** Where the next character is that is no blank. */
export function blanks(bytes: Buffer, start: number): number {
  for (let at = start; ; at++) {
    const byte = bytes[at];
    if (byte !== Byte.Space && byte !== Byte.LineFeed && byte !== Byte.Return && byte !== Byte.Tab) return at;
  }
}

/** Where the value begins that has the name. */
function endOfName(bytes: Buffer, start: number): number {
  const at = blanks(bytes, endOfString(bytes, start));
  if (bytes[at] !== Byte.Colon) throw new NotJson();
  return blanks(bytes, at + 1);
}

function endOfWord(bytes: Buffer, start: number): number {
  const word = WORDS.find((one) => isAt(bytes, start, one));
  return word ? start + word.length : endOfNumber(bytes, start);
}

/** Whether some bytes are at a place. */
export function isAt(bytes: Buffer, start: number, wanted: Buffer): boolean {
  for (let index = 0; index < wanted.length; index++) if (bytes[start + index] !== wanted[index]) return false;
  return true;
}

function endOfString(bytes: Buffer, start: number): number {
  if (bytes[start] !== Byte.Quote) throw new NotJson();
  for (let at = start + 1; ; at++) {
    // Behind the end there is `undefined`, which is not ordinary either.
    while (ORDINARY[bytes[at] as number] === 1) at++;
    const byte = bytes[at];
    if (byte === Byte.Quote) return at + 1;
    if (byte !== Byte.Backslash) throw new NotJson();
    at = endOfEscape(bytes, at + 1);
  }
}

/** The last byte of an escape sequence. */
function endOfEscape(bytes: Buffer, start: number): number {
  const kind = bytes[start] ?? 0;
  if (MAY_BE_ESCAPED[kind] === true) return start;
  const isCode =
    kind === Byte.U && /^[\dA-Fa-f]{4}$/.test(String.fromCharCode(...bytes.subarray(start + 1, start + 5)));
  if (!isCode) throw new NotJson();
  return start + 4;
}

function endOfNumber(bytes: Buffer, start: number): number {
  let at = bytes[start] === Byte.Minus ? start + 1 : start;
  at = bytes[at] === Byte.Zero ? at + 1 : digits(bytes, at);
  if (bytes[at] === Byte.Dot) at = digits(bytes, at + 1);
  if (bytes[at] !== Byte.E && bytes[at] !== Byte.CapitalE) return at;
  const sign = bytes[at + 1];
  return digits(bytes, sign === Byte.Plus || sign === Byte.Minus ? at + 2 : at + 1);
}

/** At least one. */
function digits(bytes: Buffer, start: number): number {
  let at = start;
  for (let byte = bytes[at]; byte !== undefined && byte >= Byte.Zero && byte <= Byte.Nine; byte = bytes[at]) at++;
  if (at === start) throw new NotJson();
  return at;
}
