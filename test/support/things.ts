import type {Resource} from '../../src/kube/resources.ts';
import type {Rest} from '../../src/kube/rest.ts';
import {eventually} from './eventually.ts';

export interface Things {
  readonly resource: Resource;
  /** Deletes the kind with all its objects, and resolves when it is gone. */
  readonly remove: () => Promise<void>;
}

/** A resource of a kind that exists only once it is installed. */
export function thingsResource(plural: string): Resource {
  return {
    kind: `${plural.slice(0, 1).toUpperCase()}${plural.slice(1)}`,
    group: 'test.outrigger.dev',
    version: 'v1',
    plural,
    namespaced: true,
  };
}

/** Makes a kind known to the API server, under a plural that no other test uses. */
export async function installThings(rest: Rest, plural: string): Promise<Things> {
  const resource = thingsResource(plural);
  const name = `${plural}.${resource.group}`;
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  const schema = {openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}};
  await rest.create(definitions, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {name},
    spec: {
      group: resource.group,
      scope: 'Namespaced',
      names: {plural, kind: resource.kind},
      versions: [{name: resource.version, served: true, storage: true, schema}],
    },
  });
  const path = `/apis/${resource.group}/v1/${plural}`;
  await eventually(`${plural} are served`, async () => rest.get(path));
  await eventually(`${plural} can be watched`, async () => canBeWatched(rest, path));
  const remove = async (): Promise<void> => {
    await rest.delete(`${definitions}/${name}`);
    await eventually(`${plural} are gone`, async () =>
      rest.get(`${definitions}/${name}`).then(
        () => false,
        () => true,
      ),
    );
  };
  return {resource, remove};
}

/** A new kind is served a moment before it can be watched ("storage is (re)initializing"). */
async function canBeWatched(rest: Rest, path: string): Promise<boolean> {
  const events = await rest.watch(path, {timeoutSeconds: 1}, new AbortController().signal);
  for await (const _ of events) break;
  return true;
}
