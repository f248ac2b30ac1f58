import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';
import {probeLikeReadiness} from './probe-like-readiness.ts';

/**
 * istio/istio at tags 1.19 to 1.30: pilot/pkg/features/pilot.go, pkg/kube/inject/, release notes; istio/api
 * annotation/annotations.yaml. The 1.27 release notes spell the annotation wrongly. Asked: pkg/kube/inject/inject.go
 * (injectRequired) and the selectors of its webhooks.
 */
export const istio: Profile = {
  id: 'istio',
  title: 'Istio',
  link: 'https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/',
  summary: "takes the app's traffic into the mesh",
  class: 'dependency',
  names: ['istio-proxy'],
  images: [
    ...inAnyRegistry('proxyv2', 'istio-proxyv2'),
    ...inAnyRegistry('proxyv2-rhel*', 'proxyv2-ubi*', 'istio-proxyv2-rhel*', 'istio-proxyv2-ubi*'),
  ],
  addedBy: ['injector'],
  injector: {
    title: 'Istio',
    link: 'https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/',
    byHand: {command: 'istioctl kube-inject', annotation: 'sidecar.istio.io/status'},
    customizedBy: 'istio-proxy',
    asked: [
      {on: 'namespace label', key: 'istio-injection', no: ['disabled']},
      {on: 'pod label', key: 'sidecar.istio.io/inject', yes: ['true'], no: ['false']},
      // Older versions took every word that YAML has for it.
      {
        on: 'pod annotation',
        key: 'sidecar.istio.io/inject',
        yes: ['true', 'yes', 'y', 'on'],
        no: ['false', 'no', 'n', 'off'],
      },
      {on: 'pod label', key: 'istio.io/dataplane-mode', no: ['ambient']},
      {on: 'namespace label', key: 'istio.io/dataplane-mode', no: ['ambient']},
      {on: 'pod label', key: 'istio.io/rev', yes: ['*']},
      {on: 'namespace label', key: 'istio-injection', yes: ['enabled']},
      {on: 'namespace label', key: 'istio.io/rev', yes: ['*']},
    ],
    skipsHostNetwork: true,
    native: [
      {since: '1.27', how: 'nothing to set once all kubelets are 1.33 or newer: Istio does it by itself'},
      {since: '1.24', annotation: 'sidecar.istio.io/nativeSidecar'},
      {since: '1.19', how: 'ENABLE_NATIVE_SIDECARS=true in the environment of istiod, for all its pods'},
    ],
  },
  // Istio's injector puts it right behind its own init containers (pkg/kube/inject/webhook.go, reorderPod).
  position: 'BeforeInit',
  startupProbe: container => probeLikeReadiness(container, '/healthz/ready'),
  upWhen: 'Its injector adds a startup probe (`/healthz/ready` on port 15021); nothing is to be added.',
  waitsBy: ['pilot-agent', 'wait'],
  preStopExits: ['quitquitquit'],
  quit: 'POST `localhost:15020/quitquitquit`, from inside the pod only.',
  sigtermExit: '0, after `terminationDrainDuration` (5 s); a native one ends at once, having drained since its preStop',
  hints: [
    'A container `istio-proxy` with `image: auto` or without an image in a manifest only holds settings for the proxy to come; Istio moves it itself.',
    'A native proxy ignores `holdApplicationUntilProxyStarts`, and its preStop drains, which is right.',
    'Native, it runs right after `istio-init` or `istio-validation`, so the other init containers have the mesh; those that run as user 1337 still go around it.',
    'In ambient mode there is no sidecar, and left-over calls of `/quitquitquit` fail.',
  ],
};
