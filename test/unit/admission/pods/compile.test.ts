import assert from 'node:assert/strict';
import {compilePodPolicy, type Compilation} from '../../../../src/admission/pods/compile.ts';
import {PROFILE_PROBES} from '../../../../src/admission/pods/profile-probes.ts';
import type {Exclusion, PodPolicyUnit} from '../../../../src/admission/pods/unit.ts';
import {unitsOf} from '../../../../src/admission/pods/units.ts';
import {objectAt, objectsAt, stringAt, stringMapAt, valueAt} from '../../../../src/domain/json.ts';
import {CATALOG} from '../../../../src/domain/catalog/catalog.ts';
import type {Policy} from '../../../../src/domain/policy.ts';
import {policy, rule} from '../../../support/builders.ts';

const excluded: Exclusion = {namespace: 'shop', kind: 'Deployment', labels: {app: 'shop'}};

function unit(fields: Partial<Policy>, exclusions: readonly Exclusion[] = []): PodPolicyUnit {
  return {scope: {type: 'Namespace', namespace: 'shop'}, policies: [policy(fields)], exclusions};
}

function inShop(fields: Partial<Policy> = {}, exclusions: readonly Exclusion[] = []): Compilation {
  return compilePodPolicy(unit(fields, exclusions));
}

function named(count: number, prefix = 'name'): readonly Exclusion[] {
  return Array.from({length: count}, (_, i) => ({namespace: 'shop', kind: 'Deployment', workload: `${prefix}-${i}`}));
}

function codesOf(result: Compilation): readonly string[] {
  return result.type === 'Refused' ? result.findings.map(({code}) => code) : [];
}

function clusterPolicy(name: string, fields: Partial<Policy> = {}): Policy {
  const {namespace: _, ...rest} = policy({kind: 'ClusterSidecarPolicy', key: name, name, ...fields});
  return rest;
}

describe('a compiled pod policy', () => {
  it('has one mutation, is ignored where it fails, and runs again after webhooks', () => {
    const result = inShop();
    assert.ok(result.type === 'Compiled');
    const spec = objectAt(result.policy, 'spec');
    assert.equal(objectsAt(spec, 'mutations').length, 1);
    assert.equal(spec['failurePolicy'], 'Ignore');
    assert.equal(spec['reinvocationPolicy'], 'IfNeeded');
    assert.equal(spec['matchConditions'], undefined);
  });

  it('is named after its namespace, labelled, and says what it is compiled from', () => {
    const result = inShop({generation: 3});
    assert.ok(result.type === 'Compiled');
    const want = {
      name: 'outrigger.shop.pods',
      labels: {
        'app.kubernetes.io/name': 'outrigger',
        'app.kubernetes.io/component': 'admission',
        'outrigger.dev/compiled': 'pods',
      },
      annotations: {'outrigger.dev/compiled-from': 'SidecarPolicy shop/shop generation 3'},
    };
    assert.deepEqual(result.policy['metadata'], want);
    assert.deepEqual(result.binding['metadata'], want);
  });

  it('says which of its policies convert nothing', () => {
    const result = inShop({suspend: true});
    assert.ok(result.type === 'Compiled');
    const from = stringMapAt(result.binding, 'metadata', 'annotations')['outrigger.dev/compiled-from'];
    assert.equal(from, 'SidecarPolicy shop/shop generation 1 suspended');
  });

  it('is careful beside a webhook that is asked again, unless that is acknowledged', () => {
    const careful = (fields: Partial<Policy>, reinvoked: readonly string[]): boolean => {
      const result = compilePodPolicy({...unit(fields), reinvoked});
      return JSON.stringify(result).includes('outrigger.dev/looked');
    };
    assert.ok(careful({}, ['injector/pods.example.com']));
    assert.ok(!careful({}, []));
    assert.ok(!careful({acknowledge: ['InjectorReinvoked']}, ['injector/pods.example.com']));
  });

  it('has names for its expressions, each used after it is given, also where it is careful', () => {
    const result = compilePodPolicy({
      ...unit({sidecars: CATALOG.map(({id}) => rule({profile: id}))}),
      reinvoked: ['a'],
    });
    assert.ok(result.type === 'Compiled');
    const variables = objectsAt(result.policy, 'spec', 'variables');
    const names = variables.map(one => stringAt(one, 'name') ?? '');
    assert.equal(new Set(names).size, names.length);
    variables.forEach((one, index) => {
      const read = [...(stringAt(one, 'expression') ?? '').matchAll(/variables\.(\w+)/g)].map(([, name = '']) => name);
      assert.deepEqual(
        read.filter(name => !names.slice(0, index).includes(name)),
        [],
        stringAt(one, 'name'),
      );
    });
  });

  const refused: readonly [says: string, fields: Partial<Policy>, exclusions: readonly Exclusion[], code: string][] = [
    ['more than 200 label sets to leave out', {}, Array.from({length: 201}, () => excluded), 'TooManyExclusions'],
    ['more than 1000 names to leave out', {}, named(1001), 'TooManyExclusions'],
    ['names to leave out that are too long together', {}, named(1000, 'n'.repeat(100)), 'TooManyExclusions'],
    [
      'globs that together cost too much',
      {
        sidecars: Array.from({length: 32}, () =>
          rule({images: Array.from({length: 16}, (_, i) => `*/a${i}*-${'b'.repeat(60)}`)}),
        ),
      },
      [],
      'PodPolicyTooLarge',
    ],
    [
      'an expression that is too long',
      {sidecars: Array.from({length: 32}, () => rule({names: Array.from({length: 16}, () => `${'b'.repeat(250)}*`)}))},
      [],
      'PodPolicyTooLarge',
    ],
  ];
  for (const [says, fields, exclusions, code] of refused) {
    it(`is refused for ${says}`, () => assert.deepEqual(codesOf(inShop(fields, exclusions)), [code]));
  }

  it('is refused for more policies than conditions can be nested', () => {
    const policies = Array.from({length: 51}, (_, index) => policy({key: `shop/${index}`}));
    assert.deepEqual(
      codesOf(compilePodPolicy({scope: {type: 'Namespace', namespace: 'shop'}, policies, exclusions: []})),
      ['PodPolicyTooLarge'],
    );
  });

  it('has the startup probe of every profile that has one', () => {
    const ids = CATALOG.filter(({startupProbe}) => startupProbe !== undefined).map(({id}) => id);
    assert.deepEqual(Object.keys(PROFILE_PROBES).sort(), ids);
  });

  it('takes 1000 names', () => assert.equal(inShop({}, named(1000)).type, 'Compiled'));

  it('takes 200 label sets', () => {
    assert.equal(
      inShop(
        {},
        Array.from({length: 200}, () => excluded),
      ).type,
      'Compiled',
    );
  });
});

