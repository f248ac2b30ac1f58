import type {JsonObject} from '../json.ts';
import {settingOf} from './container-settings.ts';
import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';
import {reachablePort} from './setting-values.ts';

/** kubernetes/git-sync README of version 4: `/` answers 5xx until the first sync is complete. */
export const gitSync: Profile = {
  id: 'git-sync',
  title: 'git-sync',
  link: 'https://github.com/kubernetes/git-sync',
  summary: 'keeps a copy of a Git repository in a volume',
  class: 'dependency',
  names: ['git-sync'],
  images: inAnyRegistry('git-sync', 'k8s-git-sync'),
  addedBy: ['manifest'],
  startupProbe: firstSync,
  upWhen: 'With `--http-bind=:PORT` the path `/` answers once the first sync is complete.',
  hints: ['With `--one-time` it belongs among the init containers, as one that ends.'],
};

function firstSync(container: JsonObject): JsonObject | undefined {
  const port = reachablePort(settingOf(container, {flag: 'http-bind', variable: 'GITSYNC_HTTP_BIND'}));
  return port === undefined ? undefined : {httpGet: {path: '/', port}};
}
