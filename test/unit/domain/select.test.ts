import assert from 'node:assert/strict';
import type {SidecarRule} from '../../../src/domain/policy.ts';
import {couldGovern, select} from '../../../src/domain/select.ts';
import {container, native, podSpec, rule} from '../../support/builders.ts';

const FLUENT_BIT = 'docker.io/fluent/fluent-bit:3.1';

describe('select', () => {
  it('gives each container to the first rule that matches it', () => {
    const rules = [rule({names: ['log']}), rule({names: ['l*', 'agent']})];
    const spec = podSpec([container('agent'), container('app'), container('log')]);
    const {candidates, mains} = select(spec, rules);
    assert.deepEqual(
      candidates.map(({name, index, ruleIndex}) => [name, index, ruleIndex]),
      [
        ['agent', 0, 1],
        ['log', 2, 0],
      ],
    );
    assert.deepEqual(mains, [{name: 'app', index: 1, container: container('app')}]);
  });

  it('tells native sidecars that a rule governs from regular init containers', () => {
    const init = [container('log'), native('log-2'), native('other')];
    const {natives, candidates} = select(podSpec([container('app')], {initContainers: init}), [
      rule({names: ['log*']}),
    ]);
    assert.deepEqual(
      natives.map(({name, index}) => [name, index]),
      [['log-2', 1]],
    );
    assert.deepEqual(candidates, []);
  });

  it('needs both to match where names and images are given', () => {
    const both = [rule({names: ['log'], images: ['*/fluent-bit']})];
    const spec = podSpec([container('log'), container('x', {image: FLUENT_BIT})]);
    assert.deepEqual(select(spec, both).candidates, []);
    const fits = podSpec([container('log', {image: FLUENT_BIT})]);
    assert.equal(select(fits, both).candidates.length, 1);
  });

  it('selects by images alone, and a container without an image has none', () => {
    const {candidates} = select(podSpec([{name: 'a'}, container('b', {image: FLUENT_BIT})]), [
      rule({images: ['*/fluent-bit']}),
    ]);
    assert.deepEqual(
      candidates.map(one => one.name),
      ['b'],
    );
  });

  it('a profile alone selects by its names or its images, and says what it knows', () => {
    const spec = podSpec([container('fluentbit'), container('shipper', {image: FLUENT_BIT}), container('app')]);
    const {candidates} = select(spec, [rule({profile: 'fluent-bit'})]);
    assert.deepEqual(
      candidates.map(({name, profile}) => [name, profile?.id]),
      [
        ['fluentbit', 'fluent-bit'],
        ['shipper', 'fluent-bit'],
      ],
    );
  });

  it('a profile never selects what is known to be no sidecar, a match does', () => {
    const ztunnel = container('istio-proxy', {image: 'docker.io/istio/ztunnel:1.27.0'});
    const selected = (...rules: readonly SidecarRule[]) => select(podSpec([ztunnel]), rules).candidates.length;
    assert.deepEqual([selected(rule({profile: 'istio'})), selected(rule({names: ['istio-proxy']}))], [0, 1]);
  });

  it('with a profile and a match, match selects and the profile gives the knowledge (mirrored images)', () => {
    const spec = podSpec([container('proxy'), container('cloud-sql-proxy')]);
    const {candidates} = select(spec, [rule({profile: 'cloud-sql-proxy', names: ['proxy']})]);
    assert.deepEqual(
      candidates.map(({name, profile}) => [name, profile?.id]),
      [['proxy', 'cloud-sql-proxy']],
    );
  });

  it('a match alone has no profile, whatever the image', () => {
    const spec = podSpec([container('log', {image: FLUENT_BIT})]);
    assert.equal(select(spec, [rule({names: ['log']})]).candidates[0]?.profile, undefined);
  });

  it('an unknown profile, an empty match and no rule at all select nothing', () => {
    const spec = podSpec();
    for (const rules of [[], [rule({profile: 'nobody-knows'})], [rule({names: [], images: []})], [rule()]]) {
      assert.deepEqual(select(spec, rules).candidates, []);
    }
  });

  it('finds a container in both lists twice: in its two forms', () => {
    const spec = podSpec([container('app'), container('log')], {initContainers: [native('log')]});
    const {candidates, natives} = select(spec, [rule({names: ['log']})]);
    assert.deepEqual([candidates.length, natives.length], [1, 1]);
  });

  it('keeps the index where other entries of the list are no containers', () => {
    const spec = {containers: [null, {image: 'nameless'}, 'text', container('log'), {name: 7}, {name: ''}]};
    const {candidates, mains} = select(spec, [rule({names: ['*log*']})]);
    assert.equal(candidates[0]?.index, 3);
    assert.deepEqual(mains, []);
  });

  it('answers a pod spec without lists with nothing', () => {
    const nothing = {candidates: [], mains: [], natives: []};
    assert.deepEqual(select({}, [rule({names: ['a']})]), nothing);
    assert.deepEqual(select({containers: {}, initContainers: 'x'}, [rule({names: ['a']})]), nothing);
  });
});

describe('couldGovern', () => {
  it('goes by the name alone, for recorded containers that are gone', () => {
    assert.equal(couldGovern('log', [rule({names: ['lo?'], images: ['*/fluent-bit']})]), true);
    assert.equal(couldGovern('log', [rule({names: ['other']}), rule({names: ['log']})]), true);
    assert.equal(couldGovern('fluent-bit', [rule({profile: 'fluent-bit'})]), true);
    assert.equal(couldGovern('log', [rule({profile: 'fluent-bit'})]), false);
    assert.equal(couldGovern('log', [rule({images: ['*']})]), false);
    assert.equal(couldGovern('log', [rule({profile: 'nobody-knows'})]), false);
  });
});
