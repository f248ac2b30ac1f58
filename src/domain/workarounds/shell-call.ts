const SHELL = /^(?:\/usr)?(?:\/bin\/)?(?:ba|da|a|k|z)?sh$/;
/** The options of a shell before its script: `-ec`, `-o pipefail -c`. */
const WITH_SCRIPT = /^-[a-z]*c$/;
const WITH_VALUE = /^-e?o$/;

/** What a shell runs, and which word it is: a text (`sh -c TEXT`), or a file (`sh -e FILE`). */
export interface ShellCall {
  readonly type: 'Text' | 'File';
  readonly index: number;
}

/** How words call a shell; undefined: they call something else, or a shell without anything to run. */
export function shellCall(words: readonly string[]): ShellCall | undefined {
  if (!SHELL.test(words[0] ?? '')) return undefined;
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? '';
    if (WITH_SCRIPT.test(word)) return at + 1 < words.length ? {type: 'Text', index: at + 1} : undefined;
    if (WITH_VALUE.test(word)) at++;
    else if (!word.startsWith('-')) return {type: 'File', index: at};
  }
  return undefined;
}

/** A file that words run. */
export interface FileCall {
  readonly index: number;
  /** A shell reads it, whatever its first line says. */
  readonly byShell: boolean;
}

/** `sh FILE`, `. FILE`, `FILE` or one of them behind `exec`; undefined: a shell with a text of its own, or nothing. */
export function fileCall(words: readonly string[]): FileCall | undefined {
  const start = words[0] === 'exec' ? 1 : 0;
  const [program, ...rest] = words.slice(start);
  if (program === undefined) return undefined;
  if (program === '.' || program === 'source') return rest.length > 0 ? {index: start + 1, byShell: true} : undefined;
  if (!SHELL.test(program)) return {index: start, byShell: false};
  const call = shellCall([program, ...rest]);
  return call?.type === 'File' ? {index: start + call.index, byShell: true} : undefined;
}
