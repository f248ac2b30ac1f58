import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** grafana/alloy Dockerfile, docs of the command `run`. */
export const alloy: Profile = {
  id: 'alloy',
  title: 'Grafana Alloy',
  link: 'https://grafana.com/docs/alloy/latest/',
  summary: 'collects logs, metrics and traces of the app',
  class: 'telemetry',
  names: ['alloy', 'grafana-alloy'],
  images: inAnyRegistry('grafana/alloy'),
  addedBy: ['manifest'],
  upWhen: '`/-/ready` on port 12345, on localhost by default: pass `--server.http.listen-addr=0.0.0.0:12345`.',
  hints: [],
};
