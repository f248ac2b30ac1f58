import {FakeClock} from './fake-clock.ts';

/** A fake clock that remembers what it was asked to wait for. */
export class RecordingClock extends FakeClock {
  /** Every timer that was ever set, in milliseconds. */
  readonly timers: number[] = [];

  override setTimer(milliseconds: number, callback: () => void): () => void {
    this.timers.push(milliseconds);
    return super.setTimer(milliseconds, callback);
  }
}
