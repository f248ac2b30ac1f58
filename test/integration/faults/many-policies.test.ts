import assert from 'node:assert/strict';
import {valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {deployment} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {metricsPage} from '../../support/metrics-page.ts';
import {inBatches} from '../loop/in-batches.ts';
import {Lab} from '../loop/lab.ts';
import {assertQuiet} from './fault-run.ts';
import {SLACK} from './footprint.ts';

/** In one namespace, and over many with ten each. */
const DENSE = Array.from({length: 250}, (_, index) => index);
const NAMESPACES = Array.from({length: 25}, (_, index) => `faults-many-${index}`);
const TEN = Array.from({length: 10}, (_, index) => index);
const EDITS = 500;
const EVERY_MS = 20;
const STATUS_EVERY_MS = 5000;

describe('five hundred policies', function () {
  this.timeout(300_000);
  let lab: Lab;

  before(async () => {
    lab = await Lab.open('faults-many');
    await inBatches(NAMESPACES, async name => lab.admin.create('Namespace', undefined, {metadata: {name}}));
    await inBatches(DENSE, async index => pair('faults-many', index));
    await inBatches(NAMESPACES, async namespace => {
      for (const index of TEN) await pair(namespace, index);
    });
    await lab.start([]);
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') lab.operator.tell();
  });

  after(async () => {
    await lab.operator.kill();
    for (const name of NAMESPACES) await lab.admin.delete('Namespace', undefined, name);
    await inBatches(DENSE, async index => lab.admin.delete('SidecarPolicy', 'faults-many', `policy-${index}`));
    await lab.close();
  });

  /** A workload, and a policy for it alone. */
  async function pair(namespace: string, index: number): Promise<void> {
    const name = `web-${index}`;
    await lab.admin.create('Deployment', namespace, workload(namespace, name));
    await lab.admin.create('SidecarPolicy', namespace, policy(namespace, index, name));
  }

  it('each convert what is theirs', async () => {
    await eventually('all say so', async () => (await saying({converted: 1})) === 500, 240, 500);
    const writes = lab.proxy.writes.filter(({path, status}) => path.includes('/deployments/') && status === 200);
    assert.equal(writes.length, 500);
  });

  it('are served while one of them is edited fifty times a second', async () => {
    const before = lab.proxy.writes.length;
    const editing = edit();
    await eventually('it is being edited', () => edits > 20);
    await lab.deployment('another', {label: 'another'});
    await lab.policyFor('another', 'another');
    await eventually('another policy has converted its workload', () => lab.writes('another') === 1);
    await editing;
    await eventually('the last edit is observed', isObserved);
    const statuses = lab.proxy.writes
      .slice(before)
      .filter(({path}) => path.endsWith('/faults-many/sidecarpolicies/policy-0/status'));
    const gaps = statuses.slice(1).map(({at}, index) => at - (statuses[index]?.at ?? 0));
    assert.ok(gaps.length > 0 && Math.min(...gaps) >= STATUS_EVERY_MS - 1000, `gaps: ${gaps.map(Math.round).join()}`);
    assert.deepEqual(
      lab.proxy.writes.slice(before).filter(({path}) => path.endsWith('/faults-many/deployments/web-0')),
      [],
    );
    await eventually('next to nothing waits', async () => {
      for (const [series, depth] of await metricsPage(lab.operator))
        if (series.startsWith('outrigger_workqueue_depth')) assert.ok(depth <= 1, series);
      return true;
    });
    // One says that there are more Events at once than are kept for later; a line a policy would be hundreds.
    assertQuiet({operators: [lab.operator]}, {});
  });

  it('leave nothing behind of what they were before', async () => {
    const beyond = await lab.heapBeyondFresh([]);
    assert.ok(beyond < SLACK.heap, `${beyond} bytes of heap more than a fresh process holds`);
  });

  let edits = 0;

  /** Whatever the server bears, but no faster than fifty times a second. */
  async function edit(): Promise<void> {
    const at = {namespace: 'faults-many', name: 'policy-0'};
    const began = performance.now();
    for (; edits < EDITS; edits++) {
      const timeoutSeconds = 60 + (edits % 50);
      const sidecars = [{match: {names: ['log']}, startup: {gate: 'Auto', timeoutSeconds}}];
      await lab.admin.merge('SidecarPolicy', at, {spec: {sidecars}});
      await new Promise(resolve => setTimeout(resolve, Math.max(0, began + edits * EVERY_MS - performance.now())));
    }
  }

  async function isObserved(): Promise<boolean> {
    const {metadata, status} = await lab.admin.get('SidecarPolicy', 'faults-many', 'policy-0');
    return valueAt(status, 'observedGeneration') === valueAt(metadata, 'generation') && isSaid(status, {converted: 1});
  }

  /** How many policies count so. */
  async function saying(counts: Readonly<Record<string, number>>): Promise<number> {
    const policies = [lab.namespace, ...NAMESPACES].map(async each => lab.admin.list('SidecarPolicy', each));
    return (await Promise.all(policies)).flat().filter(({status}) => isSaid(status, counts)).length;
  }
});

function isSaid(status: unknown, counts: Readonly<Record<string, number>>): boolean {
  return Object.entries(counts).every(([state, count]) => valueAt(status, 'workloads', state) === count);
}

function workload(namespace: string, name: string): JsonObject {
  return deployment(undefined, {
    metadata: {name, namespace},
    template: {labels: {app: 'shop', name}},
    spec: {replicas: 0},
  });
}

function policy(namespace: string, index: number, name: string): JsonObject {
  return {
    metadata: {name: `policy-${index}`, namespace},
    spec: {
      target: {selector: {matchLabels: {name}}},
      sidecars: [{match: {names: ['log']}}],
      conversion: {mode: 'Enforce'},
    },
  };
}
