import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** kumahq/kuma pkg/plugins/runtime/k8s/containers/factory.go, webhooks/injector/, UPGRADE.md, tags 2.6 to 2.14. */
export const kuma: Profile = {
  id: 'kuma',
  title: 'Kuma',
  link: 'https://kuma.io/docs/latest/production/dp-config/dpp-on-kubernetes/',
  summary: "takes the app's traffic into the mesh (also in Kong Mesh)",
  class: 'dependency',
  names: ['kuma-sidecar'],
  images: inAnyRegistry('kuma-dp'),
  addedBy: ['injector'],
  injector: {
    title: 'Kuma',
    link: 'https://kuma.io/docs/latest/production/dp-config/dpp-on-kubernetes/',
    asked: [
      {on: 'pod label', key: 'kuma.io/sidecar-injection', yes: ['enabled', 'true'], no: ['disabled', 'false']},
      {on: 'pod annotation', key: 'kuma.io/sidecar-injection', yes: ['enabled', 'true'], no: ['disabled', 'false']},
      {on: 'namespace label', key: 'kuma.io/sidecar-injection', yes: ['enabled', 'true']},
    ],
    native: [
      {since: '2.14', how: 'nothing to set: Kuma adds native sidecars by default'},
      {since: '2.7', how: 'experimental.sidecarContainers in the settings of its control plane, for all pods'},
    ],
    otherwise: 'There is no annotation for it.',
  },
  upWhen: 'Its injector adds a startup probe (`/ready`) to native proxies; nothing is to be added.',
  hints: [
    'Its preStop `killall -USR2 kuma-dp` only starts to drain, which is right.',
    'The control plane ends classic proxies of finished Jobs itself.',
    'A native proxy has no `kuma-dp wait` hook: the startup probe is in its place.',
  ],
};
