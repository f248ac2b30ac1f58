import assert from 'node:assert/strict';
import {RECORD_ANNOTATION} from '../../../src/api/constants.ts';
import {objectsAt, stringAt, valueAt} from '../../../src/domain/json.ts';
import {container} from '../../support/builders.ts';
import type {Write} from '../../support/api-proxy.ts';
import {eventually} from '../../support/eventually.ts';
import {Lab} from './lab.ts';

describe('somebody who writes to a workload just before the operator', function () {
  this.timeout(120_000);
  let lab: Lab;

  before(async () => {
    lab = await Lab.open('loop-races');
    await lab.start();
  });

  after(async () => lab.close());

  const tries = (name: string): readonly Write[] => lab.proxy.writes.filter(isTo(name));

  /** Once, and refused before: more than once where the operator's watch is slower than its next try. */
  function isConvertedAfterARefusal(name: string): void {
    const statuses = tries(name).map(({status}) => status);
    assert.equal(statuses[0], 422);
    assert.deepEqual(
      statuses.filter(status => status !== 422),
      [200],
    );
  }

  /** While the operator's first write to a Deployment is on its way. */
  function overtake(name: string, act: () => Promise<unknown>): void {
    lab.proxy.onArrival = async write => {
      if (!isTo(name)(write)) return;
      lab.proxy.onArrival = () => undefined;
      await act();
    };
  }

  it('keeps what he wrote to the sidecar, which is converted in the second try', async () => {
    const containers = [container('app'), container('log', {image: 'registry.example/log:2.0'})];
    overtake('edited', () => lab.change('Deployment', 'edited', {spec: {template: {spec: {containers}}}}));
    await lab.policyFor('edited', 'edited');
    await lab.deployment('edited');
    await lab.counts('edited', {converted: 1});
    const inits = objectsAt(lab.follower('Deployment').get('edited'), 'spec', 'template', 'spec', 'initContainers');
    assert.deepEqual(
      inits.map(init => init['image']),
      ['registry.example/log:2.0'],
    );
    isConvertedAfterARefusal('edited');
    const series = 'outrigger_conversions_total{kind="Deployment",delivery="Template",result="conflict"}';
    assert.ok(((await lab.operator.metric(series)) ?? 0) >= 1);
  });

  it('keeps the order that he gave the containers', async () => {
    const value = [container('log'), container('app')];
    const path = '/apis/apps/v1/namespaces/loop-races/deployments/ordered';
    const operation = {op: 'replace', path: '/spec/template/spec/containers', value} as const;
    overtake('ordered', () => lab.admin.rest.jsonPatch(path, [operation]));
    await lab.policyFor('ordered', 'ordered');
    await lab.deployment('ordered');
    await lab.counts('ordered', {converted: 1});
    isConvertedAfterARefusal('ordered');
    const mark = stringAt(lab.follower('Deployment').get('ordered'), 'metadata', 'annotations', RECORD_ANNOTATION);
    assert.equal(mark, '[{"n":"log","i":0}]');
  });

  it('does not disturb a conversion by what it does not touch', async () => {
    const annotations = {team: 'shop'};
    await lab.deployment('labelled');
    await lab.change('Deployment', 'labelled', {metadata: {annotations}});
    overtake('labelled', () => lab.change('Deployment', 'labelled', {spec: {minReadySeconds: 1}}));
    await lab.policyFor('labelled', 'labelled');
    await lab.counts('labelled', {converted: 1});
    assert.deepEqual(
      tries('labelled').map(({status}) => status),
      [200],
    );
    assert.equal(valueAt(lab.follower('Deployment').get('labelled'), 'spec', 'minReadySeconds'), 1);
  });

  it('may delete it', async () => {
    overtake('deleted', () => lab.admin.delete('Deployment', lab.namespace, 'deleted'));
    await lab.policyFor('deleted', 'deleted');
    await lab.deployment('deleted');
    await eventually('the write has come too late', () => tries('deleted').some(({status}) => status === 404));
    await lab.deployment('next', {label: 'deleted'});
    await lab.counts('deleted', {converted: 1, pending: 0});
    assert.equal(tries('deleted').length, 1);
  });
});

function isTo(name: string) {
  return ({path}: Write): boolean => path.endsWith(`/deployments/${name}`);
}
