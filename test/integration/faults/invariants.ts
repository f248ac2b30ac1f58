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

/** At most one template write a workload was stored, and none where nothing is to be converted. */
function assertConvertedOnce({http, originals}: Scene): void {
  const stored = http.requests.filter(isStored).map(({path}) => path);
  for (const {kind, name, fate} of [...PIECES, LATE]) {
    if (!originals.has(`${kind}/${name}`)) continue;
    const writes = stored.filter(path => path.endsWith(`/${kind.toLowerCase()}s/${name}`)).length;
    assert.equal(writes, fate === 'Converted' ? 1 : 0, `stored writes of ${kind} ${name}`);
  }
}

/** Only pods whose mains have ended were finished, each once, and not before the policy's wait was over. */
function assertNotFinalizedEarly({http, endedAt}: Scene): void {
  const finished = http.requests.filter(isStored).flatMap(({path, at}) => {
    const pod = /\/pods\/([^/]+)\/status$/.exec(path)?.[1];
    return pod === undefined ? [] : [{pod, at}];
  });
  assert.deepEqual(finished.map(({pod}) => pod).sort(), [...endedAt.keys()].sort(), 'pods that were finished');
  for (const {pod, at} of finished) {
    const waited = at - (endedAt.get(pod) ?? Infinity);
    assert.ok(waited >= WAIT_SECONDS * 1000, `${pod} was finished ${waited} ms after its end`);
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

function isStored({method, query, served = 0}: ProxiedRequest): boolean {
  return method === 'PATCH' && !query.has('dryRun') && served >= 200 && served < 300;
}
