import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** prometheus-config-reloader, configmap-reload and k8s-sidecar: they tell the app that its configuration changed. */
export const configReloader: Profile = {
  id: 'config-reloader',
  title: 'Configuration reloader',
  link: 'https://prometheus-operator.dev/docs/platform/platform-guide/',
  summary: 'tells the app when its configuration has changed',
  class: 'telemetry',
  names: ['config-reloader', 'configmap-reload', 'prometheus-config-reloader', 'grafana-sc-*'],
  images: inAnyRegistry('prometheus-config-reloader', 'configmap-reload', 'kiwigrid/k8s-sidecar'),
  addedBy: ['manifest', 'operator'],
  hints: [
    'It calls the app, so it must not be a reason for the app to wait.',
    'Those of the Prometheus operator stand in StatefulSets that the operator writes; it would put them back.',
  ],
};
