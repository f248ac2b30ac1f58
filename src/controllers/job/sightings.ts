import type {Sighting} from '../../domain/jobs/assess.ts';
import type {Assessment} from '../../domain/jobs/assessment.ts';
import type {JobPodView} from '../../domain/jobs/pod-view.ts';

interface Seen {
  readonly uid: string;
  /** By policy, since its rules say which containers are mains. */
  readonly byPolicy: Map<string, Sighting | 'Unfinished'>;
}

/**
 * When this process saw, by its own clock, that the mains of a pod had ended: the clocks of nodes are not to be
 * relied on. Lost on a restart, after which the nodes are believed.
 */
export class Sightings {
  readonly #pods = new Map<string, Seen>();

  /** Takes note of a look at a pod, and answers when its mains were first seen ended. */
  note(pod: JobPodView, policy: string, assessment: Assessment, now: number): Sighting | undefined {
    const {byPolicy} = this.#seenOf(pod);
    const before = byPolicy.get(policy);
    if (assessment.type === 'NotStuck') {
      if (isUnfinished(pod, assessment)) byPolicy.set(policy, 'Unfinished');
      return undefined;
    }
    if (before !== undefined && before !== 'Unfinished') return before;
    const sighting: Sighting = {type: before === 'Unfinished' ? 'Live' : 'Listed', at: now};
    byPolicy.set(policy, sighting);
    return sighting;
  }

  /** `namespace/name`. */
  forget(key: string): void {
    this.#pods.delete(key);
  }

  #seenOf({namespace, name, uid}: JobPodView): Seen {
    const key = `${namespace}/${name}`;
    const known = this.#pods.get(key);
    if (known?.uid === uid) return known;
    const seen: Seen = {uid, byPolicy: new Map()};
    this.#pods.set(key, seen);
    return seen;
  }
}

/** Other reasons say nothing about the mains: a pod that is debugged may have ended long ago. */
function isUnfinished(pod: JobPodView, {why}: Extract<Assessment, {type: 'NotStuck'}>): boolean {
  return why === 'MainRuns' || why === 'MainRestarts' || (why === 'NotRunning' && pod.phase === 'Pending');
}
