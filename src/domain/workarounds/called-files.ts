import {pathOf} from './edits.ts';
import type {PlacedScript, PlacedWord} from './scene.ts';
import {fileCall} from './shell-call.ts';
import {literalWords, nodesOf, type Script} from './shell.ts';

/** A file that a container runs. */
export interface CalledFile {
  /** As it is written. */
  readonly path: string;
  /** A shell reads it, whatever its first line says. */
  readonly byShell: boolean;
  /** The place in the pod template that names it. */
  readonly calledAt: string;
}

/**
 * The files that a container runs: by its words, or by the commands of its script.
 * @param inline the script in its words, if there is one
 */
export function calledBy(words: readonly PlacedWord[], inline: readonly PlacedScript[]): readonly CalledFile[] {
  if (inline.length > 0) return inline.flatMap(calledInScript);
  const call = fileCall(words.map(({text}) => text));
  const word = call === undefined ? undefined : words[call.index];
  if (call === undefined || word === undefined) return [];
  return [{path: word.text, byShell: call.byShell, calledAt: pathOf(word.keys)}];
}

/** Each file once. */
function calledInScript({tree, path}: PlacedScript): readonly CalledFile[] {
  const files = tree === undefined ? [] : filesIn(tree);
  return [...new Map(files.map(one => [one.path, {...one, calledAt: path}])).values()];
}

function filesIn(script: Script): readonly Omit<CalledFile, 'calledAt'>[] {
  return nodesOf(script).flatMap(node => {
    const words = node.type === 'Command' ? (literalWords(node) ?? []) : [];
    const call = fileCall(words);
    const path = call === undefined ? undefined : words[call.index];
    return call === undefined || path === undefined ? [] : [{path, byShell: call.byShell}];
  });
}
