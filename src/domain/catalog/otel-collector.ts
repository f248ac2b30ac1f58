import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/**
 * open-telemetry/opentelemetry-operator CHANGELOG.md, pkg/sidecar/; opentelemetry-collector otelcol/collector.go;
 * contrib healthcheckextension README; aws-observability/aws-otel-collector.
 */
export const otelCollector: Profile = {
  id: 'otel-collector',
  title: 'OpenTelemetry Collector',
  link: 'https://opentelemetry.io/docs/collector/',
  summary: 'receives traces, metrics and logs of the app and sends them on (also as ADOT, of AWS)',
  class: 'telemetry',
  names: [
    'otc-container',
    'otel-collector',
    'otelcol',
    'otel-agent',
    'opentelemetry-collector',
    'aws-otel-collector',
    'adot-collector',
  ],
  images: inAnyRegistry(
    'opentelemetry-collector',
    'opentelemetry-collector-k8s',
    'opentelemetry-collector-contrib',
    'opentelemetry-collector-releases/*',
    'otelcol*',
    'aws-otel-collector',
  ),
  isUsuallyTheApp: true,
  addedBy: ['manifest', 'operator'],
  injector: {
    title: 'the OpenTelemetry operator',
    link: 'https://github.com/open-telemetry/opentelemetry-operator/blob/main/CHANGELOG.md',
    names: ['otc-container'],
    onlyWith: ['sidecar.opentelemetry.io/inject', 'sidecar.opentelemetry.io/injected'],
    asked: [
      {on: 'pod annotation', key: 'sidecar.opentelemetry.io/inject', yes: ['*'], no: ['false']},
      {on: 'namespace annotation', key: 'sidecar.opentelemetry.io/inject', yes: ['*'], no: ['false']},
    ],
    native: [
      {since: '0.132', how: 'nothing to set on Kubernetes 1.29 or newer: the operator adds native sidecars by default'},
      {since: '0.111', how: 'the feature gate operator.sidecarcontainers.native on the operator, for all pods'},
    ],
  },
  upWhen:
    'With the extension `health_check` in its configuration `/` answers on port 13133, but on localhost by default, where the kubelet cannot reach it: set its endpoint to `0.0.0.0:13133`.',
  sigtermExit: '0',
  hints: [
    'Its image has neither a shell nor other programs: commands cannot be probes or hooks.',
    'SIGHUP reloads and does not stop it. There is no quit endpoint.',
  ],
};
