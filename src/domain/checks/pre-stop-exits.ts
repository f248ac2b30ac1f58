import {finding} from '../finding.ts';
import {objectAt, objectsAt, stringAt, stringsAt, type JsonObject} from '../json.ts';
import type {Check, CheckInput, Move} from './check.ts';
import {containerPath} from './container-path.ts';

/** Hooks that make the process exit, whatever the product. USR signals and `drain` do not: they only start draining. */
const EXITS =
  /quitquitquit|graceful_shutdown|agent\/v1\/quit|\/shutdown(?![\w.-])|cloud-sql-proxy shutdown|nginx -s (?:quit|stop)/;
const KILLS = /\b(?:kill|pkill|killall)\b(?!\s+-(?:s\s*)?(?:SIG)?(?:USR[12]|HUP|0)\b)/;

/** preStop of a native sidecar runs when the pod's end begins, not after the app's (KEP-753, termination of containers). */
export const preStopExits: Check = {
  code: 'PreStopExits',
  check: input => input.moves.flatMap(move => findingFor(move, input)),
};

function findingFor({candidate}: Move, {converted}: CheckInput) {
  const moved = objectsAt(converted, 'initContainers').find(one => stringAt(one, 'name') === candidate.name);
  if (!makesItExit(objectAt(moved, 'lifecycle', 'preStop'), candidate.profile?.preStopExits ?? [])) return [];
  const message = `The preStop hook of ${candidate.name} makes it exit, and a native sidecar's hook runs at the start of the pod's end: the sidecar would be gone, or restarted, while the app still drains. Remove the hook (preStop: Remove); Kubernetes stops native sidecars after the app by itself.`;
  return [finding('PreStopExits', message, containerPath(candidate, 'lifecycle.preStop'))];
}

function makesItExit(preStop: JsonObject, ofProfile: readonly string[]): boolean {
  const text = [...stringsAt(preStop, 'exec', 'command'), stringAt(preStop, 'httpGet', 'path') ?? ''].join(' ');
  return EXITS.test(text) || KILLS.test(text) || ofProfile.some(fragment => text.includes(fragment));
}
