import {authProxyHealth} from './auth-proxy-health.ts';
import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** A relative of the Cloud SQL Auth Proxy with the same flags (alloydb-auth-proxy cmd/root.go). */
export const alloydbAuthProxy: Profile = {
  id: 'alloydb-auth-proxy',
  title: 'AlloyDB Auth Proxy',
  link: 'https://github.com/GoogleCloudPlatform/alloydb-auth-proxy',
  summary: 'opens encrypted connections to Google AlloyDB databases',
  class: 'dependency',
  names: ['alloydb-auth-proxy', 'alloydb-proxy'],
  images: inAnyRegistry('alloydb-connectors/alloydb-auth-proxy'),
  addedBy: ['manifest'],
  startupProbe: container => authProxyHealth(container, 'ALLOYDB_PROXY'),
  upWhen:
    'Answers `/startup` with `--health-check` and a `--http-address` other than localhost, its default (port `--http-port`, 9090).',
  preStopExits: ['/quitquitquit', 'alloydb-auth-proxy shutdown'],
  quit: 'With `--quitquitquit`: POST `localhost:9091/quitquitquit`.',
  sigtermExit: '143; 0 with `--exit-zero-sigterm`',
  hints: ['As long as a script calls `/quitquitquit`, the flag must stay: without it the call fails.'],
};