describe('the units of pod policies', () => {
  it('are one for each namespace with a policy, in the order of governance, and one for the rest of the cluster', () => {
    const younger = policy({key: 'shop/younger', createdAt: '2026-02-01T00:00:00Z'});
    const bank = policy({key: 'bank/bank', namespace: 'bank'});
    const cluster = clusterPolicy('all');
    const units = unitsOf([cluster, younger, policy(), bank], [excluded, {...excluded, namespace: 'other'}]);
    assert.deepEqual(
      units.map(({scope, policies, exclusions}) => [scope, policies.map(({key}) => key), exclusions.length]),
      [
        [{type: 'Namespace', namespace: 'bank'}, ['bank/bank', 'all'], 0],
        [{type: 'Namespace', namespace: 'shop'}, ['shop/shop', 'shop/younger', 'all'], 1],
        [{type: 'Cluster', except: ['bank', 'shop']}, ['all'], 1],
      ],
    );
  });

  it('are of policies that enforce and stay', () => {
    const audit = policy({conversion: {...policy().conversion, mode: 'Audit'}});
    assert.deepEqual(unitsOf([audit, policy({deleting: true})], []), []);
  });

  it('have names that no two of them share, whatever namespaces are called', () => {
    const units = unitsOf([policy({namespace: 'cluster'}), policy({namespace: 'pods'}), clusterPolicy('all')], []);
    const names = units.map(unit => {
      const result = compilePodPolicy(unit);
      return result.type === 'Compiled' ? valueAt(result.policy, 'metadata', 'name') : undefined;
    });
    assert.deepEqual(names, ['outrigger.cluster.pods', 'outrigger.pods.pods', 'outrigger.pods']);
  });

  it('leave out the namespaces of others and those with the skip label', () => {
    const [unit] = unitsOf([policy(), clusterPolicy('all')], []).slice(-1);
    const result = compilePodPolicy(unit ?? assert.fail());
    assert.ok(result.type === 'Compiled');
    assert.deepEqual(valueAt(result.binding, 'spec', 'matchResources', 'namespaceSelector'), {
      matchExpressions: [
        {key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['shop']},
        {key: 'outrigger.dev/skip', operator: 'NotIn', values: ['true']},
      ],
    });
  });
});
