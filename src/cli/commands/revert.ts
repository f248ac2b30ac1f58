import type {Given} from '../args/read-args.ts';
import {reversion} from '../convert/reversion.ts';
import {rewrite} from '../convert/rewrite.ts';
import type {ExitCode} from '../exit-code.ts';
import type {Io} from '../io.ts';

/** `outrigger revert`: manifests with their native sidecars classic again, or workloads of a cluster. */
export async function revert(given: Given, io: Io): Promise<ExitCode> {
  if (given.options.has('live')) return (await import('../../live/revert/revert-live.ts')).revertLive(given, io);
  return rewrite(given, io, {kind: 'Reversion', decide: reversion});
}
