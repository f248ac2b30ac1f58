import type {Given} from '../args/read-args.ts';
import {reversion} from '../convert/reversion.ts';
import {rewrite} from '../convert/rewrite.ts';
import type {ExitCode} from '../exit-code.ts';
import type {Io} from '../io.ts';

/** `outrigger revert`: manifests with their native sidecars classic again. */
export async function revert(given: Given, io: Io): Promise<ExitCode> {
  return rewrite(given, io, {kind: 'Reversion', decide: reversion});
}
