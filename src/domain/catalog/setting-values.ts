import {isObject} from '../json.ts';
import type {Setting} from './container-settings.ts';

/** The texts that Go's strconv.ParseBool takes for true; a flag without a value is on. */
export function isOn(setting: Setting): boolean {
  return isObject(setting) && ['', '1', 't', 'T', 'true', 'TRUE', 'True'].includes(setting.value);
}

/** Whether the kubelet can reach what listens on this host: it connects to the pod's address, never to localhost. */
export function isReachable(setting: Setting): boolean {
  return isObject(setting) && setting.value !== '' && !/^(localhost$|127\.|\[?::1\]?$)/i.test(setting.value);
}

export function portOf(setting: Setting, otherwise: number): number | undefined {
  if (setting === 'absent') return otherwise;
  if (setting === 'unknown' || !/^[0-9]{1,5}$/.test(setting.value)) return undefined;
  const port = Number(setting.value);
  return port >= 1 && port <= 65535 ? port : undefined;
}

/** An address without a scheme, an IPv6 one in brackets. */
const HOST = /^(?:[\w.-]*|\[[\da-f:.]+\])$/i;

/**
 * The port of a `host:port` that the kubelet can reach, `:port` (every address) included; undefined: it cannot, or what
 * is set cannot be read.
 */
export function reachablePort(setting: Setting): number | undefined {
  if (!isObject(setting)) return undefined;
  const colon = setting.value.lastIndexOf(':');
  const host = setting.value.slice(0, Math.max(colon, 0));
  if (colon < 0 || !HOST.test(host) || (host !== '' && !isReachable({value: host}))) return undefined;
  return portOf({value: setting.value.slice(colon + 1)}, 0);
}
