import assert from 'node:assert/strict';
import type {Priority} from '../../../src/runtime/workqueue.ts';
import {Changes, type Indexes} from '../../../src/controllers/changes.ts';
import type {ClusterState} from '../../../src/controllers/cluster-state.ts';
import {Ledger} from '../../../src/controllers/ledger/ledger.ts';
import {PodIndex} from '../../../src/controllers/pod-index.ts';
import {namespaceView, serviceView} from '../../../src/controllers/views/cluster-views.ts';
import {podView, type PodView} from '../../../src/controllers/views/pod-view.ts';
import {workloadView} from '../../../src/controllers/views/workload-view.ts';
import {deployment, pod, policy} from '../../support/builders.ts';

const NAMESPACE = namespaceView({metadata: {name: 'shop', labels: {team: 'a'}}});
const SERVICE = serviceView({metadata: {name: 'shop', namespace: 'shop'}, spec: {ports: [{targetPort: 'web'}]}});

describe('changes', () => {
  let changes: Changes;
  let indexes: Indexes;
  let queued: string[];
  let priorities: Priority[];
  let walks: number;
  let relabelled: number;
  let ledger: Ledger;

  beforeEach(() => {
    queued = [];
    priorities = [];
    walks = 0;
    relabelled = 0;
    indexes = {pods: new PodIndex(), jobsOf: new Map(), portsOf: new Map()};
    const queue = {
      add: (key: string, priority: Priority = 'Normal') => {
        queued.push(key);
        priorities.push(priority);
      },
    };
    const none = {add: () => undefined};
    ledger = new Ledger(() => undefined);
    const to = {policies: queue, workloads: queue, jobPods: none, nodes: () => undefined, labels: () => relabelled++};
    changes = new Changes(to, indexes, ledger);
    changes.attach(stateOf(() => walks++));
  });

  it('of the first lists fill the indexes without a look at any workload', () => {
    changes.handlers.namespace('shop', undefined, NAMESPACE, 'Theirs');
    changes.handlers.port('shop/shop', undefined, SERVICE, 'Theirs');
    assert.equal(walks, 0);
    assert.deepEqual([...(indexes.portsOf.get('shop') ?? [])], [SERVICE]);
  });

  it('bring back the workloads of the namespace later on', () => {
    changes.begin();
    changes.handlers.namespace('shop', undefined, NAMESPACE, 'Theirs');
    changes.handlers.port('shop/shop', undefined, SERVICE, 'Theirs');
    assert.deepEqual(queued, ['Deployment/shop/shop', 'Deployment/shop/shop']);
  });

  it('of labels of a namespace are news for pod policies, and of its annotations are none', () => {
    const annotated = {...NAMESPACE, annotations: {'linkerd.io/inject': 'enabled'}};
    changes.handlers.namespace('shop', undefined, NAMESPACE, 'Theirs');
    changes.begin();
    changes.handlers.namespace('shop', NAMESPACE, annotated, 'Theirs');
    assert.equal(relabelled, 0);
    changes.handlers.namespace('shop', annotated, {...annotated, labels: {team: 'b'}}, 'Theirs');
    assert.equal(relabelled, 1);
  });

  it('of the pause of everything bring back every policy', () => {
    const home = (value: string) =>
      namespaceView({metadata: {name: 'outrigger-system', annotations: {'outrigger.dev/paused': value}}});
    changes.begin();
    changes.handlers.namespace('outrigger-system', home('false'), home('since today'), 'Theirs');
    changes.handlers.namespace('outrigger-system', home('since today'), home('since today'), 'Theirs');
    assert.deepEqual(queued, ['shop/shop']);
  });

  it('of pods are news where a workload is counted by them, and nowhere else', () => {
    changes.begin();
    const outcome = {kind: 'Deployment', enforced: true, state: 'converted', message: '', findings: []} as const;
    const action = {type: 'None'} as const;
    ledger.set('shop/shop', 'Deployment/shop/by-pods', {...outcome, action, byPods: true});
    ledger.set('shop/shop', 'Deployment/shop/by-template', {...outcome, action});
    for (const name of ['by-pods', 'by-template']) {
      changes.handlers.pod(`shop/${name}-5c9-x`, undefined, podOf(name), 'Theirs');
    }
    assert.deepEqual(queued, ['Deployment/shop/by-pods']);
  });

  it('that our own writes have made can wait for what is still to be written', () => {
    const before = workloadView('Deployment', deployment(), 'outrigger');
    const after = {...before, resourceVersion: '2', deleting: true};
    changes.begin();
    changes.handlers.workload('shop/shop', before, after, 'Ours');
    changes.handlers.workload('shop/shop', before, after, 'Theirs');
    assert.deepEqual(priorities, ['Low', 'Normal']);
  });
});

function podOf(deployment: string): PodView | undefined {
  const owner = {apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${deployment}-5c9`, uid: 'a', controller: true};
  const labels = {'pod-template-hash': '5c9'};
  return podView(pod(undefined, {metadata: {name: `${deployment}-5c9-x`, labels, ownerReferences: [owner]}}));
}

function stateOf(walked: () => void): ClusterState {
  const state: Pick<ClusterState, 'workloads' | 'jobPods' | 'policiesOf' | 'allPolicies' | 'namedPortsMatter'> = {
    *workloads() {
      walked();
      yield workloadView('Deployment', deployment(), 'outrigger');
    },
    *jobPods() {
      walked();
      yield* [];
    },
    policiesOf: () => [],
    allPolicies: () => [{...policy(), resourceVersion: '1'}],
    namedPortsMatter: () => true,
  };
  return state as ClusterState;
}
