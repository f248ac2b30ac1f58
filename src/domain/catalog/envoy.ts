import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** Envoy of one's own, without a mesh: envoyproxy/envoy docs/root/operations/admin.rst, distribution/docker/. */
export const envoy: Profile = {
  id: 'envoy',
  title: 'Envoy',
  link: 'https://www.envoyproxy.io/docs/envoy/latest/operations/admin',
  summary: 'is a proxy in front of the app or for its calls',
  class: 'dependency',
  names: ['envoy', 'envoy-proxy', 'envoy-sidecar', '*-envoy'],
  images: inAnyRegistry('envoyproxy/envoy', 'envoyproxy/envoy-distroless', 'envoyproxy/envoy-contrib*'),
  isUsuallyTheApp: true,
  addedBy: ['manifest'],
  upWhen:
    'A port of a listener (`tcpSocket`). `/ready` of its admin interface where that is not on localhost, as is recommended; the ports are in its configuration, so no gate is set by itself.',
  preStopExits: ['/quitquitquit'],
  quit: 'POST `/quitquitquit` of its admin interface, on port 9901 by convention.',
  hints: [
    'A preStop that only calls `/healthcheck/fail` or `/drain_listeners` starts to drain, which is right.',
    'The gate must not ask for a path that it passes on to the app: the app starts after it.',
  ],
};
