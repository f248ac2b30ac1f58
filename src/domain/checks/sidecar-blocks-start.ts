import {finding} from '../finding.ts';
import type {Check, Move} from './check.ts';
import {containerPath} from './container-path.ts';

/**
 * A startupProbe of a native sidecar holds the app back (KEP-753). Said where nobody asked for that: not for what the
 * app needs anyway (class dependency), and not where the policy itself sets a gate for an unknown product.
 */
export const sidecarBlocksStart: Check = {
  code: 'SidecarBlocksStart',
  check: input => input.moves.filter(isSurprise).map(findingFor),
};

function isSurprise({candidate, gate}: Move): boolean {
  if (gate.type === 'None') return false;
  return candidate.profile === undefined ? gate.type === 'Own' : candidate.profile.class === 'telemetry';
}

function findingFor({candidate, gate}: Move) {
  const why = candidate.profile?.class === 'telemetry' ? ', which the app does not need to run' : '';
  const todo =
    gate.type === 'Own' || candidate.rule.startup.gate === 'None'
      ? "Remove the container's startupProbe unless the app really needs it first."
      : 'Set startup.gate to None unless the app really needs it first.';
  const message = `From now on the app starts only after the startup probe of ${candidate.name}${why}, has passed; before, a failing probe restarted the sidecar alone. ${todo}`;
  return finding('SidecarBlocksStart', message, containerPath(candidate, gate.type === 'Own' ? 'startupProbe' : ''));
}
