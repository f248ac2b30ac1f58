import assert from 'node:assert/strict';
import {eventually} from '../../support/eventually.ts';
import {errorEvent, everything, laterPages, lists, refusal, watches, writes, type Which} from '../../support/faults.ts';
import {objectAt} from '../../../src/domain/json.ts';
import {isTemplateWrite, type Fault} from './fault-run.ts';
import {faultTable} from './fault-table.ts';
import type {Scene} from './scene.ts';
import {POLICY} from './world.ts';

const STATUS: Which = ({method, path}) => method === 'PATCH' && path.endsWith(`/sidecarpolicies/${POLICY}/status`);
const FINALIZER: Which = ({method, path}) => method === 'PATCH' && path.endsWith(`/sidecarpolicies/${POLICY}`);
const FINISHING = writes('pods');
const EVENTS = writes('events');
/** Every kind of write that the operator makes. */
const WRITES = [isTemplateWrite, FINISHING, STATUS, FINALIZER, EVENTS];

/** The next requests of each kind of write meet the same. */
function onWrites({http}: Scene, fault: Parameters<Scene['http']['order']>[1], times: number): void {
  for (const which of WRITES) http.order(which, fault, times);
}

/** As validation answers, which names what is wrong. */
const INVALID = refusal(422, 'Invalid', {causes: [{field: 'spec.template', message: 'no'}]});
const RETRY_AFTER = 3;

/** No request was sent again before the time for which the server had asked; Events are each another one. */
function assertHeeded({http}: Scene): void {
  const refused = http.requests.filter(({method, status}) => status === 429 && method !== 'POST');
  assert.ok(refused.length >= 5);
  for (const {method, path, query, at} of refused) {
    const same = http.requests.filter(each => each.method === method && each.path === path && each.at > at);
    const next = same.find(each => each.query.has('watch') === query.has('watch'));
    const waited = next === undefined ? Infinity : next.at - at;
    // The proxy and the operator do not see a request at the very same moment.
    assert.ok(waited >= RETRY_AFTER * 1000 - 50, `${method} ${path} came again after ${waited} ms`);
  }
}

const RESETS: readonly Fault[] = [
  {
    title: 'whose first lists are reset starts all the same',
    start: ({http}) => void http.order(({query}) => !query.has('watch'), {type: 'Reset'}, 20),
  },
  {
    title: 'whose watches are reset in the middle of its work goes on',
    midway: async ({http}) => http.cutWatches(),
  },
  {
    title: 'whose watches are reset again and again goes on',
    midway: async ({http}) => {
      http.order(({query}) => query.has('watch'), {type: 'Reset'}, 25);
      http.cutWatches();
    },
  },
  {
    title: 'whose writes are reset before the server hears of them sends them again',
    before: scene => onWrites(scene, {type: 'Reset'}, 2),
  },
  {
    title: 'whose writes are stored, and the answers lost, does not write twice',
    before: scene => onWrites(scene, {type: 'LoseAnswer'}, 2),
  },
];

const SERVER_ERRORS: readonly Fault[] = [
  {
    title: 'that gets 500 to whatever it asks for a while waits for better times',
    midway: async ({http}) => {
      const order = http.order(everything, refusal(500, 'InternalError'), Infinity);
      http.cutWatches();
      await met(order, 40);
      order.lift();
    },
  },
  {
    title: 'that gets 500 to its first lists starts all the same',
    start: ({http}) => void http.order(({query}) => !query.has('watch'), refusal(500, 'InternalError'), 20),
  },
  {
    title: 'that gets 500 to its writes sends them again',
    before: scene => onWrites(scene, refusal(500, 'InternalError'), 3),
  },
  {
    title: 'that gets 500 to its finalizer converts nothing yet, and does and says everything else',
    before: ({http}) => void http.order(FINALIZER, refusal(500, 'InternalError'), Infinity),
    during: async scene => {
      await eventually('all is counted', async () => counts(scene, {pending: 12, converted: 0, native: 1}));
      await eventually('Jobs are finished', async () => (await scene.jobs.endOf('good')) === 'Complete');
      await eventually('it says why', async () => /finalizer .* cannot be written/.test(await scene.trouble()));
      assert.deepEqual(scene.http.requests.filter(isTemplateWrite), []);
      scene.http.lift();
    },
  },
  {
    title: 'that gets 429 comes again when it was told to, and not before',
    before: scene => onWrites(scene, refusal(429, 'TooManyRequests', {retryAfter: RETRY_AFTER}), 2),
    after: assertHeeded,
  },
];

const CONFLICTS: readonly Fault[] = [
  {
    title: 'whose watches end with 410 lists anew',
    midway: async ({http}) => http.say(errorEvent(410, 'Expired')),
  },
  {
    title: 'whose watches cannot begin where the list ended lists anew',
    start: ({http}) => void http.order(watches('deployments'), refusal(410, 'Expired'), 2),
  },
  {
    title: 'whose list expires on a later page begins it anew',
    start: ({http}) => {
      http.order(lists('deployments'), {type: 'Rewrite', query: {limit: '4'}}, 1);
      http.order(laterPages('deployments'), refusal(410, 'Expired'), 1);
    },
  },
  {
    title: 'that gets 409 to its writes looks again and writes once',
    before: scene => onWrites(scene, refusal(409, 'Conflict'), 2),
  },
  {
    title: 'that gets 422 from the guards of its patches plans them anew',
    before: ({http}) => void http.order(isTemplateWrite, refusal(422, 'Invalid'), 4),
  },
  {
    title: 'whose patches of one workload always get 422 converts the others, says so, and tries again after an edit',
    before: ({http}) => void http.order(writes('deployments/web-3'), INVALID, Infinity),
    during: async scene => {
      const refused = {pending: 1, converted: 9};
      await eventually('all others are converted', async () => counts(scene, refused));
      // Every 30 s at the most, and the others may take longer than that on a busy machine.
      const tries = scene.http.requests.filter(writes('deployments/web-3')).map(({at}) => at);
      assert.ok(tries.length > 0);
      for (const [index, at] of tries.slice(1).entries()) assert.ok(at - (tries[index] ?? 0) > 29_000, tries.join());
      scene.http.lift();
      await scene.edit();
    },
    warnings: 1,
  },
];

async function counts(scene: Scene, wanted: Readonly<Record<string, number>>): Promise<boolean> {
  const {workloads} = await scene.status();
  return Object.entries(wanted).every(([state, count]) => objectAt(workloads)[state] === count);
}

async function met(order: {readonly hits: number}, hits: number): Promise<void> {
  await eventually(`${hits} requests have met the fault`, () => order.hits >= hits);
}

describe('an operator behind a bad network', function () {
  this.timeout(600_000);
  faultTable({name: 'resets', length: 'Short', faults: RESETS});
});

describe('an operator of a server in trouble', function () {
  this.timeout(600_000);
  faultTable({name: 'errors', length: 'Short', faults: SERVER_ERRORS});
});

describe('an operator whose requests are refused', function () {
  this.timeout(600_000);
  faultTable({name: 'conflicts', length: 'Short', faults: CONFLICTS});
});
