import {finding} from '../finding.ts';
import type {Candidate} from '../selection.ts';
import type {Check, CheckInput} from './check.ts';
import {containerPath} from './container-path.ts';
import {isTarget} from './scale-target.ts';

/** Metrics of type ContainerResource name one container; whether a native sidecar is found there is not established. */
export const hpaContainerResource: Check = {
  code: 'HpaContainerResource',
  check: input => input.selection.candidates.flatMap(candidate => findingFor(candidate, input)),
};

function findingFor(candidate: Candidate, {facts, workload}: CheckInput) {
  // Of a thousand scalers hardly one names a sidecar: that is asked first.
  const scaler = facts.containerScalers?.find(
    one => one.containers.includes(candidate.name) && isTarget(one.target, workload),
  );
  if (scaler === undefined) return [];
  const message = `${scaler.kind} ${scaler.name} scales this workload by what ${candidate.name} alone uses. Whether it finds the container among the native sidecars depends on the version, and without the metric it stops scaling. Scale by the app's container or by the whole pod, or acknowledge HpaContainerResource once you have seen it work.`;
  return [finding('HpaContainerResource', message, containerPath(candidate))];
}
