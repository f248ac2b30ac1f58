import {WEBHOOK_CONFIGURATION} from '../../admission/webhook/configuration.ts';
import {OPERATOR_NAMESPACE} from '../../api/constants.ts';
import {stringMapAt, stringAt, type JsonObject} from '../../domain/json.ts';
import {isNotFound} from '../../kube/api-error.ts';
import {pages} from '../../kube/pager.ts';
import {collectionPath, objectPath, RESOURCES, type ObjectName, type Resource} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import {OPERATOR_DEPLOYMENT} from '../status/operator-health.ts';
import {ACTING, CRD, RIGHTS} from './kinds.ts';

/** An object that the install or the operator has made. */
export interface Installed {
  readonly resource: Resource;
  readonly at: ObjectName;
}

/** In the order in which they can go without one of them waiting for another. */
export interface Installation {
  /** The Deployment. */
  readonly operator: readonly Installed[];
  readonly acting: readonly Installed[];
  readonly definitions: readonly Installed[];
  readonly rights: readonly Installed[];
  /** And all that is in it. */
  readonly namespace: readonly Installed[];
  /** Objects that are called so and lack the label of the install; they are left alone. */
  readonly unlabelled: readonly Installed[];
}

/** Every name of the install's begins so, but for that of the webhook configuration, which is to be the last of all. */
const NAMED = /^outrigger([.-]|$)/;
const DEFINITIONS = [RESOURCES.SidecarPolicy, RESOURCES.ClusterSidecarPolicy].map(
  ({plural, group}) => `${plural}.${group}`,
);

/** What there is now. @throws ApiError, ConnectionError */
export async function installationIn(rest: Pick<Rest, 'get' | 'page'>): Promise<Installation> {
  const [acting, rights] = await Promise.all([named(rest, ACTING), named(rest, RIGHTS)]);
  const definitions = DEFINITIONS.map(name => ({resource: CRD, at: {name}}));
  const namespace = {resource: RESOURCES.Namespace, at: {name: OPERATOR_NAMESPACE}};
  return {
    operator: await there(rest, [{resource: RESOURCES.Deployment, at: OPERATOR_DEPLOYMENT}]),
    acting: acting.ours,
    definitions: await there(rest, definitions),
    rights: rights.ours,
    namespace: await there(rest, [namespace]),
    unlabelled: [...acting.others, ...rights.others],
  };
}

export function isThere(rest: Pick<Rest, 'get'>, {resource, at}: Installed): Promise<boolean> {
  return rest.get(objectPath(resource, at)).then(
    () => true,
    error => {
      if (isNotFound(error)) return false;
      throw error;
    },
  );
}

async function there(rest: Pick<Rest, 'get'>, candidates: readonly Installed[]): Promise<readonly Installed[]> {
  const found = await Promise.all(candidates.map(async each => ((await isThere(rest, each)) ? [each] : [])));
  return found.flat();
}

interface Named {
  readonly ours: readonly Installed[];
  readonly others: readonly Installed[];
}

async function named(rest: Pick<Rest, 'page'>, resources: readonly Resource[]): Promise<Named> {
  const found = await Promise.all(resources.map(async resource => namedIn(rest, resource)));
  return {ours: found.flatMap(({ours}) => ours), others: found.flatMap(({others}) => others)};
}

async function namedIn(rest: Pick<Rest, 'page'>, resource: Resource): Promise<Named> {
  const [ours, others]: [Installed[], Installed[]] = [[], []];
  try {
    for await (const {items} of pages(rest, collectionPath(resource), {}, new AbortController().signal)) {
      for (const object of items.filter(isNamedSo)) {
        const isOurs = stringMapAt(object, 'metadata', 'labels')['app.kubernetes.io/name'] === 'outrigger';
        (isOurs ? ours : others).push({resource, at: {name: nameOf(object)}});
      }
    }
  } catch (error) {
    // A server that does not know the kind has none of them.
    if (!isNotFound(error)) throw error;
  }
  return {ours, others};
}

function isNamedSo(object: JsonObject): boolean {
  const name = nameOf(object);
  return NAMED.test(name) || name === WEBHOOK_CONFIGURATION;
}

function nameOf(object: JsonObject): string {
  return stringAt(object, 'metadata', 'name') ?? '';
}
