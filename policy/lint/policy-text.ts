import { placed, positionsIn, type Complaint, type Position, type StatementProblem } from "../problem";
import { charactersOutsideKms, forbidden } from "./characters";
import { foreignText } from "./foreign";
import { readJson, type JsonNode, type JsonReading } from "./json";

/** What a text holds, and how to say where something in it stands. */
export interface PolicyText {
  /** The values on the first level, as far as they could be read. */
  readonly values: readonly JsonNode[];
  readonly problems: readonly StatementProblem[];
  /** Whether the whole text was read. */
  readonly complete: boolean;
  /** Line and column of a place in the text. */
  readonly at: (offset: number) => Position;
}

/**
 * Reads the JSON text of statements or of a policy, as a person saved it: what was pasted instead of JSON is named, and what
 * word processors and web pages do to JSON is undone, after it was reported, to find the other mistakes too.
 * @param given the text
 * @param whatItIs what should have been pasted, such as `the statement`
 */
export function readPolicyText(given: string, whatItIs: string): PolicyText {
  const at = positionsIn(given);
  const unreadable = foreignText(given, whatItIs);
  if (unreadable) {
    return { values: [], problems: [placed(unreadable, "", at(unreadable.offset))], complete: false, at };
  }
  const bare = given.replace(/^\ufeff/, " ");
  const strays = charactersOutsideKms(bare);
  const { text, fence } = withoutFences(bare);
  const reading = readRepaired(text, strays.length > 0);
  const reported = new Set(strays.map(({ offset }) => offset));
  const problems = [
    ...strays.map((stray) => placed(forbidden(stray), "", at(stray.offset))),
    ...(fence === undefined ? [] : [placed(FENCED, "", at(fence))]),
    ...reading.mistakes
      .filter(({ offset }) => !reported.has(offset))
      .map((mistake) => placed(mistake, "", at(mistake.offset))),
  ];
  return { values: reading.values, problems, complete: reading.complete, at };
}

const FENCED: Complaint = {
  code: "code-fence",
  what: "only the JSON itself must be given",
  got: "a code fence of Markdown (```) around it",
  expected: "JSON only",
  fix: "delete the lines that begin with ```",
};

function withoutFences(text: string): { readonly text: string; readonly fence: number | undefined } {
  const fence = text.search(/^[ \t]*```/m);
  return { text: text.replace(/^[ \t]*```[^\r\n]*/gm, blanked), fence: fence < 0 ? undefined : fence };
}

function readRepaired(text: string, hasStrays: boolean): JsonReading {
  const reading = readJson(text);
  if (reading.mistakes.length === 0 || !hasStrays) return reading;
  // Every repair keeps the length, so that all positions stay.
  return readJson(
    text.replace(/[\u201c-\u201f]/g, '"').replace(/[\u2000-\u200f\u2028-\u202f\u2060\u3000\ufeff\0\v\f]/g, " "),
  );
}

function blanked(text: string): string {
  return " ".repeat(text.length);
}
