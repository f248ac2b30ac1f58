import {join} from 'node:path';
import type {Cluster} from '../../test/cluster/cluster.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'config', 'samples');

/** Namespace of everything in config/samples. */
export const DEMO_NAMESPACE = 'outrigger-demo';

/** Everything is created, nothing applied: Outrigger leaves alone what a tool will apply again. */
export const samples = {
  createWorkloads: async (cluster: Cluster): Promise<string> => cluster.kubectl(['create', '--kustomize', FOLDER]),
  createPolicies: async (cluster: Cluster): Promise<string> =>
    cluster.kubectl([
      'create',
      ...['policy-audit', 'policy-enforce'].map(name => `--filename=${join(FOLDER, name)}.yaml`),
    ]),
};
