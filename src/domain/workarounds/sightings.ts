import type {Found} from './detector.ts';
import type {PlacedScript} from './scene.ts';
import type {CutCommand} from './statement-cut.ts';

/** A finding about a command of a script. */
export interface Sighting {
  readonly script: PlacedScript;
  readonly cut: CutCommand;
  /** Why it can go; undefined: it must not. */
  readonly removable: string | undefined;
  /** What to do where it cannot. */
  readonly advice: string;
}

export function sighted({script, cut, removable, advice}: Sighting): Found {
  const {node, edit} = cut;
  const place = {path: script.path, evidence: shortened(script.text.slice(node.pos, node.end)), at: node.pos};
  if (removable === undefined || edit === undefined) return {verdict: 'Advice', message: advice, ...place};
  return {verdict: 'Removable', message: removable, edits: [edit], ...place};
}

const LONGEST = 300;

/** Words as they were found, but no page of them. */
export function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}

/** The first hit of a pattern outside of what was found already; in what is not understood it is advice all the same. */
export function restOf(script: PlacedScript, pattern: RegExp, found: readonly CutCommand[]): string | undefined {
  const text = blanked(script.text, found);
  const hit = pattern.exec(text);
  return hit === null ? undefined : shortened(lineAt(text, hit.index));
}

function blanked(text: string, found: readonly CutCommand[]): string {
  let at = 0;
  const pieces = found
    .map(({node}) => node)
    .sort((a, b) => a.pos - b.pos)
    .map(({pos, end}) => {
      const piece = text.slice(at, pos) + ' '.repeat(Math.max(0, end - Math.max(at, pos)));
      at = Math.max(at, end);
      return piece;
    });
  return pieces.join('') + text.slice(at);
}

function lineAt(text: string, index: number): string {
  const start = text.lastIndexOf('\n', index) + 1;
  const end = text.indexOf('\n', index);
  return text.slice(start, end < 0 ? undefined : end).trim();
}
