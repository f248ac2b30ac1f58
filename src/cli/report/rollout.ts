import {matchesSelector} from '../../domain/labels.ts';
import {numberAt, stringAt, stringMapAt, valueAt, type JsonObject} from '../../domain/json.ts';
import {changeOf} from '../verdict/change-of.ts';
import type {Verdict} from '../verdict/verdict.ts';

/** How the change of a workload's pod template reaches its pods: sentences; none where nothing changes. */
export function rolloutSentences(
  verdict: Pick<Verdict, 'found' | 'facts' | 'decision' | 'outcome'>,
): readonly string[] {
  if (changeOf(verdict) === undefined) return [];
  const {workload, object} = verdict.found;
  switch (workload.kind) {
    case 'Deployment':
      return [ofDeployment(object), ...ofBudgets(verdict)];
    case 'StatefulSet':
    case 'DaemonSet':
      return [ofSet(object), ...ofBudgets(verdict)];
    case 'CronJob':
      return ['Nothing restarts: its next run has the native sidecars.'];
    case 'Job':
    case 'Pod':
      return [];
  }
}

/** Defaults of apps/v1 DeploymentStrategy. */
function ofDeployment(object: JsonObject): string {
  if (stringAt(object, 'spec', 'strategy', 'type') === 'Recreate') {
    return 'All of its pods are stopped before new ones start (strategy Recreate).';
  }
  const rolling = valueAt(object, 'spec', 'strategy', 'rollingUpdate');
  const unavailable = amountAt(rolling, 'maxUnavailable') ?? '25%';
  const surge = amountAt(rolling, 'maxSurge') ?? '25%';
  return `Its pods are replaced, with ${unavailable} of them down and ${surge} beside them at the most (its strategy).`;
}

/** Defaults of apps/v1 StatefulSetUpdateStrategy and DaemonSetUpdateStrategy: one at a time. */
function ofSet(object: JsonObject): string {
  if (stringAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') {
    return 'Its pods are replaced only when somebody deletes them (updateStrategy OnDelete).';
  }
  const rolling = valueAt(object, 'spec', 'updateStrategy', 'rollingUpdate');
  const partition = numberAt(rolling, 'partition') ?? 0;
  const kept = partition > 0 ? `, but those below number ${partition} (its partition)` : '';
  return `Its pods are replaced, ${amountAt(rolling, 'maxUnavailable') ?? '1'} at a time (its updateStrategy)${kept}.`;
}

function amountAt(value: unknown, field: string): string | undefined {
  return stringAt(value, field) ?? numberAt(value, field)?.toString();
}

/** A rollout deletes pods, and the API server asks budgets about evictions only (policy/v1). */
function ofBudgets({found, facts}: Pick<Verdict, 'found' | 'facts'>): readonly string[] {
  const labels = stringMapAt(found.workload.template.metadata, 'labels');
  const names = (facts.disruptionBudgets ?? [])
    .filter(({selector}) => matchesSelector(selector, labels))
    .map(({name}) => name);
  if (names.length === 0) return [];
  return [
    `PodDisruptionBudget ${names.join(', ')} does not hold that back: it counts for evictions, such as those of a drain, and not for rollouts.`,
  ];
}
