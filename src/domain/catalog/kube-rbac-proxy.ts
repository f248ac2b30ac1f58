import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** brancz/kube-rbac-proxy; kube-prometheus has several a pod (`kube-rbac-proxy-main`, `kube-rbac-proxy-self`). */
export const kubeRbacProxy: Profile = {
  id: 'kube-rbac-proxy',
  title: 'kube-rbac-proxy',
  link: 'https://github.com/brancz/kube-rbac-proxy',
  summary: 'asks the API server who may read the metrics of the app',
  class: 'telemetry',
  names: ['kube-rbac-proxy', 'kube-rbac-proxy-*'],
  images: inAnyRegistry('kube-rbac-proxy'),
  addedBy: ['manifest'],
  upWhen: 'The port of `--secure-listen-address` (`tcpSocket`).',
  hints: ['The app does not need it to start, and metrics are rarely read while a pod ends: a move brings little.'],
};
