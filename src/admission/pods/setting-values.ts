import {celValue} from '../cel/value.ts';
import {setting} from './settings.ts';

/** The texts that Go's strconv.ParseBool takes for true; a flag without a value is on. */
const TRUE = ['', '1', 't', 'T', 'true', 'TRUE', 'True'].map(text => `=${text}`);

export function isOn(flag: string): string {
  return `${setting(flag)} in ${celValue(TRUE)}`;
}

/** Whether the kubelet can reach what listens on this host: it connects to the pod's address, never to localhost. */
export function isReachable(flag: string): string {
  return `(${setting(flag)}.matches(r'(?s)^=.') && !${setting(flag)}.matches(r'(?i)^=(localhost$|127\\.|\\[?::1\\]?$)'))`;
}

/** A port as an int, `otherwise` where it is not set; 0: it is none, or not known. */
export function portOf(flag: string, otherwise: number): string {
  return `(${setting(flag)} == '' ? ${otherwise} : ${parsed(`${setting(flag)}.substring(1)`, `${setting(flag)}.matches(r'^=[0-9]{1,5}$')`)})`;
}

/** The port of a `host:port` that the kubelet can reach, `:port` (every address) included; 0: it cannot. */
export function reachablePort(flag: string): string {
  const text = setting(flag);
  const isAddress = `${text}.matches(r'(?i)^=([\\w.-]*|\\[[0-9a-f:.]+\\]):[0-9]{1,5}$')`;
  const isLocal = `${text}.matches(r'(?i)^=(localhost:|127\\.|\\[?::1\\]?:)')`;
  return `(${parsed(`${text}.substring(${text}.lastIndexOf(':') + 1)`, `${isAddress} && !${isLocal}`)})`;
}

function parsed(digits: string, condition: string): string {
  return `${condition} && int(${digits}) <= 65535 ? int(${digits}) : 0`;
}
