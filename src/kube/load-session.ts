import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {systemClock} from '../runtime/clock.ts';
import {asError, UserError} from '../runtime/errors.ts';
import type {ClusterConfig} from './cluster-config.ts';
import {inCluster, isInCluster} from './in-cluster.ts';
import type {OpenOptions} from './open-session.ts';
import type {SessionSource} from './session-source.ts';
import {Session} from './session.ts';

/**
 * Finds the configuration (an explicit file; the pod's ServiceAccount; `$KUBECONFIG`; `~/.kube/config`) and opens a
 * session. No request is made.
 * @throws UserError when there is none, or it has no such context.
 */
export function loadSession(
  source: SessionSource,
  {clock = systemClock, userAgent = 'outrigger', heard}: OpenOptions = {},
): Session {
  return new Session({load: loaderOf(source), clock, userAgent, heard});
}

function loaderOf(source: SessionSource): () => ClusterConfig {
  const environment = source.environment ?? {};
  const files = source.kubeconfig === undefined ? defaultFiles(environment) : [source.kubeconfig];
  if (isInCluster(source)) return () => inCluster(source);
  return () => withContext(fromFiles(files), source.context, files);
}

function defaultFiles(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter(file => file !== '');
  if (listed.length > 0) return listed;
  return environment['HOME'] === undefined ? [] : [join(environment['HOME'], '.kube', 'config')];
}

/** Like kubectl: of several files those that exist, and of several entries with one name the first. */
function fromFiles(files: readonly string[]): KubeConfig {
  const found = files.filter(file => existsSync(file));
  if (found.length === 0) throw new UserError(noFile(files));
  const configs = found.map(fromFile);
  const merged = new KubeConfig();
  merged.loadFromOptions({
    clusters: firstOfEachName(configs.flatMap(config => config.clusters)),
    users: firstOfEachName(configs.flatMap(config => config.users)),
    contexts: firstOfEachName(configs.flatMap(config => config.contexts)),
    currentContext: configs.map(config => config.currentContext).find(Boolean),
  });
  return merged;
}

function noFile(files: readonly string[]): string {
  const looked = files.length === 0 ? 'HOME is not set' : `${files.join(', ')} does not exist`;
  return `There is no kubeconfig: ${looked}. Pass --kubeconfig FILE, or set KUBECONFIG.`;
}

function fromFile(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    // A broken entry of another context is no reason to refuse ours.
    config.loadFromFile(file, {onInvalidEntry: 'filter'});
  } catch (thrown) {
    throw new UserError(`The kubeconfig ${file} cannot be read: ${asError(thrown).message}`, {cause: thrown});
  }
  return config;
}

function firstOfEachName<T extends {readonly name: string}>(entries: readonly T[]): T[] {
  const seen = new Set<string>();
  return entries.filter(({name}) => !seen.has(name) && seen.add(name));
}

function withContext(config: KubeConfig, wanted: string | undefined, files: readonly string[]): KubeConfig {
  const name = wanted ?? config.getCurrentContext();
  const where = `The kubeconfig ${files.join(', ')}`;
  const choices = config.contexts.map(context => context.name);
  const known = choices.length === 0 ? 'It has no contexts at all.' : `It has: ${choices.join(', ')}.`;
  if (!name) throw new UserError(`${where} has no current context; pass --context. ${known}`);
  const context = config.contexts.find(candidate => candidate.name === name);
  if (context === undefined) throw new UserError(`${where} has no context "${name}". ${known}`);
  config.setCurrentContext(name);
  const missing = missingParts(config, context);
  if (missing.length > 0)
    throw new UserError(
      `${where}: context "${name}" names ${missing.join(' and ')}, which it does not have, or not completely.`,
    );
  return config;
}

function missingParts(
  config: KubeConfig,
  context: {readonly cluster: string; readonly user: string},
): readonly string[] {
  const cluster = config.getCluster(context.cluster) === null ? [`cluster "${context.cluster}"`] : [];
  const user = config.getUser(context.user) === null ? [`user "${context.user}"`] : [];
  return [...cluster, ...user];
}
