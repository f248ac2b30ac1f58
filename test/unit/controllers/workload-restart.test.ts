import assert from 'node:assert/strict';
import type {Announcer} from '../../../src/controllers/announcer.ts';
import type {ClusterState} from '../../../src/controllers/cluster-state.ts';
import {Ledger} from '../../../src/controllers/ledger/ledger.ts';
import {Slots} from '../../../src/controllers/ledger/slots.ts';
import {ConversionMemory} from '../../../src/controllers/memory.ts';
import {Pauses} from '../../../src/controllers/pauses.ts';
import {workloadView, type WorkloadView} from '../../../src/controllers/views/workload-view.ts';
import {WorkloadController} from '../../../src/controllers/workload/workload-controller.ts';
import type {WorkloadWriter} from '../../../src/controllers/workload/writer.ts';
import type {Write} from '../../../src/controllers/workload/writes.ts';
import {applyOperations} from '../../../src/domain/apply-operations.ts';
import type {Operation} from '../../../src/domain/decision.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import {valueAt, type JsonObject} from '../../../src/domain/json.ts';
import type {RolloutPod} from '../../../src/domain/pace/rollout-pod.ts';
import {after, DONE} from '../../../src/runtime/result.ts';
import {deployment} from '../../support/builders.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';
import {policyWith, run} from './policy-fixture.ts';

const FACTS = {...NO_FACTS, admission: {pods: true, templates: false}};
const ROLLOUT = {maxConcurrent: 1, progressDeadlineSeconds: 600, maxFailures: 3, restartPods: true};
const POLICY = policyWith({}, {delivery: 'Pod', rollout: ROLLOUT});
const HEALTHY = {replicas: 1, updatedReplicas: 1, availableReplicas: 1};

