import assert from 'node:assert/strict';
import fc from 'fast-check';
import {podPolicyName} from '../../../src/admission/pods/names.ts';
import type {PodPolicyScope} from '../../../src/admission/pods/unit.ts';
import {stepsBetween, type Parts, type Step} from '../../../src/controllers/pods/steps.ts';

const NAMESPACES = ['a', 'b', 'c'];

/** Which namespaces have a pod policy of their own, whether the others have one, and the version of all. */
interface World {
  readonly own: readonly string[];
  readonly cluster: boolean;
  readonly version: string;
}

const world: fc.Arbitrary<World> = fc.record({
  own: fc.subarray(NAMESPACES),
  cluster: fc.boolean(),
  version: fc.constantFrom('1', '2'),
});

/** A binding's digest says here which namespaces it is for. */
function partsOf({own, cluster, version}: World): Parts {
  const scopes: readonly PodPolicyScope[] = [
    ...own.map(namespace => ({type: 'Namespace' as const, namespace})),
    ...(cluster ? [{type: 'Cluster' as const, except: own}] : []),
  ];
  return {
    policy: new Map(scopes.map(scope => [podPolicyName(scope), version])),
    binding: new Map(scopes.map(scope => [podPolicyName(scope), coverageOf(scope).join()])),
  };
}

function coverageOf(scope: PodPolicyScope): readonly string[] {
  return scope.type === 'Namespace' ? [scope.namespace] : NAMESPACES.filter(name => !scope.except.includes(name));
}

function after(stored: Parts, step: Step, wanted: Parts): Parts {
  const changed = new Map(stored[step.part]);
  if (step.type === 'Delete') changed.delete(step.name);
  else changed.set(step.name, wanted[step.part].get(step.name) ?? '');
  return {...stored, [step.part]: changed};
}

/** In how many pod policies' scope a namespace is. */
function coveredBy(namespace: string, {binding}: Parts): number {
  return [...binding.values()].filter(coverage => coverage.split(',').includes(namespace)).length;
}

describe('the steps between pod policies', () => {
  it('lead from any to any, with no namespace in two at a time, and no binding without its policy', () => {
    fc.assert(
      fc.property(world, world, (from, to) => {
        const wanted = partsOf(to);
        let now = partsOf(from);
        for (const step of stepsBetween(now, wanted)) {
          now = after(now, step, wanted);
          for (const namespace of NAMESPACES) assert.ok(coveredBy(namespace, now) <= 1, JSON.stringify(step));
          for (const name of now.binding.keys()) assert.ok(now.policy.has(name), JSON.stringify(step));
        }
        assert.deepEqual(entriesOf(now), entriesOf(wanted));
        assert.deepEqual(stepsBetween(now, wanted), []);
      }),
    );
  });

  it('leave a namespace that is in one before and after in one all the time, but for one request between two', () => {
    fc.assert(
      fc.property(world, world, fc.constantFrom(...NAMESPACES), (from, to, namespace) => {
        const wanted = partsOf(to);
        let now = partsOf(from);
        fc.pre(coveredBy(namespace, now) === 1 && coveredBy(namespace, wanted) === 1);
        const moves = from.own.includes(namespace) !== to.own.includes(namespace);
        const others = from.own.length + to.own.length;
        let uncovered = 0;
        for (const step of stepsBetween(now, wanted)) {
          now = after(now, step, wanted);
          uncovered += coveredBy(namespace, now) === 0 ? 1 : 0;
        }
        assert.ok(uncovered <= (moves ? others : 0), `${uncovered}`);
      }),
    );
  });

  it('withdraw the binding before the policy', () => {
    const steps = stepsBetween(partsOf({own: ['a'], cluster: false, version: '1'}), {
      policy: new Map(),
      binding: new Map(),
    });
    assert.deepEqual(
      steps.map(({type, part}) => [type, part]),
      [
        ['Delete', 'binding'],
        ['Delete', 'policy'],
      ],
    );
  });

  it('are one where only a policy has changed', () => {
    const [from, to] = ['1', '2'].map(version => partsOf({own: ['a'], cluster: true, version}));
    assert.ok(from !== undefined && to !== undefined);
    assert.deepEqual(
      stepsBetween(from, to).map(({part, name}) => [part, name]),
      [
        ['policy', 'outrigger.a.pods'],
        ['policy', 'outrigger.pods'],
      ],
    );
  });
});

function entriesOf({policy, binding}: Parts): readonly unknown[] {
  return [policy, binding].map(part => Object.fromEntries(part));
}
