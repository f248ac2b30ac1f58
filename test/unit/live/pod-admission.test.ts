import assert from 'node:assert/strict';
import {compilePodPolicy} from '../../../src/admission/pods/compile.ts';
import {unitsOf} from '../../../src/admission/pods/units.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {readPodAdmission} from '../../../src/live/read/pod-admission.ts';
import type {Reader} from '../../../src/live/read/reader.ts';
import {policy} from '../../support/builders.ts';

/** The bindings of a SidecarPolicy in `shop` and of a ClusterSidecarPolicy. */
function bindings(): readonly JsonObject[] {
  const {namespace: _, ...cluster} = policy({kind: 'ClusterSidecarPolicy', key: 'all', name: 'all'});
  return unitsOf([policy(), cluster], []).map(unit => {
    const result = compilePodPolicy(unit);
    return result.type === 'Compiled' ? result.binding : assert.fail(JSON.stringify(result.findings));
  });
}

function reading(objects: readonly JsonObject[]): Pick<Reader, 'list'> {
  return {
    list: async (_resource, {take}) =>
      Promise.resolve({type: 'Read', objects: objects.flatMap(object => take(object) ?? [])}),
  };
}

async function admitted(objects: readonly JsonObject[]): Promise<readonly string[]> {
  const admits = await readPodAdmission(reading(objects));
  return ['shop', 'bank'].filter(admits);
}

describe('where pods are converted when they are created, as a command sees it', () => {
  it('is in every namespace that a pod policy is bound to', async () => {
    const [own, cluster] = bindings();
    assert.ok(own !== undefined && cluster !== undefined);
    assert.deepEqual(await admitted([own, cluster]), ['shop', 'bank']);
    assert.deepEqual(await admitted([own]), ['shop']);
    assert.deepEqual(await admitted([cluster]), ['bank']);
    assert.deepEqual(await admitted([]), []);
  });

  it('is nowhere by a binding of somebody else', async () => {
    const others = bindings().map(binding => ({...binding, metadata: {name: 'outrigger.pods', labels: {}}}));
    assert.deepEqual(await admitted(others), []);
  });

  it('is nowhere that is known where they may not be listed', async () => {
    const admits = await readPodAdmission({list: async () => Promise.resolve({type: 'Unreadable'})});
    assert.equal(admits('shop'), false);
  });
});
