import {startCluster, type Cluster} from '../../cluster/cluster.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {referenceOf, type Fault} from './fault-run.ts';
import {faultTable} from './fault-table.ts';
import type {Scene} from './scene.ts';

/** Ends a server in the middle of the work, and starts it again at once. */
function restart(...[server, signal]: Parameters<Cluster['interrupt']>): (scene: Scene) => Promise<void> {
  return async ({cluster}) => {
    const startAgain = await cluster.interrupt(server, signal);
    await startAgain();
  };
}

/**
 * A server that has just started knows no roles and serves no custom kinds yet, and answers 403 and 429 for a moment: lines
 * for each kind, and an error each for the policy and the two pods of stuck Jobs.
 */
const NOISE = {warnings: 24, errors: 3};

const FAULTS: readonly Fault[] = [
  {title: 'whose API server is restarted goes on', midway: restart('kube-apiserver', 'SIGTERM'), ...NOISE},
  {
    title: 'whose API server is killed and started again goes on',
    midway: restart('kube-apiserver', 'SIGKILL'),
    ...NOISE,
  },
  {title: 'whose etcd is killed and started again goes on', midway: restart('etcd', 'SIGKILL')},
];

describe('an operator of a control plane that is restarted', function () {
  this.timeout(600_000);
  let own: Promise<Cluster> | undefined;
  const cluster = async (): Promise<Cluster> => {
    // What all others are compared with must not be had from the cluster that is restarted.
    await referenceOf({cluster: await sharedCluster()});
    return (own ??= startCluster({node: false}));
  };

  faultTable({name: 'servers', length: 'Own', cluster, faults: FAULTS});

  after(async () => (await own)?.stop());
});
