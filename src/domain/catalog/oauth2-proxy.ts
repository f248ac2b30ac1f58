import type {JsonObject} from '../json.ts';
import {settingOf, type Setting} from './container-settings.ts';
import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';
import {reachablePort} from './setting-values.ts';

/** oauth2-proxy/oauth2-proxy options.go, documentation of its settings. */
export const oauth2Proxy: Profile = {
  id: 'oauth2-proxy',
  title: 'OAuth2 Proxy',
  link: 'https://oauth2-proxy.github.io/oauth2-proxy/',
  summary: 'lets only users in who have signed in',
  class: 'dependency',
  names: ['oauth2-proxy'],
  images: inAnyRegistry('oauth2-proxy'),
  addedBy: ['manifest'],
  startupProbe: pingOf,
  upWhen:
    '`/ping` with a `--http-address` other than localhost, its default. A path that it passes on to the app would be a deadlock.',
  hints: ['Its image has no shell, but for tags with `alpine`.'],
};

/** Only where nothing moves or hides `/ping`: another path, a redirect to HTTPS, or a file with more settings. */
function pingOf(container: JsonObject): JsonObject | undefined {
  const read = (flag: string): Setting =>
    settingOf(container, {flag, variable: `OAUTH2_PROXY_${flag.toUpperCase().replaceAll('-', '_')}`});
  if (['ping-path', 'force-https', 'config', 'alpha-config'].some(flag => read(flag) !== 'absent')) return undefined;
  const port = reachablePort(read('http-address'));
  return port === undefined ? undefined : {httpGet: {path: '/ping', port}};
}
