import {valueAt} from '../json.ts';
import {inAnyRegistry} from './in-any-registry.ts';
import {probeLikeReadiness} from './probe-like-readiness.ts';
import type {Profile} from './profile.ts';

/** linkerd/linkerd2 charts/partials/templates/_proxy.tpl, pkg/inject/inject.go, pkg/k8s/labels.go, versions 2.15 to 2.20. */
export const linkerd: Profile = {
  id: 'linkerd',
  title: 'Linkerd',
  link: 'https://linkerd.io/2/reference/proxy-configuration/',
  summary: "takes the app's traffic into the mesh",
  class: 'dependency',
  names: ['linkerd-proxy'],
  images: inAnyRegistry('linkerd/proxy', 'buoyantio/proxy'),
  addedBy: ['injector'],
  injector: {
    title: 'Linkerd',
    link: 'https://linkerd.io/2/reference/proxy-configuration/',
    byHand: {command: 'linkerd inject --manual', annotation: 'linkerd.io/proxy-version'},
    asked: [
      {on: 'pod annotation', key: 'linkerd.io/inject', yes: ['enabled', 'ingress'], no: ['disabled']},
      {on: 'namespace annotation', key: 'linkerd.io/inject', yes: ['enabled', 'ingress']},
    ],
    skipsHostNetwork: true,
    native: [
      {since: '2.20', how: 'nothing to set: the chart has proxy.nativeSidecar true by default'},
      {since: '2.20', annotation: 'config.linkerd.io/proxy-enable-native-sidecar', alsoOnNamespace: true},
      {since: '2.19', annotation: 'config.beta.linkerd.io/proxy-enable-native-sidecar', alsoOnNamespace: true},
      {since: '2.15', annotation: 'config.alpha.linkerd.io/proxy-enable-native-sidecar', alsoOnNamespace: true},
    ],
  },
  // Its injector puts it right behind its own init container (charts/patch/templates/patch.json).
  position: 'BeforeInit',
  // Only where a classic one holds the app back (proxy.await); its injector does the same.
  startupProbe: container =>
    valueAt(container, 'lifecycle', 'postStart') === undefined ? undefined : probeLikeReadiness(container, '/ready'),
  upWhen: 'Its injector adds a startup probe (`/ready` on port 4191) to native proxies; nothing is to be added.',
  waitsBy: ['linkerd-await'],
  preStopExits: ['4191/shutdown'],
  quit: 'POST `localhost:4191/shutdown`, from inside the pod only. Off by default since 2.16: `config.linkerd.io/proxy-admin-shutdown: enabled`.',
  hints: [
    'On SIGTERM it refuses new requests at once and waits for open ones, at most `config.linkerd.io/shutdown-grace-period` (120 s).',
    '`config.alpha.linkerd.io/proxy-wait-before-exit-seconds` is ignored by native proxies and must not be combined with them.',
    'The CNI plugin must be new enough to look for the proxy among the init containers (linkerd2-proxy-init#362).',
  ],
};
