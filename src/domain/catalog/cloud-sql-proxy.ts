import type {JsonObject} from '../json.ts';
import {authProxyHealth} from './auth-proxy-health.ts';
import {settingOf} from './container-settings.ts';
import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';
import {isOn, portOf} from './setting-values.ts';

/**
 * Versions 1 (gce-proxy) and 2 of the Cloud SQL Auth Proxy, as written in manifests or added by its operator
 * (cloud-sql-proxy cmd/root.go, cmd/errors.go, CHANGELOG; cloud-sql-proxy-operator CHANGELOG 1.6.0).
 */
export const cloudSqlProxy: Profile = {
  id: 'cloud-sql-proxy',
  title: 'Cloud SQL Auth Proxy',
  link: 'https://github.com/GoogleCloudPlatform/cloud-sql-proxy',
  summary: 'opens encrypted connections to Google Cloud SQL databases',
  class: 'dependency',
  names: ['cloud-sql-proxy', 'cloudsql-proxy', 'csql-*-*'],
  images: inAnyRegistry('cloud-sql-connectors/cloud-sql-proxy', 'cloudsql-docker/gce-proxy'),
  addedBy: ['manifest', 'operator'],
  injector: {
    title: 'the Cloud SQL Proxy operator',
    link: 'https://github.com/GoogleCloudPlatform/cloud-sql-proxy-operator',
    names: ['csql-*-*'],
    onlyWith: ['cloudsql.cloud.google.com/*'],
    native: [{since: '1.6.0', how: 'nothing to set: the operator adds native sidecars by itself'}],
  },
  startupProbe: container => authProxyHealth(container, 'CSQL_PROXY') ?? versionOneHealth(container),
  upWhen:
    'Version 2 answers `/startup` with `--health-check` and a `--http-address` other than localhost, its default (port `--http-port`, 9090); version 1 with `-use_http_health_check` (port 8090). `/readiness` also asks the database: not for a gate.',
  preStopExits: ['/quitquitquit', 'cloud-sql-proxy shutdown'],
  quit: 'Version 2.1 with `--quitquitquit`: POST (since 2.7 also GET) to `localhost:9091/quitquitquit`. Version 1 has none.',
  sigtermExit: '143; 0 with `--exit-zero-on-sigterm` (2.6). SIGINT: 130',
  hints: [
    'As long as a script calls `/quitquitquit`, the flag must stay: without it the call fails, and a Job whose script ends with the call fails with it.',
    'Images without a shell; the tags with `alpine` and the like were often chosen for workarounds only.',
  ],
};

/** Version 1 always listens on every address (cloudsql-proxy v1 cmd/cloud_sql_proxy/internal/healthcheck). */
function versionOneHealth(container: JsonObject): JsonObject | undefined {
  if (!isOn(settingOf(container, {flag: 'use_http_health_check'}))) return undefined;
  const port = portOf(settingOf(container, {flag: 'health_check_port'}), 8090);
  return port === undefined ? undefined : {httpGet: {path: '/startup', port}};
}
