import type {Problem} from '../input/origin.ts';
import {withoutColour} from '../output/paint.ts';
import {unifiedDiff} from '../output/unified-diff.ts';
import {writeFiles} from '../output/write-files.ts';
import type {Way} from './deliver.ts';
import type {EditedFile} from './edited-files.ts';

/** A file that changes, in the answers for programs (docs/cli.md): what the way that was asked for gives of it. */
export interface FileEntry {
  readonly file: string;
  /** The whole new text. */
  readonly text?: string;
  /** As `diff -u` shows it. */
  readonly diff?: string;
  /** Whether the file has its new text. */
  readonly written?: boolean;
}

interface HandedOver {
  readonly files: readonly FileEntry[];
  readonly problems: readonly Problem[];
}

/** What `deliver` shows to people, as data; those that stay as they are do not appear. */
export async function handOver(files: readonly EditedFile[], way: Way, cwd: string): Promise<HandedOver> {
  const changed = files.filter(({before, after}) => before !== after);
  if (way === 'InPlace') {
    const {written, problems} = await writeFiles(changed, cwd);
    return {files: changed.map(({file}) => ({file, written: written.includes(file)})), problems};
  }
  const entries = changed.map(({file, before, after}) =>
    way === 'Diff' ? {file, diff: unifiedDiff(before, after, {name: file, paint: withoutColour})} : {file, text: after},
  );
  return {files: entries, problems: []};
}
