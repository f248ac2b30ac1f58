import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** docs.fluentd.org deployment/rpc; fluent/fluentd-docker-image. */
export const fluentd: Profile = {
  id: 'fluentd',
  title: 'Fluentd',
  link: 'https://docs.fluentd.org/',
  summary: "ships the app's logs",
  class: 'telemetry',
  names: ['fluentd'],
  images: inAnyRegistry('fluentd', 'fluentd-*', 'td-agent', 'td-agent-*'),
  addedBy: ['manifest'],
  upWhen: 'Only what its configuration opens: `/api/plugins.json` on port 24220 with `in_monitor_agent`.',
  preStopExits: ['processes.killWorkers', 'processes.interruptWorkers', 'processes.flushBuffersAndKillWorkers'],
  quit: 'With `rpc_endpoint 127.0.0.1:24444` in its configuration: GET `/api/processes.killWorkers`.',
  hints: [],
};
