import type {ServerVersion} from '../../domain/facts.ts';
import {parseServerVersion} from '../../domain/server-version.ts';
import {valueOf, type Given} from '../args/read-args.ts';
import {gather, type Gathered} from '../input/gather.ts';
import type {Io} from '../io.ts';
import {judge} from './judge.ts';
import type {Verdict} from './verdict.ts';

/** What every command that looks at files begins with. */
export interface Looked {
  readonly gathered: Gathered;
  readonly verdicts: readonly Verdict[];
}

/** Reads the paths and decides about all that is there, as the options say. */
export async function look(paths: readonly string[], given: Given, io: Io): Promise<Looked> {
  const gathered = await gather(
    {paths, policyFiles: given.options.get('policy') ?? [], namespace: namespaceFrom(given)},
    io,
  );
  return {gathered, verdicts: judge(gathered, serverFrom(given))};
}

export function namespaceFrom(given: Given): string {
  return valueOf(given, 'namespace') ?? 'default';
}

function serverFrom(given: Given): ServerVersion | undefined {
  const [major, minor] = (valueOf(given, 'kubernetes-version') ?? '').replace(/^v/, '').split('.');
  return parseServerVersion({major, minor});
}
