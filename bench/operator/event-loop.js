// Loaded before the operator: says at its end for how long nothing else could run while it served. Plain JavaScript, because the
// operator's process must not load what strips types.
import {subscribe} from 'node:diagnostics_channel';
import {writeSync} from 'node:fs';
import {monitorEventLoopDelay} from 'node:perf_hooks';

/** A delay is measured to within this many milliseconds: up to so much too long. */
const RESOLUTION_MS = 5;

const delays = monitorEventLoopDelay({resolution: RESOLUTION_MS});
// Before it serves anything it loads its program, and nobody waits for it.
subscribe('tracing:net.server.listen:asyncEnd', () => delays.enable());
// Nor does anybody while it ends.
process.once('SIGTERM', () => delays.disable());

process.on('exit', () => {
  const ms = nanoseconds => nanoseconds / 1e6;
  const told = {level: 'info', message: 'event loop delay', max: ms(delays.max), p99: ms(delays.percentile(99))};
  writeSync(2, `${JSON.stringify(told)}\n`);
});
