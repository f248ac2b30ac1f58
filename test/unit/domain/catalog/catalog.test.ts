import assert from 'node:assert/strict';
import fc from 'fast-check';
import {CATALOG, profileById} from '../../../../src/domain/catalog/catalog.ts';
import {select} from '../../../../src/domain/select.ts';
import {container, podSpec, rule} from '../../../support/builders.ts';
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
    const containers = fc.record({command: field, args: field, env: field}, {requiredKeys: []});
    fc.assert(
      fc.property(containers, one => {
        for (const profile of CATALOG) profile.startupProbe?.(one);
      }),
    );
  });

  const images: readonly [image: string, want: boolean][] = [
    ['fluent/fluent-bit:3.1', true],
    ['cr.fluentbit.io/fluent/fluent-bit:3.1-debug', true],
    ['public.ecr.aws/aws-observability/aws-for-fluent-bit:stable', true],
    ['fluent-bit', true],
    ['fluent/fluentd:v1.17', false],
    ['team/fluent-bit-exporter', false],
  ];
  for (const [image, want] of images) {
    it(`fluent-bit ${want ? 'knows' : 'does not know'} the image ${image}`, () => {
      const {candidates} = select(podSpec([container('x', {image})]), [rule({profile: 'fluent-bit'})]);
      assert.equal(candidates.length === 1, want);
    });
  }
});
