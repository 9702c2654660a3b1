import { ERASE_LINE, canEraseLine } from "./terminal";

/** How long work goes on before progress is shown, in milliseconds. */
const DELAY = 2_000;

/** Where progress is shown. */
export type ProgressOutput = Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean };

/** Shows what takes long: on a terminal one line that is erased at the end, elsewhere one plain line. */
export class Progress {
  private readonly began = performance.now();
  private readonly timer: NodeJS.Timeout;
  private what = "";
  private shown = false;

  /** @param output where progress is shown, which is not where the result goes */
  public constructor(private readonly output: ProgressOutput) {
    this.timer = setTimeout(() => this.show(), DELAY);
    this.timer.unref();
  }

  /**
   * Sets what is done now. Synchronous work calls it again and again.
   * @param what such as `reading the plan`
   */
  public step(what: string): void {
    if (what === this.what && this.shown) return;
    this.what = what;
    if (performance.now() - this.began >= DELAY) this.show();
  }

  /** Erases the line. */
  public end(): void {
    clearTimeout(this.timer);
    if (this.shown && canEraseLine(this.output)) this.output.write(ERASE_LINE);
  }

  private show(): void {
    if (this.shown && !canEraseLine(this.output)) return;
    this.shown = true;
    this.output.write(canEraseLine(this.output) ? `${ERASE_LINE}${this.what} ...` : `${this.what} ...\n`);
  }
}
