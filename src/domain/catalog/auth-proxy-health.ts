import type {JsonObject} from '../json.ts';
import {settingOf, type Setting} from './container-settings.ts';
import {isOn, isReachable, portOf} from './setting-values.ts';

/**
 * The startup probe of Google's database proxies, where the health check is switched on and the kubelet can reach it.
 * It listens on localhost by default, where an httpGet probe would never succeed and the app never start
 * (cloud-sql-proxy v2 and alloydb-auth-proxy, cmd/root.go of each: the same flags).
 * @param prefix of the environment variables that mean the same as the flags, such as `CSQL_PROXY`
 */
export function authProxyHealth(container: JsonObject, prefix: string): JsonObject | undefined {
  const read = (flag: string, variable: string): Setting =>
    settingOf(container, {flag, variable: `${prefix}_${variable}`});
  if (!isOn(read('health-check', 'HEALTH_CHECK')) || !isReachable(read('http-address', 'HTTP_ADDRESS'))) return;
  const port = portOf(read('http-port', 'HTTP_PORT'), 9090);
  return port === undefined ? undefined : {httpGet: {path: '/startup', port}};
}
