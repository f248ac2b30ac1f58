import type {Detector, Found} from './detector.ts';
import {appScripts, type PlacedScript} from './scene.ts';
import {literalWords, type Statement} from './shell.ts';

/** W16: a fixed time that the app waits first, in the hope that the sidecar is up then. */
export const fixedSleep: Detector = {
  id: 'W16',
  find: scene => {
    if (!scene.members.some(({role}) => role === 'Sidecar') && scene.sidecars.size === 0) return [];
    return appScripts(scene)
      .filter(({of}) => of === 'Command')
      .flatMap(inScript);
  },
};

function inScript({tree, text, path}: PlacedScript): readonly Found[] {
  const statements = tree?.commands ?? [];
  const first = statements.findIndex(statement => !isPreparation(statement));
  const statement = statements[first];
  if (
    statement === undefined ||
    !sleepsFirst(statement) ||
    (statement.command.type === 'Command' && first === statements.length - 1)
  ) {
    return [];
  }
  return [
    {
      verdict: 'Advice',
      message:
        'The script begins with a fixed wait. If that is for the sidecar, a native sidecar with a startup probe is up before the app starts, and the wait can go.',
      path,
      evidence: /^.*/.exec(text.slice(statement.pos, statement.end))?.[0] ?? '',
    },
  ];
}

/** `set -e`, `export A=b`, `echo waiting`. */
function isPreparation({command}: Statement): boolean {
  return command.type === 'Command' && /^(?:|set|export|echo|printf|trap)$/.test(command.name?.text ?? '');
}

function sleepsFirst({command, background}: Statement): boolean {
  if (background === true) return false;
  const first = command.type === 'AndOr' ? command.commands[0] : command;
  if (first?.type !== 'Command') return false;
  const words = literalWords(first);
  return /^(?:\/bin\/)?sleep$/.test(words?.[0] ?? '');
}
