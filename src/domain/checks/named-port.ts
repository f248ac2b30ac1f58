import type {PortReference} from '../facts.ts';
import {finding} from '../finding.ts';
import {objectAt, stringMapAt} from '../json.ts';
import {matchesSelector} from '../labels.ts';
import type {Candidate} from '../selection.ts';
import type {Check, CheckInput} from './check.ts';
import {containerPath} from './container-path.ts';
import {portNamesOf} from './ports.ts';

/**
 * Before 1.32 the names of an init container's ports are not found (k/k#127976): the Service loses its endpoints and
 * the NetworkPolicy lets nothing through. A server whose version is not known may be that old.
 */
export const namedPort: Check = {
  code: 'NamedPort',
  check: input => {
    const {server} = input.facts;
    const finds = server !== undefined && (server.major > 1 || server.minor >= 32);
    return finds ? [] : input.selection.candidates.flatMap(candidate => findingFor(candidate, input));
  },
};

function findingFor(candidate: Candidate, input: CheckInput) {
  const names = portNamesOf(candidate.container);
  const reference = input.facts.portReferences.find(
    one => one.ports.some(port => names.includes(port)) && selects(one, input),
  );
  if (reference === undefined) return [];
  const port = names.find(name => reference.ports.includes(name)) ?? '';
  const message = `${reference.kind} ${reference.name} uses the port name ${port} of ${candidate.name}, and before Kubernetes 1.32 port names of native sidecars are not found: traffic to it would stop. Use the port's number there, or upgrade the control plane.`;
  return [finding('NamedPort', message, containerPath(candidate, 'ports'))];
}

/** A Service without a selector selects nothing, a NetworkPolicy without one everything. */
function selects({kind, selector}: PortReference, {workload}: CheckInput): boolean {
  if (kind === 'Service' && Object.keys(objectAt(selector, 'matchLabels')).length === 0) return false;
  return matchesSelector(selector, stringMapAt(workload.template.metadata, 'labels'));
}
