import assert from 'node:assert/strict';
import {kubexitNames, kubexitSidecars} from '../../../src/domain/kubexit.ts';
import {container, podSpec} from '../../support/builders.ts';

const env = (birth?: string, death?: string) => ({
  env: [
    ...(birth === undefined ? [] : [{name: 'KUBEXIT_BIRTH_DEPS', value: birth}]),
    ...(death === undefined ? [] : [{name: 'KUBEXIT_DEATH_DEPS', value: death}]),
  ],
});

describe('kubexitSidecars', () => {
  const cases: readonly (readonly [string, ReturnType<typeof podSpec>, readonly string[]])[] = [
    ['none without its variables', podSpec(), []],
    ['what ends with the app', podSpec([container('app'), container('db', env(undefined, 'app'))]), ['db']],
    [
      'what the app waits for',
      podSpec([container('app', env('db, cache')), container('db'), container('cache')]),
      ['db', 'cache'],
    ],
    ['not the app, for which a sidecar waits', podSpec([container('app'), container('db', env('app', 'app'))]), ['db']],
    ['not what is not there', podSpec([container('app', env('gone,,'))]), []],
  ];
  for (const [title, spec, names] of cases) {
    it(`are ${title}`, () => assert.deepEqual(kubexitSidecars(spec), names));
  }

  it('come from variables that are written out', () => {
    const one = {env: [{name: 'KUBEXIT_DEATH_DEPS', valueFrom: {fieldRef: {}}}, 'odd', {name: 'KUBEXIT_DEATH_DEPS'}]};
    assert.deepEqual(kubexitNames(one, 'KUBEXIT_DEATH_DEPS'), []);
  });
});
