import type {ContainerAlert} from '../facts.ts';
import {finding} from '../finding.ts';
import type {Candidate} from '../selection.ts';
import {looksAt} from '../surroundings/container-alerts.ts';
import type {Check, CheckInput} from './check.ts';
import {containerPath} from './container-path.ts';

/** Metrics of native sidecars have other names: `kube_pod_init_container_…` (kube-state-metrics#2436, #2729). */
export const alertsNeedUpdate: Check = {
  code: 'AlertsNeedUpdate',
  check: input => input.selection.candidates.flatMap(candidate => findingFor(candidate, input)),
};

const NAMED = 3;

function findingFor(candidate: Candidate, {facts}: CheckInput) {
  const alerts = facts.containerAlerts?.filter(alert => looksAt(alert, candidate.name)) ?? [];
  if (alerts.length === 0) return [];
  const message = `${subject(alerts)} by kube_pod_container_* metrics, where ${candidate.name} is no longer found: kube-state-metrics counts native sidecars under kube_pod_init_container_*. Have the rules read both, or they fall silent for this container.`;
  return [finding('AlertsNeedUpdate', message, containerPath(candidate))];
}

function subject(alerts: readonly ContainerAlert[]): string {
  const named = alerts.slice(0, NAMED).map(({source, name}) => `${name} (PrometheusRule ${source})`);
  const rest = alerts.length - named.length;
  return `${named.join(', ')}${rest === 0 ? '' : ` and ${rest} more`} ${alerts.length === 1 ? 'goes' : 'go'}`;
}
