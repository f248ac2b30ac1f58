import type {Policy} from '../../domain/policy.ts';
import {sleep} from '../../runtime/clock.ts';
import type {Connection} from '../connection.ts';
import {readPolicies} from '../read/policies.ts';
import {Reader} from '../read/reader.ts';
import {progressOf} from './leave-policies.ts';
import {operatorWorks} from './works.ts';

export type SeenOff =
  | {readonly type: 'Gone'}
  /** No operator sees them off, or it gets no further. */
  | {readonly type: 'Left'; readonly policies: readonly Policy[]; readonly why: 'NobodyWorks' | 'NoProgress'};

/** In ms. Another replica takes over within seconds. */
const NOBODY_FOR = 15_000;
const BETWEEN_LOOKS = 1000;
/** Beyond the longest deadline of a workload on its way back. */
const SLACK = 60_000;

/** Waits until the operator has put back what deleted policies have converted, as long as it gets on with it. */
export async function seeOff(connection: Connection, tell: (left: number) => void): Promise<SeenOff> {
  const {clock} = connection;
  let told = '';
  let movedAt = clock.monotonic();
  let workedAt = clock.monotonic();
  for (;;) {
    const policies = await policiesLeft(connection);
    if (policies.length === 0) return {type: 'Gone'};
    const now = clock.monotonic();
    const progress = policies.map(progressOf).sort().join('\n');
    if (progress !== told) {
      tell(policies.length);
      [told, movedAt] = [progress, now];
    }
    if (await operatorWorks(connection)) workedAt = now;
    if (now - workedAt > NOBODY_FOR) return {type: 'Left', policies, why: 'NobodyWorks'};
    if (now - movedAt > patienceFor(policies)) return {type: 'Left', policies, why: 'NoProgress'};
    await sleep(clock, BETWEEN_LOOKS, new AbortController().signal);
  }
}

async function policiesLeft(connection: Connection): Promise<readonly Policy[]> {
  return (await readPolicies(new Reader(connection), {namespace: undefined}, undefined)).policies;
}

function patienceFor(policies: readonly Policy[]): number {
  const seconds = policies.map(({conversion}) => conversion.rollout.progressDeadlineSeconds);
  return Math.max(...seconds) * 1000 + SLACK;
}
