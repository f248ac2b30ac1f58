import assert from 'node:assert/strict';
import type {JsonObject} from '../../../src/domain/json.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {atWork} from '../../support/at-work.ts';
import {container, podSpec} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {metricsPage} from '../../support/metrics-page.ts';
import {inBatches} from '../loop/in-batches.ts';
import {Lab} from '../loop/lab.ts';
import {assertQuiet} from './fault-run.ts';
import {SLACK} from './footprint.ts';

const LARGE = 1_300_000;
/** Somewhat more than the 1.5 MiB that etcd takes. */
const TOO_LARGE = 1_575_000;
const STEP = 150;
/** So many at once would be a list of 40 MB. */
const MANY = Array.from({length: 30}, (_, index) => `large-${index}`);
const SMALL = Array.from({length: 20}, (_, index) => `small-${index}`);
const FAST = {conversion: {mode: 'Enforce', rollout: {maxConcurrent: 10}}};

describe('objects that are as large as the server takes them', function () {
  this.timeout(240_000);
  let lab: Lab;

  before(async () => {
    lab = await Lab.open('faults-huge');
    await inBatches(SMALL, async name => lab.deployment(name, {label: 'small'}));
    await inBatches(MANY, async name => lab.deployment(name, {pods: large(LARGE, 'app'), label: 'large'}));
    await lab.deployment('sidecar', {pods: large(LARGE, 'log'), label: 'large'});
    await largest();
    await lab.start();
    for (const name of ['small', 'large', 'edge']) await lab.policyFor(name, name, FAST);
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') lab.operator.tell();
  });

  after(async () => {
    await inBatches([...MANY, 'sidecar'], async name => lab.admin.delete('Deployment', lab.namespace, name));
    await lab.close();
  });

  /** Of all sizes between what is taken with nothing more in it, and what can be converted. */
  async function largest(): Promise<void> {
    let bytes = TOO_LARGE;
    while (!(await isTaken('edge-0', bytes))) bytes -= STEP;
    for (const step of [1, 2, 3, 4]) assert.ok(await isTaken(`edge-${step}`, bytes - step * STEP));
  }

  async function isTaken(name: string, bytes: number): Promise<boolean> {
    try {
      await lab.deployment(name, {pods: large(bytes, 'app'), label: 'edge'});
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.message.includes('too large')) return false;
      throw error;
    }
  }

  it('do not hold up small ones', async () => {
    await lab.settles('small', {converted: SMALL.length});
  });

  it('are converted, once', async () => {
    await lab.settles('large', {converted: MANY.length + 1});
    for (const name of [...MANY, 'sidecar']) assert.equal(lab.writes(name), 1, name);
  });

  it('are told of when their conversion would be too large, and it is not tried again and again', async () => {
    const message = await eventually('it is said of one', () => {
      const said = String(lab.condition('edge', 'Progressing')?.['message']);
      return said.includes('WriteRefused') && !said.includes('Next') && said;
    });
    const refused = Number(/(\d+) WriteRefused/.exec(message)?.[1]);
    const tries = lab.proxy.writes.filter(({path, status = 0}) => path.includes('/deployments/edge') && status >= 400);
    assert.ok(tries.length <= 3 * refused, `${tries.length} tries of ${refused}`);
  });

  it('leave nothing behind', async () => {
    await eventually('nothing waits', async () => atWork(await metricsPage(lab.operator)).waiting === 0);
    assertQuiet({operators: [lab.operator]}, {warnings: 5});
    const beyond = await lab.heapBeyondFresh();
    assert.ok(beyond < SLACK.heap, `${beyond} bytes of heap more than a fresh process holds`);
  });
});

/** A template of about so many bytes, most of which are in one container. */
function large(bytes: number, name: string): JsonObject {
  const env = [{name: 'LARGE', value: 'x'.repeat(bytes - 2000)}];
  return podSpec(['app', 'log'].map(each => container(each, each === name ? {env} : {})));
}
