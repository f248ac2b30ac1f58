import {nodeUnavailableReason, type Cluster} from '../../test/cluster/cluster.ts';
import {installCrds} from '../../test/support/install-crds.ts';
import {finishBacklog} from './backlog.ts';
import {hintsFor} from './hints.ts';
import {samples} from './samples.ts';
import {startEmbeddedCluster} from './start-cluster.ts';
import {startOperator, type RunningOperator} from './start-operator.ts';
import type {Stage} from './stage.ts';
import {Watching} from './watching.ts';

/** One that is not up by then is shown as it is. */
const UP_SECONDS = 120;

/** The demo from its beginning to the signal that ends it. */
export async function perform(stage: Stage): Promise<void> {
  const {steps, signal} = stage;
  const cluster = await startEmbeddedCluster(stage, nodeUnavailableReason());
  await steps.run('Installing the CRDs', async () => installCrds(cluster));
  await steps.run('Creating the workloads of config/samples', async () => samples.createWorkloads(cluster));
  const watching = await Watching.begin(cluster, stage);
  const operator = await steps.run('Starting the operator', async () => startOperator(cluster, stage));
  const end = Promise.race([operator.untilAskedToStop(signal), watching.untilItFails()]);
  await Promise.race([convert({cluster, operator, watching, stage}), end]);
  await end;
}

interface Scene {
  readonly cluster: Cluster;
  readonly operator: RunningOperator;
  readonly watching: Watching;
  readonly stage: Stage;
}

/** From the workloads as they are to what the policies make of them. */
async function convert({cluster, operator, watching, stage}: Scene): Promise<void> {
  const {steps} = stage;
  if (cluster.hasNode) {
    steps.begin('The workloads come up as they are: see restarts, and Jobs that hang');
    await watching.until(rows => rows.length > 0 && rows.every(row => row.up), {seconds: UP_SECONDS});
  }
  await steps.run('Creating the policies of config/samples', async () => samples.createPolicies(cluster));
  showHints(stage, await hintsFor(cluster, operator));
  if (cluster.hasNode) await finishBacklog(cluster, watching, stage);
}

function showHints({display, board}: Stage, hints: readonly string[]): void {
  board.hints = hints;
  if (display.kind === 'Plain') for (const line of ['', ...hints, '']) display.print(line);
}
