import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {eventually} from '../../support/eventually.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import type {Fault} from './fault-run.ts';
import {faultTable} from './fault-table.ts';
import {userOf, type Scene, type SceneOptions} from './scene.ts';

type Place = Pick<SceneOptions, 'cluster' | 'namespace'>;

/** Those of `config/roles`, bound one by one. */
const ROLES = ['audit', 'jobs', 'templates'] as const;
type Role = (typeof ROLES)[number];

/** A ServiceAccount of the scene's own, whose roles can be taken away. */
async function ownAccount(place: Place): Promise<Partial<SceneOptions>> {
  const {cluster, namespace: name} = place;
  await installedKubeconfig(cluster);
  await cluster.kubectl(['create', 'serviceaccount', name, `--namespace=${OPERATOR_NAMESPACE}`]);
  for (const role of ROLES) await give(place, role);
  return {user: userOf(await cluster.kubeconfigForServiceAccount(OPERATOR_NAMESPACE, name))};
}

async function give({cluster, namespace}: Place, role: Role): Promise<void> {
  const account = `--serviceaccount=${OPERATOR_NAMESPACE}:${namespace}`;
  const binding = ['create', 'clusterrolebinding', `${namespace}-${role}`, `--clusterrole=outrigger-${role}`, account];
  await cluster.kubectl(binding);
}

async function take({cluster, namespace}: Place, role: Role): Promise<void> {
  await cluster.kubectl(['delete', 'clusterrolebinding', `${namespace}-${role}`]);
}

/** The policy says that it is not followed, and why. */
async function says(scene: Scene, what: RegExp): Promise<void> {
  await eventually(`the policy says ${String(what)}`, async () => what.test(await scene.trouble()));
}

const FAULTS: readonly Fault[] = [
  {
    title: 'that may not write templates for a while says so, and converts once it may',
    before: async scene => take(scene, 'templates'),
    during: async scene => {
      await says(scene, /templates cannot be written.*is the templates role granted/s);
      await give(scene, 'templates');
    },
    warnings: 1,
  },
  {
    title: 'that may not finish pods for a while says so, and finishes them once it may',
    before: async scene => take(scene, 'jobs'),
    during: async scene => {
      await says(scene, /cannot patch resource "pods\/status"/);
      await give(scene, 'jobs');
    },
    warnings: 1,
  },
  {
    title: 'that may read nothing for a while is not ready and says why, and goes on by itself once it may',
    midway: async scene => {
      await take(scene, 'audit');
      // A watch that begins before the server has noticed stays.
      const isRefused = async (): Promise<boolean> => {
        scene.http.cutWatches();
        return /^503 .*watching deployments: 403/s.test(await scene.readiness());
      };
      await eventually('it is not ready', isRefused, 60, 1000);
      await give(scene, 'audit');
      await eventually('it is ready', async () => (await scene.readiness()).startsWith('200'));
    },
    // A line a kind, one for the cut, one for Events; and one for the status, which somebody must look at.
    warnings: 16,
    errors: 1,
  },
];

describe('an operator whose roles are taken away and given back', function () {
  this.timeout(600_000);
  faultTable({name: 'roles', length: 'Short', faults: FAULTS, options: ownAccount});
});
