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

/**
 * A problem without its place and code, on one line, for annotations, SARIF and error messages.
 * @param problem what is wrong
 */
export function problemText({ what, got, expected, fix }: ProblemParts): string {
  return onOneLine(
    [
      [what, got]
        .filter((part) => part !== "")
        .map(cut)
        .join(": "),
      ...(expected === "" ? [] : [`expected: ${cut(expected)}`]),
      ...(fix === "" ? [] : [`help: ${cut(fix)}`]),
    ].join("; "),
  );
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

/** Characters that are shown of each part: a whole file may have been pasted where a name belongs. */
const MAX_PART = 1000;

function cut(part: string): string {
  return part.length > MAX_PART ? `${part.slice(0, MAX_PART)}...` : part;
}

function onOneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ");
}
