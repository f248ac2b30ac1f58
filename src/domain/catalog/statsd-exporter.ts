import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** prometheus/statsd_exporter. */
export const statsdExporter: Profile = {
  id: 'statsd-exporter',
  title: 'StatsD exporter',
  link: 'https://github.com/prometheus/statsd_exporter',
  summary: 'shows StatsD metrics of the app to Prometheus',
  class: 'telemetry',
  names: ['statsd-exporter', 'prometheus-statsd-exporter'],
  images: inAnyRegistry('statsd-exporter'),
  addedBy: ['manifest'],
  hints: [],
};
