import { createInterface, type Interface } from "node:readline";
import { QUESTION_NAMES, QUESTIONS, type Choices } from "./choices";

/** Where questions are asked. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks for what was not chosen yet.
 * @param chosen what options say
 * @returns undefined when the person gave up, with Ctrl-C or Ctrl-D
 */
export async function ask(chosen: Partial<Choices>, terminal: Terminal): Promise<Partial<Choices> | undefined> {
  const lines = createInterface({ ...terminal, terminal: true, prompt: "Number or name [1]: " });
  lines.once("SIGINT", () => lines.close());
  const nextLine = linesOf(lines);
  try {
    let answers = chosen;
    for (const name of QUESTION_NAMES) {
      if (answers[name] !== undefined) continue;
      const answer = await answerTo(name, nextLine, terminal.output);
      if (answer === undefined) return undefined;
      answers = { ...answers, [name]: answer };
    }
    return answers;
  } finally {
    lines.close();
  }
}

async function answerTo(
  name: keyof Choices,
  nextLine: () => Promise<string | undefined>,
  output: NodeJS.WritableStream,
): Promise<string | undefined> {
  const { asks, answers } = QUESTIONS[name];
  const list = answers.map(([answer, meaning], index) => `  ${index + 1}  ${answer.padEnd(WIDTH)}  ${meaning}\n`);
  output.write(`${asks}\n${list.join("")}`);
  for (;;) {
    const line = await nextLine();
    if (line === undefined) return undefined;
    const wanted = line.trim().toLowerCase() || "1";
    const found = answers.find(([answer], index) => wanted === answer || wanted === String(index + 1));
    if (found) return found[0];
    output.write(`Answer with a number from 1 to ${answers.length}.\n`);
  }
}

/** Prompts for one line after the other; what was typed ahead counts. Undefined when there are no more. */
function linesOf(lines: Interface): () => Promise<string | undefined> {
  const typed: string[] = [];
  let isClosed = false;
  let wake = (): void => undefined;
  lines.on("line", (line) => (typed.push(line), wake()));
  lines.once("close", () => ((isClosed = true), wake()));
  return async () => {
    if (!isClosed) lines.prompt();
    while (typed.length === 0 && !isClosed) await new Promise<void>((resolve) => (wake = resolve));
    return typed.shift();
  };
}

/** The longest answer. */
const WIDTH = Math.max(...Object.values(QUESTIONS).flatMap(({ answers }) => answers.map(([answer]) => answer.length)));
