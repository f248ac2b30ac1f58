import type {Facts} from '../facts.ts';
import {finding} from '../finding.ts';
import {objectsAt, type JsonObject} from '../json.ts';
import type {Candidate} from '../selection.ts';
import type {Check} from './check.ts';
import {containerPath} from './container-path.ts';

/** Fields of a classic container that a native sidecar cannot keep, or not on this API server. */
export const unsupportedField: Check = {
  code: 'UnsupportedField',
  check: ({selection, facts}) => selection.candidates.flatMap(candidate => findingFor(candidate, facts)),
};

function findingFor(candidate: Candidate, facts: Facts) {
  const lost = FIELDS.find(({isLost}) => isLost(candidate.container, facts));
  if (lost === undefined) return [];
  return [finding('UnsupportedField', `${candidate.name} ${lost.because}`, containerPath(candidate, lost.field))];
}

interface Field {
  readonly field: string;
  readonly isLost: (container: JsonObject, facts: Facts) => boolean;
  readonly because: string;
}

const FIELDS: readonly Field[] = [
  {
    // KEP-5307: rules do nothing on native sidecars, which are always restarted.
    field: 'restartPolicyRules',
    isLost: container => objectsAt(container, 'restartPolicyRules').length > 0,
    because:
      'has restartPolicyRules, which do nothing on a native sidecar: it is restarted whatever its exit code. Remove them if that is right, or leave this container classic.',
  },
  {
    field: 'restartPolicy',
    isLost: container => container['restartPolicy'] !== undefined,
    because:
      'has a restartPolicy of its own. On a native sidecar that field is what makes it one, so the own value would be lost. Remove the field if it is to be restarted always, or leave this container classic.',
  },
  {
    // Allowed on native sidecars by k/k#128367 (1.33); older servers: "must not be set for init containers".
    field: 'resizePolicy',
    isLost: (container, {server}) =>
      server !== undefined &&
      server.major === 1 &&
      server.minor < 33 &&
      objectsAt(container, 'resizePolicy').length > 0,
    because:
      'has a resizePolicy, which API servers before 1.33 refuse on init containers. Upgrade the control plane, or remove the field.',
  },
];
