import type {Workaround} from '../../domain/workarounds/workaround.ts';
import type {Problem} from '../input/origin.ts';
import {entryOf, type Entry} from '../report/entry.ts';
import type {FileEntry} from './hand-over.ts';
import type {Rewrite, Rewritten} from './rewrite.ts';

/** The answer of `outrigger convert` and `revert` for programs (docs/cli.md). */
export interface RewriteData {
  readonly kind: 'Conversion' | 'Reversion';
  readonly version: 1;
  /** Those that change; none where a problem keeps everything as it is. */
  readonly files: readonly FileEntry[];
  readonly workloads: readonly RewrittenEntry[];
  /** Workloads by result, zeroes included. */
  readonly counts: Readonly<Record<Rewrite['type'], number>>;
  readonly problems: readonly Record<string, unknown>[];
}

interface RewrittenEntry extends Entry {
  readonly result: Rewrite['type'];
  /** The workarounds that go. */
  readonly removed: readonly Workaround[];
  /** What could not be put back as it was. */
  readonly notes: readonly string[];
}

/** @param files what was handed over of them */
export function rewriteData(
  kind: RewriteData['kind'],
  rewritten: readonly Rewritten[],
  {files, problems}: {readonly files: readonly FileEntry[]; readonly problems: readonly Problem[]},
): RewriteData {
  const count = (type: Rewrite['type']): number => rewritten.filter(({rewrite}) => rewrite.type === type).length;
  return {
    kind,
    version: 1,
    files,
    workloads: rewritten.map(({verdict, rewrite}) => {
      const {removed, notes} = rewrite.type === 'Changed' ? rewrite : {removed: [], notes: []};
      return {...entryOf(verdict), result: rewrite.type, removed, notes};
    }),
    counts: {Changed: count('Changed'), Same: count('Same'), Blocked: count('Blocked')},
    problems: problems.map(({origin, message}) => ({...origin, message})),
  };
}
