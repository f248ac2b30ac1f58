import {allOf} from '../cel/logic.ts';
import {isOn, isReachable, portOf, reachablePort} from './setting-values.ts';
import {setting, type Flags} from './settings.ts';
import {MOUNTS_VAULT_FILES} from './vault-files.ts';

/** How the startup probe that a profile has for the container `c` at `i` is said in CEL. */
export type ProfileProbe =
  /** An HTTP request for the path, to a port by the container's settings (an int; 0: there is no probe). */
  | {readonly type: 'Port'; readonly path: string; readonly port: string; readonly flags: Flags}
  /** A command that waits for files, which the annotations of the pod name. */
  | {readonly type: 'Files'; readonly command: string; readonly where: string}
  /** What its readinessProbe asks, if that is an HTTP request for this path and the condition holds. */
  | {readonly type: 'LikeReadiness'; readonly path: string; readonly where: string};

/** What moves or hides the path that OAuth2 Proxy answers on. */
const OAUTH2_MOVES = ['ping-path', 'force-https', 'config', 'alpha-config'];

/** By profile id; each says what `startupProbe` of that profile says. Every profile that has one is here. */
export const PROFILE_PROBES: Readonly<Record<string, ProfileProbe>> = {
  'cloud-sql-proxy': {
    type: 'Port',
    path: '/startup',
    port: `[${authProxyPort()}].map(port, port > 0 ? port : ${versionOnePort()})[0]`,
    flags: {...authProxyFlags('CSQL_PROXY'), use_http_health_check: '', health_check_port: ''},
  },
  'alloydb-auth-proxy': {
    type: 'Port',
    path: '/startup',
    port: authProxyPort(),
    flags: authProxyFlags('ALLOYDB_PROXY'),
  },
  'git-sync': {type: 'Port', path: '/', port: reachablePort('http-bind'), flags: {'http-bind': 'GITSYNC_HTTP_BIND'}},
  'oauth2-proxy': {
    type: 'Port',
    path: '/ping',
    port: `${allOf(OAUTH2_MOVES.map(isUnset))} ? ${reachablePort('http-address')} : 0`,
    flags: Object.fromEntries([...OAUTH2_MOVES, 'http-address'].map(flag => [flag, variable('OAUTH2_PROXY', flag)])),
  },
  'vault-agent': {type: 'Files', command: 'variables.vaultCommand', where: MOUNTS_VAULT_FILES},
  istio: {type: 'LikeReadiness', path: '/healthz/ready', where: 'true'},
  linkerd: {type: 'LikeReadiness', path: '/ready', where: 'c.?lifecycle.?postStart.hasValue()'},
};

/** See `authProxyHealth` in the catalog. */
function authProxyPort(): string {
  return `(${isOn('health-check')} && ${isReachable('http-address')} ? ${portOf('http-port', 9090)} : 0)`;
}

/** Of version 1, which always listens on every address. */
function versionOnePort(): string {
  return `(${isOn('use_http_health_check')} ? ${portOf('health_check_port', 8090)} : 0)`;
}

function authProxyFlags(prefix: string): Flags {
  return Object.fromEntries(['health-check', 'http-address', 'http-port'].map(flag => [flag, variable(prefix, flag)]));
}

function isUnset(flag: string): string {
  return `${setting(flag)} == ''`;
}

function variable(prefix: string, flag: string): string {
  return `${prefix}_${flag.toUpperCase().replaceAll('-', '_')}`;
}
