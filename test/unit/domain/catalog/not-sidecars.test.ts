import assert from 'node:assert/strict';
import {NOT_SIDECARS, notSidecarOf} from '../../../../src/domain/catalog/not-sidecars.ts';
import {container} from '../../../support/builders.ts';

describe('products that are not sidecars', () => {
  const cases: readonly [name: string, image: string, want: string | undefined][] = [
    ['falco', 'registry.example/mirror:1', 'Falco'],
    ['x', 'docker.io/falcosecurity/falco:0.41.0', 'Falco'],
    ['x', 'falcosecurity/falco-no-driver:0.39', 'Falco'],
    ['x', 'falcosecurity/falcosidekick:2', undefined],
    ['istio-proxy', 'docker.io/istio/ztunnel:1.27.0', 'Istio ambient'],
    ['istio-proxy', 'docker.io/istio/proxyv2:1.27.0', undefined],
    ['pem', 'gcr.io/pixie-oss/pixie-prod/vizier/pem_image:0.14.15', 'Pixie'],
    ['pem', 'ghcr.io/pixie-io/pixie-oss-pixie-prod-vizier-pem_image:0.14.15', 'Pixie'],
    ['app', 'team/app:1', undefined],
  ];
  for (const [name, image, want] of cases) {
    it(`take ${name} with the image ${image} for ${want ?? 'none of them'}`, () => {
      assert.equal(notSidecarOf({name, container: container(name, {image}), index: 0})?.title, want);
    });
  }

  it('each say why', () => {
    for (const {reason} of NOT_SIDECARS) assert.match(reason, /^[A-Z].*nothing to convert.*\.$/);
  });
});
