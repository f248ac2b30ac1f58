import {finding} from '../finding.ts';
import {numberAt, objectAt, stringsAt, type JsonObject} from '../json.ts';
import type {Check, CheckInput} from './check.ts';

/** terminationGracePeriodSeconds where the pod says nothing (core/v1 PodSpec). */
const DEFAULT_GRACE = 30;

/** App and sidecars share one grace period: what the app's hook sleeps is gone for the sidecars after it (KEP-753). */
export const graceTooShort: Check = {
  code: 'GraceTooShort',
  check: input => {
    if (input.moves.length === 0) return [];
    const grace = numberAt(input.workload.template.spec, 'terminationGracePeriodSeconds') ?? DEFAULT_GRACE;
    const slept = Math.max(0, ...input.selection.mains.map(({container}) => sleepOf(container)));
    const drain = drainOf(input);
    // Without a sleep of the app's nothing changes: the sidecar has the same grace period today.
    return slept === 0 || slept + drain < grace ? [] : [findingFor({grace, slept, drain}, input)];
  },
};

interface Seconds {
  readonly grace: number;
  readonly slept: number;
  readonly drain: number;
}

function findingFor({grace, slept, drain}: Seconds, {moves}: CheckInput) {
  const names = moves.map(move => move.candidate.name).join(', ');
  const need = drain === 0 ? 'nothing may be left' : `too little is left for the ${drain} seconds that draining takes`;
  const message = `The app's preStop hook sleeps ${slept} of the ${grace} seconds that the whole pod has to end, and native sidecars are stopped only after the app: ${need} for ${names}, which would then be killed. Raise terminationGracePeriodSeconds, or shorten the sleep.`;
  return finding('GraceTooShort', message, 'spec.terminationGracePeriodSeconds');
}

/** Native sidecars are stopped one after another. */
function drainOf({moves}: CheckInput): number {
  return moves.reduce((sum, {candidate}) => sum + (candidate.profile?.drainSeconds ?? 0), 0);
}

const SLEEP = /\bsleep\s{1,9}(\d{1,7}(?:\.\d{1,7})?)([smh]?)\b/g;
const FACTORS: Readonly<Record<string, number>> = {m: 60, h: 3600};

/** Seconds that a preStop hook sleeps, alone or among other things. */
function sleepOf(container: JsonObject): number {
  const hook = objectAt(container, 'lifecycle', 'preStop');
  const script = stringsAt(hook, 'exec', 'command').join(' ');
  const inScript = [...script.matchAll(SLEEP)].map(([, seconds, unit]) => Number(seconds) * (FACTORS[unit ?? ''] ?? 1));
  return Math.max(0, numberAt(hook, 'sleep', 'seconds') ?? 0) + inScript.reduce((sum, one) => sum + one, 0);
}
