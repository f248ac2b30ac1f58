import {finding} from '../finding.ts';
import type {Candidate} from '../selection.ts';
import {manages} from '../surroundings/vertical-autoscaler.ts';
import type {Check, CheckInput} from './check.ts';
import {containerPath} from './container-path.ts';
import {isTarget} from './scale-target.ts';

/** VerticalPodAutoscalers look at regular containers only (kubernetes/autoscaler#7229, #6691). */
export const vpaManaged: Check = {
  code: 'VpaManaged',
  check: input => input.selection.candidates.flatMap(candidate => findingFor(candidate, input)),
};

function findingFor(candidate: Candidate, {facts, workload}: CheckInput) {
  const vpa = facts.verticalAutoscalers?.find(one => isTarget(one.target, workload) && manages(one, candidate.name));
  if (vpa === undefined) return [];
  const message = `VerticalPodAutoscaler ${vpa.name} sets the requests of ${candidate.name}, and it does not look at native sidecars: they would silently stay as the template has them. Write requests that fit into the template and set mode: Off for this container there, or acknowledge VpaManaged.`;
  return [finding('VpaManaged', message, containerPath(candidate, 'resources'))];
}