describe('the controller of workloads whose pods are converted when they are created', () => {
  let clock: FakeClock;
  let log: MemoryLog;
  let objects: Map<string, JsonObject>;
  let pods: Map<string, readonly RolloutPod[]>;
  let writes: Write[];
  let events: string[];
  let isOpen: () => Promise<boolean>;
  let controller: WorkloadController;

  beforeEach(() => {
    [clock, log] = [new FakeClock(), new MemoryLog()];
    [objects, pods, writes, events] = [new Map(), new Map(), [], []];
    isOpen = async () => Promise.resolve(true);
    controller = made();
    for (const name of ['first', 'second']) add(name);
  });

  /** A healthy Deployment with one classic pod. */
  function add(name: string): void {
    objects.set(name, {...deployment(undefined, {metadata: {name}}), status: HEALTHY});
    pods.set(name, [{natives: [], initialized: true, createdAt: '2026-11-01T00:00:00Z'}]);
  }

  const look = async (name: string) => controller.reconcile(`Deployment/shop/${name}`, run(log));
  const sent = (): readonly string[] => writes.map(({what, name}) => `${what} ${name}`);

  it('restarts one, and the next only when that has come up', async () => {
    assert.deepEqual([await look('first'), await look('second')], [DONE, DONE]);
    assert.deepEqual(sent(), ['restart first']);
    await look('first');
    await look('second');
    assert.deepEqual(sent(), ['restart first']);
    comesUp('first');
    await look('first');
    await look('second');
    await look('first');
    assert.deepEqual(sent(), ['restart first', 'restart second']);
    assert.deepEqual(events, ['restarted first', 'restarted second']);
  });

  it('writes what kubectl rollout restart writes, and a mark', async () => {
    await look('first');
    const object = objects.get('first');
    const at = '2026-11-01T12:00:00.000Z';
    const template = valueAt(object, 'spec', 'template', 'metadata', 'annotations');
    assert.deepEqual(template, {'kubectl.kubernetes.io/restartedAt': at});
    const {key, uid, generation} = POLICY;
    const mark = JSON.stringify({policy: key, uid, generation, at});
    assert.deepEqual(valueAt(object, 'metadata', 'annotations'), {'outrigger.dev/restarted': mark});
  });

  it('waits until pods are converted, without a slot', async () => {
    isOpen = async () => Promise.resolve(false);
    assert.deepEqual(await look('first'), after(5));
    assert.deepEqual(sent(), []);
    isOpen = async () => Promise.resolve(true);
    await look('second');
    assert.deepEqual(sent(), ['restart second']);
  });

  it('holds no slot where the API server does not say whether they are', async () => {
    isOpen = async () => Promise.reject(new Error('away'));
    await assert.rejects(look('first'), /away/);
    isOpen = async () => Promise.resolve(true);
    await look('second');
    assert.deepEqual(sent(), ['restart second']);
  });

  it('marks a workload whose pod hangs when it is late, and looks at it in time', async () => {
    const since = clock.now() - 590_000;
    const hang = {on: 'log', why: 'NotStarted' as const, since};
    const pod = {natives: ['log'], moved: ['log'], initialized: false, createdAt: new Date(since).toISOString()};
    pods.set('first', [{...pod, hang}]);
    assert.deepEqual(await look('first'), after(10));
    await clock.advance(10_000);
    await look('first');
    await look('first');
    assert.deepEqual([sent(), events], [['mark failed first'], ['failed first']]);
  });

  it('restarts back what it had restarted, once, when its pods are left out', async () => {
    isOpen = async () => Promise.resolve(true);
    await look('first');
    isOpen = async () => Promise.resolve(false);
    const since = clock.now();
    const hang = {on: 'log', why: 'NotStarted' as const, since};
    const createdAt = new Date(since + 1000).toISOString();
    pods.set('first', [{natives: ['log'], moved: ['log'], initialized: false, createdAt, hang}]);
    await clock.advance(600_000);
    await look('first');
    assert.deepEqual(await look('first'), after(15));
    await clock.advance(15_000);
    for (let again = 0; again < 3; again++) await look('first');
    assert.deepEqual(sent(), ['restart first', 'mark failed first', 'restart first']);
  });

  /** The new pod of a restarted Deployment runs, and is native. */
  function comesUp(name: string): void {
    objects.set(name, {...objects.get(name), status: {...HEALTHY, observedGeneration: 2}});
    pods.set(name, [{natives: ['log'], moved: ['log'], initialized: true, createdAt: '2026-11-01T12:00:00Z'}]);
  }

  function made(): WorkloadController {
    const ledger = new Ledger(() => undefined);
    return new WorkloadController({
      state: stateOf(),
      ledger,
      slots: new Slots(ledger, () => undefined),
      memory: new ConversionMemory(),
      pauses: new Pauses({ledger, now: () => clock.now(), isComplete: () => true}),
      writer: {isBehind: () => false, send: async (write: Write) => send(write)} as unknown as WorkloadWriter,
      announcer: {
        restarted: ({name}: WorkloadView) => events.push(`restarted ${name}`),
        podsFailed: ({name}: WorkloadView) => events.push(`failed ${name}`),
        transition: () => undefined,
      } as unknown as Announcer,
      restartGate: {isOpen: async () => isOpen()},
      clock,
      log,
      dryRun: false,
      mayStart: () => true,
      exclude: () => undefined,
    });
  }

  /** Stores it as the API server would; a new template is another generation. */
  async function send(write: Write) {
    writes.push(write);
    const object = applyOperations(objects.get(write.name), JSON.parse(write.patch) as Operation[]) as JsonObject;
    const generation = write.what === 'restart' ? 2 : valueAt(object, 'metadata', 'generation');
    const metadata = {...(object['metadata'] as JsonObject), ...(generation === undefined ? {} : {generation})};
    objects.set(write.name, {...object, metadata});
    return Promise.resolve({type: 'Written' as const, notes: []});
  }

  function stateOf(): ClusterState {
    const view = (name: string) => workloadView('Deployment', objects.get(name), 'outrigger');
    const state: Partial<ClusterState> = {
      workload: (key: string) => view(key.split('/')[2] ?? ''),
      policy: () => POLICY,
      policiesOf: () => [POLICY],
      factsOf: () => FACTS,
      knows: () => true,
      podsOf: ({name}: WorkloadView) => pods.get(name) ?? [],
      isTerminating: () => false,
    };
    return state as ClusterState;
  }
});
