import assert from 'node:assert/strict';
import {RECORD_ANNOTATION} from '../../../src/api/constants.ts';
import {stringAt} from '../../../src/domain/json.ts';
import {recordOf} from '../../../src/domain/record.ts';
import {revert} from '../../../src/domain/revert.ts';
import {workloadOf} from '../../../src/domain/workload.ts';
import type {ProxiedRequest} from '../../support/faults.ts';
import type {Scene} from './scene.ts';
import {LATE, PIECES, WAIT_SECONDS} from './world.ts';

/** What holds in the end whatever has happened on the way. */
export async function assertUnharmed(scene: Scene): Promise<void> {
  assertConvertedOnce(scene);
  assertNotFinalizedEarly(scene);
  await assertRevertible(scene);
}

/**
 * One template write a workload was stored, and none was sent where nothing is to be converted. A server in
 * trouble may store what it answers with 500; generations in the snapshot show what was stored twice.
 */
function assertConvertedOnce({http, originals}: Scene): void {
  for (const {kind, name, fate} of [...PIECES, LATE]) {
    if (!originals.has(`${kind}/${name}`)) continue;
    const writes = http.requests.filter(isWrite).filter(each => each.path.endsWith(`/${kind.toLowerCase()}s/${name}`));
    assert.equal(writes.length > 0, fate === 'Converted', `writes of ${kind} ${name}`);
    if (fate === 'Converted') assertStoredOnce(writes, `writes of ${kind} ${name}`);
  }
}

/** Only pods whose mains have ended were to be finished, each once, and not before the policy's wait was over. */
function assertNotFinalizedEarly({http, endedAt}: Scene): void {
  const finishes = http.requests.filter(isWrite).flatMap(request => {
    const pod = /\/pods\/([^/]+)\/status$/.exec(request.path)?.[1];
    return pod === undefined ? [] : [{pod, request}];
  });
  const pods = new Set(finishes.map(({pod}) => pod));
  assert.deepEqual([...pods].sort(), [...endedAt.keys()].sort(), 'pods that were to be finished');
  for (const one of pods) {
    assertStoredOnce(
      finishes.filter(({pod}) => pod === one).map(({request}) => request),
      one,
    );
  }
  for (const {pod, request} of finishes) {
    const waited = request.at - (endedAt.get(pod) ?? Infinity);
    assert.ok(waited >= WAIT_SECONDS * 1000, `${pod} was to be finished ${waited} ms after its end`);
  }
}

/** Every record is there, and undoing it gives exactly what was there before. */
async function assertRevertible({admin, namespace, originals}: Scene): Promise<void> {
  for (const {kind, name, fate} of [...PIECES, LATE]) {
    const original = originals.get(`${kind}/${name}`);
    if (original === undefined || fate !== 'Converted') continue;
    const object = await admin.get(kind, namespace, name);
    assert.ok(stringAt(object, 'metadata', 'annotations', RECORD_ANNOTATION), `the record of ${kind} ${name}`);
    const workload = workloadOf(kind, object);
    const {spec, notes} = revert(workload.template.spec, recordOf(workload));
    assert.deepEqual(spec, workloadOf(kind, original).template.spec, `${kind} ${name} put back`);
    assert.deepEqual(notes, [], `${kind} ${name} put back`);
  }
}

function isWrite({method, query}: ProxiedRequest): boolean {
  return method === 'PATCH' && !query.has('dryRun');
}

/** Once, or the server itself does not know: it has answered one with 500 or with nothing. */
function assertStoredOnce(writes: readonly ProxiedRequest[], what: string): void {
  const stored = writes.filter(isStored).length;
  const isUnclear = writes.some(({served, status}) => (served ?? status ?? 500) >= 500);
  assert.ok(stored === 1 || (stored === 0 && isUnclear), `${what}: ${stored} were stored`);
}

function isStored({served = 0}: ProxiedRequest): boolean {
  return served >= 200 && served < 300;
}
