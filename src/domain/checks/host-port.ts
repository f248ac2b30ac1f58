import {finding} from '../finding.ts';
import {numberAt, objectsAt, valueAt} from '../json.ts';
import type {Candidate} from '../selection.ts';
import type {Check, CheckInput} from './check.ts';
import {containerPath} from './container-path.ts';

/** The scheduler does not look at hostPorts of init containers, native sidecars included (k/k#132037, open). */
export const hostPort: Check = {
  code: 'HostPort',
  check: input => input.selection.candidates.flatMap(candidate => findingFor(candidate, input)),
};

function findingFor(candidate: Candidate, input: CheckInput) {
  const index = hostPortIndex(candidate, valueAt(input.workload.template.spec, 'hostNetwork') === true);
  if (index < 0) return [];
  const message = `${candidate.name} uses a port of its node, and the scheduler does not see the host ports of native sidecars: two such pods would be put on one node and one of them would fail to start. Use a Service instead of the host port, or leave this container classic.`;
  return [finding('HostPort', message, containerPath(candidate, `ports[${index}]`))];
}

/** With hostNetwork every port is a host port: the API server fills hostPort in, in pods but not in templates. */
function hostPortIndex(candidate: Candidate, hostNetwork: boolean): number {
  const ports = objectsAt(candidate.container, 'ports');
  return ports.findIndex(port => hostNetwork || (numberAt(port, 'hostPort') ?? 0) !== 0);
}
