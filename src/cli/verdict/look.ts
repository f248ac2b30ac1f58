import type {ServerVersion} from '../../domain/facts.ts';
import {parseServerVersion} from '../../domain/server-version.ts';
import {valueOf, type Given} from '../args/read-args.ts';
import {factsAmong} from '../input/facts-among.ts';
import {gather, type Gathered} from '../input/gather.ts';
import type {Io} from '../io.ts';
import {judge} from './judge.ts';
import type {Live} from './live.ts';
import type {Verdict} from './verdict.ts';

/** What every command that looks at workloads begins with. */
export interface Looked {
  readonly gathered: Gathered;
  readonly verdicts: readonly Verdict[];
  /** Present: a cluster was looked at, and no files. */
  readonly live?: Live;
}

/**
 * Reads the paths, or the cluster, and decides about all that is there, as the options say.
 * @throws UserError where there is no cluster to look at
 */
export async function look(paths: readonly string[], given: Given, io: Io): Promise<Looked> {
  // What speaks to a cluster is loaded for those who ask for it.
  if (given.options.has('live')) return (await import('../../live/look-live.ts')).lookLive(given, io);
  const gathered = await gather(
    {paths, policyFiles: given.options.get('policy') ?? [], namespace: namespaceFrom(given)},
    io,
  );
  const server = serverFrom(given);
  return {gathered, verdicts: judge(gathered, namespace => factsAmong(gathered.objects, namespace, server))};
}

export function namespaceFrom(given: Given): string {
  return valueOf(given, 'namespace') ?? 'default';
}

/** The version that the user wants decisions for. */
export function serverFrom(given: Given): ServerVersion | undefined {
  const [major, minor] = (valueOf(given, 'kubernetes-version') ?? '').replace(/^v/, '').split('.');
  return parseServerVersion({major, minor});
}
