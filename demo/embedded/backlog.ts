import {styleText} from 'node:util';
import type {Cluster} from '../../test/cluster/cluster.ts';
import type {Row} from '../survey/row.ts';
import {DEMO_NAMESPACE} from './samples.ts';
import type {Stage} from './stage.ts';
import type {Watching} from './watching.ts';

/** How long the Jobs are seen to be left alone, in milliseconds. */
const A_WHILE = 5000;

const PATCH = ['patch', 'scp', 'shop', '--type', 'merge', '-p', '{"spec":{"jobs":{"backlog":"Enforce"}}}'] as const;

/**
 * The sample Jobs hang since before the policy was there, and such ones a policy leaves alone unless it is told
 * otherwise. Shows that, and then tells it.
 */
export async function finishBacklog(cluster: Cluster, watching: Watching, {display}: Stage): Promise<void> {
  await watching.until(rows => rows.some(isBacklog), {seconds: 60});
  await watching.pause(A_WHILE);
  display.print('Jobs that hung before the policy came are backlog, left alone until it says so:');
  display.print(styleText('bold', `kubectl ${PATCH.slice(0, -1).join(' ')} '${PATCH.at(-1) ?? ''}'`));
  await cluster.kubectl([...PATCH, `--namespace=${DEMO_NAMESPACE}`]);
}

const isBacklog = ({state, reason}: Row): boolean => state === 'stuck' && reason === 'Backlog';
