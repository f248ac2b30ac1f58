import {finding} from '../finding.ts';
import {stringAt, valueAt} from '../json.ts';
import type {Check, CheckInput, Move} from './check.ts';

/**
 * Pods that are restarted always never wait for a sidecar to end, so completion does not change; and for a sidecar
 * that the app does not wait for, all that is left is the order.
 */
export const littleBenefit: Check = {
  code: 'LittleBenefit',
  check: input => (isLittle(input) ? [findingFor(input)] : []),
};

function isLittle({workload, moves}: CheckInput): boolean {
  const restarts = (stringAt(workload.template.spec, 'restartPolicy') ?? 'Always') === 'Always';
  const ends = workload.kind === 'Job' || workload.kind === 'CronJob';
  return restarts && !ends && moves.length > 0 && moves.every(isAside);
}

/** It collects logs, metrics or traces, and nothing waits for it. */
function isAside({candidate, gate}: Move): boolean {
  const hooked = valueAt(candidate.container, 'lifecycle', 'postStart') !== undefined;
  return candidate.profile?.class === 'telemetry' && gate.type === 'None' && !hooked;
}

function findingFor({moves}: CheckInput) {
  const names = moves.map(move => move.candidate.name).join(', ');
  const message = `The conversion changes one thing here: ${names} starts before the app and is stopped after it, so that its first and last lines are not lost. The pods of this workload do not end, so none hangs on a sidecar. If that is not worth a restart of the pods, limit the policy to Jobs and CronJobs (target.kinds).`;
  return finding('LittleBenefit', message);
}
