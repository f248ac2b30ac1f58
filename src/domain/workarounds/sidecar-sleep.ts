import {isObject, objectAt, valueAt} from '../json.ts';
import {pureSleep} from '../prestop.ts';
import type {Detector, Found} from './detector.ts';
import {pathOf, type Edit} from './edits.ts';
import {hasQuietRedirects} from './local-request.ts';
import type {Member, PlacedScript} from './scene.ts';
import {nodesOf, type SyntaxNode} from './shell.ts';
import {shortened} from './sightings.ts';
import {isIdle} from './statement-cut.ts';

/** W9: a preStop hook that keeps the sidecar alive until the app is gone, as people hope. */
export const sidecarSleep: Detector = {
  id: 'W9',
  find: scene => scene.members.filter(({role}) => role === 'Sidecar').flatMap(inSidecar),
};

function inSidecar(member: Member): readonly Found[] {
  const hook = valueAt(member.container, 'lifecycle', 'preStop');
  const script = member.scripts.find(({of}) => of === 'preStop');
  if (!isObject(hook)) return [];
  const place = {path: pathOf([...member.keys, 'lifecycle', 'preStop']), evidence: shortened(JSON.stringify(hook))};
  if (pureSleep(hook) !== undefined || (script !== undefined && onlyWaits(script))) {
    const message =
      'The hook keeps the sidecar alive for the app. Kubernetes stops a native sidecar after the app by itself; the hook would only make the end of every pod later.';
    return [{verdict: 'Removable', message, edits: [removal(member)], ...place}];
  }
  if (script === undefined || !/\bsleep\b|\buntil\b|\bwhile\b/.test(script.text)) return [];
  const message =
    'The hook waits and does something else, too. Kubernetes stops a native sidecar after the app by itself, so the wait can go; the hook runs when the end of the pod begins.';
  return [{verdict: 'Advice', message, ...place}];
}

function removal({container, keys}: Member): Edit {
  const others = Object.keys(objectAt(container, 'lifecycle')).filter(key => key !== 'preStop');
  return {type: 'Delete', keys: [...keys, 'lifecycle', ...(others.length === 0 ? [] : ['preStop'])]};
}

/** Loops over connections, e.g. `while [ $(netstat -plunt | grep tcp | wc -l) -ne 0 ]; do sleep 1; done`. */
function onlyWaits({tree}: PlacedScript): boolean {
  const statements = tree?.commands ?? [];
  const isLoop = statements.some(({command}) => command.type === 'While');
  return isLoop && statements.every(({command, background}) => background !== true && isWait(command));
}

const LOOKS = /^(?:\[|test|netstat|ss|grep|egrep|wc|xargs)$/;

function isWait(node: SyntaxNode): boolean {
  if (node.type !== 'While') return isIdle(node);
  const commands = nodesOf(node.clause).flatMap(one => (one.type === 'Command' ? [one] : []));
  const looks = commands.every(one => LOOKS.test(one.name?.text ?? '') && hasQuietRedirects(one));
  const seesSockets = commands.some(one => /^(?:netstat|ss)$/.test(one.name?.text ?? ''));
  return looks && seesSockets && node.body.commands.every(one => one.background !== true && isIdle(one.command));
}
