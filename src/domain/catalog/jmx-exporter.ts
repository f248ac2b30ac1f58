import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** prometheus/jmx_exporter in a container of its own; as a Java agent it is part of the app. */
export const jmxExporter: Profile = {
  id: 'jmx-exporter',
  title: 'JMX exporter',
  link: 'https://github.com/prometheus/jmx_exporter',
  summary: 'shows metrics of a Java app to Prometheus',
  class: 'telemetry',
  names: ['jmx-exporter'],
  images: inAnyRegistry('jmx-exporter'),
  addedBy: ['manifest'],
  hints: ['It asks the app, so it must not be a reason for the app to wait.'],
};
