import {finding} from '../finding.ts';
import {isObject, valueAt} from '../json.ts';
import type {Check, Move} from './check.ts';
import {containerPath} from './container-path.ts';

/** Without a startupProbe or a postStart hook, `started` only means that the process runs (KEP-753). */
export const noStartupGate: Check = {
  code: 'NoStartupGate',
  check: input => input.moves.filter(isOpen).map(findingFor),
};

/** A policy that says None has chosen so; a postStart hook is a gate of its own. */
function isOpen({candidate, gate}: Move): boolean {
  const chosen = candidate.rule.startup.gate === 'None';
  const hooked = isObject(valueAt(candidate.container, 'lifecycle', 'postStart'));
  return candidate.profile?.class === 'dependency' && gate.type === 'None' && !chosen && !hooked;
}

function findingFor({candidate}: Move) {
  const message = `The app needs ${candidate.name}, but nothing tells Kubernetes when it is up: the app starts as soon as its process runs, which is no worse than before. To make the app wait, add a startupProbe to the container or set startup.gate to Probe.`;
  return finding('NoStartupGate', message, containerPath(candidate));
}
