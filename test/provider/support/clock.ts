import { systemClock, type Clock } from "../../../provider/aura-api";

/** The longest that anybody really sleeps on a {@link TestClock}, in milliseconds: time for others to do something. */
const NAP = 25;

/** A clock that a test moves on by hand, and that whoever sleeps longer than a moment moves on as well. */
export class TestClock implements Clock {
  /** Every sleep, in milliseconds, as it was asked for. */
  public readonly slept: number[] = [];
  private ahead = 0;
  private readonly alarms = new Set<{ readonly at: number; readonly ring: () => void }>();

  public now = (): number => Date.now() + this.ahead;
  public random = (): number => 0.5;

  public async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(milliseconds);
    const nap = Math.min(milliseconds, NAP);
    await systemClock.sleep(nap, signal);
    this.advance(milliseconds - nap);
  }

  /** Rings when {@link advance} gets there, and never because this machine is slow. */
  public alarm(milliseconds: number, ring: () => void): () => void {
    const alarm = { at: this.now() + milliseconds, ring };
    this.alarms.add(alarm);
    return () => void this.alarms.delete(alarm);
  }

  /** Lets time pass, in milliseconds. */
  public advance(milliseconds: number): void {
    this.ahead += milliseconds;
    for (const alarm of this.alarms) if (alarm.at <= this.now() && this.alarms.delete(alarm)) alarm.ring();
  }
}
