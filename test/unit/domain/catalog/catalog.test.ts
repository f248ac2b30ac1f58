import assert from 'node:assert/strict';
import fc from 'fast-check';
import {CATALOG, profileById} from '../../../../src/domain/catalog/catalog.ts';
import {injectorOf} from '../../../../src/domain/catalog/injectors.ts';
import {notSidecarOf} from '../../../../src/domain/catalog/not-sidecars.ts';
import {recognises} from '../../../../src/domain/catalog/recognises.ts';
import {anyJson} from '../../../support/json-arbitraries.ts';

describe('catalog', () => {
  it('is in the order of its ids, each of them once', () => {
    const ids = CATALOG.map(profile => profile.id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
  });

  it('finds a profile by its id, and nothing by a name that every object has', () => {
    assert.equal(profileById('fluent-bit')?.class, 'telemetry');
    assert.equal(profileById('cloud-sql-proxy')?.class, 'dependency');
    assert.equal(profileById('constructor'), undefined);
  });

  it('has no telemetry profile with a gate: a log shipper must not hold the app back', () => {
    for (const profile of CATALOG) assert.ok(profile.class === 'dependency' || profile.startupProbe === undefined);
  });

  it('answers any container', () => {
    const field = fc.oneof(anyJson(), fc.array(fc.oneof(anyJson(), fc.record({name: anyJson(), value: anyJson()}))));
    const containers = fc.record({image: field, command: field, args: field, env: field}, {requiredKeys: []});
    fc.assert(
      fc.property(containers, one => {
        const placed = {name: 'x', container: one, index: 0};
        notSidecarOf(placed);
        injectorOf(placed, {});
        for (const profile of CATALOG) {
          profile.startupProbe?.(one, {
            'vault.hashicorp.com/agent-inject-secret-x': '',
            'vault.hashicorp.com/agent-inject': '',
          });
          recognises(profile, placed);
        }
      }),
    );
  });

  it('says of each product where it is described', () => {
    for (const {title, link, summary} of CATALOG) {
      assert.match(link, /^https:\/\//, title);
      assert.match(summary, /^[a-z].*[^.]$/, title);
    }
  });

  it('knows a container by something', () => {
    for (const {names, images, title} of CATALOG) assert.ok(names.length + images.length > 0, title);
  });

  it('never takes a container for a web server, proxy, vault or collector by its image alone', () => {
    const usuallyApps = CATALOG.filter(profile => profile.isUsuallyTheApp).map(({id}) => id);
    assert.deepEqual(usuallyApps, ['envoy', 'nginx', 'otel-collector', 'vault-agent']);
  });

  it('has an injector where an injector adds the container', () => {
    const injected = CATALOG.filter(({addedBy}) => addedBy.includes('injector')).map(({id}) => id);
    assert.deepEqual(
      injected.filter(id => profileById(id)?.injector === undefined),
      [],
    );
  });

  it('says newest first which switch a version has', () => {
    for (const {id, injector} of CATALOG) {
      const versions = (injector?.native ?? []).map(({since}) => Number(/1?[0-9]+\.([0-9]+)/.exec(since)?.[1]));
      assert.deepEqual(
        versions,
        versions.toSorted((a, b) => b - a),
        id,
      );
    }
  });
});
