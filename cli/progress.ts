import { ERASE_LINE, rewrites } from "./terminal";

/** How long work goes on in silence, in milliseconds. */
const PATIENCE = 2_000;

/** Where progress is shown. */
export type ProgressOutput = Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean };

/** Says what takes long: on a terminal one line that goes away again, anywhere else one plain line. */
export class Progress {
  private readonly began = performance.now();
  private readonly timer: NodeJS.Timeout;
  private what = "";
  private shown = false;

  /** @param output where it is said, which is not where the result goes */
  public constructor(private readonly output: ProgressOutput) {
    this.timer = setTimeout(() => this.show(), PATIENCE);
    this.timer.unref();
  }

  /**
   * What is done from now on. Work that nothing can interrupt says it again and again.
   * @param what such as `reading the plan`
   */
  public step(what: string): void {
    if (what === this.what && this.shown) return;
    this.what = what;
    if (performance.now() - this.began >= PATIENCE) this.show();
  }

  /** Takes the line away. */
  public end(): void {
    clearTimeout(this.timer);
    if (this.shown && rewrites(this.output)) this.output.write(ERASE_LINE);
  }

  private show(): void {
    if (this.shown && !rewrites(this.output)) return;
    this.shown = true;
    this.output.write(rewrites(this.output) ? `${ERASE_LINE}${this.what} ...` : `${this.what} ...\n`);
  }
}
