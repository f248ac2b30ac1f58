import type {Given} from '../args/read-args.ts';
import {conversion, tidyConversion} from '../convert/conversion.ts';
import {rewrite} from '../convert/rewrite.ts';
import type {ExitCode} from '../exit-code.ts';
import type {Io} from '../io.ts';

/** `outrigger convert`: manifests with their sidecars native. */
export async function convert(given: Given, io: Io): Promise<ExitCode> {
  const decide = given.options.has('remove-workarounds') ? tidyConversion : conversion;
  return rewrite(given, io, {kind: 'Conversion', decide});
}
