import {finding} from '../finding.ts';
import {objectsAt, stringAt} from '../json.ts';
import type {Candidate} from '../selection.ts';
import type {Check, CheckInput} from './check.ts';
import {containerPath} from './container-path.ts';

/**
 * Container names are unique over both lists (core/v1 Container). A native copy of the same name is an older one of the
 * same sidecar and is replaced; a regular init container is something else and must not be.
 */
export const nameTaken: Check = {
  code: 'NameTaken',
  check: input => input.selection.candidates.flatMap(candidate => findingFor(candidate, input)),
};

function findingFor(candidate: Candidate, input: CheckInput) {
  const other = otherOfThatName(candidate, input);
  if (other === undefined) return [];
  const message = `${other} is also named ${candidate.name}, and container names must be unique in the list that the sidecar would move to: rename one of the two.`;
  return [finding('NameTaken', message, containerPath(candidate, 'name'))];
}

function otherOfThatName({name, index}: Candidate, {workload}: CheckInput): string | undefined {
  const {spec} = workload.template;
  const init = objectsAt(spec, 'initContainers').some(
    one => stringAt(one, 'name') === name && stringAt(one, 'restartPolicy') !== 'Always',
  );
  if (init) return 'A regular init container';
  const twin = objectsAt(spec, 'containers').some((one, at) => at !== index && stringAt(one, 'name') === name);
  if (twin) return 'Another container';
  const debug = objectsAt(spec, 'ephemeralContainers').some(one => stringAt(one, 'name') === name);
  return debug ? 'An ephemeral container' : undefined;
}
