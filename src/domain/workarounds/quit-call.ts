import type {Detector, Found} from './detector.ts';
import type {Owner} from './products.ts';
import {misplacedQuit, QUIT_TEXT, quits} from './quit-request.ts';
import {appScripts, type PlacedScript, type Scene} from './scene.ts';
import {nodesOf} from './shell.ts';
import {restOf, shortened, sighted} from './sightings.ts';
import {cutsOf, type CutCommand} from './statement-cut.ts';

/** W2: the app ends its sidecar when it is done, since a classic one would keep the Job running. */
export const quitCall: Detector = {
  id: 'W2',
  find: scene => appScripts(scene).flatMap(script => inScript(script, scene)),
};

function inScript(script: PlacedScript, scene: Scene): readonly Found[] {
  const cuts = cutsOf(script, node => quits(node, scene) !== undefined);
  const misplaced = misplacedIn(script);
  const traps = nodesOfTraps(script);
  const rest = restOf(script, QUIT_TEXT, [...cuts, ...misplaced, ...traps]);
  return [
    ...cuts.map(cut => sighted({script, cut, ...sentences(script, quits(cut.node, scene) ?? {type: 'Other'})})),
    ...misplaced.map((one): Found => misplacedAdvice(script, one)),
    ...(rest === undefined ? [] : [notUnderstood(script, rest)]),
  ];
}

function sentences({of}: PlacedScript, owner: Owner): {removable: string | undefined; advice: string} {
  const advice =
    owner.type === 'Native'
      ? `The command ends ${owner.title}, which Kubernetes now does by itself once the app has ended. It is part of something else here: take it out by hand, so that the exit code of the app stays the one that counts.`
      : `The command ends ${owner.type === 'Classic' ? owner.title : 'a sidecar'}. It can go once that is a native sidecar, and must stay until then: a classic one would keep a Job running.`;
  if (owner.type !== 'Native' || of !== 'Command') return {removable: undefined, advice};
  const removable = `The command ends ${owner.title}, which Kubernetes now does by itself once the app has ended. Left in, it can fail the Job with its own exit code; without it the script ends with that of the app.`;
  return {removable, advice};
}

function misplacedIn(script: PlacedScript): readonly CutCommand[] {
  if (script.tree === undefined) return [];
  return nodesOf(script.tree)
    .filter(node => misplacedQuit(node) !== undefined)
    .map(node => ({node, edit: undefined}));
}

function misplacedAdvice(script: PlacedScript, {node}: CutCommand): Found {
  return {
    verdict: 'Advice',
    message: `The request that should end the sidecar is an argument of ${misplacedQuit(node) ?? 'the command'} and is never sent; a folded text (>) in YAML joins lines. With a native sidecar it can go altogether.`,
    path: script.path,
    evidence: shortened(script.text.slice(node.pos, node.end)),
    at: node.pos,
  };
}

/** Traps are told apart (W3). */
function nodesOfTraps(script: PlacedScript): readonly CutCommand[] {
  if (script.tree === undefined) return [];
  return nodesOf(script.tree)
    .filter(node => node.type === 'Command' && node.name?.text === 'trap')
    .map(node => ({node, edit: undefined}));
}

function notUnderstood(script: PlacedScript, evidence: string): Found {
  return {
    verdict: 'Advice',
    message:
      'The script seems to end a sidecar, in a way that is not understood here. A native sidecar is ended by Kubernetes once the app has ended: take the call out by hand, and keep the exit code of the app.',
    path: script.path,
    evidence,
  };
}
