import {observe, type Observation} from '../../../src/controllers/job/observe.ts';
import type {JobWorld} from '../../../src/controllers/job/ports.ts';
import {Sightings} from '../../../src/controllers/job/sightings.ts';
import {isWell, nodeView} from '../../../src/controllers/views/cluster-views.ts';
import {projectCronJob} from '../../../src/domain/jobs/cron-job-view.ts';
import {projectJob} from '../../../src/domain/jobs/job-view.ts';
import {projectJobPod} from '../../../src/domain/jobs/pod-view.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {jobObject} from './job-cases.ts';
import type {ModelJob} from './job-model.ts';
import type {PodCase, Story} from './pod-cases.ts';

export interface Look {
  readonly pod: PodCase;
  readonly job: ModelJob;
  readonly suspend: boolean;
  readonly policy: Policy;
  readonly now: number;
}

/** What the product would do, having seen all this for the first time; undefined: it does not even look. */
export function lookAt({pod, job, suspend, policy, now}: Look): Observation | undefined {
  const view = projectJobPod(pod.object);
  const jobView = pod.owner === 'NoJob' ? undefined : projectJob(jobObject(job, {owner: pod.owner, suspend}));
  const node = nodeOf(pod.story);
  const world: JobWorld = {
    pod: () => view,
    pods: () => (view === undefined ? [] : [view]),
    isBehind: () => false,
    job: () => jobView,
    cronJob: () => projectCronJob({metadata: {namespace: 'shop', name: 'nightly'}}),
    namespaceLabels: () => ({}),
    policies: () => [policy],
    nodeIsWell: () => isWell(node === undefined ? undefined : nodeView(node)),
  };
  return view === undefined ? undefined : observe(view, world, new Sightings(), now);
}

function nodeOf(story: Story): JsonObject | undefined {
  if (story === 'NodeGone') return undefined;
  const ready = story === 'NodeShutsDown' ? 'False' : story === 'NodeLost' ? 'Unknown' : 'True';
  const conditions = [
    {type: 'MemoryPressure', status: 'False'},
    {type: 'Ready', status: ready},
  ];
  return {metadata: {name: 'node-1'}, status: {conditions}};
}
