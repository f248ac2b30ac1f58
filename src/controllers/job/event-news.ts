import {API_VERSION} from '../../api/constants.ts';
import {EventReason} from '../../api/reasons.ts';
import type {Ending} from '../../domain/jobs/assessment.ts';
import {finalizedMessage} from '../../domain/jobs/finalize.ts';
import type {JobPodView} from '../../domain/jobs/pod-view.ts';
import type {Policy} from '../../domain/policy.ts';
import type {EventRecorder, Reference} from '../../kube/events.ts';
import {apiVersionOf, RESOURCES} from '../../kube/resources.ts';
import type {JobNews} from './ports.ts';

/** Events on the pod and on its Job. */
export class EventNews implements JobNews {
  readonly #events: Pick<EventRecorder, 'emit'>;

  constructor(events: Pick<EventRecorder, 'emit'>) {
    this.#events = events;
  }

  finished(pod: JobPodView, policy: Policy, ending: Ending): void {
    const note = finalizedMessage(ending, policy.key);
    const about = {type: 'Normal', reason: EventReason.JobFinalized} as const;
    const {kind, namespace, name, uid} = policy;
    this.#events.emit({
      ...about,
      regarding: reference('Pod', pod.namespace, pod),
      related: {apiVersion: API_VERSION, kind, namespace, name, uid},
      note,
    });
    this.#events.emit({
      ...about,
      regarding: reference('Job', pod.namespace, pod.job),
      related: reference('Pod', pod.namespace, pod),
      note: `Pod ${pod.name}: ${note}`,
    });
  }
}

function reference(kind: 'Pod' | 'Job', namespace: string, {name, uid}: {name: string; uid: string}): Reference {
  return {apiVersion: apiVersionOf(RESOURCES[kind]), kind, namespace, name, uid};
}
