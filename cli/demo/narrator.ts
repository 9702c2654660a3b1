import type { WriteStream } from "node:tty";
import { ERASE_LINE, canEraseLine } from "../terminal";

/** Where the demo writes: a terminal, a pipe or a file. */
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY" | "columns" | "hasColors">>;

/** A check that failed, or a step that did not end as expected. */
export class DemoFailure extends Error {}

const FRAMES = "|/-\\";
/** Milliseconds between two updates of the line. */
const TICK = 100;
const DEFAULT_COLUMNS = 80;
const STYLES = { bold: "1", green: "32", red: "31", dim: "2" } as const;

/** Shows what happens: on a terminal with one line that is updated while work goes on, elsewhere with plain lines. */
export class Narrator {
  /** How many checks passed. */
  public checks = 0;
  private readonly began = performance.now();

  public constructor(private readonly output: Output) {}

  /** Time since the beginning, such as `31.2 s`. */
  public get elapsed(): string {
    return seconds(this.began);
  }

  /** Writes the title of a step. */
  public headline(text: string): void {
    this.output.write(`\n${this.paint("bold", text)}\n`);
  }

  /** Writes text, indented. */
  public say(text: string): void {
    this.output.write(`${text.replace(/^(?=.)/gm, "  ")}\n`);
  }

  /**
   * Runs work, with a line that shows for how long.
   * @param detail what the work does at the moment
   */
  public async doing<T>(what: string, work: () => Promise<T>, detail: () => string = () => ""): Promise<T> {
    const began = performance.now();
    let frame = 0;
    const live = canEraseLine(this.output)
      ? setInterval(() => this.live(`${FRAMES[frame++ % FRAMES.length]} ${what}  ${seconds(began)}  ${detail()}`), TICK)
      : undefined;
    try {
      const result = await work();
      this.settled(`${what}  ${this.paint("dim", seconds(began))}`);
      return result;
    } finally {
      clearInterval(live);
      if (live) this.output.write(ERASE_LINE);
    }
  }

  /**
   * A check: the demo goes on only if it passes.
   * @param what what is checked, as a sentence
   * @param found what was found instead
   */
  public check(what: string, passed: boolean, found: string | (() => string) = ""): void {
    if (!passed) {
      const detail = typeof found === "string" ? found : found();
      throw new DemoFailure(`check failed: ${what}${detail && `\n${detail}`}`);
    }
    this.checks++;
    this.settled(`${this.paint("green", "passed")}: ${what}`);
  }

  /** Writes the result. */
  public end(good: boolean, text: string): void {
    this.output.write(`\n${this.paint(good ? "green" : "red", text)}\n`);
  }

  private settled(text: string): void {
    this.output.write(`${canEraseLine(this.output) ? ERASE_LINE : ""}  ${text}\n`);
  }

  private live(text: string): void {
    const width = (this.output.columns || DEFAULT_COLUMNS) - 1;
    this.output.write(`${ERASE_LINE}  ${text}`.slice(0, ERASE_LINE.length + width));
  }

  private paint(style: keyof typeof STYLES, text: string): string {
    // `hasColors` respects NO_COLOR and terminals without colours.
    return this.output.isTTY && this.output.hasColors?.() ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;
  }
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
