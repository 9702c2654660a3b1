import type { WriteStream } from "node:tty";
import { ERASE_LINE, rewrites } from "../terminal";

/** Where the demo is told: a terminal, a pipe or a file. */
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY" | "columns" | "hasColors">>;

/** A proof that did not hold, or a step that did not end as it must. */
export class DemoFailure extends Error {}

const FRAMES = "|/-\\";
/** Milliseconds between two states of the line. */
const TICK = 100;
const DEFAULT_COLUMNS = 80;
const PAINT = { bold: "1", green: "32", red: "31", dim: "2" } as const;

/** Tells what happens: on a terminal one line lives while work goes on; anywhere else there are plain lines only. */
export class Narrator {
  /** How many proofs held. */
  public proofs = 0;
  private readonly began = performance.now();

  /** @param output where it is told */
  public constructor(private readonly output: Output) {}

  /** Seconds since the beginning, for people. */
  public get elapsed(): string {
    return seconds(this.began);
  }

  /**
   * The headline of a step.
   * @param text the headline
   */
  public headline(text: string): void {
    this.output.write(`\n${this.paint("bold", text)}\n`);
  }

  /**
   * Text of its own, indented.
   * @param text one line or several
   */
  public say(text: string): void {
    this.output.write(`${text.replace(/^(?=.)/gm, "  ")}\n`);
  }

  /**
   * Works, with a line that says for how long.
   * @param what what is done
   * @param work the work
   * @param detail what it is at just now
   */
  public async doing<T>(what: string, work: () => Promise<T>, detail: () => string = () => ""): Promise<T> {
    const began = performance.now();
    let frame = 0;
    const live = rewrites(this.output)
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
   * A proof: the demo goes on only if it holds.
   * @param what what is proven, as a sentence
   * @param holds whether it is so
   * @param otherwise what was found instead
   */
  public prove(what: string, holds: boolean, otherwise: string | (() => string) = ""): void {
    if (!holds) {
      const found = typeof otherwise === "string" ? otherwise : otherwise();
      throw new DemoFailure(`${what}: this did not hold.${found && `\n${found}`}`);
    }
    this.proofs++;
    this.settled(`${this.paint("green", "proven")}: ${what}`);
  }

  /**
   * The end, or why there is none.
   * @param good whether all is well
   * @param text one line or several
   */
  public end(good: boolean, text: string): void {
    this.output.write(`\n${this.paint(good ? "green" : "red", text)}\n`);
  }

  private settled(text: string): void {
    this.output.write(`${rewrites(this.output) ? ERASE_LINE : ""}  ${text}\n`);
  }

  private live(text: string): void {
    const width = (this.output.columns || DEFAULT_COLUMNS) - 1;
    this.output.write(`${ERASE_LINE}  ${text}`.slice(0, ERASE_LINE.length + width));
  }

  private paint(style: keyof typeof PAINT, text: string): string {
    // `hasColors` knows NO_COLOR and terminals without colours.
    return this.output.isTTY && this.output.hasColors?.() ? `\u001b[${PAINT[style]}m${text}\u001b[0m` : text;
  }
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
