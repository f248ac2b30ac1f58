import {isObject, type JsonObject} from '../json.ts';
import {settingOf, type Setting} from './container-settings.ts';
import type {Profile} from './profile.ts';

/** Versions 1 (gce-proxy) and 2 of the Cloud SQL Auth Proxy, as written in manifests. */
export const cloudSqlProxy: Profile = {
  id: 'cloud-sql-proxy',
  title: 'Cloud SQL Auth Proxy',
  link: 'https://github.com/GoogleCloudPlatform/cloud-sql-proxy',
  class: 'dependency',
  names: ['cloud-sql-proxy', 'cloudsql-proxy'],
  images: [
    'cloud-sql-connectors/cloud-sql-proxy',
    '*/cloud-sql-connectors/cloud-sql-proxy',
    'cloudsql-docker/gce-proxy',
    '*/cloudsql-docker/gce-proxy',
  ],
  startupProbe: container => {
    const port = versionTwoPort(container) ?? versionOnePort(container);
    return port === undefined ? undefined : {httpGet: {path: '/startup', port}};
  },
  preStopExits: ['/quitquitquit', 'cloud-sql-proxy shutdown'],
};

/**
 * Port of the health check where it is switched on and the kubelet can reach it. It listens on localhost by default,
 * where an httpGet probe would never succeed and the app never start (cloud-sql-proxy v2 cmd/root.go).
 */
function versionTwoPort(container: JsonObject): number | undefined {
  const read = (flag: string, variable: string): Setting => settingOf(container, {flag, variable});
  if (!isOn(read('health-check', 'CSQL_PROXY_HEALTH_CHECK'))) return undefined;
  if (!isReachable(read('http-address', 'CSQL_PROXY_HTTP_ADDRESS'))) return undefined;
  return portOf(read('http-port', 'CSQL_PROXY_HTTP_PORT'), 9090);
}

/** Version 1 always listens on every address (cloudsql-proxy v1 cmd/cloud_sql_proxy/internal/healthcheck). */
function versionOnePort(container: JsonObject): number | undefined {
  if (!isOn(settingOf(container, {flag: 'use_http_health_check'}))) return undefined;
  return portOf(settingOf(container, {flag: 'health_check_port'}), 8090);
}

/** The texts that Go's strconv.ParseBool takes for true; a flag without a value is on. */
function isOn(setting: Setting): boolean {
  return isObject(setting) && ['', '1', 't', 'T', 'true', 'TRUE', 'True'].includes(setting.value);
}

function isReachable(setting: Setting): boolean {
  return isObject(setting) && setting.value !== '' && !/^(localhost$|127\.|\[?::1\]?$)/i.test(setting.value);
}

function portOf(setting: Setting, otherwise: number): number | undefined {
  if (setting === 'absent') return otherwise;
  if (setting === 'unknown' || !/^[0-9]{1,5}$/.test(setting.value)) return undefined;
  const port = Number(setting.value);
  return port >= 1 && port <= 65535 ? port : undefined;
}
