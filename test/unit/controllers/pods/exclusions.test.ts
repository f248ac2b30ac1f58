import assert from 'node:assert/strict';
import type {Exclusion} from '../../../../src/admission/pods/unit.ts';
import {Exclusions} from '../../../../src/controllers/pods/exclusions.ts';

const WEB: Exclusion = {namespace: 'shop', kind: 'Deployment', workload: 'web'};
const JOBS: Exclusion = {namespace: 'shop', kind: 'Job', labels: {app: 'report'}};

describe('Exclusions', () => {
  let changes: number;
  let exclusions: Exclusions;

  beforeEach(() => {
    changes = 0;
    exclusions = new Exclusions(() => changes++);
  });

  it('tells when one comes, becomes another or goes, and of nothing else', () => {
    exclusions.set('Job/shop/a', undefined);
    assert.equal(changes, 0);
    exclusions.set('Job/shop/a', JOBS);
    exclusions.set('Job/shop/a', {...JOBS, labels: {app: 'report'}});
    assert.equal(changes, 1);
    exclusions.set('Job/shop/a', {...JOBS, labels: {app: 'other'}});
    exclusions.set('Job/shop/a', undefined);
    assert.equal(changes, 3);
    assert.deepEqual(exclusions.all(), []);
  });

  it('are each once, in an order that does not depend on which came first', () => {
    for (const name of ['a', 'b']) exclusions.set(`Job/shop/${name}`, JOBS);
    exclusions.set('Deployment/shop/web', WEB);
    const other = new Exclusions(() => undefined);
    other.set('Deployment/shop/web', WEB);
    other.set('Job/shop/b', JOBS);
    assert.deepEqual(exclusions.all(), other.all());
    assert.equal(exclusions.all().length, 2);
  });
});
