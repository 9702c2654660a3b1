/** What is wrong, in the parts that every text for a person is made of. */
export interface ProblemParts {
  /** The fact: subject first, at most 12 words, never the remedy. */
  readonly what: string;
  /** What was found; empty where the fact says it all. */
  readonly got: string;
  /** What would have been accepted; empty where that is clear. */
  readonly expected: string;
  /** What to do about it; shown behind `help:`. */
  readonly fix: string;
}

/** Longest line in characters, with place and code. */
export const MAX_LINE = 350;

/** What is on the line beside the problem, and how long the line can be. */
export interface LineOptions {
  /** What comes before it, such as the place. @default - nothing */
  readonly before?: string;
  /** What comes after it, such as the code. @default - nothing */
  readonly after?: string;
  /** Longest line in characters. @default 350 */
  readonly max?: number;
}

/** How much of a part is kept while another part can still be shortened. */
const MIN_PART = 40;
/** Characters of a fact that are always shown. */
const MAX_FACT = 200;

/**
 * A problem on one line, for annotations, SARIF and error messages. A line that would be too long loses what is expected, then
 * the ends of what was found and of the help. Of the fact 200 characters are always shown, and all that is before and after it.
 * @param problem what is wrong
 */
export function problemText(
  problem: ProblemParts,
  { before = "", after = "", max = MAX_LINE }: LineOptions = {},
): string {
  const line = ({ what, got, expected, fix }: ProblemParts): string => {
    const parts = [
      [what, got].filter((part) => part !== "").join(": "),
      expected === "" ? "" : `expected: ${expected}`,
      fix === "" ? "" : `help: ${fix}`,
    ];
    return `${before}${parts.filter((part) => part !== "").join("; ")}${after}`;
  };
  const steps: readonly (readonly ["expected" | "got" | "fix" | "what", number])[] = [
    ["expected", 0],
    ["got", MIN_PART],
    ["fix", MIN_PART],
    ["got", 0],
    ["fix", 0],
    // A fact has 12 words, unless a whole file was pasted where a name belongs.
    ["what", MAX_FACT],
  ];
  let shown: ProblemParts = {
    what: onOneLine(problem.what),
    got: onOneLine(problem.got),
    expected: onOneLine(problem.expected),
    fix: onOneLine(problem.fix),
  };
  for (const [part, min] of steps) {
    const excess = line(shown).length - max;
    if (excess <= 0) break;
    const length = part === "expected" ? 0 : Math.max(min, shown[part].length - excess);
    shown = { ...shown, [part]: shorten(shown[part], length) };
  }
  return onOneLine(line(shown));
}

/**
 * A problem on several lines, for a terminal: the fact, then where it is and what was found, then what to do.
 * @param head what comes before the fact and what after it, such as `error` and the code
 * @param place where it is; an empty text where that is nowhere
 * @param problem what is wrong
 */
export function problemBlock(
  { severity, code }: { readonly severity: string; readonly code: string },
  place: string,
  { what, got, expected, fix }: ProblemParts,
): string {
  const indent = " ".repeat(severity.length + 2);
  return [
    `${severity}  ${cut(what)}  [${code}]`,
    ...(place + got === "" ? [] : [`${indent}${[place, cut(got)].filter((part) => part !== "").join("   ")}`]),
    ...(expected === "" ? [] : [`${indent}expected: ${cut(expected)}`]),
    ...(fix === "" ? [] : [`${indent}help: ${cut(fix)}`]),
  ]
    .map(onOneLine)
    .join("\n");
}

/** Characters that a block shows of each part: a whole file may have been pasted where a name belongs. */
const MAX_PART = 1000;

function cut(part: string): string {
  return shorten(part, MAX_PART);
}

const ELLIPSIS = "...";

/** A text of at most so many characters; empty where not even a character and the ellipsis fit. */
function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= ELLIPSIS.length) return "";
  // Half of a character outside the basic plane is no character.
  return `${text.slice(0, max - ELLIPSIS.length).replace(/[\ud800-\udbff]$/, "")}${ELLIPSIS}`;
}

function onOneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ");
}
