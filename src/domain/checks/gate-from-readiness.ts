import {finding} from '../finding.ts';
import type {Check, Move} from './check.ts';
import {containerPath} from './container-path.ts';

/** Readiness does not order start-up, a startupProbe does (KEP-753, pod startup completed condition), so one is derived. */
export const gateFromReadiness: Check = {
  code: 'GateFromReadiness',
  check: input => input.moves.flatMap(findingFor),
};

function findingFor({candidate, gate}: Move) {
  if (gate.type !== 'Readiness') return [];
  const seconds = candidate.rule.startup.timeoutSeconds;
  const message = `The app will wait for the ${gate.from} of ${candidate.name} to pass once, and the sidecar is restarted if that takes longer than ${seconds} seconds. Make sure that it can pass before the app runs, or give a probe of its own (startup.gate: Probe).`;
  return [finding('GateFromReadiness', message, containerPath(candidate, gate.from))];
}
