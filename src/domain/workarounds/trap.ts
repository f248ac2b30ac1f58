import type {Detector, Found} from './detector.ts';
import {QUIT_TEXT, quits} from './quit-request.ts';
import {appScripts, type PlacedScript, type Scene} from './scene.ts';
import {literalWords, parseShell, type SyntaxNode} from './shell.ts';
import {sighted} from './sightings.ts';
import {cutsOf} from './statement-cut.ts';

/** W3: a trap that ends the sidecar, however the app ends. One that sets a flag file is part of W4. */
export const trap: Detector = {
  id: 'W3',
  find: scene => appScripts(scene).flatMap(script => inScript(script, scene)),
};

function inScript(script: PlacedScript, scene: Scene): readonly Found[] {
  return cutsOf(script, node => isQuittingTrap(node)).map(cut =>
    sighted({
      script,
      cut,
      removable: onlyQuits(cut.node, scene)
        ? 'The trap ends the sidecar when the app ends, which Kubernetes now does by itself.'
        : undefined,
      advice:
        'The trap ends the sidecar when the app ends. Once that is a native sidecar, Kubernetes does it by itself: take the call out by hand, and keep what else the trap does.',
    }),
  );
}

function isQuittingTrap(node: SyntaxNode): boolean {
  const action = trapAction(node);
  return action !== undefined && QUIT_TEXT.test(action);
}

/** What a trap runs, where it is written out. */
export function trapAction(node: SyntaxNode): string | undefined {
  const words = node.type === 'Command' ? literalWords(node) : undefined;
  if (words === undefined || words[0] !== 'trap') return undefined;
  return words[1] === '--' ? words[2] : words[1];
}

function onlyQuits(node: SyntaxNode, scene: Scene): boolean {
  const statements = parseShell(trapAction(node) ?? '')?.commands ?? [];
  return statements.length > 0 && statements.every(({command}) => quits(command, scene)?.type === 'Native');
}
