import assert from 'node:assert/strict';
import {podCandidates} from '../../../../src/admission/webhook/candidates.ts';
import type {Policy} from '../../../../src/domain/policy.ts';
import {policy, rule} from '../../../support/builders.ts';

function cluster(fields: Partial<Policy> = {}): Policy {
  const {namespace: _, ...rest} = policy({kind: 'ClusterSidecarPolicy', key: 'all', name: 'all', ...fields});
  return {...rest, target: {...rest.target, namespaceSelector: {}}};
}

describe('candidates of the webhook', () => {
  it('are none without a policy that converts', () => {
    const audit = policy({conversion: {...policy().conversion, mode: 'Audit'}});
    assert.equal(podCandidates([]), 'false');
    assert.equal(podCandidates([audit, policy({suspend: true}), policy({deleting: true})]), 'false');
  });

  it('are pods with a container that a rule of their namespace could match', () => {
    assert.equal(
      podCandidates([policy({sidecars: [rule({names: ['log', 'db-*']})]})]),
      "(request.namespace == 'shop' && object.spec.containers.exists(c, (c.name == 'log' || c.name.startsWith('db-'))))",
    );
  });

  it('go by images where a rule does, and by what a profile knows', () => {
    assert.equal(
      podCandidates([policy({sidecars: [rule({names: ['log'], images: ['*/shipper']})]})]),
      String.raw`(request.namespace == 'shop' && object.spec.containers.exists(c, (c.name == 'log' && (has(c.image) ? c.image.find(r'^([^@]*/)?[^:@/]*') : '').endsWith('/shipper'))))`,
    );
    assert.match(podCandidates([policy({sidecars: [rule({profile: 'fluent-bit'})]})]), /fluent-bit/);
  });

  it('are all pods of a namespace where an injector may add what a rule matches', () => {
    assert.equal(podCandidates([policy({sidecars: [rule({profile: 'istio'})]})]), "request.namespace == 'shop'");
  });

  it('of cluster policies are those elsewhere, since a namespace with policies of its own has them all', () => {
    assert.equal(
      podCandidates([policy(), cluster({sidecars: [rule({names: ['proxy']})]})]),
      "((request.namespace == 'shop' && object.spec.containers.exists(c, (c.name == 'log' || c.name == 'proxy'))) || (!(request.namespace in ['shop']) && object.spec.containers.exists(c, c.name == 'proxy')))",
    );
    assert.equal(podCandidates([cluster()]), "object.spec.containers.exists(c, c.name == 'log')");
  });

  it('are told by their namespaces where more would be too long to say, and not told apart beyond', () => {
    const many = (count: number): readonly Policy[] =>
      Array.from({length: count}, (_, index) => {
        const namespace = `namespace-${index}`;
        return policy({
          namespace,
          key: `${namespace}/shop`,
          sidecars: [rule({names: [`${'x'.repeat(100)}*y${index}`]})],
        });
      });
    const some = podCandidates(many(400));
    assert.ok(
      some.length <= 50_000 && some.includes("request.namespace == 'namespace-399'") && !some.includes('exists'),
    );
    assert.equal(podCandidates(many(5000)), 'true');
  });
});
