import {join} from 'node:path';
import type {JsonObject} from '../../../src/domain/json.ts';
import {goModules, type GoModule} from '../../cluster/programs/modules.ts';
import {container, podSpec} from '../../support/builders.ts';
import {Helm} from '../helm/helm.ts';
import {KeptWorkload, type Side} from './kept-workload.ts';

const CHART = join(import.meta.dirname, '..', '..', 'fixtures', 'helm', 'shop');

type Place = ConstructorParameters<typeof KeptWorkload>[0];

/** The sidecars of all that is synced here. */
export const SYNCED_SIDECARS = [{match: {names: ['log', 'fluent-bit']}}];

/** A Deployment whose classic manifest a tool applies again and again, as a pipeline does; nothing of it runs. */
export interface Synced {
  readonly title: string;
  readonly workload: KeptWorkload;
  /** Applies the manifest, with another image of its main container where one is given; answers what is then stored. */
  sync(image?: string): Promise<JsonObject>;
  /** Leaves nothing behind outside the cluster. */
  close(): void;
}

/** One Deployment a tool, each applied once. */
export async function syncedByEach(place: Place): Promise<readonly Synced[]> {
  const all: Synced[] = [
    byKubectl(place, 'client'),
    byKubectl(place, 'server'),
    await byHelm(place, {title: 'Helm 3', release: 'three', module: goModules.helm3, side: 'client'}),
    await byHelm(place, {title: 'Helm 4', release: 'four', module: goModules.helm4, side: 'server'}),
  ];
  for (const each of all) await each.sync();
  return all;
}

function byKubectl(place: Place, side: Side): Synced {
  const workload = new KeptWorkload(place, {kind: 'Deployment', side, name: side});
  let main = container('app');
  return {
    title: `kubectl apply (${side} side)`,
    workload,
    sync: async image => {
      if (image !== undefined) main = container('app', {image: `${image}:1.0`});
      return workload.apply(workload.manifest(podSpec([main, container('log')])));
    },
    close: () => undefined,
  };
}

async function byHelm(
  place: Place,
  {
    title,
    release,
    module,
    side,
  }: {readonly title: string; readonly release: string; readonly module: GoModule; readonly side: Side},
): Promise<Synced> {
  const helm = await Helm.of(module, place.cluster);
  const workload = new KeptWorkload(place, {kind: 'Deployment', side, name: `${release}-web`});
  let [verb, image] = ['install', 'registry.example/shop'];
  return {
    title,
    workload,
    sync: async newImage => {
      image = newImage ?? image;
      await helm.run(verb, release, CHART, `--namespace=${place.namespace}`, `--set=image=${image}`);
      // The chart does not say how many, and an unhealthy Deployment is not converted.
      if (verb === 'install') await workload.kubectl(['scale', workload.reference, '--replicas=0']);
      verb = 'upgrade';
      return workload.get();
    },
    close: () => helm.remove(),
  };
}
