import {join} from 'node:path';
import type {Cluster} from '../cluster/cluster.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'crds');
const PLURALS = ['sidecarpolicies', 'clustersidecarpolicies'];
const installed = new WeakMap<Cluster, Promise<void>>();

/** Installs both CRDs of `crds/` once per cluster; resolves when the API server serves them. */
export function installCrds(cluster: Cluster): Promise<void> {
  const known = installed.get(cluster) ?? install(cluster);
  installed.set(cluster, known);
  known.catch(() => installed.delete(cluster));
  return known;
}

async function install(cluster: Cluster): Promise<void> {
  const files = PLURALS.map(plural => `--filename=${join(FOLDER, `outrigger.dev_${plural}.yaml`)}`);
  await cluster.kubectl(['apply', ...files]);
  const names = PLURALS.map(plural => `crd/${plural}.outrigger.dev`);
  await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=30s', ...names]);
}
