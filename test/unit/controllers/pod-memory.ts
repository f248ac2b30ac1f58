import {PodIndex} from '../../../src/controllers/pod-index.ts';
import {podView, type PodView} from '../../../src/controllers/views/pod-view.ts';
import {stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {Store} from '../../../src/kube/store.ts';
import {systemClock} from '../../../src/runtime/clock.ts';

/** Prints by how many bytes the heap grows with so many pods of workloads of this kind: `pod-memory.ts Deployment 50000`. */
const [kind = 'Deployment', count = '50000'] = process.argv.slice(2);
const PODS_OF_ONE = 10;

const index = new PodIndex();
const store = new Store<PodView>(systemClock, (key, before, after) => {
  if (before !== undefined && before.type !== 'Bare') index.delete(before.owner, key);
  if (after !== undefined && after.type !== 'Bare') index.set(after.owner, key, after.rollout);
});

// What is made once is no cost of a pod.
take(0);
const before = heap();
for (let number = 1; number <= Number(count); number++) take(number);
process.stdout.write(String(heap() - before));

/** As from the API server: every string is one of its own. */
function take(number: number): void {
  const pod = JSON.parse(JSON.stringify(podOf(number))) as JsonObject;
  const key = `${stringAt(pod, 'metadata', 'namespace')}/${stringAt(pod, 'metadata', 'name')}`;
  store.set(key, String(number), podView(pod));
}

function heap(): number {
  // What a first collection sets free by finalizers is taken by a second one.
  for (let round = 0; round < 2; round++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function podOf(number: number): JsonObject {
  const workload = Math.floor(number / PODS_OF_ONE);
  const [namespace, name] = [`team-${workload % 200}`, `checkout-service-${workload}`];
  const hash = (0x7f4a7c15 + workload).toString(36);
  const startedAt = '2026-11-28T10:00:05Z';
  const status = (container: string): JsonObject => ({
    name: container,
    image: `registry.example/${container}:1.0`,
    ready: true,
    started: true,
    restartCount: 0,
    state: {running: {startedAt}},
  });
  return {
    metadata: {
      name: `${name}-${hash}-${number.toString(36).padStart(5, '0')}`,
      namespace,
      uid: `7c9e6679-7425-40de-944b-${String(number).padStart(12, '0')}`,
      resourceVersion: String(1_000_000 + number),
      creationTimestamp: new Date(1_790_000_000_000 + number * 1000).toISOString().replace('.000Z', 'Z'),
      labels: {app: name, 'pod-template-hash': hash},
      annotations: {
        'outrigger.dev/policy': `${namespace}/sidecars`,
        'outrigger.dev/record': '[{"n":"cloud-sql-proxy","i":1,"t":120},{"n":"fluent-bit","i":1,"h":1,"s":5}]',
      },
      ownerReferences: [
        kind === 'Job'
          ? {apiVersion: 'batch/v1', kind, name, uid: hash, controller: true}
          : {apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-${hash}`, uid: hash, controller: true},
      ],
    },
    spec: {
      nodeName: `node-${number % 500}`,
      restartPolicy: kind === 'Job' ? 'OnFailure' : 'Always',
      initContainers: ['cloud-sql-proxy', 'fluent-bit'].map(each => ({
        name: each,
        image: `registry.example/${each}:1.0`,
        restartPolicy: 'Always',
        resources: {requests: {cpu: '50m', memory: '64Mi'}},
      })),
      containers: [
        {name: 'app', image: `registry.example/${name}:1.0`, resources: {requests: {cpu: '250m', memory: '256Mi'}}},
      ],
    },
    status: {
      phase: 'Running',
      startTime: startedAt,
      conditions: [
        {type: 'PodScheduled', status: 'True', lastTransitionTime: startedAt},
        {type: 'Initialized', status: 'True', lastTransitionTime: startedAt},
      ],
      initContainerStatuses: ['cloud-sql-proxy', 'fluent-bit'].map(status),
      containerStatuses: [status('app')],
    },
  };
}
